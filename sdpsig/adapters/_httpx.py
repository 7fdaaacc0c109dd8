"""httpx, or httpx2, as a carrier of single requests: what goes wrong there, in our words."""

import logging
from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib import import_module
from importlib.util import find_spec
from os import strerror
from socket import gaierror
from ssl import SSLCertVerificationError, SSLError
from types import ModuleType
from typing import Any, Self

from attrs import define, evolve, field

from .._frozen import frozen
from ..client import Failed, Failure, Received, Send
from ..errors import Fault, FaultCode, LocalProtocolError

__all__ = ["IDLE", "Held", "Parts", "in_call"]

NAMES = ("httpx", "httpx2")
HEADS = ("http11", "http2")
"""Loggers of the libraries below that write down whole heads of messages."""
KEPT = frozenset({"host", "user-agent", "content-length", "connection"})
"""What an HTTP client adds by itself, and what says nothing of its owner."""
IDLE = 60.0
"""Seconds without a byte after which a stream is taken for dead."""
LONGEST = 86_400.0
"""Seconds of the longest timeout."""
BRIEFLY = 0.001
"""Seconds of a request that has no time: zero would be no timeout at all."""

IN_CALL: ContextVar[bool] = ContextVar("sdpsig_in_call", default=False)
"""Whether what is logged now is logged because of a call of ours."""


@contextmanager
def in_call() -> Generator[None]:
    """What is logged in here concerns a call of ours."""
    token = IN_CALL.set(True)
    try:
        yield
    finally:
        IN_CALL.reset(token)


class _Mask(logging.Filter):
    """Keeps paths and heads out of the log: the URL of a session is a secret."""

    def filter(self, record: logging.LogRecord) -> bool:
        if not IN_CALL.get():
            return True
        if isinstance(record.args, tuple):
            record.args = tuple(map(_masked, record.args))
        return record.name in NAMES


def _masked(value: object) -> object:
    if type(value).__name__ != "URL":
        return value
    url: Any = value
    return f"{url.scheme}://{url.netloc.decode()}/..."


MASK = _Mask()


def _installed() -> ModuleType:
    """The first of the two that is there. Raises ModuleNotFoundError where none is."""
    for name in NAMES:
        if find_spec(name) is not None:
            return _load(name)
    message = "the client needs httpx, which is not installed: pip install 'sdpsig[httpx]'"
    raise ModuleNotFoundError(message, name=NAMES[0])


def _load(name: str) -> ModuleType:
    """A library of this name, with its log made fit for secrets."""
    module = import_module(name)
    core = name.replace("httpx", "httpcore")
    for logger in (name, *(f"{core}.{part}" for part in HEADS)):
        logging.getLogger(logger).addFilter(MASK)
    return module


def _library_of(client: Any, kind: str) -> ModuleType:
    """The library whose Client or AsyncClient this is. Raises TypeError for none."""
    for cls in type(client).__mro__:
        name = cls.__module__.partition(".")[0]
        if name in NAMES and cls.__name__ == kind:
            return _load(name)
    given: type[object] = client.__class__
    raise TypeError(
        f"http_client must be an httpx.{kind} or an httpx2.{kind},"
        f" not {given.__module__}.{given.__qualname__}"
    )


