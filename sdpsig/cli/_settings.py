"""Everything that ``sdpsig serve`` can be told, as one table.

A row is a field: its name is the key in the file and makes the flag and the name of the
environment variable, its type and range say what is taken, its metadata is the help. Nothing
else lists the settings.
"""

import re
from ipaddress import IPv6Address, ip_address
from typing import Any, Final, Literal, TypeVar

from attrs import Attribute, field
from attrs.validators import and_, ge, le

from sdpsig.errors import Fault, FaultCode, SdpsigError

from .._configuration import HOST_NAME, TOKEN_WORDS, is_origin, is_token
from .._frozen import frozen

T = TypeVar("T")

LISTEN: Final = "where to listen"
ACCESS: Final = "who may ask"
ICE: Final = "ICE"
SESSIONS: Final = "sessions"
TIME: Final = "times, in seconds; 0 switches one off"
REQUESTS: Final = "requests"
LOG: Final = "log and metrics"
STOP: Final = "stopping"

YEAR: Final = 31_536_000.0
"""Seconds: more is a slip of the pen."""


def _setting(
    default: T,
    group: str,
    help: str,  # noqa: A002 - as argparse calls it
    *,
    metavar: str | None = None,
    allowed: str | None = None,
    validator: Any = None,
    unit: str = "",
    flag: str | None = None,
) -> T:
    """A row. ``allowed`` completes "must be ..."; ``flag`` is one that may be repeated."""
    metadata = {
        "group": group,
        "help": help,
        "metavar": metavar,
        "allowed": allowed,
        "unit": unit,
        "flag": flag,
    }
    return field(default=default, validator=validator, metadata=metadata)


def _secret(group: str, help: str, *, metavar: str, allowed: str, validator: Any) -> str:  # noqa: A002
    """A row whose value is not to be seen; empty where there is none."""
    metadata = {
        "group": group,
        "help": help,
        "metavar": metavar,
        "allowed": allowed,
        "unit": "",
        "flag": None,
    }
    return field(default="", validator=validator, metadata=metadata, repr=False)


def _whole(default: int, least: int, most: int, group: str, help: str, **more: Any) -> int:  # noqa: A002
    return _setting(
        default,
        group,
        help,
        allowed=f"{least} to {most}",
        validator=and_(ge(least), le(most)),
        **{"metavar": "N", **more},
    )


def _seconds(default: float, least: float, group: str, help: str) -> float:  # noqa: A002
    return _setting(
        default,
        group,
        help,
        metavar="SECONDS",
        unit="seconds",
        allowed=f"{least:g} to {YEAR:.0f} seconds",
        validator=and_(ge(least), le(YEAR)),
    )


def _switch(group: str, help: str) -> bool:  # noqa: A002
    return _setting(False, group, help)


_ICE_URL: Final = re.compile(
    rf"""
    (?: stuns? | (?P<turn> turns? ) )
    : (?: {HOST_NAME} | \[ (?P<ipv6> [0-9A-Fa-f:.]+ ) \] )
    (?: : (?P<port> [0-9]{{1,5}} ) )?
    (?(turn) (?: \?transport=(?:udp|tcp) )? )
    """,
    re.VERBOSE,
)
"""RFC 7064 §3.1 and RFC 7065 §3.1."""


def _host(_instance: object, _field: "Attribute[str]", host: str) -> None:
    if not re.fullmatch(HOST_NAME, host):
        ip_address(host)


def _token(_instance: object, _field: "Attribute[str]", token: str) -> None:
    if token and not is_token(token):
        raise ValueError("not a token")


def _origins(_instance: object, _field: "Attribute[Any]", origins: tuple[str, ...]) -> None:
    for origin in origins:
        if origin != "*" and not is_origin(origin):
            raise ValueError("not an origin")


def _ice_urls(_instance: object, _field: "Attribute[Any]", urls: tuple[str, ...]) -> None:
    for url in urls:
        match = _ICE_URL.fullmatch(url)
        if match is None or not 1 <= int(match["port"] or 1) <= 65_535:
            raise ValueError("not the URL of an ICE server")
        if match["ipv6"]:
            IPv6Address(match["ipv6"])
    if not urls:
        raise ValueError("no URL")


@frozen(kw_only=True)
class IceServerSettings:
    """A STUN or TURN server, as W3C's RTCIceServer has it."""

    urls: tuple[str, ...] = field(
        validator=_ice_urls,
        metadata={"allowed": "stun:, stuns:, turn: or turns: URLs, such as stun:example.org:3478"},
    )
    """At least one URL."""
    username: str | None = None
    """For TURN."""
    credential: str | None = field(default=None, repr=False)
    """For TURN. Browsers that ask for the ICE servers get to see it."""
    secret: str | None = field(default=None, repr=False)
    """Shared with the TURN server, in place of the two: each browser gets its own of these."""

    def __attrs_post_init__(self) -> None:
        """Browsers refuse TURN without credentials with an InvalidAccessError."""
        turn = [url.startswith("turn") for url in self.urls]
        given = [text for text in (self.username, self.credential) if text is not None]
        rules = (
            (
                self.secret is None and any(turn) and len(given) < 2,
                "has a turn: URL and so needs username and credential, or a secret",
            ),
            (
                self.secret is not None and (bool(given) or not all(turn)),
                "has a secret and so needs turn: URLs alone, without username and credential",
            ),
        )
        for broken, text in rules:
            if broken:
                raise SdpsigError(Fault(FaultCode.JSON_WRONG_TYPE, text))


