"""How aiortc reads a text: split at blanks and slashes, and whatever does not fit is an error.

The words it raises are those of Python: an assertion, a missing key, a number that is none.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import pairwise

from attrs import define, field

from ._rule import RefusalError

__all__ = ["OLD_SCTP", "Codec", "Media", "Reading"]

ADDRESS = re.compile(r"^IN (?:IP4|IP6) [^ ]+$")
MEDIA_LINE = re.compile(r"^m=([^ ]+) ([0-9]+) ([A-Z/]+) (.+)$")
ROLES = frozenset({"actpass", "active", "passive"})
PAYLOAD_TYPES = frozenset(range(256)) - frozenset(range(72, 77))
DIRECTIONS = frozenset({"inactive", "sendonly", "recvonly", "sendrecv"})
NUMBERS = frozenset(
    {"apt", "max-fr", "max-fs", "maxplaybackrate", "minptime", "stereo", "useinbandfec"}
)
"""The parameters of a format that have to be numbers."""
OLD_SCTP = "DTLS/SCTP"


@define
class Codec:
    name: str
    clock: int
    parameters: dict[str, str] = field(factory=dict[str, str])


@define
class Media:
    """A section as far as it was read."""

    index: int
    line: int
    kind: str
    proto: str
    formats: list[str]
    ufrag: str | None
    password: str | None
    role: str | None
    muxed: bool = False
    direction: str | None = None
    mid: str | None = ""
    msid: str | None = None
    codecs: list[Codec] = field(factory=list[Codec])
    by_number: dict[str, Codec] = field(factory=dict[str, Codec])
    """The first codec of each payload type."""

    @property
    def is_av(self) -> bool:
        return self.kind in {"audio", "video"}


@define
class Reading:
    """One reading of one text, and what is known after it."""

    text: str = field(repr=False)
    media: list[Media] = field(factory=list[Media])
    groups: list[list[str]] = field(factory=list[list[str]])
    streams: list[list[str]] = field(factory=list[list[str]])
    """The words of every msid-semantic."""
    _ufrag: str | None = None
    _password: str | None = None
    _role: str | None = None

    def read(self) -> None:
        """Read all of it, or raise RefusalError with the line."""
        # aiortc takes for the end of a line whatever Python does, and so must its likeness.
        lines = list(enumerate(self.text.splitlines(), 1))
        starts = [at for at, (_, text) in enumerate(lines) if text.startswith("m=")]
        stops = [*starts, len(lines)]
        self._each(lines[: stops[0]], self._session)
        for start, stop in pairwise(stops):
            self._each([lines[start]], partial(self._open, lines[start][0]))
            self._each(lines[start + 1 : stop], self._section)
            self._each(lines[start + 1 : stop], self._formats)

    def _each(self, lines: list[tuple[int, str]], read: Callable[[str], None]) -> None:
        for number, text in lines:
            try:
                read(text)
            except RefusalError as refusal:
                raise RefusalError(refusal.rule, number) from None

    def _session(self, text: str) -> None:
        if text.startswith("v="):
            _integer(text.strip()[2:], "version")
        elif text.startswith("c="):
            _address(text[2:])
        elif text.startswith("a="):
            name, value = _attribute(text)
            if name in {"group", "msid-semantic"}:
                words = _given(value, "group").split()
                if words:
                    (self.groups if name == "group" else self.streams).append(words)
            elif name == "fingerprint":
                _fingerprint(value)
            elif name == "setup":
                self._role = _role(value)
            elif name == "ice-ufrag":
                self._ufrag = value
            elif name == "ice-pwd":
                self._password = value

    def _open(self, number: int, text: str) -> None:
        match = MEDIA_LINE.match(text)
        if match is None:
            raise RefusalError("m-line")
        formats = match[4].split()
        media = Media(
            len(self.media), number, match[1], match[3], formats,
            self._ufrag, self._password, self._role,
        )  # fmt: skip
        if media.is_av:
            numbers = [_integer(word, "m-format") for word in formats]
            if not PAYLOAD_TYPES.issuperset(numbers):
                raise RefusalError("payload-type")
        self.media.append(media)

    def _section(self, text: str) -> None:
        media = self.media[-1]
        if text.startswith("c="):
            _address(text[2:])
        elif text.startswith("a="):
            name, value = _attribute(text)
            if name in DIRECTIONS:
                media.direction = name
            elif name in READERS:
                READERS[name](media, value)

    def _formats(self, text: str) -> None:
        """What is read when the codecs are known."""
        media = self.media[-1]
        name, value = _attribute(text) if text.startswith("a=") else ("", None)
        if name == "fmtp":
            number, parameters = _two(value, " ", "fmtp")
            payload_type = _integer(number, "fmtp")
            codec = media.by_number.get(str(payload_type))
            if codec is None:
                raise RefusalError("fmtp-codec")
            codec.parameters = dict(_parameters(parameters))
        elif name == "rtcp-fb":
            words = _given(value, "rtcp-fb").split(" ", 2)
            known = words[0] in media.by_number or (words[0] == "*" and media.codecs)
            if known and len(words) < 2:
                raise RefusalError("rtcp-fb")


def _attribute(text: str) -> tuple[str, str | None]:
    name, colon, value = text[2:].partition(":")
    return name, value if colon else None


def _given(value: str | None, rule: str) -> str:
    if value is None:
        raise RefusalError(rule)
    return value


def _two(value: str | None, delimiter: str, rule: str) -> tuple[str, str]:
    """What stands before and after the first delimiter."""
    before, found, after = _given(value, rule).partition(delimiter)
    if not found:
        raise RefusalError(rule)
    return before, after


def _integer(text: str, rule: str) -> int:
    """What Python's ``int`` takes: blanks, a sign and underscores too."""
    try:
        return int(text)
    except ValueError:
        raise RefusalError(rule) from None


