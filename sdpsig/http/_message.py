"""An HTTP request and a response, as values (RFC 9110)."""

from attrs import field, frozen

__all__ = ["Request", "Response"]

Headers = tuple[tuple[str, str], ...]


@frozen
class Request:
    """A request. Header names are in lower case; the path has no query and no mount prefix."""

    method: str
    path: str
    headers: Headers = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)

    def header(self, name: str) -> str | None:
        """The first header of this name."""
        return next((value for key, value in self.headers if key == name), None)


@frozen
class Response:
    """A response. The length of its body is added by whoever sends it."""

    status: int
    headers: Headers = ()
    body: bytes = field(default=b"", repr=False)
