"""The media side of a server: what it has to be, and what is said of one that is not."""

from inspect import isawaitable
from typing import Protocol, cast

from .._configuration import described
from ..endpoint import AnswerNeeded
from ..jsep import Answer, Offer
from ..sdp import SessionDescription
from ..session import Event

__all__ = ["Application", "ApplicationError", "answer_of", "judge_application", "tell"]


class Application(Protocol):
    """The media side of a server."""

    async def answer(self, needed: AnswerNeeded) -> Answer | Offer:
        """Answer an offer. Raising refuses it, and the session ends.

        By WHEP it may be an offer of ours instead, to a player whose own cannot be answered.

        After a first exchange it does not: the offer is taken back, and all is as it was before.
        The client gets the fault of a RemoteProtocolError, which is the offer's, and a bare 500
        for everything else. It is cancelled when the session ends before there is an answer:
        because it took too long, or because the client left.
        """
        ...

    async def event(self, session_id: str, event: Event) -> None:
        """Something happened to a session; ``Closed`` is the last thing that does.

        What it raises is logged, and the session goes on.
        """
        ...


class ApplicationError(TypeError):
    """An application that is not written as one: its text says all, a traceback adds nothing."""


def judge_application(application: object) -> None:
    """Raises ApplicationError for what cannot be an application."""
    if isinstance(application, type):
        name = application.__name__
        raise ApplicationError(f"the application is the class {name}; make an instance of it")
    wanted = ("answer", "event")
    missing = [name for name in wanted if not callable(getattr(application, name, None))]
    if missing:
        without = f"{described(application, secret=True)} without {' and '.join(missing)}"
        raise ApplicationError(f"the application is {without}; it has async def answer and event")


async def answer_of(
    application: Application, needed: AnswerNeeded, *, counters: bool
) -> Answer | Offer:
    """What the application answers; where it ``counters``, it may be an offer of ours.

    Raises ApplicationError for everything else, and whatever the application raises.
    """
    who = f"answer() of {type(application).__name__}"
    answering: object = application.answer(needed)
    if not isawaitable(answering):
        raise ApplicationError(f"{who} has to be async def")
    answer = cast("object", await answering)
    if not isinstance(answer, (Answer, Offer) if counters else Answer):
        wanted = "an Answer or an Offer" if counters else "an Answer"
        returned = f"{who} returned {type(answer).__name__}"
        raise ApplicationError(
            f"{returned}; it has to return {wanted}{HINTS.get(type(answer), '')}"
        )
    inside = cast("object", answer.description)
    if not isinstance(inside, SessionDescription):
        kind = type(answer).__name__
        returned = f"{who} returned {kind} with {type(inside).__name__} in it"
        raise ApplicationError(
            f"{returned}; it has to hold a SessionDescription: {kind}(parse(text))"
        )
    return answer


HINTS: dict[type[object], str] = {
    str: ", as Answer(parse(text)) is",
    Offer: "; only a new session of WHEP may get an Offer",
}


async def tell(application: Application, session_id: str, event: Event) -> None:
    """Have the application hear of an event. Raises ApplicationError, and whatever it raises."""
    hearing: object = application.event(session_id, event)
    if not isawaitable(hearing):
        raise ApplicationError(f"event() of {type(application).__name__} has to be async def")
    await hearing
