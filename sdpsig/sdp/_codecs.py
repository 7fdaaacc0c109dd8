"""What the formats of a section mean: rtpmap, fmtp and rtcp-fb joined by payload type.

What a codec says of itself is joined at once; how codecs refer to each other is worked out for
the whole section when somebody asks for it. Sections of one browser say the same in the very
same lines, so that what they mean is worked out once for many of them.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from attrs import field

from .._frozen import frozen
from ..errors import SdpError
from ._description import MediaDescription
from ._memo import MAX_LINE
from .attributes import Fmtp, RtcpFb, Rtpmap
from .attributes.feedback import ALL_FORMATS
from .attributes.rtp import fmtp_parameters
from .formats import Red, Rtx

__all__ = ["STATIC", "STATIC_FORMATS", "Codec", "carried", "codecs", "repaired"]


@frozen
class Codec:
    """One payload type of a section and all that is said of it."""

    payload_type: int
    encoding: str
    """The encoding name as it was written; compare ``name``."""
    clock_rate: int
    """Hz."""
    channels: int = 1
    fmtp: str | None = None
    feedback: tuple[str, ...] = ()
    """Feedback messages named for this payload type, as ``nack pli``."""
    rtpmap: Rtpmap | None = field(default=None, eq=False, repr=False)
    """The line that says so; None for a static payload type without one."""
    _relations: "Relations | None" = field(default=None, eq=False, repr=False)

    @property
    def name(self) -> str:
        """The encoding name in lower case."""
        return self.encoding.lower()

    @property
    def rtx(self) -> tuple[int, ...]:
        """The payload types of the section that send its packets again (RFC 4588 §8.6)."""
        return () if self._relations is None else self._relations.rtx.get(self.payload_type, ())

    @property
    def red(self) -> tuple[int, ...]:
        """The payload types of the section that carry it redundantly (RFC 2198 §5)."""
        return () if self._relations is None else self._relations.red.get(self.payload_type, ())

    @property
    def apt(self) -> int | None:
        """The payload type that an rtx format repairs; None where it is none or says none."""
        return next(iter(repaired(self)), None)

    @property
    def effective_feedback(self) -> tuple[str, ...]:
        """``feedback`` and what the section names for all formats (RFC 4585 §4.2)."""
        shared = () if self._relations is None else self._relations.feedback
        return tuple(dict.fromkeys((*self.feedback, *shared)))

    def parameters(self) -> dict[str, str]:
        """The format parameters, names in lower case."""
        return fmtp_parameters(self.fmtp or "")


class Said(NamedTuple):
    """All that a section says of its codecs, and nothing else of it."""

    formats: tuple[str, ...]
    rtpmaps: tuple[Rtpmap, ...]
    fmtps: tuple[Fmtp, ...]
    feedback: tuple[RtcpFb, ...]


@frozen(eq=False)
class Relations:
    """How the codecs of one section refer to each other; read when first asked for."""

    said: Said

    @cached_property
    def rtx(self) -> Mapping[int, tuple[int, ...]]:
        """By payload type, those that repair it."""
        return _inverted((codec.payload_type, repaired(codec)) for codec in _joined(self.said))

    @cached_property
    def red(self) -> Mapping[int, tuple[int, ...]]:
        """By payload type, those that carry it."""
        return _inverted((codec.payload_type, carried(codec)) for codec in _joined(self.said))

    @cached_property
    def feedback(self) -> tuple[str, ...]:
        """The messages for ``*``."""
        lines = self.said.feedback
        return tuple(line.feedback for line in lines if line.payload_type == ALL_FORMATS)


def repaired(codec: Codec) -> tuple[int, ...]:
    """What an rtx format repairs; nothing where its parameters are malformed."""
    if codec.name not in Rtx.encodings:
        return ()
    try:
        return (Rtx.parse(codec.fmtp or "").apt,)
    except SdpError:
        return ()


def carried(codec: Codec) -> tuple[int, ...]:
    """What a red format may carry; nothing where its parameters are malformed."""
    if codec.name not in Red.encodings:
        return ()
    try:
        return Red.parse(codec.fmtp or "").payload_types
    except SdpError:
        return ()


def _inverted(
    references: Iterator[tuple[int, tuple[int, ...]]],
) -> Mapping[int, tuple[int, ...]]:
    found: dict[int, dict[int, None]] = {}
    for source, targets in references:
        for target in targets:
            found.setdefault(target, {})[source] = None
    return {target: tuple(sources) for target, sources in found.items()}


STATIC: Mapping[int, tuple[str, int, int]] = {
    0: ("PCMU", 8000, 1),
    3: ("GSM", 8000, 1),
    4: ("G723", 8000, 1),
    5: ("DVI4", 8000, 1),
    6: ("DVI4", 16000, 1),
    7: ("LPC", 8000, 1),
    8: ("PCMA", 8000, 1),
    9: ("G722", 8000, 1),
    10: ("L16", 44100, 2),
    11: ("L16", 44100, 1),
    12: ("QCELP", 8000, 1),
    13: ("CN", 8000, 1),
    14: ("MPA", 90000, 1),
    15: ("G728", 8000, 1),
    16: ("DVI4", 11025, 1),
    17: ("DVI4", 22050, 1),
    18: ("G729", 8000, 1),
    25: ("CelB", 90000, 1),
    26: ("JPEG", 90000, 1),
    28: ("nv", 90000, 1),
    31: ("H261", 90000, 1),
    32: ("MPV", 90000, 1),
    33: ("MP2T", 90000, 1),
    34: ("H263", 90000, 1),
}
"""Payload types that mean something without an rtpmap (RFC 3551 §6)."""
STATIC_FORMATS = {str(payload_type): meaning for payload_type, meaning in STATIC.items()}
"""The same by the text on the m= line."""


def codecs(media: MediaDescription) -> tuple[Codec, ...]:
    """The codecs of a section in the order of its m= line; formats without meaning are left out.

    Feedback for ``*`` is not multiplied out: see ``effective_feedback``.
    """
    said = Said(media.formats, media.all(Rtpmap), media.all(Fmtp), media.all(RtcpFb))
    key = (said.formats, *map(id, said.rtpmaps), *map(id, said.fmtps), *map(id, said.feedback))
    known = _KNOWN.get(key)
    if known is not None:
        return known[1]
    found = _joined(said)
    if _is_common(key) and _is_modest(said):
        if len(_KNOWN) >= MAX_KNOWN:
            _KNOWN.clear()  # a flood of new sections costs a refill, never memory
        _KNOWN[key] = said, found
    return found


MAX_KNOWN = 64
"""Sections whose codecs are remembered at most."""
MAX_LINES = 256
"""Lines of the largest section whose codecs are: real ones have at most 170."""
OFTEN = 16
"""How often it has to be asked for codecs until they are: for one section it is seldom so often."""
MAX_ASKED = 1_024
"""Sections of which it is known at most how often it was asked for them."""
_KNOWN: dict[tuple[object, ...], tuple[Said, tuple[Codec, ...]]] = {}
"""Codecs by the formats and the very lines that say so, which live as long as they are a key.

