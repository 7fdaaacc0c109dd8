"""The clients of WHIP and WHEP, with await and without, at an endpoint written from RFC 9725."""

import asyncio
import inspect
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from sdpsig.adapters.client import (
    AsyncWhepClient,
    AsyncWhipClient,
    IceCandidate,
    IceMismatchError,
    NotFoundError,
    TransportError,
    UnauthorizedError,
    WhepClient,
    WhipClient,
)
from sdpsig.errors import LocalProtocolError
from tests.adapters._ingest_server import TOKEN, Ingest
from tests.adapters._scripted import said, scripted
from tests.client._ingest import ANSWER, HOST, OFFER, RESTART_OFFER

ONE = IceCandidate(HOST, mid="0")


class Blocking:
    """Something asynchronous that is used without await: each call runs to its end."""

    def __init__(self, wrapped: Any, runner: asyncio.Runner) -> None:
        self._wrapped = wrapped
        self._runner = runner

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._wrapped, {"close": "aclose"}.get(name, name))
        if not inspect.iscoroutinefunction(value):
            return value

        def call(*arguments: Any, **options: Any) -> Any:
            result = self._runner.run(value(*arguments, **options))
            return Blocking(result, self._runner) if hasattr(result, "remote") else result

        return call


@contextmanager
def blocking(client: Any) -> Iterator[Any]:
    with asyncio.Runner() as runner:
        wrapped = Blocking(client, runner)
        try:
            yield wrapped
        finally:
            wrapped.close()


Maker = Callable[..., Any]
KINDS = {
    "without await": (WhipClient, WhepClient),
    "with await": (
        lambda *a, **o: blocking(AsyncWhipClient(*a, **o)),
        lambda *a, **o: blocking(AsyncWhepClient(*a, **o)),
    ),
}


@pytest.fixture(params=KINDS)
def whip(request: pytest.FixtureRequest) -> Maker:
    maker: Any = KINDS[request.param][0]
    return lambda *arguments, **options: maker(*arguments, **{"token": TOKEN} | options)


@pytest.fixture(params=KINDS)
def whep(request: pytest.FixtureRequest) -> Maker:
    maker: Any = KINDS[request.param][1]
    return lambda *arguments, **options: maker(*arguments, **{"token": TOKEN} | options)


def test_a_session_from_its_offer_to_its_end(whip: Maker) -> None:
    ingest = Ingest()
    with scripted(rule=ingest) as server, whip(f"{server.url}/whip/entrance") as client:
        session = client.publish(OFFER)
        assert (session.remote.type, session.remote.sdp) == ("answer", ANSWER)
        assert session.url == f"{server.url}/session/1"
        assert [each.urls[0] for each in session.ice_servers] == [
            "stun:stun.example.net",
            "turn:turn.example.net",
        ]
        assert len(session.links) == 2
        assert session.send_ice_candidates([ONE])
        assert session.send_ice_candidates([None])
        assert (ingest.candidates, ingest.ended) == (["1387637174"], True)

        answer = session.restart_ice(RESTART_OFFER)
        assert answer == session.remote
        assert "a=ice-ufrag:289b31b754eaa438" in answer.sdp
        assert session.send_ice_candidates([ONE])
        assert ingest.candidates == ["1387637174"] * 2

        session.close()
        session.close()
        with pytest.raises(NotFoundError):
            session.send_ice_candidates([ONE])
    assert {asked.headers["authorization"] for asked in server.asked} == {f"Bearer {TOKEN}"}
    assert [asked.method for asked in server.asked] == [
        *("POST", "POST", "PATCH", "PATCH", "PATCH", "PATCH", "DELETE", "DELETE", "PATCH"),
    ]


def test_an_ice_session_that_is_another_one_asks_for_a_restart(whip: Maker) -> None:
    ingest = Ingest()
    with scripted(rule=ingest) as server, whip(f"{server.url}/whip/entrance") as client:
        session = client.publish(OFFER)
        ingest.tag = '"other"'
        with pytest.raises(IceMismatchError):
            session.send_ice_candidates([ONE])
        session.restart_ice(RESTART_OFFER)
        assert session.send_ice_candidates([ONE])


def test_a_restart_that_is_refused_leaves_the_session_as_it_was(whip: Maker) -> None:
    with scripted(rule=Ingest()) as server, whip(f"{server.url}/whip/entrance") as client:
        session = client.publish(OFFER)
        server.script.append(said(500))
        with pytest.raises(Exception, match="500"):
            session.restart_ice(RESTART_OFFER)
        assert session.remote.sdp == ANSWER
        assert session.send_ice_candidates([ONE])


