"""Which URLs a client goes to, and with what: nothing that a server names is taken on trust.

The headers that the caller gave, credentials among them, go to the origin of the caller's own
URL and to those that the caller has named, and to no other.
"""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import SplitResult, urljoin, urlsplit

from attrs import field

from .._frozen import evolve, frozen
from ..errors import Fault, FaultCode
from ..limits import Limits
from ._errors import BadResponseError
from ._retry import RetryPolicy
from ._steps import Headers, Send

__all__ = ["ANY_ORIGIN", "Site", "origin_of", "place_of", "site_of"]

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
ALIEN = re.compile(r"[^A-Za-z0-9%._~:/?@!$&'()*+,;=\[\]|-]")
MOST_SHOWN = 100
"""Characters of a URL that are shown."""
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
    port = "" if parts.port in (None, PORTS.get(parts.scheme)) else f":{parts.port}"
    return f"{parts.scheme}://{_host(parts)}{port}"


def place_of(url: str) -> str:
    """Host and port of a URL."""
    parts = urlsplit(url)
    return f"{_host(parts)}:{parts.port or PORTS[parts.scheme]}"


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    return f"[{host}]" if ":" in host else host


def site_of(
    url: str,
    *,
    headers: Mapping[str, str],
    token: str | None,
    origins: Iterable[str],
    retry: RetryPolicy,
    limits: Limits,
) -> Site:
    """The site of a client. Raises TypeError or ValueError for what cannot be sent."""
    named = frozenset([origins] if isinstance(origins, str) else origins)
    _judge("URL", url)
    for each in named - {ANY_ORIGIN}:
        _judge("origin", each)
    given = {name.lower(): value for name, value in headers.items()}
    if token is not None:
        given["authorization"] = f"Bearer {token}"
    for name, value in given.items():
        if not NAME.fullmatch(name):
            raise ValueError("a header has a name that is none (RFC 9110 §5.1)")
        if name in OURS:
            raise ValueError(f"the header {name!r} is set by the client itself")
        if not VALUE.fullmatch(value):
            raise ValueError(f"the header {name!r} has a value that cannot be sent (RFC 9110 §5.5)")
    return Site(
        url,
        tuple(given.items()),
        frozenset(each if each == ANY_ORIGIN else origin_of(each) for each in named),
        retry,
        limits,
    )


def _judge(name: str, url: object) -> None:
    """Raises TypeError or ValueError for what is no URL of a server."""
    if not isinstance(url, str):
        raise TypeError(f"the {name} must be str, not {type(url).__name__}")
    if not _is_url(url):
        raise ValueError(f"the {name} {_shown(url)!r} cannot be used: {_lack(url)}")


def _lack(url: str) -> str:
    """What a URL lacks that is none, or none of ours."""
    scheme, mark, rest = url.partition("://")
    alien = ALIEN.search(rest)
    table = (
        (not mark, "it has no scheme; it has to begin with http:// or https://"),
        (scheme not in PORTS, "its scheme is neither http nor https, in lower case"),
        ("@" in rest, "it has a user or a password; give a token or headers instead"),
        (alien, f"{alien[0]!r} cannot stand in it" if alien else ""),
    )
    return next((words for is_so, words in table if is_so), "its host or its port is none")


def _shown(url: str) -> str:
    """The scheme, the host and the port, or whatever stands there: what is around may be secret."""
    scheme, mark, rest = url.partition("://")
    if not mark or not scheme.isalpha():
        scheme, mark, rest = "", "", url
    _, at, place = rest.rpartition("@")
    place, *more = re.split("[/?#]", place, maxsplit=1)
    return f"{scheme}{mark}{'...@' if at else ''}{place}{'/...' if more else ''}"[:MOST_SHOWN]
