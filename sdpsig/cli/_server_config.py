"""From settings, which people write, to the configuration of the reference server."""

from sdpsig.adapters.echo import EchoConfig, aiortc_installed
from sdpsig.adapters.server import ServerConfig
from sdpsig.cli._settings import IceServerSettings, ServeSettings
from sdpsig.endpoint import EndpointConfig
from sdpsig.http import JsonApi, Response
from sdpsig.limits import Limits
from sdpsig.session import SessionConfig
from sdpsig.trickle import LAN, LOOPBACK
from sdpsig.web import CONTENT_SECURITY_POLICY, assets
from sdpsig.wire import IceServer

__all__ = ["server_config"]

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
        api=JsonApi(
            ice_servers=tuple(
                IceServer(server.urls, server.username, server.credential)
                for server in settings.ice_servers
            ),
            custom_session_ids="any" if settings.takes_custom_session_ids else "off",
            limits=limits,
        ),
        echo=EchoConfig(
            stun_server=_stun_server(settings.ice_servers),
            loopback=settings.loopback,
            candidates=candidates,
        ),
        pages=pages(),
        log_level=settings.log_level,
        log_addresses=settings.log_addresses,
        drain_timeout=settings.drain_timeout,
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
