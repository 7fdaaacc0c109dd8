"""Metrics for Prometheus: what came of offers, sessions, candidates and requests.

``Metrics`` is an observer of sessions, and measures requests by standing between a shell and a
dialect: every shell can have it, and none knows of it. No label is a word of a client: there are
as many series as there are routes, statuses and reasons.
"""

from collections.abc import Callable
from time import perf_counter

from attrs import define

from .._frozen import frozen
from ..endpoint import Answered, Command, Endpoint, Outcome
from ..errors import SdpsigError
from ..http import Dialect, JsonApi, Look, Request, Resources, Response, counters, dialect_for
from ..http.json_api import OFFER
from ..session import CandidateDropped, CandidateReceived, Closed, EndReason, Event
from ..trickle import Drop

try:
    from prometheus_client import (
        CONTENT_TYPE_LATEST,
        CollectorRegistry,
        Counter,
        Gauge,
        Histogram,
        PlatformCollector,
        ProcessCollector,
        generate_latest,
    )
except ModuleNotFoundError as error:
    message = (
        "metrics need prometheus_client, which is not installed: pip install 'sdpsig[metrics]'"
    )
    raise ModuleNotFoundError(message, name=error.name) from None

__all__ = ["Measured", "Metrics"]

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""The buckets of what takes time: the longest is about that of an answer, or of a long poll."""
OTHER = "other"
"""What every route and reason is called that we do not know."""
PLACES = ("", "/{name}", "/{name}/{session_id}")
"""What may stand below the prefix of a dialect, by the number of its segments."""


class Metrics:
    """What there is to count, of one endpoint."""

    def __init__(
        self,
        endpoint: Endpoint,
        registry: CollectorRegistry | None = None,
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        """
        :param registry: where the metrics are to be; None: in one of their own, with those of the
            process.
        :param clock: seconds, from any beginning.
        """
        self.registry = _registry() if registry is None else registry
        self.clock = clock
        self._offers = Counter(
            "sdpsig_offers",
            "Offers of clients: answered, refused (theirs is the fault) or failed (ours).",
            ["outcome", "reason"],
            registry=self.registry,
        )
        self._ended = Counter(
            "sdpsig_sessions_ended", "Sessions that are over.", ["reason"], registry=self.registry
        )
        self._candidates = Counter(
            "sdpsig_candidates",
            "Candidates of clients: accepted for the ICE agent, or dropped.",
            ["outcome", "reason"],
            registry=self.registry,
        )
        self._requests = Histogram(
            "sdpsig_request_duration_seconds",
            "From the head of a request to its response.",
            ["route", "status"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self._answers = Histogram(
            "sdpsig_answer_duration_seconds",
            "From an offer to its answer.",
            buckets=SECONDS,
            registry=self.registry,
        )
        live = Gauge("sdpsig_sessions", "Sessions that are live.", registry=self.registry)
        live.set_function(lambda: len(endpoint))
        self._candidates.labels("accepted", "")
        for reason in EndReason:  # so that they begin at 0
            self._ended.labels(reason)
        for drop in Drop:
            self._candidates.labels("dropped", drop)

    def __call__(self, session_id: str, event: Event, now: float) -> None:
        """An observer: something happened to a session."""
        del session_id, now
        match event:
            case Closed(reason):
                self._ended.labels(reason).inc()
            case CandidateReceived(candidate=candidate) if candidate is not None:
                self._candidates.labels("accepted", "").inc()
            case CandidateDropped(reason=drop):
                self._candidates.labels("dropped", drop).inc()
            case _:
                pass

    def measured(self, dialect: Dialect | Resources) -> "Measured":
        """The dialect, of which every request is measured."""
        return Measured(dialect, self, getattr(dialect, "prefix", ""))

    def page(self) -> Response:
        """What Prometheus comes for, as ``JsonApi(metrics=…)`` takes it."""
        headers = (("content-type", CONTENT_TYPE_LATEST), ("cache-control", "no-store"))
        return Response(200, headers, generate_latest(self.registry))

    def served(self, route: str, response: Response, seconds: float) -> None:
        """A request has its response."""
        self._requests.labels(route, response.status).observe(seconds)

    def offered(self, response: Response) -> None:
        """An offer has its response."""
        status = response.status
        outcome = "answered" if status < 400 else "refused" if status < 500 else "failed"
        self._offers.labels(outcome, _reason(response) if status >= 400 else "").inc()

    def answered(self, seconds: float) -> None:
        """An offer has been answered for the first time."""
        self._answers.observe(seconds)


def _registry() -> CollectorRegistry:
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    return registry


def _reason(response: Response) -> str:
    """Why a request was refused: a fault code."""
    return OTHER if response.fault is None else str(response.fault.code)


@frozen
class Measured:
    """A dialect between a shell and another dialect."""

    dialect: Dialect | Resources
    metrics: Metrics
    prefix: str
    """The path below which it is spoken; empty where it is spoken everywhere."""

    @property
    def max_body(self) -> int:
        """Bytes of the largest body."""
        return self.dialect.max_body

    def screen(self, request: Request) -> Response | None:
        """What the head alone decides."""
        return self.dialect.screen(request)

    def refuse(self, error: SdpsigError, session_id: str | None = None) -> Response:
        """The response that a fault gets."""
        return self.dialect.refuse(error, session_id)

    def at(self, request: Request, look: Look) -> "_Visit":
        """The dialect for one request, whose time begins now."""
        route = self._route(request.path)
        offers = request.method == "POST" and route in (OFFER, f"{self.prefix}{PLACES[1]}")
        spoken = dialect_for(self.dialect, request, look)
        return _Visit(spoken, self.metrics, route, offers, self.metrics.clock())

    def _route(self, path: str) -> str:
        """What is at a path, without the words of a client."""
        if self.prefix:
            segments = path.removeprefix(self.prefix).count("/")
            return f"{self.prefix}{PLACES[segments]}" if segments < len(PLACES) else OTHER
        known = self.dialect.methods if isinstance(self.dialect, JsonApi) else ()
        return path if path in known else OTHER


@define
class _Visit:
    """The dialect for one request, whose first response is the one that counts."""

    dialect: Dialect
    metrics: Metrics
    route: str
    offers: bool
    """Whether it is an offer."""
    began: float
    decoded: float = 0.0
    served: bool = False

    @property
    def counters(self) -> bool:
        """Whether the application may offer instead of answering."""
        return counters(self.dialect)

    @property
    def max_body(self) -> int:
        """Bytes of the largest body."""
        return self.dialect.max_body

    def screen(self, request: Request) -> Response | None:
        """What the head alone decides."""
        response = self.dialect.screen(request)
        return None if response is None else self._counted(response)

    def decode(self, request: Request, fresh_id: str) -> Command | Response:
        """The command that a request means. Raises SdpsigError."""
        self.decoded = self.metrics.clock()
        command = self.dialect.decode(request, fresh_id)
        return self._counted(command) if isinstance(command, Response) else command

    def encode(self, outcome: Outcome) -> Response:
        """The response that an outcome gets."""
        response = self._counted(self.dialect.encode(outcome))
        if self.offers and isinstance(outcome, Answered) and outcome.events:
            self.metrics.answered(self.metrics.clock() - self.decoded)
        return response

    def refuse(self, error: SdpsigError, session_id: str | None = None) -> Response:
        """The response that a fault gets."""
        return self._counted(self.dialect.refuse(error, session_id))

    def _counted(self, response: Response) -> Response:
        if not self.served:
            self.served = True
            self.metrics.served(self.route, response, self.metrics.clock() - self.began)
            if self.offers:
                self.metrics.offered(response)
        return response
