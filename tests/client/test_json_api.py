"""The calls of the JSON API, as requests and responses."""

import json
from typing import Any

import pytest

from sdpsig.client import (
    BadResponseError,
    JsonCalls,
    Operation,
    RefusedError,
    SetUp,
    Told,
    TransportError,
)
from sdpsig.errors import SdpsigError
from sdpsig.wire import IceCandidate, SdpAnswerResponse
from tests.client._played import LOST, NOT_SENT, SITE, URL, Play, at, reply

CALLS = JsonCalls.at(SITE)
ANSWER = {"sdp": {"type": "answer", "sdp": "v=0"}, "session_id": "s"}
RECEIVED = reply(200, {"session_id": "s", "status": "received"})
ONE = IceCandidate("candidate:1 1 udp 1 192.0.2.1 9 typ host", mid="0")


def body(step: Any) -> Any:
    return json.loads(step.body)


def offered(
    *told: Told, session_id: str | None = None, metadata: object = None, repeatable: bool = False
) -> tuple[SdpAnswerResponse, Play]:
    play = Play.of(*told)
    offer = CALLS.offer("v=0\r\n", session_id, metadata, "the-key", repeatable=repeatable)
    return play.run(offer), play


def test_an_offer_is_one_request() -> None:
    answer, play = offered(reply(200, ANSWER))
    assert (answer.session_id, answer.sdp.sdp, answer.ice_candidates) == ("s", "v=0", ())
    (sent,) = play.steps
    assert (sent.method, sent.url) == ("POST", f"{URL}/webrtc/offer")
    assert dict(sent.headers) == {
        "accept": "application/json",
        "accept-encoding": "identity",
        "content-type": "application/json",
        "idempotency-key": "the-key",
    }
    assert body(sent) == {"sdp": {"type": "offer", "sdp": "v=0\r\n"}}


def test_id_and_metadata_are_sent_and_come_back() -> None:
    said = ANSWER | {"metadata": {"room": 7}, "ice_candidates": [{"candidate": "x"}]}
    answer, play = offered(reply(200, said), session_id="s", metadata={"room": 7})
    assert body(play.steps[0])["session_id"] == "s"
    assert body(play.steps[0])["metadata"] == {"room": 7} == answer.metadata
    assert answer.ice_candidates == (IceCandidate("x"),)


def test_an_offer_that_may_have_arrived_is_repeated_where_it_may_be() -> None:
    with pytest.raises(TransportError):
        offered(LOST)
    answer, play = offered(LOST, True, reply(200, ANSWER), session_id="s", repeatable=True)
    assert answer.session_id == "s"
    assert play.steps[0] == play.steps[2]


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"not JSON",
        b"\xff",
        [],
        {},
        {"session_id": "s"},
        {"sdp": "v=0", "session_id": "s"},
        {"sdp": {"type": "answer"}, "session_id": "s"},
        {"sdp": {"type": "answer", "sdp": "v=0"}, "session_id": 7},
        {"sdp": {"type": "offer", "sdp": "v=0"}, "session_id": "s"},
        ANSWER | {"ice_candidates": {}},
        ANSWER | {"ice_candidates": [1]},
    ],
    ids=str,
)
def test_an_answer_of_another_shape_is_none(said: Any) -> None:
    with pytest.raises(BadResponseError, match="POST /webrtc/offer was answered 200") as caught:
        offered(reply(200, said))
    assert caught.value.status == 200


def test_an_offer_that_cannot_be_written_is_not_sent() -> None:
    for sdp, metadata in (("\ud800", None), ("v=0", {1, 2})):
        with pytest.raises(SdpsigError):
            Play.of().run(CALLS.offer(sdp, None, metadata, "k", repeatable=False))


