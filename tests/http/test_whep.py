"""WHEP as its players see it: like WHIP, with the directions mirrored (FR-25)."""

import json
from typing import Any

import pytest

from sdpsig.endpoint import AnswerNeeded, Endpoint, EndpointConfig
from sdpsig.errors import Fault, FaultCode, RemoteProtocolError
from sdpsig.http import Play, Whep
from sdpsig.jsep import (
    AddTransceiver,
    Answer,
    LocalTransport,
    Negotiation,
    Offer,
    answer_offer,
    change,
    next_offer,
)
from sdpsig.sdp import STRICT, parse, serialize
from sdpsig.sdp.attributes import MediaDirection
from sdpsig.session import (
    AnswerReceived,
    Closed,
    EndReason,
    OfferExpired,
    SessionConfig,
    TransportAdded,
)
from tests.http._streams import (
    FINGERPRINT,
    FRAGMENT,
    HOST,
    NOW,
    RFC_OFFER,
    RFC_RESTART,
    SDP,
    Reply,
    Stage,
    fragment,
    our_pwd,
)

PLAYER = RFC_OFFER.replace("a=sendonly", "a=recvonly")


@pytest.fixture(params=["interop", "strict"])
def stage(request: pytest.FixtureRequest) -> Stage:
    return Stage(Whep(profile=STRICT) if request.param == "strict" else Whep())


def test_who_offers_to_receive_is_sent_the_stream(stage: Stage) -> None:
    reply = stage.post(PLAYER)
    assert reply.status == 201
    assert reply["location"] == "/whep/studio/fresh1"
    assert reply["content-type"] == SDP
    assert reply.text.count("a=sendonly\r\n") == 2
    assert stage.asked[0].metadata == Play("studio")


def test_who_offers_to_send_is_in_the_wrong_place(stage: Stage) -> None:
    reply = stage.post(RFC_OFFER)
    assert reply.status == 422
    assert json.loads(reply.text)["rule"] == "WHEP §4.2.5"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_players_find_out_that_an_address_is_one_of_whep(stage: Stage, method: str) -> None:
    reply = stage.request(method, "/whep/studio")
    assert (reply.status, reply["content-type"], reply.text) == (200, SDP, "")


def test_a_session_is_trickled_restarted_and_ended_as_with_whip(stage: Stage) -> None:
    reply = stage.open(PLAYER)
    location = reply["location"]
    assert stage.patch(location, fragment(), reply["etag"]).status == 204
    restarted = stage.patch(location, RFC_RESTART, "*")
    assert (restarted.status, restarted["content-type"]) == (200, FRAGMENT)
    assert stage.request("DELETE", location).status == 200


def test_where_nobody_publishes_the_player_hears_when_to_come_again(stage: Stage) -> None:
    def nobody(needed: AnswerNeeded, direction: MediaDirection, number: int) -> Answer:
        detail = "nobody publishes this stream"
        raise RemoteProtocolError(Fault(FaultCode.SESSION_NO_STREAM, detail, retry_after=10))

    stage.answering = nobody
    reply = stage.post(PLAYER)
    assert reply.status == 409
    assert reply["retry-after"] == "10"
    assert json.loads(reply.text)["reason"] == "session.no-stream"
    assert len(stage.endpoint) == 0


def test_the_answer_to_a_counter_offer_is_not_understood(stage: Stage) -> None:
    reply = stage.open(PLAYER)
    assert stage.patch(reply["location"], PLAYER, reply["etag"], SDP).status == 415


# --- counter-offers (§4.2.2)


def counter(needed: AnswerNeeded, direction: MediaDirection, number: int) -> Offer:
    """A media side that would rather offer."""
    assert needed.negotiation is not None
    wanted = change(needed.negotiation.stable, AddTransceiver("video", direction))
    ours = LocalTransport(f"ours{number:04}", our_pwd(number), (FINGERPRINT,), (HOST,))
    return next_offer(wanted, ours)[1]


def countered(stage: Stage) -> Reply:
    stage.answering = counter
    reply = stage.post(PLAYER)
    assert reply.status == 406, reply.text
    return reply


def answered(reply: Reply, direction: MediaDirection = MediaDirection.RECVONLY) -> str:
    """What a player says to a counter-offer."""
    theirs = LocalTransport("them", "t" * 24, (FINGERPRINT,))
    _, answer, _ = answer_offer(Negotiation(), Offer(parse(reply.text)), theirs)
    text = serialize(answer.description)
    return text.replace("a=recvonly", f"a={direction}")


def refusal(reply: Reply) -> tuple[int, str]:
    return reply.status, json.loads(reply.text)["reason"]


