"""The SDP language (RFC 8866): text to values and back, byte for byte.

Knows one description at a time; nothing of offers and answers, sessions or time.
"""

from ..errors import SdpError
from ._attribute import Attribute, InAnswer, Level, Mux, Spec, Unknown
from ._build import build, build_media
from ._candidate import parse_candidate
from ._candidates import CandidateList, candidates
from ._check import check
from ._codecs import Codec, codecs
from ._description import MediaDescription, SessionDescription
from ._explain import Explained, explain
from ._fields import Bandwidth, Connection, MediaLine, Origin
from ._fragment import Fragment, FragmentSection, parse_fragment, serialize_fragment
from ._groups import SectionGroup, groups
from ._line import Line, Malformed
from ._memo import Memo
from ._outline import Outline
from ._profile import INTEROP, STRICT, Profile
from ._registry import STANDARD, Registry
from ._secrets import mask_secrets
from ._session_fields import (
    Email,
    EncryptionKey,
    Information,
    Phone,
    Repeat,
    SessionName,
    TimeZones,
    Timing,
    Uri,
    Version,
)
from ._simulcast_layers import Layer, LayerDirection, SimulcastLayer, simulcast_layers
from ._single import parse_attribute
from ._text import parse, serialize
from ._tracks import Source, Track, tracks
from .formats import Format, typed

__all__ = [
    "INTEROP",
    "STANDARD",
    "STRICT",
    "Attribute",
    "Bandwidth",
    "CandidateList",
    "Codec",
    "Connection",
    "Email",
    "EncryptionKey",
    "Explained",
    "Format",
    "Fragment",
    "FragmentSection",
    "InAnswer",
    "Information",
    "Layer",
    "LayerDirection",
    "Level",
    "Line",
    "Malformed",
    "MediaDescription",
    "MediaLine",
    "Memo",
    "Mux",
    "Origin",
    "Outline",
    "Phone",
    "Profile",
    "Registry",
    "Repeat",
    "SdpError",
    "SectionGroup",
    "SessionDescription",
    "SessionName",
    "SimulcastLayer",
    "Source",
    "Spec",
    "TimeZones",
    "Timing",
    "Track",
    "Unknown",
    "Uri",
    "Version",
    "build",
    "build_media",
    "candidates",
    "check",
    "codecs",
    "explain",
    "groups",
    "mask_secrets",
    "parse",
    "parse_attribute",
    "parse_candidate",
    "parse_fragment",
    "serialize",
    "serialize_fragment",
    "simulcast_layers",
    "tracks",
    "typed",
]