@pytest.mark.parametrize(
    ("candidate", "sent"),
    [
        (ONE, {"candidate": ONE.candidate, "sdpMid": "0", "sdpMLineIndex": None}),
        (None, {"candidate": "", "sdpMid": None, "sdpMLineIndex": None}),
    ],
)
def test_a_candidate_is_sent_in_w3cs_words(candidate: IceCandidate | None, sent: object) -> None:
    play = Play.of(RECEIVED)
    play.run(CALLS.trickle("s", candidate))
    assert body(play.steps[0]) == {"session_id": "s", "candidate": sent}


def test_candidates_go_together_and_none_go_not_at_all() -> None:
    play = Play.of(LOST, True, RECEIVED)
    play.run(CALLS.trickle_all("s", [ONE, None]))
    assert len(body(play.steps[0])["candidates"]) == 2
    assert "candidate" not in body(play.steps[0])
    Play.of().run(CALLS.trickle_all("s", []))


def set_up(*told: Told, candidates: list[IceCandidate | None]) -> tuple[SetUp, Play]:
    play = Play.of(reply(200, ANSWER), *told)
    offer = CALLS.offer("v=0", None, None, "k", repeatable=False)
    return play.run(CALLS.set_up(offer, candidates)), play


def test_a_session_is_set_up_in_two_requests() -> None:
    done, play = set_up(RECEIVED, candidates=[ONE, ONE, None])
    assert done == SetUp(done.answer, ())
    assert done.answer.session_id == "s"
    assert len(play.steps) == 2


def test_without_candidates_one_request_is_enough() -> None:
    done, _ = set_up(candidates=[])
    assert done.failures == ()


def test_a_bad_candidate_costs_only_itself() -> None:
    no = reply(400, {"error": "no", "reason": "ice.bad-candidate"})
    done, play = set_up(no, RECEIVED, no, RECEIVED, candidates=[ONE, ONE, None])
    assert [error.reason for error in done.failures] == ["ice.bad-candidate"]
    assert len(play.steps) == 5


def test_the_only_candidate_is_not_sent_twice() -> None:
    done, play = set_up(reply(422), candidates=[ONE])
    assert [error.status for error in done.failures] == [422]
    assert len(play.steps) == 2


def test_a_session_that_is_gone_takes_no_candidate() -> None:
    done, play = set_up(reply(404), candidates=[ONE, ONE])
    assert [error.status for error in done.failures] == [404]
    assert len(play.steps) == 2


def test_without_a_connection_candidates_are_not_tried_one_by_one() -> None:
    away = (NOT_SENT, True, NOT_SENT, True, NOT_SENT)
    done, _ = set_up(*away, candidates=[ONE, ONE])
    assert [type(error) for error in done.failures] == [TransportError]
    done, _ = set_up(reply(400), RECEIVED, *away, candidates=[ONE, ONE, ONE])
    assert [type(error) for error in done.failures] == [TransportError]


def test_an_offer_that_fails_fails_the_whole() -> None:
    offer = CALLS.offer("v=0", None, None, "k", repeatable=False)
    with pytest.raises(RefusedError):
        Play.of(reply(422)).run(CALLS.set_up(offer, [ONE]))


@pytest.mark.parametrize("kind", ["answer", "pranswer"])
def test_an_offer_of_the_server_is_answered(kind: Any) -> None:
    play = Play.of(LOST, True, reply(200, {"session_id": "s", "status": "accepted"}))
    play.run(CALLS.answer("s", "v=0", kind))
    assert play.steps[0].url == f"{URL}/webrtc/answer"
    assert body(play.steps[0]) == {"session_id": "s", "sdp": {"type": kind, "sdp": "v=0"}}
    with pytest.raises(BadResponseError, match="POST /webrtc/answer"):
        Play.of(RECEIVED).run(CALLS.answer("s", "v=0", kind))


def test_closing_says_why() -> None:
    play = Play.of(LOST, True, reply(200, {"session_id": "s", "status": "closed"}))
    play.run(CALLS.close("s", "enough"))
    assert play.steps[0].url == f"{URL}/webrtc/close"
    assert body(play.steps[0]) == {"session_id": "s", "reason": "enough"}