@frozen
class Held:
    """An HTTP client, whose it is, and how long an operation may take with it."""

    client: Any = field(repr=False)
    library: Any = field(repr=False)
    timeout: float
    make: Callable[[], Any] | None = field(default=None, repr=False)
    """Makes another such client; None: it is the caller's."""

    @property
    def owned(self) -> bool:
        """Whether the client is our own."""
        return self.make is not None

    @classmethod
    def of(cls, client: Any, timeout: float, kind: str) -> Self:
        """The caller's client, or a new one that takes nothing from its surroundings.

        No proxies, no netrc and no certificates that environment variables name; and no cookies,
        which would tie sessions together that have nothing to do with each other.

        Raises TypeError for another client, ValueError for a timeout out of bounds.
        """
        if not 0 < timeout <= LONGEST:
            raise ValueError(
                f"timeout must be more than 0, and a day at most, not {timeout} seconds"
            )
        if client is not None:
            return cls(client, _library_of(client, kind), timeout)
        library: Any = _installed()
        make = partial(
            getattr(library, kind),
            verify=library.create_ssl_context(trust_env=False),
            trust_env=False,
            limits=library.Limits(max_connections=None, max_keepalive_connections=20),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        )
        return cls(make(), library, timeout, make)

    def renewed(self) -> Self:
        """The same with new connections; a client of the caller's stays."""
        return self if self.make is None else evolve(self, client=self.make())

    def check_open(self) -> None:
        """Raises LocalProtocolError for a client that is closed."""
        if self.client.is_closed:
            raise LocalProtocolError(Fault(FaultCode.INTERNAL, "the HTTP client is closed"))

    def request(self, step: Send, left: float, idle: float | None = None) -> Any:
        """The request of a step; one that leaves the trusted origins takes nothing else along."""
        left = max(BRIEFLY, left)
        request = self.client.build_request(
            step.method,
            step.url,
            headers=[(name.encode(), value.encode("latin-1")) for name, value in step.headers],
            content=step.body,
            timeout=(left, idle or left, left, left),
        )
        if not step.trusted:
            ours = KEPT.union(name for name, _ in step.headers)
            for name in set(request.headers) - ours:
                del request.headers[name]
        return request

    def options(self, step: Send) -> dict[str, Any]:
        """How a request is sent: no redirects, and no credentials where it is not trusted."""
        how: dict[str, Any] = {"stream": True, "follow_redirects": False}
        return how if step.trusted else how | {"auth": None}

    def failed(self, error: Exception) -> Failed:
        """Why there is no response. Raises the error where it says something else."""
        lib = self.library
        table = (
            (lib.TimeoutException, Failure.TIMEOUT),
            ((lib.ConnectError, lib.UnsupportedProtocol, lib.InvalidURL), Failure.NOT_SENT),
            ((lib.HTTPError, lib.StreamError), Failure.LOST),
        )
        for kinds, failure in table:
            if isinstance(error, kinds):
                root = _root(error)
                return Failed(failure, _why(root), root)
        raise error


def _root(error: BaseException) -> OSError | None:
    """What the system or TLS says, without a trace of the request; None where they say nothing."""
    found: OSError | None = None
    seen: BaseException | None = error
    while seen is not None:
        found = seen if isinstance(seen, OSError) else found
        seen = _below(seen)
    if found is not None:
        found.__cause__ = found.__context__ = None
        found.with_traceback(None)
    return found


def _below(error: BaseException) -> BaseException | None:
    """What an error came of; of several, the first."""
    several: tuple[BaseException, ...] = getattr(error, "exceptions", ())
    return next(iter(several), error.__cause__ or error.__context__)


def _why(root: OSError | None) -> str:
    """The kind of a failure; empty where it is not known."""
    match root:
        case gaierror():
            return "name not found"
        case SSLCertVerificationError():
            return f"TLS: {root.verify_message}"
        case SSLError():
            reason: str = getattr(root, "reason", None) or "failed"
            return f"TLS: {reason.lower().replace('_', ' ')}"
        case ConnectionRefusedError():
            return "refused"
        case OSError(errno=int(number)):
            return strerror(number).lower()
        case _:
            return ""


@define
class Parts:
    """A response whose body grows up to a limit."""

    response: Any = field(repr=False)
    limit: int
    _parts: list[bytes] = field(factory=list[bytes], repr=False)
    _size: int = 0

    @property
    def at_hand(self) -> bool:
        """Whether the body has been read already, as by a transport that makes responses up."""
        read: bool = self.response.is_stream_consumed
        return read

    def fits(self, part: bytes) -> bool:
        """Take a part; whether all of them are within the limit."""
        self._parts.append(part)
        self._size += len(part)
        return self._size <= self.limit

    def received(self) -> Received:
        """The response as a value."""
        headers = self.response.headers.multi_items()
        lowered = tuple((name.lower(), value) for name, value in headers)
        return Received(self.response.status_code, lowered, b"".join(self._parts))
