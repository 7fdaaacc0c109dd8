"""What a developer hears of a mistake: when the shell is made, or in one line of the log."""

import asyncio
import json
import logging
from collections.abc import Callable
from typing import Any

import pytest

from sdpsig.adapters._host import Host
from sdpsig.adapters._log import public_id
from sdpsig.adapters._shell import Shell
from sdpsig.adapters.aiohttp import Aiohttp
from sdpsig.adapters.asgi import Asgi
from sdpsig.adapters.wsgi import Wsgi
from sdpsig.endpoint import AnswerNeeded, Endpoint, EndpointConfig
from sdpsig.http import Access, Cors, JsonApi, Request, Whep, Whip
from sdpsig.jsep import Answer, Offer
from sdpsig.sdp.edit import each_section, set_direction
from sdpsig.session import CandidateReceived, Event
from tests._front import GOOD, Media, answer_to
from tests._loop import in_virtual_time
from tests.adapters._house import House, reason
from tests.http._streams import RFC_OFFER, SDP

pytestmark = pytest.mark.anyio
anyio_backend = in_virtual_time

PLAYER = RFC_OFFER.replace("a=sendonly", "a=recvonly")


class Returning(Media):
    """A media side that returns whatever it is told to."""

    def __init__(self, make: Callable[[AnswerNeeded], Any]) -> None:
        super().__init__()
        self.make = make

    async def answer(self, needed: AnswerNeeded) -> Any:
        return self.make(needed)


WRONG: dict[str, Callable[[AnswerNeeded], Any]] = {
    "NoneType; it has to return an Answer": lambda needed: None,
    "str; it has to return an Answer, as Answer(parse(text)) is": lambda needed: GOOD,
    "SessionDescription; it has to return an Answer": lambda needed: needed.offer.description,
    "Offer; it has to return an Answer; only a new session of WHEP may get an Offer": (
        lambda needed: needed.offer
    ),
    "Answer with str in it; it has to hold a SessionDescription: Answer(parse(text))": (
        lambda needed: Answer(GOOD)  # type: ignore[arg-type]
    ),
}


@pytest.mark.parametrize("text", WRONG)
async def test_what_is_no_answer_is_told_in_one_line_of_the_log(
    text: str, caplog: pytest.LogCaptureFixture
) -> None:
    house = House(Returning(WRONG[text]))
    response = await house.offer()
    assert reason(response) == (500, "app.failed")
    assert b"Returning" not in response.body
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.exc_info is None
    assert record.getMessage() == f"{public_id('s')} answer() of Returning returned {text}"
    await house.idle()
    assert house.media.ends() == ["application-failed"]
    assert house.left() == []


async def test_where_whep_may_have_an_offer_that_is_said_too(
    caplog: pytest.LogCaptureFixture,
) -> None:
    house = House(Returning(lambda needed: None))
    request = Request("POST", "/whep/a", (("content-type", SDP),), PLAYER.encode())
    assert (await house.host.serve(request, Whep())).status == 500
    (record,) = caplog.records
    assert "NoneType; it has to return an Answer or an Offer" in record.getMessage()


