"""WHIP and WHEP from the client's side, as requests and responses."""

from typing import Any

import pytest
from attrs import evolve

from sdpsig.client import (
    BadResponseError,
    IceMismatchError,
    NotFoundError,
    RefusedError,
    Resource,
    Sleep,
    Told,
    TransportError,
    UnavailableError,
    WhipCalls,
)
from sdpsig.client import Received as Response
from sdpsig.errors import FaultCode, LocalProtocolError, SdpError
from sdpsig.wire import IceCandidate
from tests.client._ingest import ANSWER, HOST, OFFER, RESTART_OFFER, RESTARTED
from tests.client._played import LOST, SITE, Play, at, reply

WHIP, WHEP = WhipCalls(SITE), WhipCalls.whep(SITE)
FRAGMENT = "application/trickle-ice-sdpfrag"
PLACE = "https://example.org/session/id"
ONE = IceCandidate(HOST, mid="0")


def created(body: str = ANSWER, status: int = 201, **headers: str) -> Response:
    fields = {"content_type": "application/sdp", "location": "/session/id", "etag": '"xyzzy"'}
    return reply(status, body.encode(), **fields | headers)


def opened(*told: Told, calls: WhipCalls = WHIP, repeatable: bool = False) -> tuple[Resource, Play]:
    play = Play.of(*told)
    return play.run(calls.open(OFFER, "the-key", repeatable=repeatable)), play


SESSION, _ = opened(created())


def test_an_offer_is_posted_and_answered() -> None:
    session, play = opened(created())
    (sent,) = play.steps
    assert (sent.method, sent.url, sent.body) == ("POST", SITE.url, OFFER.encode())
    assert dict(sent.headers) == {
        "accept": "application/sdp",
        "accept-encoding": "identity",
        "content-type": "application/sdp",
        "idempotency-key": "the-key",
    }
    assert (session.url, session.etag) == (PLACE, '"xyzzy"')
    assert (session.remote.type, session.remote.sdp) == ("answer", ANSWER)
    assert (session.trickles, session.valid_for, session.links) == (True, None, ())


def test_200_will_do_and_so_will_an_answer_that_does_not_say_what_it_is() -> None:
    assert opened(created(status=200))[0].url == PLACE
    assert opened(created(content_type=""))[0].url == PLACE
    assert opened(created(content_type="Application/SDP; charset=utf-8"))[0].url == PLACE


def test_the_place_of_a_session_is_relative_to_where_the_offer_ended_up() -> None:
    calls = WhipCalls(at(origins=frozenset({"https://eu.example.org"})))
    led = reply(307, location="https://eu.example.org/whip/live")
    session, play = opened(led, created(location="../session/1"), calls=calls)
    assert session.url == "https://eu.example.org/session/1"
    assert play.steps[1].body == OFFER.encode()


@pytest.mark.parametrize(
    "where",
    ["//evil/x", "file:///etc/passwd", "http://169.254.169.254/", "http://example.org/s", ""],
)
def test_c3_a_session_is_not_looked_for_elsewhere(where: str) -> None:
    with pytest.raises(BadResponseError) as caught:
        opened(created(location=where))
    assert caught.value.fault.code is FaultCode.CLIENT_BAD_LOCATION


def test_c3_a_session_without_a_place_is_none() -> None:
    bare = reply(201, ANSWER.encode(), content_type="application/sdp")
    with pytest.raises(BadResponseError, match="does not say where"):
        opened(bare)


@pytest.mark.parametrize(
    "said", [created("hello"), created(""), created(content_type="application/json")]
)
def test_an_answer_that_is_no_sdp_is_none(said: Response) -> None:
    with pytest.raises(BadResponseError, match="POST of the offer was answered 201"):
        opened(said)


def test_an_offer_that_is_none_is_not_sent() -> None:
    with pytest.raises(SdpError):
        Play.of().run(WHIP.open("hello", "k", repeatable=False))


def test_a_refusal_has_the_words_of_its_problem() -> None:
    problem = {"type": "about:blank", "title": "Unprocessable", "detail": "two video tracks"}
    with pytest.raises(RefusedError, match="two video tracks") as caught:
        opened(reply(422, problem, content_type="application/problem+json"))
    assert caught.value.status == 422


def test_an_offer_is_posted_twice_only_with_a_key_that_is_heeded() -> None:
    with pytest.raises(TransportError):
        opened(LOST)
    session, _ = opened(LOST, True, created(), repeatable=True)
    assert session.url == PLACE