Shared between threads without a lock: every operation on it is one dictionary operation.
"""
_ASKED: dict[int, int] = {}
"""How often it was asked for what is not remembered, by the hash of its key."""


def _is_common(key: tuple[object, ...]) -> bool:
    """Whether it was asked for so often that the same lines have to stand in several sections.

    Lines that no memo holds stand in one section only, and go with it.
    """
    if len(_ASKED) >= MAX_ASKED:
        _ASKED.clear()
    asked = _ASKED[hash(key)] = _ASKED.get(hash(key), 0) + 1
    return asked >= OFTEN


def _is_modest(said: Said) -> bool:
    """Whether it was read or written, and costs little to remember."""
    lines = (*said.rtpmaps, *said.fmtps, *said.feedback)
    texts = [line._text for line in lines]  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    return len(texts) <= MAX_LINES and all(text and len(text) <= MAX_LINE for text in texts)


def _joined(said: Said) -> tuple[Codec, ...]:
    relations = Relations(said)
    rtpmaps: dict[str, Rtpmap] = {}
    for rtpmap in said.rtpmaps:
        rtpmaps.setdefault(str(rtpmap.payload_type), rtpmap)
    fmtps: dict[str, str] = {}
    for fmtp in said.fmtps:
        fmtps.setdefault(fmtp.format, fmtp.value)
    feedback: dict[str, list[str]] = {}
    for message in said.feedback:
        feedback.setdefault(message.payload_type, []).append(message.feedback)
    found: list[Codec] = []
    for text in dict.fromkeys(said.formats):
        line = rtpmaps.get(text)
        if line is not None:
            meaning = (line.payload_type, line.encoding, line.clock_rate, line.channels or 1)
        elif text in STATIC_FORMATS:
            encoding, clock_rate, channels = STATIC_FORMATS[text]
            meaning = (int(text), encoding, clock_rate, channels)
        else:
            continue
        messages = tuple(feedback.get(text, ()))
        found.append(Codec(*meaning, fmtps.get(text), messages, line, relations))
    return tuple(found)