def test_a_server_that_says_something_else_has_not_closed() -> None:
    with pytest.raises(BadResponseError, match="POST /webrtc/close"):
        Play.of(reply(200, {"session_id": "s", "status": "open"})).run(CALLS.close("s", None))


def test_ice_servers_are_a_list_and_urls_may_be_one_word() -> None:
    said = [{"urls": "stun:a"}, {"urls": ["turn:b"], "username": "u", "credential": "hush"}]
    play = Play.of(reply(200, said))
    one, two = play.run(CALLS.ice_servers())
    assert (play.steps[0].method, play.steps[0].url) == ("GET", f"{URL}/iceservers")
    assert (one.urls, two.urls, two.username) == (("stun:a",), ("turn:b",), "u")
    assert "hush" not in repr(two)


@pytest.mark.parametrize("said", [{}, {"iceServers": []}, [1], [{}], [{"urls": 7}], "x"], ids=str)
def test_anything_else_is_no_list_of_ice_servers(said: Any) -> None:
    with pytest.raises(BadResponseError, match="GET /iceservers"):
        Play.of(reply(200, said)).run(CALLS.ice_servers())


def test_a_slash_at_the_end_makes_no_difference() -> None:
    assert JsonCalls.at(at(URL + "/")).url("/iceservers", {}) == f"{URL}/iceservers"


def test_the_url_of_the_api_has_no_query() -> None:
    with pytest.raises(ValueError, match="no query"):
        JsonCalls.at(at(URL + "?room=7"))


# --- what callers hand over

BROWSERS = {
    "candidate": "candidate:1 1 udp 1 192.0.2.1 5 typ host",
    "sdpMid": "0",
    "sdpMLineIndex": 0,
    "usernameFragment": "abcd",
    "foundation": "1",
}
"""What a browser's JSON.stringify gives, and a member that we do not know."""
NO_CANDIDATES: tuple[tuple[Any, str], ...] = (
    ("candidate:1", "not str"),
    (b"candidate:1", "not bytes"),
    ({}, "not dict without the member 'candidate'"),
    ({"sdpMid": "0"}, "not dict without the member 'candidate'"),
    ({"candidate": "x", "sdpMLineIndex": "0"}, "/sdpMLineIndex must be an integer"),
)


def test_the_dict_of_a_browser_is_a_candidate() -> None:
    for steps in (CALLS.trickle("s", BROWSERS), CALLS.trickle_all("s", [BROWSERS])):
        play = Play.of(RECEIVED)
        play.run(steps)
        (sent,) = play.steps
        body = json.loads(sent.body)
        (candidate,) = body.get("candidates") or [body["candidate"]]
        assert candidate == {name: BROWSERS[name] for name in list(BROWSERS)[:4]}


@pytest.mark.parametrize(("given", "told"), NO_CANDIDATES, ids=str)
def test_what_is_no_candidate_is_told_before_anything_is_sent(given: Any, told: str) -> None:
    offer = CALLS.offer("v=0", None, None, "k", repeatable=False)
    steps: tuple[Operation[Any], ...] = (
        CALLS.trickle("s", given),
        CALLS.trickle_all("s", [given]),
        CALLS.set_up(offer, [given]),
    )
    for each in steps:
        with pytest.raises(TypeError, match=told):
            Play.of().run(each)


@pytest.mark.parametrize("given", [b"v=0", None, {"type": "offer", "sdp": "v=0"}], ids=str)
def test_sdp_is_a_str_and_nothing_is_sent_where_it_is_none(given: Any) -> None:
    told = f"sdp must be str, not {type(given).__name__}"
    with pytest.raises(TypeError, match=told):
        Play.of().run(CALLS.offer(given, None, None, "k", repeatable=False))
    with pytest.raises(TypeError, match=told):
        Play.of().run(CALLS.answer("s", given, "answer"))