def test_a_busy_endpoint_is_asked_when_it_said() -> None:
    _, play = opened(reply(503, retry_after="7"), True, created())
    assert play.steps[1] == Sleep(7.0)


def test_ice_servers_and_extensions_are_told_by_links() -> None:
    link = '<turn:t>; rel="ice-server"; username="u"; credential="hush", </sse>; rel="urn:x"'
    session, _ = opened(created(link=link))
    assert [server.urls for server in session.ice_servers] == [("turn:t",)]
    assert [each.target for each in session.links] == ["turn:t", "/sse"]


def test_l2_no_secret_of_a_session_is_shown() -> None:
    shown = repr(opened(created(link='<turn:t>; rel="ice-server"; credential="hush"'))[0])
    for secret in ("session/id", "hush", "P2uYro0UCOQ4zxjKXaWCBui1", "2e13dde17c1cb0"):
        assert secret not in shown


# --- candidates


def trickled(
    *told: Told, session: Resource = SESSION, candidates: Any = (ONE,)
) -> tuple[Resource, Play]:
    play = Play.of(*told)
    return play.run(WHIP.trickle(session, candidates)), play


def test_candidates_go_in_one_request_to_their_ice_session() -> None:
    session, play = trickled(reply(204), candidates=[ONE, ONE, None])
    (sent,) = play.steps
    assert (sent.method, sent.url) == ("PATCH", PLACE)
    assert (sent.header("content-type"), sent.header("if-match")) == (FRAGMENT, '"xyzzy"')
    assert sent.body.count(b"a=candidate:") == 2
    assert b"a=end-of-candidates" in sent.body
    assert session is SESSION


@pytest.mark.parametrize(
    ("tag", "sent"),
    [
        ("*", "*"),
        ("bare", "bare"),
        ('W/"weak"', 'W/"weak"'),
        ("", None),
        ("a b", None),
        ("☃", None),
    ],
)
def test_a_tag_goes_back_byte_for_byte_if_it_can(tag: str, sent: str | None) -> None:
    session, _ = opened(created(etag=tag))
    _, play = trickled(reply(204), session=session)
    assert play.steps[0].header("if-match") == sent


def test_where_there_is_nothing_to_tell_nothing_is_sent() -> None:
    assert trickled(candidates=[])[0] is SESSION
    assert trickled(candidates=[IceCandidate(HOST, mid="1")])[0] is SESSION


@pytest.mark.parametrize("status", [405, 415, 422, 501])
def test_a_server_that_takes_no_candidates_is_sent_none_any_more(status: int) -> None:
    session, _ = trickled(reply(status))
    assert not session.trickles
    assert trickled(session=session)[0] is session


@pytest.mark.parametrize(
    ("status", "kind"),
    [(404, NotFoundError), (412, IceMismatchError), (428, IceMismatchError), (500, RefusedError)],
)
def test_other_refusals_are_told(status: int, kind: type[RefusedError]) -> None:
    with pytest.raises(kind):
        trickled(reply(status))


def test_candidates_may_arrive_twice() -> None:
    assert trickled(LOST, True, reply(204))[0] is SESSION


# --- ICE restarts

RENEWED = reply(200, RESTARTED.encode(), content_type=FRAGMENT, etag='"abccd"')


def restarted(*told: Told, session: Resource = SESSION) -> tuple[Resource, Play]:
    play = Play.of(*told)
    return play.run(WHIP.restart(session, RESTART_OFFER)), play


def test_a_restart_brings_a_new_answer_and_a_new_tag() -> None:
    session, play = restarted(RENEWED)
    (sent,) = play.steps
    assert (sent.method, sent.url) == ("PATCH", PLACE)
    assert (sent.header("content-type"), sent.header("if-match")) == (FRAGMENT, "*")
    assert b"a=ice-ufrag:ysXw" in sent.body
    assert session.remote.type == "answer"
    assert "a=ice-ufrag:289b31b754eaa438" in session.remote.sdp
    assert session.etag == '"abccd"'
    _, play = trickled(reply(204), session=session)
    assert play.steps[0].header("if-match") == '"abccd"'
    assert b"a=ice-ufrag:ysXw" in play.steps[0].body


def test_a_restart_needs_new_credentials() -> None:
    with pytest.raises(LocalProtocolError, match="without new credentials"):
        Play.of().run(WHIP.restart(SESSION, OFFER))
    with pytest.raises(LocalProtocolError, match="without new credentials"):
        Play.of().run(WHIP.restart(SESSION, RESTART_OFFER.replace("a=ice-pwd", "a=x")))


