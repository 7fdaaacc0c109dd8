"""The lines that say what a session is called, whose it is and when it takes place.

WebRTC has no use for most of them; SIP, RTSP and announcements do (RFC 8866 §5.1 to §5.12).
"""

import re
from typing import ClassVar

from attrs import field

from .._frozen import frozen
from ._abnf import BEYOND_ASCII, BYTE_STRING, INTEGER, NON_WS, SAFE, uint64
from ._attribute import pairs, words
from ._field import Field

__all__ = [
    "Email",
    "EncryptionKey",
    "Information",
    "Phone",
    "Repeat",
    "SessionName",
    "TimeZones",
    "Timing",
    "Uri",
    "Version",
    "seconds",
]

# typed-time = 1*DIGIT [fixed-len-time-unit]                                    RFC 8866 §9
TYPED_TIME = "[0-9]{1,20}[dhms]?"
# repeat-interval = POS-DIGIT *DIGIT [fixed-len-time-unit]                      RFC 8866 §9
INTERVAL = "[1-9][0-9]{0,19}[dhms]?"
LOCAL_PART = f"[!-'*-;=?A-~{BEYOND_ASCII}]+"
# addr-spec, without the quoted strings of RFC 5322 that nobody writes          RFC 8866 §9
ADDRESS = f"{LOCAL_PART}@{LOCAL_PART}"
# phone = ["+"] DIGIT 1*(SP / "-" / DIGIT)                                      RFC 8866 §9
PHONE = "[+]?[0-9][-0-9 ]+"

UNITS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}


def seconds(typed_time: str) -> int:
    """``7d``, ``-1h`` or ``3600`` in seconds (RFC 8866 §5.10)."""
    unit = UNITS.get(typed_time[-1:])
    return int(typed_time) if unit is None else int(typed_time[:-1]) * unit


@frozen
class Version(Field):
    """The version of SDP: there is only 0."""

    letter: ClassVar[str] = "v"
    rfc: ClassVar[str] = "RFC 8866 §5.1"
    grammar: ClassVar[str] = "0"

    def serialize(self) -> str:
        return "0"


@frozen
class SessionName(Field):
    """What the session is called; ``-`` or a blank for one without a name."""

    letter: ClassVar[str] = "s"
    rfc: ClassVar[str] = "RFC 8866 §5.3"
    grammar: ClassVar[str] = f"(?P<title>{BYTE_STRING})"
    title: str = "-"

    def serialize(self) -> str:
        return self.title


@frozen
class Information(Field):
    """What the session or the section is about, for people."""

    letter: ClassVar[str] = "i"
    rfc: ClassVar[str] = "RFC 8866 §5.4"
    volatile: ClassVar[bool] = True
    grammar: ClassVar[str] = f"(?P<description>{BYTE_STRING})"
    description: str = field(repr=False)

    def serialize(self) -> str:
        return self.description


@frozen
class Uri(Field):
    """Where there is more to read about the session."""

    letter: ClassVar[str] = "u"
    rfc: ClassVar[str] = "RFC 8866 §5.5"
    volatile: ClassVar[bool] = True
    grammar: ClassVar[str] = f"(?P<uri>{NON_WS})"
    uri: str = field(repr=False)

    def serialize(self) -> str:
        return self.uri


@frozen
class Email(Field):
    """The mail address of the person who is responsible."""

    letter: ClassVar[str] = "e"
    rfc: ClassVar[str] = "RFC 8866 §5.6"
    volatile: ClassVar[bool] = True
    grammar: ClassVar[str] = f"(?P<value>{ADDRESS}(?: +[(]{SAFE}[)])?|{SAFE} <{ADDRESS}>)"
    value: str = field(repr=False)
    """The address, with a name in brackets after it or in front of it in angle brackets."""

    @property
    def address(self) -> str:
        """The address by itself."""
        found = re.search(ADDRESS, self.value)
        return "" if found is None else found[0]

    def serialize(self) -> str:
        return self.value


@frozen
class Phone(Field):
    """The telephone number of the person who is responsible."""

    letter: ClassVar[str] = "p"
    rfc: ClassVar[str] = "RFC 8866 §5.6"
    volatile: ClassVar[bool] = True
    grammar: ClassVar[str] = f"(?P<value>{PHONE}(?:[(]{SAFE}[)])?|{SAFE}<{PHONE}>)"
    value: str = field(repr=False)
    """The number, with a name in brackets after it or in front of it in angle brackets."""

    def serialize(self) -> str:
        return self.value


@frozen
class Timing(Field):
    """When the session starts and stops; ``0 0`` is a permanent one."""

    letter: ClassVar[str] = "t"
    rfc: ClassVar[str] = "RFC 8866 §5.9"
    grammar: ClassVar[str] = f"(?P<start>{INTEGER}) (?P<stop>{INTEGER})"
    start: int = field(default=0, converter=uint64)
    """Seconds since 1900 (NTP); 0 where it is not bounded."""
    stop: int = field(default=0, converter=uint64)
    """Seconds since 1900 (NTP); 0 where it is not bounded."""

    def serialize(self) -> str:
        return f"{self.start} {self.stop}"


@frozen
class Repeat(Field):
    """How often the session takes place again."""

    letter: ClassVar[str] = "r"
    rfc: ClassVar[str] = "RFC 8866 §5.10"
    volatile: ClassVar[bool] = True
    grammar: ClassVar[str] = (
        f"(?P<interval>{INTERVAL}) (?P<duration>{TYPED_TIME}) "
        f"(?P<offsets>{TYPED_TIME}(?: {TYPED_TIME})*)"
    )
    interval: str
    """From one time to the next, as ``7d``; :func:`seconds` counts it."""
    duration: str
    """How long each time lasts."""
    offsets: tuple[str, ...] = field(converter=words)
    """When it starts within the interval, once or several times."""

    def serialize(self) -> str:
        return " ".join((self.interval, self.duration, *self.offsets))


@frozen
class TimeZones(Field):
    """By how much the clock is put forward or back while a session repeats."""

    letter: ClassVar[str] = "z"
    rfc: ClassVar[str] = "RFC 8866 §5.11"
    volatile: ClassVar[bool] = True
    grammar: ClassVar[str] = (
        f"(?P<adjustments>{INTEGER} -?{TYPED_TIME}(?: {INTEGER} -?{TYPED_TIME})*)"
    )
    adjustments: tuple[tuple[str, str], ...] = field(converter=pairs)
    """When (seconds since 1900) and by how much, as ``-1h``."""

    def serialize(self) -> str:
        return " ".join(f"{when} {offset}" for when, offset in self.adjustments)


@frozen
class EncryptionKey(Field):
    """A key, or how to come by one. Obsolete: it protects nothing."""

    letter: ClassVar[str] = "k"
    rfc: ClassVar[str] = "RFC 8866 §5.12"
    volatile: ClassVar[bool] = True
    grammar: ClassVar[str] = (
        f"(?P<method>prompt(?!:)|(?:clear|base64|uri)(?=:))(?::(?P<key>{BYTE_STRING}))?"
    )
    method: str
    """``prompt``, ``clear``, ``base64`` or ``uri``."""
    key: str | None = field(default=None, repr=False)

    def serialize(self) -> str:
        return self.method if self.key is None else f"{self.method}:{self.key}"
