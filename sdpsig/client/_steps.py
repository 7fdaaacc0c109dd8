"""What an operation asks of the outside, and what it is told: no await, no socket, no clock.

An operation is a generator. It yields a step, is sent what came of it, and returns its result.
The time that it may take as a whole is the business of whoever drives it.
"""

from collections.abc import Generator
from enum import Enum, unique
from typing import TypeVar

from attrs import field

from .._frozen import frozen

__all__ = [
    "Failed",
    "Failure",
    "Give",
    "Headers",
    "Listen",
    "Operation",
    "Read",
    "Received",
    "Send",
    "Sleep",
    "Step",
    "Told",
    "outcome_of",
    "sleep",
]

T = TypeVar("T")
Headers = tuple[tuple[str, str], ...]


@frozen
class Send:
    """Send this request and read its whole response, without following redirects or decoding.

    Answered by Received or Failed. Header names are in lower case.
    """

    method: str
    url: str = field(repr=False)
    headers: Headers = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    max_bytes: int = 262_144
    """Bytes of the largest response that is read."""
    trusted: bool = True
    """Whether it may carry what the HTTP client adds by itself, such as credentials."""

    def header(self, name: str) -> str | None:
        """The first header of this name."""
        return next((value for key, value in self.headers if key == name), None)


@frozen
class Listen:
    """Send this request and read the head of its response; ``Read`` brings the parts of its body.

    Answered by Received, without its body if the status is 200, or Failed.
    """

    request: Send


@frozen
class Read:
    """Wait for the next part of the response that is listened to.

    Answered by bytes, empty at its end, or Failed.
    """


@frozen
class Sleep:
    """Let this many seconds pass. Answered by whether there was time for that: if not, none has."""

    seconds: float


@frozen
class Give:
    """Hand this to the caller of a stream. Answered by None when the next one is wanted."""

    value: object = field(repr=False)


@frozen
class Received:
    """A response, as it came."""

    status: int
    headers: Headers = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    url: str = field(default="", repr=False)
    """What was asked in the end, after redirects."""

    def header(self, name: str) -> str | None:
        """The first header of this name."""
        return next(iter(self.all(name)), None)

    def all(self, name: str) -> tuple[str, ...]:
        """Every header of this name, in order."""
        return tuple(value for key, value in self.headers if key == name)


@unique
class Failure(Enum):
    """Why there is no response."""

    NOT_SENT = "no connection"
    """The server cannot have seen the request."""
    LOST = "the connection broke"
    """It may have."""
    TIMEOUT = "no complete response in time"
    """The operation has no time left; the server may have seen the request."""
    TOO_LARGE = "a response that is too large"
    """The response has more bytes than ``Send.max_bytes``."""


@frozen
class Failed:
    """There is no response."""

    failure: Failure
    why: str = ""
    """In a word or two, where that is known: ``refused``."""
    cause: Exception | None = field(default=None, eq=False, repr=False)
    """What the error of the call is raised from: nothing that holds a secret."""
    url: str = field(default="", repr=False)
    """What was asked in the end, after redirects."""


Step = Send | Listen | Read | Sleep | Give
Told = Received | Failed | bytes | bool | None
Operation = Generator[Step, Told, T]


def outcome_of(step: Send | Listen) -> Operation[Received | Failed]:
    """One request and what came of it."""
    told = yield step
    assert isinstance(told, Received | Failed), "a driver answers a request with one of these"
    return told


def sleep(seconds: float) -> Operation[bool]:
    """Whether so much time was left and has passed."""
    return bool((yield Sleep(seconds)))
