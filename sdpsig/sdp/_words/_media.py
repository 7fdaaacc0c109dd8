"""What flows and how it is coded, in words: formats, feedback, extensions, tracks, layers."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ...errors import SdpError
from .. import attributes as a
from .._attribute import Attribute
from .._secrets import mask_secrets
from ..attributes.rtp import fmtp_parameters
from ..formats import ProfileLevelId
from ._names import (
    ENCODINGS,
    EXTENSIONS,
    FEEDBACK,
    PARAMETERS,
    SOURCE_GROUPS,
    SOURCE_PROPERTIES,
)
from ._place import Place, amount, listed

__all__ = ["MEDIA"]

DIRECTIONS = {
    a.MediaDirection.SENDRECV: "The speaker sends and receives",
    a.MediaDirection.SENDONLY: "The speaker only sends",
    a.MediaDirection.RECVONLY: "The speaker only receives",
    a.MediaDirection.INACTIVE: "Nothing flows for now",
}
ONLY = {
    a.MediaDirection.SENDRECV: "",
    a.MediaDirection.SENDONLY: ", which the speaker only sends",
    a.MediaDirection.RECVONLY: ", which the speaker only receives",
    a.MediaDirection.INACTIVE: ", not in use",
}
LIMITS = {
    "max-width": "at most {} pixels wide",
    "max-height": "at most {} pixels high",
    "max-fps": "at most {} frames a second",
    "max-fs": "at most {} pixels in a frame",
    "max-br": "at most {} bit/s",
    "max-pps": "at most {} pixels a second",
    "max-bpp": "at most {} bits for a pixel",
    "depend": "needs the layers {}",
    "pt": "of the payload types {}",
}


def _direction(line: a.Direction, _: Place) -> str:
    return DIRECTIONS[line.direction]


def _rtpmap(line: a.Rtpmap, _: Place) -> str:
    meaning = ENCODINGS.get(line.encoding.lower())
    kind = "" if meaning is None else f" ({meaning})"
    channels = "" if line.channels is None else f", {amount(line.channels, 'channel')}"
    return (
        f"Payload type {line.payload_type} is {line.encoding}{kind}, {line.clock_rate} Hz{channels}"
    )


def _fmtp(line: a.Fmtp, place: Place) -> str:
    codec = place.codecs.get(line.format)
    said = "; ".join(FORMATS.get("" if codec is None else codec.name, _pairs)(line, place))
    return f"{_capital(place.format(line.format))}: {said or line.value}"


def _pairs(line: a.Fmtp, place: Place) -> Iterator[str]:
    """Parameter by parameter, what is known in words and the rest as it is written."""
    codec = place.codecs.get(line.format)
    known = PARAMETERS.get("" if codec is None else codec.name, {})
    for name, value in fmtp_parameters(line.value).items():
        words = known.get(f"{name}={value}") or known.get(name)
        yield words.format(value) if words else f"{name}={value}" if value else name


def _h264(line: a.Fmtp, place: Place) -> Iterator[str]:
    """The profile first, in words."""
    for said in _pairs(line, place):
        name, _, value = said.partition("=")
        yield _profile(value) if name == "profile-level-id" else said


def _profile(text: str) -> str:
    try:
        found = ProfileLevelId.parse(text)
    except SdpError:
        return "a profile-level-id that cannot be read"
    profile = "unnamed" if found.profile is None else found.profile.replace("-", " ")
    level = "" if found.level is None else f", up to level {found.level}"
    return f"{profile} profile{level}"


def _rtx(line: a.Fmtp, place: Place) -> Iterator[str]:
    for said in _pairs(line, place):
        name, _, value = said.partition("=")
        yield f"sends lost packets of {place.format(value)} again" if name == "apt" else said


def _red(line: a.Fmtp, place: Place) -> Iterator[str]:
    """Payload types between slashes (RFC 2198 §5)."""
    said = [place.format(text) for text in dict.fromkeys(line.value.split("/"))]
    yield f"carries copies of {listed(said)}"


def _events(line: a.Fmtp, _: Place) -> Iterator[str]:
    tones = "0 to 9, *, #, A to D" if line.value == "0-15" else line.value
    yield f"the events {tones}"


FORMATS: Mapping[str, Callable[[a.Fmtp, Place], Iterator[str]]] = {
    "h264": _h264,
    "rtx": _rtx,
    "red": _red,
    "telephone-event": _events,
}
"""How the parameters of a format are read, where not as pairs."""


def _feedback(line: a.RtcpFb, place: Place) -> str:
    meaning = FEEDBACK.get(line.feedback) or FEEDBACK.get(line.type)
    about = f"feedback {line.feedback} may be used" if meaning is None else meaning
    return f"{_capital(place.format(line.payload_type))}: {about}"


def _extmap(line: a.Extmap, _: Place) -> str:
    carries = EXTENSIONS.get(line.uri, f"what {line.uri} says")
    only = "" if line.direction is None else ONLY[line.direction]
    more = "" if line.parameters is None else f" ({line.parameters})"
    return f"Header extension {line.id} carries {carries}{only}{more}"


def _msid(line: a.Msid, _: Place) -> str:
    stream = "no stream" if line.stream == "-" else f"the stream {line.stream}"
    track = "A track" if line.track is None else f"The track {line.track}"
    return f"{track} of {stream} is sent here"


def _semantic(line: a.MsidSemantic, _: Place) -> str:
    streams = listed(line.streams) if line.streams else "none"
    return f"Which streams there are, in an older spelling ({line.semantic}): {streams}"


def _ssrc(line: a.Ssrc, _: Place) -> str:
    meaning = SOURCE_PROPERTIES.get(line.attribute)
    about = "" if meaning is None else f" ({meaning})"
    value = "" if line.value is None else f" {line.value}"
    return f"The source {line.ssrc} has the {mask_secrets(line.attribute + value)}{about}"


def _ssrc_group(line: a.SsrcGroup, _: Place) -> str:
    sources = listed([str(ssrc) for ssrc in line.ssrcs]) or "none"
    meaning = SOURCE_GROUPS.get(line.semantics)
    about = "" if meaning is None else f": {meaning}"
    return f"The sources {sources} belong together ({line.semantics}){about}"


def _rid(line: a.Rid, place: Place) -> str:
    does = {"send": "sent", "recv": "received"}[line.direction]
    said = [
        _limit(name, value, place)
        for name, value in fmtp_parameters(line.restrictions or "").items()
    ]
    return f"The layer {line.rid} can be {does}{''.join(f', {limit}' for limit in said)}"


def _limit(name: str, value: str, place: Place) -> str:
    if name == "pt":
        value = listed([place.format(text) for text in value.split(",")])
    return LIMITS[name].format(value) if name in LIMITS else f"{name}={value}"


def _simulcast(line: a.Simulcast, _: Place) -> str:
    said = [
        f"{does} {amount(len(layers), 'layer')}: {listed([_layer(layer) for layer in layers])}"
        for does, layers in (("sends", line.sent), ("receives", line.received))
        if layers
    ]
    return f"The speaker {', and '.join(said)}"


def _layer(alternatives: "tuple[a.SimulcastStream, ...]") -> str:
    return listed([f"{one.id} (paused)" if one.paused else one.id for one in alternatives], "or")


def _packet_time(line: a.PacketTime, _: Place) -> str:
    return f"A packet holds {line.milliseconds} ms of media"


def _max_packet_time(line: a.MaxPacketTime, _: Place) -> str:
    return f"A packet holds at most {line.milliseconds} ms of media"


def _frame_rate(line: a.FrameRate, _: Place) -> str:
    return f"At most {line.rate} frames a second"


def _image(line: a.ImageAttr, place: Place) -> str:
    return f"{_capital(place.format(line.payload_type))}: image sizes {line.sizes}"


def _capital(text: str) -> str:
    """A sentence starts with a capital, but names keep their spelling."""
    return text[0].upper() + text[1:] if text.startswith(("every ", "format ")) else text


MEDIA: Mapping[type[Attribute], Callable[[Any, Place], str]] = {
    a.Direction: _direction,
    a.Extmap: _extmap,
    a.Fmtp: _fmtp,
    a.FrameRate: _frame_rate,
    a.ImageAttr: _image,
    a.MaxPacketTime: _max_packet_time,
    a.Msid: _msid,
    a.MsidSemantic: _semantic,
    a.PacketTime: _packet_time,
    a.Rid: _rid,
    a.RtcpFb: _feedback,
    a.Rtpmap: _rtpmap,
    a.Simulcast: _simulcast,
    a.Ssrc: _ssrc,
    a.SsrcGroup: _ssrc_group,
}
"""Words for the attributes of media."""
