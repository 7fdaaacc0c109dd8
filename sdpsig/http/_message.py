"""An HTTP request and a response, as values (RFC 9110)."""

from attrs import field

from .._frozen import frozen
from ..endpoint import Answered, Hear
from ..errors import Fault

__all__ = ["Request", "Response"]

Headers = tuple[tuple[str, str], ...]


@frozen
class Request:
    """A request. Header names are in lower case; the path has no query and no mount prefix."""

    method: str
    path: str = field(repr=False)
    """Where a dialect names sessions in it, it is a secret."""
    headers: Headers = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    query: str = field(default="", repr=False)
    """What follows the question mark, as it was sent."""
    client: str | None = field(default=None, repr=False)
    """The address that it came from, where that is known."""
    owner: str | None = field(default=None, repr=False)
    """Whom it was found to come from; None: there is no authentication."""
    wall: float = 0.0
    """The time of day, in seconds since 1970."""
    root: str = ""
    """What stands in front of ``path`` where it is mounted, as it is written in a URL."""

    def header(self, name: str) -> str | None:
        """The first header of this name."""
        return next((value for key, value in self.headers if key == name), None)


@frozen
class Response:
    """A response. The length of its body is added by whoever sends it."""

    status: int
    headers: Headers = field(default=(), repr=False)
    """Among them the places of sessions, and the credentials of TURN servers."""
    body: bytes = field(default=b"", repr=False)
    stream: Hear | None = None
    """What to ask of a session again and again: the body has no end of its own (``follow``)."""
    fault: Fault | None = field(default=None, repr=False, eq=False)
    """Why it refuses, for logs and metrics; the client reads it in the body."""
    answered: Answered | None = field(default=None, repr=False, eq=False)
    """The answer that it tells of, for logs."""
