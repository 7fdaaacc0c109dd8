"""The lines other than a= in words (RFC 8866 §5): read from their text, letter by letter."""

from collections.abc import Callable, Mapping

from ._names import BANDWIDTHS, PROTOCOLS
from ._place import Place, amount, listed

__all__ = ["LETTERS", "RFC_8866"]

RFC_8866 = {
    letter: f"RFC 8866 §5.{number}"
    for letter, number in {
        "v": 1, "o": 2, "s": 3, "i": 4, "u": 5, "e": 6, "p": 6, "c": 7, "b": 8, "t": 9,
        "r": 10, "z": 11, "k": 12, "a": 13, "m": 14,
    }.items()
}  # fmt: skip
"""Where each type of line is defined."""
NOBODY = frozenset({"-", " ", ""})
UNSPECIFIED = frozenset({"0.0.0.0", "::"})  # noqa: S104  # never bound
NOWHERE = UNSPECIFIED | {"127.0.0.1", "::1"}
DISCARD = 9
Words = Callable[[str, Place], str]


def _version(value: str, _: Place) -> str:
    return f"Version {value} of SDP, the only one there is"


def _origin(value: str, _: Place) -> str:
    user, session, version, _net, family, address = (value.split(" ") + ["?"] * 6)[:6]
    who = "Made by nobody named" if user in NOBODY else f"Made by {user}"
    where = "" if address in NOWHERE else f", at {_family(family)} address {address}"
    return f"{who}{where}: session {session}, version {version} of its description"


def _name(value: str, _: Place) -> str:
    return "The session has no name" if value in NOBODY else f"The session is called {value}"


def _information(value: str, place: Place) -> str:
    what = "session" if place.media is None else "section"
    return f"About this {what}: {value}"


def _connection(value: str, _: Place) -> str:
    _net, family, address = (value.split(" ") + ["?"] * 3)[:3]
    if address.partition("/")[0] in UNSPECIFIED:
        return "No address yet: ICE candidates say where to send"
    return f"Send to {_family(family)} address {address} where no ICE candidate is better"


def _family(name: str) -> str:
    return {"IP4": "IPv4", "IP6": "IPv6"}.get(name, name)


def _bandwidth(value: str, _: Place) -> str:
    kind, _colon, number = value.partition(":")
    words = BANDWIDTHS.get(kind)
    limit = f"a limit of {number} of the type {kind}" if words is None else words.format(number)
    return f"Bandwidth: {limit}"


def _times(value: str, _: Place) -> str:
    start, _blank, stop = value.partition(" ")
    if value == "0 0":
        return "The session has neither start nor end: it holds now"
    until = "without an end" if stop == "0" else f"to {stop}"
    return f"The session runs from {start} {until}, in seconds since 1900 (NTP)"


def _key(value: str, _: Place) -> str:
    del value
    return "A key in the clear, in an obsolete form that nobody is to use"


def _media(value: str, place: Place) -> str:
    kind, port, proto, *formats = value.split(" ")
    meaning = PROTOCOLS.get(proto, f"protocol {proto}")
    return f"{_what(kind, proto, formats)}; {_where(port)}; {meaning}{_formats(formats, place)}"


def _what(kind: str, proto: str, formats: list[str]) -> str:
    if proto.endswith("DTLS/SCTP") and kind == "application":
        return "A section for data channels"
    return f"A section of {kind}" if formats else f"A section of {kind} without formats"


def _where(port: str) -> str:
    number = port.partition("/")[0]
    if number == "0":
        return "port 0: rejected, or only wanted in a bundle"
    if number == str(DISCARD):
        return "port 9: no address yet"
    return f"port {port}"


def _formats(formats: list[str], place: Place) -> str:
    known = [codec.encoding for text in formats if (codec := place.codecs.get(text))]
    names = [*dict.fromkeys(known)]
    if not names:
        return ""
    return f"; {amount(len(formats), 'format')}, the preferred first: {listed(names)}"


LETTERS: Mapping[str, Words] = {
    "v": _version,
    "o": _origin,
    "s": _name,
    "i": _information,
    "u": lambda value, _: f"More about the session: {value}",
    "e": lambda value, _: f"Whom to write to: {value}",
    "p": lambda value, _: f"Whom to call: {value}",
    "c": _connection,
    "b": _bandwidth,
    "t": _times,
    "r": lambda value, _: f"The session is repeated (interval, duration, offsets): {value}",
    "z": lambda value, _: f"Times of repetition shift (when, by how much): {value}",
    "k": _key,
    "m": _media,
}
"""Words for what follows ``letter=``."""
