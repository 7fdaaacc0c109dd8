"""What a dialect is: pure functions between HTTP and commands. One dialect, one file."""

from collections.abc import Callable
from typing import Protocol, cast, runtime_checkable

from ..endpoint import Command, Outcome
from ..errors import SdpsigError
from ..session import SessionState
from ._message import Request, Response

__all__ = ["Counters", "Dialect", "Gate", "Look", "Resources", "counters", "dialect_for"]

Look = Callable[[str, str | None], SessionState | None]
"""What is known now of the session with an id and an owner; None: there is no such session."""


class Gate(Protocol):
    """What may be said of a request before its body has come."""

    @property
    def max_body(self) -> int:
        """Bytes of the largest body."""
        ...

    def screen(self, request: Request) -> Response | None:
        """What the head alone decides, before a byte of the body is read; None to go on."""
        ...

    def refuse(self, error: SdpsigError, session_id: str | None = None) -> Response:
        """The response that a fault gets."""
        ...


class Dialect(Gate, Protocol):
    """One way to speak of sessions over HTTP."""

    def decode(self, request: Request, fresh_id: str) -> Command | Response:
        """The command that a request means, or the response where it asks for nothing.

        Raises SdpsigError, always the client's fault.
        """
        ...

    def encode(self, outcome: Outcome) -> Response:
        """The response that an outcome gets."""
        ...


@runtime_checkable
class Counters(Protocol):
    """What a dialect has where the application may offer instead of answering."""

    @property
    def counters(self) -> bool:
        """Whether it may answer the offer of this request so."""
        ...


@runtime_checkable
class Resources(Gate, Protocol):
    """A dialect in which a path names a session, whose state decides what a request means."""

    @property
    def prefix(self) -> str:
        """The path below which it is spoken, as ``/whip``; it stands beside other dialects."""
        ...

    def at(self, request: Request, look: Look) -> Dialect:
        """The dialect for this one request, of which the head is known."""
        ...


def dialect_for(dialect: Dialect | Resources, request: Request, look: Look) -> Dialect:
    """The dialect in which one request is served."""
    # isinstance() would compare all members of a protocol: that takes longer than some requests
    at: Callable[[Request, Look], Dialect] | None = getattr(dialect, "at", None)
    return cast(Dialect, dialect) if at is None else at(request, look)


def counters(dialect: Dialect) -> bool:
    """Whether the application may offer instead of answering."""
    return bool(getattr(dialect, "counters", False))