def test_a_server_without_trickle_is_sent_no_more_candidates(whip: Maker) -> None:
    with scripted(rule=Ingest()) as server, whip(f"{server.url}/whip/entrance") as client:
        session = client.publish(OFFER)
        server.script.append(said(405))
        assert not session.send_ice_candidates([ONE])
        count = len(server.asked)
        assert not session.send_ice_candidates([ONE])
        assert not session.trickles
        assert len(server.asked) == count


def test_without_the_token_there_is_no_session(whip: Maker) -> None:
    with scripted(rule=Ingest()) as server, whip(f"{server.url}/whip/live", token=None) as client:
        with pytest.raises(UnauthorizedError):
            client.publish(OFFER)
        assert "authorization" not in server.asked[0].headers


def test_the_candidate_of_a_browser_is_taken_and_other_types_are_told(whip: Maker) -> None:
    ingest = Ingest()
    with scripted(rule=ingest) as server, whip(f"{server.url}/whip/entrance") as client:
        session = client.publish(OFFER)
        assert session.send_ice_candidates([{"candidate": HOST, "sdpMid": "0"}])
        assert HOST.encode() in server.asked[-1].body
        asked = len(server.asked)
        with pytest.raises(TypeError, match="not str"):
            session.send_ice_candidates(HOST)
        for call in (client.publish, session.restart_ice):
            with pytest.raises(TypeError, match="sdp must be str, not bytes"):
                call(OFFER.encode())
        assert len(server.asked) == asked
        session.close()


def test_where_nobody_listens_the_error_says_so(whip: Maker) -> None:
    with scripted() as server:
        pass
    with whip(server.url, attempts=1) as client, pytest.raises(TransportError) as caught:
        client.publish(OFFER)
    assert str(caught.value).endswith(": refused) [client.network]")
    assert isinstance(caught.value.__cause__, ConnectionRefusedError)


def test_a_counter_offer_is_accepted_with_an_answer(whep: Maker) -> None:
    ingest = Ingest()
    with scripted(rule=ingest) as server, whep(f"{server.url}/whep/live") as client:
        session = client.play(OFFER)
        assert (session.remote.type, session.valid_for) == ("offer", 30)
        with pytest.raises(LocalProtocolError):
            session.send_ice_candidates([ONE])
        with pytest.raises(TypeError, match="sdp must be str"):
            session.accept(None)
        session.accept(RESTART_OFFER)
        assert session.valid_for is None
        assert ingest.ufrag == "ysXw"
        assert session.send_ice_candidates([ONE])
        session.close()


def test_l2_no_secret_of_a_session_gets_into_a_log(
    whip: Maker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with scripted(rule=Ingest()) as server, whip(f"{server.url}/whip/entrance") as client:
        session = client.publish(OFFER)
        session.send_ice_candidates([ONE])
        session.close()
    told = "\n".join(record.getMessage() for record in caplog.records)
    assert server.url in told
    for secret in ("/session/1", TOKEN, "P2uYro0UCOQ4zxjKXaWCBui1", "turn.example.net"):
        assert secret not in told


def test_a_session_ends_with_its_block() -> None:
    ingest = Ingest()
    with scripted(rule=ingest) as server:
        with WhipClient(f"{server.url}/whip/entrance", token=TOKEN) as client:
            with client.publish(OFFER):
                assert ingest.tag
            assert not ingest.tag

        async def main() -> None:
            async with (
                AsyncWhipClient(f"{server.url}/whip/entrance", token=TOKEN) as client,
                await client.publish(OFFER),
            ):
                assert ingest.tag
            async with AsyncWhepClient(f"{server.url}/whep/live", token=TOKEN) as player:
                await (await player.play(OFFER)).aclose()

        asyncio.run(main())
        assert not ingest.tag


def test_candidates_wait_for_the_tag_of_a_restart_that_is_under_way() -> None:
    """RFC 9725 §4.3.2: until the response with the new entity tag is there."""
    ingest = Ingest()
    with scripted(rule=ingest) as server:
        with WhipClient(f"{server.url}/whip/entrance", token=TOKEN) as client:
            session = client.publish(OFFER)
            others = [
                threading.Thread(target=session.restart_ice, args=(RESTART_OFFER,)),
                threading.Thread(target=session.send_ice_candidates, args=([ONE],)),
            ]
            for thread in others:
                thread.start()
            for thread in others:
                thread.join()
            assert session.send_ice_candidates([ONE])

        async def main() -> None:
            async with AsyncWhipClient(f"{server.url}/whip/entrance", token=TOKEN) as client:
                session = await client.publish(OFFER)
                restart = session.restart_ice(RESTART_OFFER)
                await asyncio.gather(restart, session.send_ice_candidates([ONE]))

        asyncio.run(main())
