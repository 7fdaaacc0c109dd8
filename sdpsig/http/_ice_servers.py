"""The ICE servers that clients are told of: from one place, as JSON and as Link header lines.

Credentials that expire need the time of day: ``wall`` is in seconds since 1970.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha1, sha256
from hmac import new as hmac

from attrs import field

from .._configuration import POSITIVE, judge
from .._frozen import frozen
from ..errors import Fault, FaultCode, LocalProtocolError
from ..wire import IceServer
from ._message import Headers

__all__ = ["IceServerProvider", "IceServers", "TurnRest", "ice_servers", "link_headers"]

DAY = 86_400.0
PLAIN = re.compile("[A-Za-z0-9._~@+-]{1,64}", re.ASCII)
"""A name that may stand in a user name as it is; above all it has no colon."""
URL = re.compile("[!-;=?-~]+", re.ASCII)
TEXT = re.compile("[ -~]*", re.ASCII)

IceServerProvider = Callable[[str | None, float], Iterable[IceServer]]
"""Called with who asks, None without authentication, and ``wall``; it must not block."""


@frozen(kw_only=True)
class TurnRest:
    """A TURN server whose credentials expire (draft-uberti-behave-turn-rest §2.2).

    It has the same secret: coturn's ``static-auth-secret``.
    """

    urls: tuple[str, ...]
    secret: str = field(repr=False)
    lifetime: float = field(default=DAY, metadata=POSITIVE)
    """Seconds for which credentials are good: as long as a session may live, and no longer."""

    def __attrs_post_init__(self) -> None:
        """Raises TypeError or ValueError, and names the field."""
        judge(self)

    def issue(self, owner: str | None, wall: float) -> IceServer:
        """Credentials for one client, from now on."""
        expiry = str(int(wall + self.lifetime))
        username = expiry if owner is None else f"{expiry}:{_plain(owner)}"
        digest = hmac(self.secret.encode(), username.encode(), sha1).digest()
        return IceServer(self.urls, username, b64encode(digest).decode())


@frozen(kw_only=True)
class IceServers:
    """All that a client is told of."""

    static: tuple[IceServer, ...] = ()
    """The same for everybody and for ever."""
    turn: tuple[TurnRest, ...] = ()
    """With credentials made for each."""
    provider: IceServerProvider | None = field(default=None, repr=False)
    """What somebody else knows, such as a hosted TURN service."""

    def __attrs_post_init__(self) -> None:
        """Raises TypeError or ValueError, and names the field."""
        judge(self)

    def told(self, owner: str | None, wall: float) -> tuple[IceServer, ...]:
        """What a client is told now."""
        issued = (turn.issue(owner, wall) for turn in self.turn)
        provided = () if self.provider is None else self.provider(owner, wall)
        return (*self.static, *issued, *provided)


def ice_servers(servers: "IceServers | Iterable[IceServer]") -> IceServers:
    """The servers as they are, or as those that never change."""
    return servers if isinstance(servers, IceServers) else IceServers(static=tuple(servers))


def link_headers(servers: Iterable[IceServer]) -> Headers:
    """One ``Link`` line for each URL, in the order that real clients read (RFC 9725 §4.6).

    Raises LocalProtocolError where one cannot stand in a header.
    """
    return tuple(("link", line) for server in servers for line in _links(server))


def _links(server: IceServer) -> Iterator[str]:
    credentials = ""
    if server.username is not None and server.credential is not None:
        username, credential = _quoted(server.username), _quoted(server.credential)
        credentials = f'; username={username}; credential={credential}; credential-type="password"'
    for url in server.urls:
        if URL.fullmatch(url) is None:
            raise _unfit("URL")
        yield f'<{url}>; rel="ice-server"{credentials}'


def _quoted(text: str) -> str:
    """A quoted-string (RFC 9110 §5.6.4)."""
    if TEXT.fullmatch(text) is None:
        raise _unfit("user name or credential")
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _plain(owner: str) -> str:
    return owner if PLAIN.fullmatch(owner) else sha256(owner.encode()).hexdigest()[:32]


def _unfit(what: str) -> LocalProtocolError:
    detail = f"an ICE server whose {what} cannot stand in a header"
    return LocalProtocolError(Fault(FaultCode.INTERNAL, detail))
