"""An operation played against what a server is to say: no network, no time."""

import json
from collections.abc import Iterable
from typing import Any, TypeVar

from attrs import define, field

from sdpsig.client import Failed, Failure, Give, Operation, RetryPolicy, Site, Step, Told
from sdpsig.client import Received as Response

__all__ = ["LOST", "NOT_SENT", "SITE", "TIMEOUT", "URL", "Play", "at", "page", "reply"]

T = TypeVar("T")

URL = "https://example.org/rtc"
NOT_SENT, LOST = Failed(Failure.NOT_SENT), Failed(Failure.LOST)
TIMEOUT = Failed(Failure.TIMEOUT)


def at(url: str = URL, **more: Any) -> Site:
    """A site whose delays are as long as they can be."""
    return Site(url, retry=RetryPolicy(chance=lambda: 1.0), **more)


SITE = at()


def reply(status: int = 200, body: object = None, **headers: str) -> Response:
    """A response with a body of JSON; underscores in names of headers stand for hyphens."""
    raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Response(status, named, raw)


def page(*candidates: object, next: int = 0, complete: bool = False) -> Response:  # noqa: A002
    """An answer of ``GET /webrtc/candidates``."""
    body = {"session_id": "s", "candidates": candidates, "next": next, "complete": complete}
    return reply(200, body)


@define
class Play:
    """Tells an operation one thing after the other, and writes down what it wanted."""

    told: list[Told]
    steps: list[Any] = field(factory=list)

    @classmethod
    def of(cls, *told: Told) -> "Play":
        return cls(list(told))

    def run(self, operation: Operation[T]) -> T:
        """Its result; whatever it gives is not answered."""
        answer: Told = None
        while True:
            try:
                step: Step = operation.send(answer)
            except StopIteration as done:
                result: T = done.value
                assert not self.told, f"nobody asked for {self.told}"
                return result
            self.steps.append(step)
            answer = None if isinstance(step, Give) else self.told.pop(0)

    def given(self) -> list[Any]:
        return [step.value for step in self.steps if isinstance(step, Give)]

    def kinds(self) -> Iterable[str]:
        return [type(step).__name__ for step in self.steps]
