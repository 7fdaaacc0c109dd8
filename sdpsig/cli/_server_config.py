"""From settings, which people write, to the configuration of the reference server."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from sdpsig.adapters.echo import EchoConfig, aiortc_installed
from sdpsig.adapters.server import ServerConfig
from sdpsig.cli._settings import IceServerSettings, ServeSettings
from sdpsig.endpoint import Endpoint, EndpointConfig
from sdpsig.http import (
    Access,
    BearerTokens,
    Cors,
    IceServers,
    JsonApi,
    RateLimits,
    Resources,
    Response,
    TurnRest,
    Whep,
    Whip,
)
from sdpsig.limits import Limits
from sdpsig.sdp import INTEROP, STRICT
from sdpsig.session import SessionConfig
from sdpsig.trickle import LAN, LOOPBACK, PUBLIC, CandidatePolicy, auto
from sdpsig.web import CONTENT_SECURITY_POLICY, assets
from sdpsig.wire import IceServer

__all__ = ["server_config"]

CLIENT = "client"
"""Whom all those are who have the token."""
DAY = 86_400.0
"""Seconds for which TURN credentials are good where sessions may live for ever."""
STUN_PORT = 3478
"""Where a STUN server listens if its URL does not say (RFC 7064 §3.2)."""


def server_config(settings: ServeSettings) -> ServerConfig:
    """What the server is to be, with every default resolved."""
    limits = Limits(
        json_bytes=settings.max_body_bytes,
        sdp_bytes=min(Limits().sdp_bytes, settings.max_body_bytes),
        body_seconds=settings.body_timeout,
        sessions=settings.max_sessions,
        unconnected_sessions=settings.max_unconnected_sessions,
    )
    candidates = LOOPBACK if settings.loopback else LAN
    session = SessionConfig(
        answer_timeout=settings.answer_timeout,
        connect_timeout=settings.connect_timeout,
        disconnected_grace=settings.disconnected_grace,
        disconnected_timeout=settings.disconnected_timeout,
        failed_timeout=settings.failed_timeout,
        idle_timeout=settings.idle_timeout,
        max_lifetime=settings.max_lifetime,
        wait_for_dtls=aiortc_installed(),
        candidates=candidates,
        limits=limits,
    )
    return ServerConfig(
        host=settings.host,
        port=settings.port,
        endpoint=EndpointConfig(session=session, closed_retention=settings.closed_retention),
        candidates=None if settings.loopback else _by_source,
        api=JsonApi(
            ice_servers=_ice_servers(settings),
            custom_session_ids=settings.who_chooses_ids,
            limits=limits,
            auth_scheme="bearer" if settings.bearer_token else None,
        ),
        streams=_streams(settings, limits),
        echo=EchoConfig(
            stun_server=_stun_server(settings.ice_servers),
            loopback=settings.loopback,
            candidates=candidates,
        ),
        access=Access(
            authenticate=_tokens(settings),
            cors=Cors(settings.cors_origins) if settings.cors_origins else None,
            rates=RateLimits() if settings.limits_rates else None,
        ),
        metrics=_metrics() if settings.metrics else None,
        pages=pages(),
        log_level=settings.log_level,
        log_addresses=settings.log_addresses,
        drain_timeout=settings.drain_timeout,
    )


PROFILES = {profile.name: profile for profile in (INTEROP, STRICT)}


def _streams(settings: ServeSettings, limits: Limits) -> tuple[Resources, ...]:
    """WHIP and WHEP. The media side behind them is aiortc."""
    profile = PROFILES.get(settings.streams)
    if profile is None or not aiortc_installed():
        return ()
    return tuple(
        kind(profile=profile, ice_servers=_ice_servers(settings), limits=limits)
        for kind in (Whip, Whep)
    )


def _by_source(client: str | None) -> CandidatePolicy:
    """Strangers may name public addresses only. Loopback takes a switch: it may be a proxy's."""
    return PUBLIC if auto(client) is PUBLIC else LAN


def _metrics() -> Callable[[Endpoint], Any]:
    """What counts. Raises ModuleNotFoundError where the extra is missing."""
    made: Callable[[Endpoint], Any] = import_module("sdpsig.adapters.metrics").Metrics
    return made


def _tokens(settings: ServeSettings) -> BearerTokens | None:
    """What knows the token, where there is one."""
    return BearerTokens({CLIENT: settings.bearer_token}) if settings.bearer_token else None


def _ice_servers(settings: ServeSettings) -> IceServers:
    """Those with a secret make credentials, which are good for as long as a session may live."""
    lifetime = settings.max_lifetime or DAY
    return IceServers(
        static=tuple(
            IceServer(server.urls, server.username, server.credential)
            for server in settings.ice_servers
            if server.secret is None
        ),
        turn=tuple(
            TurnRest(urls=server.urls, secret=server.secret, lifetime=lifetime)
            for server in settings.ice_servers
            if server.secret is not None
        ),
    )


def pages() -> dict[str, Response]:
    """The page, its parts and the JavaScript client, by path."""
    return {
        path: Response(
            200,
            (
                ("content-type", media_type),
                ("cache-control", "no-cache"),
                ("content-security-policy", CONTENT_SECURITY_POLICY),
                ("referrer-policy", "no-referrer"),
                ("x-content-type-options", "nosniff"),
            ),
            body,
        )
        for path, (media_type, body) in assets().items()
    }


def _stun_server(servers: tuple[IceServerSettings, ...]) -> tuple[str, int] | None:
    """The first STUN server, for our own side."""
    for server in servers:
        for url in server.urls:
            scheme, _, place = url.partition(":")
            if scheme == "stun":
                host, colon, port = place.rpartition(":")
                bracketed = place.endswith("]")
                if bracketed or not colon:
                    return place.strip("[]"), STUN_PORT
                return host.strip("[]"), int(port)
    return None