@pytest.mark.parametrize(
    "said",
    [
        reply(204),
        reply(200),
        reply(200, b"{}", content_type="application/json"),
        reply(200, b"", content_type=FRAGMENT),
        reply(200, b"a=ice-lite\r\n", content_type=FRAGMENT),
    ],
)
def test_a_restart_without_credentials_of_the_server_is_none(said: Response) -> None:
    with pytest.raises(BadResponseError, match="PATCH of the ICE restart"):
        restarted(said)


def test_a_server_that_wants_the_quotes_of_the_figure_gets_them() -> None:
    session, play = restarted(reply(412), RENEWED)
    assert [sent.header("if-match") for sent in play.steps] == ["*", '"*"']
    assert play.steps[0].body == play.steps[1].body
    assert session.etag == '"abccd"'
    with pytest.raises(IceMismatchError):
        restarted(reply(412), reply(412))


def test_a_restart_that_is_refused_changes_nothing() -> None:
    with pytest.raises(UnavailableError):
        restarted(reply(503, retry_after="90"))


# --- the end


@pytest.mark.parametrize("status", [200, 202, 204, 404, 410])
def test_a_session_that_is_over_is_over(status: int) -> None:
    play = Play.of(LOST, True, reply(status))
    play.run(WHIP.close(SESSION))
    assert (play.steps[0].method, play.steps[0].url) == ("DELETE", PLACE)
    assert play.steps[0].header("if-match") is None


def test_a_session_that_may_not_be_ended_says_so() -> None:
    with pytest.raises(RefusedError):
        Play.of(reply(403)).run(WHIP.close(SESSION))


# --- WHEP

COUNTER = created(status=406, body=ANSWER)


def test_an_endpoint_may_counter_an_offer() -> None:
    session, _ = opened(COUNTER, calls=WHEP)
    assert (session.remote.type, session.valid_for) == ("offer", 30)
    play = Play.of(reply(204, etag='"second"'))
    accepted = play.run(WHEP.accept(session, OFFER))
    (sent,) = play.steps
    assert (sent.method, sent.url, sent.body) == ("PATCH", PLACE, OFFER.encode())
    assert sent.header("content-type") == "application/sdp"
    assert (accepted.valid_for, accepted.etag) == (None, '"second"')
    assert Play.of(reply(204)).run(WHEP.accept(session, OFFER)).etag == '"xyzzy"'


@pytest.mark.parametrize(
    ("until", "date", "seconds"),
    [
        ("Wed, 09 Oct 2024 10:00:00 GMT", "Wed, 09 Oct 2024 09:59:50 GMT", 10),
        ("Wed, 09 Oct 2024 10:00:00 GMT", "Wed, 09 Oct 2024 10:00:01 GMT", 0),
        ("Wed, 09 Oct 2024 10:00:00 GMT", "", 30),
        ("tomorrow", "Wed, 09 Oct 2024 10:00:01 GMT", 30),
    ],
)
def test_a_counter_offer_is_valid_for_a_while(until: str, date: str, seconds: int) -> None:
    kind = f'application/sdp; valid-until="{until}"'
    session, _ = opened(created(status=406, content_type=kind, date=date), calls=WHEP)
    assert session.valid_for == seconds


def test_a_counter_offer_is_answered_once_and_before_anything_else() -> None:
    session, _ = opened(COUNTER, calls=WHEP)
    with pytest.raises(LocalProtocolError, match="before the counter-offer"):
        Play.of().run(WHEP.trickle(session, [ONE]))
    with pytest.raises(LocalProtocolError, match="the server had made the offer"):
        Play.of().run(WHEP.restart(session, RESTART_OFFER))
    for settled in (SESSION, evolve(session, valid_for=None)):
        with pytest.raises(LocalProtocolError, match="without a counter-offer"):
            Play.of().run(WHEP.accept(settled, OFFER))


def test_406_without_an_offer_is_a_refusal_and_so_it_is_in_whip() -> None:
    with pytest.raises(RefusedError, match="no such codec"):
        opened(reply(406, {"detail": "no such codec"}), calls=WHEP)
    with pytest.raises(RefusedError):
        opened(COUNTER)


def test_while_nothing_is_published_whep_waits_and_whip_does_not() -> None:
    idle = reply(409, retry_after="3")
    _, play = opened(idle, True, created(), calls=WHEP)
    assert play.steps[1] == Sleep(3.0)
    with pytest.raises(RefusedError):
        opened(idle)