def test_instead_of_an_answer_there_may_be_an_offer(stage: Stage) -> None:
    reply = countered(stage)
    assert reply["location"] == "/whep/studio/fresh1"
    assert reply["content-type"] == ('application/sdp; valid-until="Thu, 01 Jan 1970 00:00:30 GMT"')
    assert reply["accept-patch"] == SDP
    assert reply.all("etag") == []
    offer = parse(reply.text)
    assert [media.kind for media in offer.media] == ["video"]
    for line in ("a=sendonly", "a=rtcp-mux-only", "a=end-of-candidates"):
        assert f"{line}\r\n" in reply.text


def test_the_answer_to_it_comes_by_patch_and_the_session_goes_on_as_any_other(stage: Stage) -> None:
    reply = countered(stage)
    place, answer = reply["location"], answered(reply)
    settled = stage.patch(place, answer, kind=f"{SDP}; charset=utf-8")
    assert (settled.status, settled.text) == (204, "")
    assert {type(event) for event in stage.events} >= {AnswerReceived, TransportAdded}
    again = stage.patch(place, answer, kind=SDP)
    assert again.response == settled.response
    trickled = fragment("them", "t" * 24)
    assert stage.patch(place, trickled, settled["etag"]).status == 204
    stage.answering = counter  # a restart is answered, or it fails
    assert stage.patch(place, fragment("next", "q" * 24), "*").status == 503
    assert stage.request("DELETE", place).status == 200


def test_an_answer_that_does_not_receive_is_refused_and_another_one_is_not(stage: Stage) -> None:
    reply = countered(stage)
    place = reply["location"]
    refused = stage.patch(place, answered(reply, MediaDirection.INACTIVE), kind=SDP)
    assert refusal(refused) == (422, "jsep.direction")
    assert stage.patch(place, "v=1", kind=SDP).status == 400
    assert stage.patch(place, answered(reply), kind=SDP).status == 204


def test_a_player_that_does_not_want_it_rejects_it(stage: Stage) -> None:
    reply = countered(stage)
    text = answered(reply).replace("m=video 9", "m=video 0").replace("a=group:BUNDLE 0\r\n", "")
    assert stage.patch(reply["location"], text, kind=SDP).status == 204


def test_a_counter_offer_expires_and_then_its_session_does(stage: Stage) -> None:
    reply = countered(stage)
    place, answer = reply["location"], answered(reply)
    (ended,) = stage.endpoint.handle_timeout(NOW + 30)
    assert OfferExpired() in ended.events
    assert refusal(stage.patch(place, answer, kind=SDP)) == (422, "jsep.stale-answer")
    (ended,) = stage.endpoint.handle_timeout(NOW + 60)
    assert isinstance(ended.events[-1], Closed)
    assert refusal(stage.patch(place, answer, kind=SDP)) == (404, "session.not-found")


def test_where_offers_do_not_expire_nothing_is_said_of_that() -> None:
    stage = Stage(Whep())
    stage.endpoint = Endpoint(EndpointConfig(session=SessionConfig(offer_timeout=None)))
    assert countered(stage)["content-type"] == SDP


def test_of_a_session_of_somebody_else_nothing_is_said(stage: Stage) -> None:
    stage.owner = "alice"
    reply = countered(stage)
    stage.owner = "mallory"
    refused = stage.patch(reply["location"], answered(reply), kind=SDP)
    assert refusal(refused) == (404, "session.not-found")


def receiving(needed: AnswerNeeded, direction: MediaDirection, number: int) -> Offer:
    return counter(needed, MediaDirection.RECVONLY, number)


def broken(needed: AnswerNeeded, direction: MediaDirection, number: int) -> Offer:
    text = serialize(counter(needed, direction, number).description)
    return Offer(parse(text.replace("a=ice-ufrag", "a=x-ufrag")))


@pytest.mark.parametrize("mistaken", [receiving, broken])
def test_an_offer_that_may_not_be_made_is_the_application_s_failure(
    stage: Stage, mistaken: Any
) -> None:
    stage.answering = mistaken
    assert refusal(stage.post(PLAYER)) == (500, "app.failed")
    assert len(stage.endpoint) == 0
    assert stage.events[-1].reason is EndReason.APPLICATION_FAILED  # type: ignore[union-attr]


def test_who_publishes_is_made_no_counter_offer() -> None:
    stage = Stage(answering=counter)
    assert refusal(stage.post(RFC_OFFER)) == (500, "app.failed")


def test_a_session_that_ends_while_the_offer_is_made_is_not_brought_back(stage: Stage) -> None:
    def late(needed: AnswerNeeded, direction: MediaDirection, number: int) -> Offer:
        stage.request("DELETE", "/whep/studio/fresh1")
        return counter(needed, direction, number)

    stage.answering = late
    assert stage.post(PLAYER).status == 404