@frozen(kw_only=True)
class ServeSettings:
    """What ``sdpsig serve`` was told: every value is in its range, times are in seconds."""

    host: str = _setting(
        "127.0.0.1",
        LISTEN,
        "address to listen on; 0.0.0.0 or :: for all of this machine",
        metavar="ADDRESS",
        allowed="a host name or an IP address, without port and brackets",
        validator=_host,
    )
    port: int = _whole(
        8080, 0, 65_535, LISTEN, "TCP port to listen on; 0 takes any free one", metavar="PORT"
    )
    bearer_token: str = _secret(
        ACCESS,
        "bearer token that every request has to show; better said in the environment or the file",
        metavar="TOKEN",
        allowed=TOKEN_WORDS,
        validator=_token,
    )
    cors_origins: tuple[str, ...] = _setting(
        (),
        ACCESS,
        "other origins whose pages may ask; * for all",
        metavar="ORIGINS",
        allowed="origins, such as https://app.example.org, or *",
        validator=_origins,
        flag="--cors-origins",
    )
    rate_limits: Literal["auto", "on", "off"] = _setting(
        "auto",
        ACCESS,
        "bound how often clients may ask? auto: unless we listen on a loopback address",
        metavar="auto|on|off",
    )
    ice_servers: tuple[IceServerSettings, ...] = _setting(
        (),
        ICE,
        "STUN server that this server uses and tells to browsers; for TURN see below",
        metavar="URL",
        flag="--ice-server",
    )
    loopback: bool = _switch(
        ICE, "gather and accept 127.0.0.1 too, for a browser on this machine without a network"
    )

    custom_session_ids: Literal["auto", "any", "off"] = _setting(
        "auto",
        SESSIONS,
        "may clients choose their session ids? auto: with a token, or on a loopback address",
        metavar="auto|any|off",
    )
    max_sessions: int = _whole(10_000, 1, 1_000_000, SESSIONS, "live sessions at once")
    max_unconnected_sessions: int = _whole(
        1_000, 1, 1_000_000, SESSIONS, "live sessions at once that never were connected"
    )

    answer_timeout: float = _seconds(30.0, 0, TIME, "from an offer to our answer")
    connect_timeout: float = _seconds(40.0, 0, TIME, "from the answer until ICE is connected")
    disconnected_grace: float = _seconds(
        10.0, 0, TIME, "from a lost connection until we suggest an ICE restart"
    )
    disconnected_timeout: float = _seconds(
        30.0, 0, TIME, "from a lost connection until it counts as failed"
    )
    failed_timeout: float = _seconds(30.0, 0, TIME, "from failed until the session is closed")
    idle_timeout: float = _seconds(
        60.0, 0, TIME, "without a word from a client that never was connected"
    )
    max_lifetime: float = _seconds(86_400.0, 0, TIME, "life of a session in all")
    closed_retention: float = _seconds(
        60.0, 0, TIME, "how long a closed session is remembered, for repeated calls"
    )

    max_body_bytes: int = _whole(
        393_216,
        1_024,
        16_777_216,
        REQUESTS,
        "body of one request; it bounds what a description may be, too",
        unit="bytes",
        metavar="BYTES",
    )
    body_timeout: float = _seconds(10.0, 0.1, REQUESTS, "how long one body may take to arrive")
    streams: Literal["interop", "strict", "off"] = _setting(
        "interop",
        REQUESTS,
        "what is tolerated of WHIP and WHEP clients; off: there is neither",
        metavar="interop|strict|off",
    )

    log_level: Literal["debug", "info", "warning", "error"] = _setting(
        "info", LOG, "least important messages to be logged", metavar="debug|info|warning|error"
    )
    log_addresses: bool = _switch(LOG, "let peer addresses appear in the log")

    metrics: bool = _switch(
        LOG, "count for Prometheus, at /metrics? With a token, that needs it too"
    )

    drain_timeout: float = _seconds(
        5.0, 0, STOP, "how long requests under way may take after Ctrl-C"
    )

    @property
    def listens_on_loopback(self) -> bool:
        """Can only programs on this machine reach the server?"""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host.lower() == "localhost"

    @property
    def who_chooses_ids(self) -> Literal["any", "authenticated", "off"]:
        """Who may choose the id of a session, with ``auto`` resolved."""
        if self.custom_session_ids != "auto":
            return self.custom_session_ids
        return "any" if self.listens_on_loopback else "authenticated"

    @property
    def limits_rates(self) -> bool:
        """Is it bounded how often clients may ask, with ``auto`` resolved?"""
        by_policy = {"on": True, "off": False, "auto": not self.listens_on_loopback}
        return by_policy[self.rate_limits]
