"""What a dialect is: pure functions between HTTP and commands. One dialect, one file."""

from typing import Protocol

from ..endpoint import Command, Outcome
from ..errors import SdpsigError
from ._message import Request, Response

__all__ = ["Dialect"]


class Dialect(Protocol):
    """One way to speak of sessions over HTTP."""

    @property
    def max_body(self) -> int:
        """Bytes of the largest body."""
        ...

    def screen(self, request: Request) -> Response | None:
        """What the head alone decides, before a byte of the body is read; None to go on."""
        ...

    def decode(self, request: Request, fresh_id: str) -> Command:
        """The command that a request means. Raises SdpsigError, always the client's fault."""
        ...

    def encode(self, outcome: Outcome) -> Response:
        """The response that an outcome gets."""
        ...

    def refuse(self, error: SdpsigError, session_id: str | None = None) -> Response:
        """The response that a fault gets."""
        ...
