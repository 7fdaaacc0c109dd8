"""The SDP language (RFC 8866): text to values and back, byte for byte.

Knows one description at a time; nothing of offers and answers, sessions or time.
"""

from ..errors import SdpError
from ._attribute import Attribute, InAnswer, Level, Mux, Spec, Unknown
from ._candidate import parse_candidate
from ._codecs import Codec, codecs
from ._description import MediaDescription, SessionDescription
from ._fields import Bandwidth, Connection, MediaLine, Origin, PlainField
from ._line import Line, Malformed
from ._profile import INTEROP, STRICT, Profile
from ._registry import STANDARD, Registry
from ._text import parse, serialize

__all__ = [
    "INTEROP",
    "STANDARD",
    "STRICT",
    "Attribute",
    "Bandwidth",
    "Codec",
    "Connection",
    "InAnswer",
    "Level",
    "Line",
    "Malformed",
    "MediaDescription",
    "MediaLine",
    "Mux",
    "Origin",
    "PlainField",
    "Profile",
    "Registry",
    "SdpError",
    "SessionDescription",
    "Spec",
    "Unknown",
    "codecs",
    "parse",
    "parse_candidate",
    "serialize",
]