def _address(text: str) -> None:
    if ADDRESS.match(text) is None:
        raise RefusalError("connection")


def _fingerprint(value: str | None) -> None:
    if len(_given(value, "fingerprint").split()) != 2:
        raise RefusalError("fingerprint")


def _role(value: str | None) -> str:
    if value not in ROLES:
        raise RefusalError("setup")
    return value or ""


def _parameters(text: str) -> Iterator[tuple[str, str]]:
    for parameter in text.split(";"):
        name, equals, value = parameter.partition("=")
        if equals and name in NUMBERS:
            value = str(_integer(value, "fmtp-number"))
        yield name, value


def _candidate(media: Media, value: str | None) -> None:
    del media
    words = _given(value, "candidate").split()
    if len(words) < 8:
        raise RefusalError("candidate")
    numbers = [words[1], words[5], words[3]]
    numbers += [after for word, after in zip(words[8::2], words[9::2], strict=False)
                if word == "rport"]  # fmt: skip
    for number in numbers:
        _integer(number, "candidate")


def _extmap(media: Media, value: str | None) -> None:
    del media
    words = _given(value, "extmap").split()
    if len(words) != 2 or words[0].count("/") > 1:
        raise RefusalError("extmap")
    _integer(words[0].partition("/")[0], "extmap")


def _rtcp(media: Media, value: str | None) -> None:
    del media
    port, blank, address = _given(value, "rtcp").partition(" ")
    _integer(port, "rtcp")
    if blank and ADDRESS.match(address) is None:
        raise RefusalError("rtcp")


def _rtpmap(media: Media, value: str | None) -> None:
    number, description = _two(value, " ", "rtpmap")
    words = description.split("/")
    if len(words) < 2:
        raise RefusalError("rtpmap")
    if media.kind == "audio" and len(words) > 2:
        _integer(words[2], "rtpmap")
    clock = _integer(words[1], "rtpmap")
    codec = Codec(words[0].lower(), clock)
    media.by_number.setdefault(str(_integer(number, "rtpmap")), codec)
    media.codecs.append(codec)


def _sctpmap(media: Media, value: str | None) -> None:
    del media
    _integer(_two(value, " ", "sctpmap")[0], "sctpmap")


def _ssrc(media: Media, value: str | None) -> None:
    del media
    number, description = _two(value, " ", "ssrc")
    _integer(number, "ssrc")
    _two(description, ":", "ssrc")


def _ssrc_group(media: Media, value: str | None) -> None:
    del media
    for number in _given(value, "ssrc-group").split()[1:]:
        _integer(number, "ssrc-group")


def _number(name: str) -> Callable[[Media, str | None], None]:
    def read(media: Media, value: str | None) -> None:
        del media
        _integer(_given(value, name), name)

    return read


def _kept(name: str) -> Callable[[Media, str | None], None]:
    def read(media: Media, value: str | None) -> None:
        setattr(media, name, value)

    return read


def _fingerprint_of(media: Media, value: str | None) -> None:
    del media
    _fingerprint(value)


def _role_of(media: Media, value: str | None) -> None:
    media.role = _role(value)


def _muxed(media: Media, value: str | None) -> None:
    del value
    media.muxed = True


READERS: Mapping[str, Callable[[Media, str | None], None]] = {
    "candidate": _candidate,
    "extmap": _extmap,
    "fingerprint": _fingerprint_of,
    "ice-pwd": _kept("password"),
    "ice-ufrag": _kept("ufrag"),
    "max-message-size": _number("max-message-size"),
    "mid": _kept("mid"),
    "msid": _kept("msid"),
    "rtcp": _rtcp,
    "rtcp-mux": _muxed,
    "setup": _role_of,
    "rtpmap": _rtpmap,
    "sctpmap": _sctpmap,
    "sctp-port": _number("sctp-port"),
    "ssrc-group": _ssrc_group,
    "ssrc": _ssrc,
}
"""By name; everything else is passed over."""
