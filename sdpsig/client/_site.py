"""Which URLs a client goes to, and with what: nothing that a server names is taken on trust.

The headers that the caller gave, credentials among them, go to the origin of the caller's own
URL and to those that the caller has named, and to no other.
"""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urljoin, urlsplit

from attrs import field

from .._frozen import evolve, frozen
from ..errors import Fault, FaultCode, LocalProtocolError
from ..limits import Limits
from ._errors import BadResponseError
from ._retry import RetryPolicy
from ._steps import Headers, Send

__all__ = ["ANY_ORIGIN", "Site", "origin_of", "site_of"]

ANY_ORIGIN = "*"
"""Among the origins: servers may lead to any, but only named ones get our headers."""

# RFC 3986: what may stand in a URL; a host is a name, an IPv4 address or an IPv6 one in brackets
URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
    r"(?:[/?][A-Za-z0-9%._~:/?@!$&'()*+,;=\[\]|-]*)?"
)
# RFC 3986 §4.2: a reference has no other characters than a URL
REFERENCE = re.compile(r"[A-Za-z0-9%._~:/?@!$&'()*+,;=\[\]|#-]{1,4096}")
PORTS = {"http": 80, "https": 443}
# RFC 9110 §5.1, §5.5: field-name = token
NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}")
VALUE = re.compile(r"[!-~\x80-\xff](?:[ \t!-~\x80-\xff]*[!-~\x80-\xff])?")
OURS = frozenset({"connection", "content-length", "host", "te", "transfer-encoding", "upgrade"})
"""Headers that say how a message is sent: no caller's business."""


@frozen
class Site:
    """Where a client was told to go, and what it may do there."""

    url: str = field(repr=False)
    headers: Headers = field(default=(), repr=False)
    """Sent with every request, to the origins that are trusted."""
    origins: frozenset[str] = frozenset()
    """Origins beside that of the URL, as ``https://eu.example.org``."""
    retry: RetryPolicy = field(factory=RetryPolicy)
    limits: Limits = field(factory=Limits)

    def trusts(self, url: str) -> bool:
        """Whether our headers may go there."""
        return origin_of(url) in {origin_of(self.url), *self.origins}

    def dressed(self, request: Send) -> Send:
        """The request with the caller's headers, where these may go."""
        if not self.trusts(request.url):
            return evolve(request, trusted=False)
        given = {name for name, _ in request.headers}
        extra = tuple(header for header in self.headers if header[0] not in given)
        return evolve(request, headers=(*request.headers, *extra))

    def resolve(self, base: str, reference: str | None, code: FaultCode) -> str:
        """The URL that a server names by a reference (RFC 3986 §5), if we may go there.

        Raises BadResponseError for what is no URL, leaves the agreed origins, or gives up TLS.
        """
        if reference is None:
            raise _bad(code, "the server does not say where", "RFC 9110 §10.2.2")
        url = _joined(base, reference).partition("#")[0]
        if not _is_url(url):
            raise _bad(code, "the server names a place that is no http URL", "RFC 9110 §10.2.2")
        if url.startswith("http:") and base.startswith("https:"):
            raise _bad(code, "the server leads from https to http")
        same = origin_of(url) == origin_of(base)
        if not (same or self.trusts(url) or ANY_ORIGIN in self.origins):
            raise _bad(code, "the server leads to another origin, which was not agreed on")
        return url


def _bad(code: FaultCode, detail: str, rule: str = "") -> BadResponseError:
    return BadResponseError(Fault(code, detail, rule))


def _joined(base: str, reference: str) -> str:
    """What a reference means where it was found; empty: nothing."""
    try:
        return urljoin(base, reference) if REFERENCE.fullmatch(reference) else ""
    except ValueError:  # brackets around what is no address
        return ""


def _is_url(url: str) -> bool:
    match = URL.fullmatch(url)
    if match is None or not 0 < int(match["port"] or 1) <= 65535:
        return False
    try:
        return bool(origin_of(url))
    except ValueError:
        return False


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL, the port only where it is not the usual one."""
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = "" if parts.port in (None, PORTS.get(parts.scheme)) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def site_of(
    url: str,
    *,
    headers: Mapping[str, str],
    token: str | None,
    origins: Iterable[str],
    retry: RetryPolicy,
    limits: Limits,
) -> Site:
    """The site of a client. Raises LocalProtocolError for what cannot be sent."""
    named = frozenset(origins)
    for each in (url, *(named - {ANY_ORIGIN})):
        if not _is_url(each):
            raise _wrong("a server and an origin are http or https URLs without user and password")
    given = {name.lower(): value for name, value in headers.items()}
    if token is not None:
        given["authorization"] = f"Bearer {token}"
    for name, value in given.items():
        if not NAME.fullmatch(name) or not VALUE.fullmatch(value) or name in OURS:
            raise _wrong("a header that cannot be sent, or that is not the caller's")
    return Site(
        url,
        tuple(given.items()),
        frozenset(each if each == ANY_ORIGIN else origin_of(each) for each in named),
        retry,
        limits,
    )


def _wrong(detail: str) -> LocalProtocolError:
    return LocalProtocolError(Fault(FaultCode.INTERNAL, detail))