async def test_a_method_that_is_not_async_is_told_without_a_description(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Plain(Media):
        def answer(self, needed: AnswerNeeded) -> Answer:  # type: ignore[override]
            return answer_to(needed.offer)

    assert reason(await House(Plain()).offer()) == (500, "app.failed")
    assert caplog.messages == [f"{public_id('s')} answer() of Plain has to be async def"]
    assert "v=0" not in caplog.text


async def test_an_event_that_is_not_async_is_told_and_the_session_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Plain(Media):
        def event(self, session_id: str, event: Event) -> None:  # type: ignore[override]
            pass

    house = House(Plain())
    assert (await house.offer()).status == 200
    assert set(caplog.messages) == {f"{public_id('s')} event() of Plain has to be async def"}
    assert {record.exc_info for record in caplog.records} == {None}
    assert "s" in house.endpoint


SECRET = "a-session-id-that-nobody-may-know"


async def test_the_log_says_which_session_it_was_and_never_its_id(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Failing(Media):
        async def event(self, session_id: str, event: Event) -> None:
            raise ValueError("cannot start")

        async def answer(self, needed: AnswerNeeded) -> Answer:
            raise ValueError("cannot answer")

    def observe(session_id: str, event: Event, now: float) -> None:
        raise ValueError("cannot see")

    house = House(Failing(), observers=[observe])
    assert reason(await house.offer(SECRET)) == (500, "app.failed")
    name = public_id(SECRET)
    assert set(caplog.messages) == {
        f"{name} an observer failed",
        f"{name} the application failed to take an event",
        f"{name} the application failed to answer an offer",
    }
    assert SECRET not in caplog.text


async def test_an_event_that_fails_ends_no_session(caplog: pytest.LogCaptureFixture) -> None:
    class Failing(Media):
        async def event(self, session_id: str, event: Event) -> None:
            await super().event(session_id, event)
            raise ValueError("cannot start")

    house = House(Failing())
    assert (await house.offer()).status == 200
    assert (await house.trickle(50_000)).status == 200
    assert house.media.events(CandidateReceived)
    assert caplog.messages
    assert "s" in house.endpoint


async def test_an_answer_that_the_session_refuses_is_told_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    house = House(Returning(lambda needed: Answer(needed.offer.description)))
    assert reason(await house.offer()) == (500, "app.failed")
    (message,) = caplog.messages
    assert message.startswith(f"{public_id('s')} the answer of the application was refused: ")


async def test_an_answer_that_the_dialect_refuses_is_told_as_well(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def silent(needed: AnswerNeeded) -> Answer:
        answered = answer_to(needed.offer).description
        return Answer(each_section(answered, lambda media: set_direction(media, "inactive")))

    house = House(Returning(silent))
    request = Request("POST", "/whep/a", (("content-type", SDP),), PLAYER.encode())
    response = await house.host.serve(request, Whep())
    assert (response.status, json.loads(response.body)["reason"]) == (500, "app.failed")
    (message,) = caplog.messages
    assert "the answer of the application was refused" in message
    assert "inactive" in message


# --- when it is made


class Deaf:
    """A media side that hears of nothing."""

    async def answer(self, needed: AnswerNeeded) -> Answer:
        raise AssertionError


SHELLS: list[Any] = [Asgi, Aiohttp, Wsgi, Shell]
MADE: dict[str, Callable[[Any], object]] = {
    "the application is the class Media; make an instance": (
        lambda kind: kind(Endpoint(), Media, JsonApi())
    ),
    "the application is a Deaf without event; it has async def answer and event": (
        lambda kind: kind(Endpoint(), Deaf(), JsonApi())
    ),
    "the application is None without answer and event": (
        lambda kind: kind(Endpoint(), None, JsonApi())
    ),
    "endpoint has to be an Endpoint, not the class Endpoint": (
        lambda kind: kind(Endpoint, Media(), JsonApi())
    ),
    "endpoint has to be an Endpoint, not an EndpointConfig": (
        lambda kind: kind(EndpointConfig(), Media(), JsonApi())
    ),
    "a dialect has to be a value such as JsonApi(), not the class JsonApi": (
        lambda kind: kind(Endpoint(), Media(), JsonApi)
    ),
    "a dialect has to be a value such as JsonApi(), not the class Whip": (
        lambda kind: kind(Endpoint(), Media(), JsonApi(), Whip)
    ),
    "a dialect has to be a value such as JsonApi(), not '/whip'": (
        lambda kind: kind(Endpoint(), Media(), "/whip")
    ),
    "a JsonApi can only be the first dialect": (
        lambda kind: kind(Endpoint(), Media(), Whip(), JsonApi())
    ),
    "candidates has to be a function from an address to a CandidatePolicy, such as auto, or None": (
        lambda kind: kind(Endpoint(), Media(), JsonApi(), candidates="auto")
    ),
    "access has to be an Access, not a Cors": (
        lambda kind: kind(Endpoint(), Media(), JsonApi(), access=Cors(["*"]))
    ),
    "access has to be an Access, not the class Access": (
        lambda kind: kind(Endpoint(), Media(), JsonApi(), access=Access)
    ),
    "limits has to be a Limits, not a dict": (
        lambda kind: kind(Endpoint(), Media(), JsonApi(), limits={})
    ),
}


@pytest.mark.parametrize("kind", SHELLS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("text", MADE)
def test_what_can_never_work_is_refused_when_the_shell_is_made(kind: Any, text: str) -> None:
    with pytest.raises(TypeError) as caught:
        MADE[text](kind)
    assert text in str(caught.value)


def test_a_host_refuses_it_too() -> None:
    wrong: Any = Media
    with pytest.raises(TypeError, match="the application is the class Media"):
        Host(Endpoint(), wrong)


async def test_an_answer_may_be_any_awaitable() -> None:
    class Future(Media):
        def answer(self, needed: AnswerNeeded) -> Any:
            answered: asyncio.Future[Answer | Offer] = asyncio.get_running_loop().create_future()
            answered.set_result(answer_to(needed.offer))
            return answered

    assert (await House(Future()).offer()).status == 200
