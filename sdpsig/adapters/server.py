"""The reference server: uvicorn, the JSON API and streams, an echo behind and pages beside."""

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn
from attrs import evolve, field

from .._frozen import frozen
from ..endpoint import Endpoint, EndpointConfig
from ..http import Access, Dialect, JsonApi, Resources, Response
from ..trickle import CandidatePolicy
from ._host import Observer
from ._log import EventLog
from .asgi import Asgi, Receive, Scope, Send, head_of, respond
from .echo import Echo, EchoConfig, aiortc_installed
from .request_id import RequestIds

if TYPE_CHECKING:
    from .metrics import Metrics

__all__ = ["ServerConfig", "Site", "run"]

SIGNALS = (signal.SIGINT, signal.SIGTERM)
WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # what they are called
LOG_FORMAT = "%(asctime)s %(levelname)-7s %(request_id)s %(message)s"
NOISY = ("aioice", "aiortc", "uvicorn")
"""Libraries whose lower levels name addresses or requests."""


@frozen(kw_only=True)
class ServerConfig:
    """Everything that the reference server may be told."""

    host: str = "127.0.0.1"
    """An address or name of this machine."""
    port: int = 8080
    """0 takes a free one."""
    endpoint: EndpointConfig = field(factory=EndpointConfig)
    candidates: Callable[[str | None], CandidatePolicy] | None = None
    """The candidate policy of a session by the address of its client; None: the endpoint's."""
    api: JsonApi = field(factory=JsonApi)
    streams: tuple[Resources, ...] = ()
    """Dialects beside the API, each below its prefix."""
    echo: EchoConfig = field(factory=EchoConfig)
    access: Access = field(factory=Access)
    """Who may ask, from which pages, and how often."""
    metrics: Callable[[Endpoint], "Metrics"] | None = None
    """What counts, for ``GET /metrics``; None: nothing does."""
    pages: Mapping[str, Response] = field(factory=dict[str, Response], repr=False)
    """What is served beside the API, by path."""
    log_level: str = "info"
    """``debug``, ``info``, ``warning`` or ``error``."""
    log_addresses: bool = False
    """Whether addresses of peers get into the log."""
    drain_timeout: float = 5.0
    """Seconds that requests may take to finish after Ctrl-C."""


def run(config: ServerConfig) -> int:
    """Serve until Ctrl-C or SIGTERM; the exit code: 0, or 1 where the port cannot be had."""
    _set_up_logging(config)
    try:
        listener = _listen(config.host, config.port)
    except (OSError, UnicodeError) as error:
        print(  # noqa: T201  # the command line's own words
            f"cannot listen on {config.host} port {config.port}: {_reason(error)}",
            file=sys.stderr,
        )
        return 1
    with listener:
        asyncio.run(_serve(config, listener))
    return 0


async def _serve(config: ServerConfig, listener: socket.socket) -> None:
    echo = Echo(config.echo)
    endpoint = Endpoint(config.endpoint)
    observers: tuple[Observer, ...] = (EventLog(config.log_addresses),)
    api: Dialect | Resources = config.api
    streams: tuple[Resources, ...] = config.streams
    if config.metrics is not None:
        metrics = config.metrics(endpoint)
        observers = (*observers, metrics)
        api = metrics.measured(evolve(config.api, metrics=metrics.page))
        streams = tuple(map(metrics.measured, streams))
    signaling = Asgi(
        endpoint,
        echo,
        api,
        *streams,
        observers=observers,
        candidates=config.candidates,
        access=config.access,
    )
    echo.host = signaling.host
    site = Site(signaling, config.pages)
    server = _Server(
        uvicorn.Config(
            site,
            log_config=None,
            access_log=False,
            server_header=False,
            ws="none",
            timeout_graceful_shutdown=max(1, round(config.drain_timeout)),
        ),
        signaling,
        url(listener),
    )
    async with signaling:  # after a second Ctrl-C uvicorn leaves the sessions to us
        await server.serve(sockets=[listener])


class Site:
    """The pages, and the API for everything else."""

    def __init__(self, signaling: Asgi, pages: Mapping[str, Response]) -> None:
        self.signaling = signaling
        self.pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        page = self.pages.get(scope.get("path", ""))
        if page is not None and scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            await respond(send, page, head_only=scope["method"] == "HEAD")
            return
        try:
            await self.signaling(scope, receive, send)
        except asyncio.CancelledError:
            if scope["type"] != "http":
                raise
            # uvicorn waits no longer for this request, and would log what it did as our error
            with suppress(RuntimeError):  # it has begun already, with a stream that nobody reads
                await respond(send, self.signaling.stopping(head_of(scope)), head_only=False)


class _Server(uvicorn.Server):
    """uvicorn that says where it listens, drains on the first signal and ends with code 0."""

    def __init__(self, config: uvicorn.Config, signaling: Asgi, place: str) -> None:
        super().__init__(config)
        self._signaling = signaling
        self._place = place

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(f"sdpsig listens on {self._place}", flush=True)  # noqa: T201  # for people
        if not aiortc_installed():
            logging.getLogger("sdpsig").warning(
                "ICE only: without the extra aiortc there is no DTLS and no data channel"
            )

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._signaling.drain()
        super().handle_exit(sig, frame)

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in SIGNALS:
                loop.remove_signal_handler(number)


def _reason(error: OSError | UnicodeError) -> str:
    if isinstance(error, UnicodeError):
        return "this is no host name"
    return (error.strerror or str(error)).partition(" (while ")[0]


def _listen(host: str, port: int) -> socket.socket:
    family, _, _, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    both = host == "::" and socket.has_dualstack_ipv6()  # all of this machine means IPv4 too
    listener = socket.create_server(address, family=family, backlog=1024, dualstack_ipv6=both)
    # connections inherit it; asyncio sets it only where it has made the socket itself
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def url(listener: socket.socket) -> str:
    """What to open in a browser."""
    bound: str = listener.getsockname()[0]
    port: int = listener.getsockname()[1]
    host = WILDCARDS.get(bound, bound)
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _set_up_logging(config: ServerConfig) -> None:
    level = logging.getLevelNamesMapping()[config.log_level.upper()]
    handler = logging.StreamHandler()
    handler.addFilter(RequestIds())
    logging.basicConfig(level=level, format=LOG_FORMAT, handlers=[handler])
    if not config.log_addresses:
        for name in NOISY:
            logging.getLogger(name).setLevel(max(level, logging.WARNING))
