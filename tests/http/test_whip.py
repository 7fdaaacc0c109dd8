"""WHIP as its clients see it (http §1.2, §2.5): every row, and the figures of RFC 9725."""

import json
from typing import Any

import pytest
from attrs import evolve

from sdpsig.endpoint import (
    AnswerNeeded,
    Close,
    Endpoint,
    EndpointConfig,
    InProgress,
    Open,
    Reported,
    Restart,
    Stale,
    Trickle,
)
from sdpsig.errors import Fault, FaultCode, LocalProtocolError, RemoteProtocolError
from sdpsig.http import (
    AnswerFailed,
    IceServers,
    Publish,
    Request,
    TurnRest,
    Whip,
)
from sdpsig.jsep import Answer, Offer
from sdpsig.limits import Limits
from sdpsig.sdp import STRICT, parse, parse_fragment, serialize
from sdpsig.sdp.attributes import Candidate, MediaDirection, Mid
from sdpsig.session import CandidateReceived, Closed, EndReason, SessionConfig, TransportRestarted
from sdpsig.wire import IceServer
from tests.http._streams import (
    FRAGMENT,
    NOW,
    PWD,
    RFC_OFFER,
    RFC_RESTART,
    RFC_TRICKLE,
    SDP,
    Reply,
    Stage,
    answer,
    fragment,
    our_pwd,
)

STARS = ("*", '"*"')
"""What RFC 9725 says in its text, and what it shows in figure 4."""
NEXT = ("ysXw", "vw5LmwG4y/e6dPP/zAP9Gp5k")


@pytest.fixture(params=["interop", "strict"])
def stage(request: pytest.FixtureRequest) -> Stage:
    return Stage(Whip(profile=STRICT) if request.param == "strict" else Whip())


@pytest.fixture
def interop() -> Stage:
    return Stage()


@pytest.fixture
def strict() -> Stage:
    return Stage(Whip(profile=STRICT))


def refusal(reply: Reply) -> tuple[int, str]:
    """The status and the reason of an error, which must be problem details."""
    assert reply["content-type"] == "application/problem+json"
    assert reply["cache-control"] == "no-store"
    body: dict[str, Any] = json.loads(reply.text)
    assert body["status"] == reply.status >= 400
    return reply.status, body["reason"]


# --- POST


def test_an_offer_is_answered_with_201_and_the_place_of_its_session(stage: Stage) -> None:
    reply = stage.post()
    assert reply.status == 201
    assert reply["content-type"] == SDP
    assert reply["location"] == "/whip/studio/fresh1"
    assert reply["etag"].strip('"') == reply["etag"][1:-1]
    assert reply["cache-control"] == "no-store"
    assert [media.get(Mid) for media in parse(reply.text).media] == [Mid("0"), Mid("1")]
    assert stage.endpoint.state("fresh1") is not None


def test_the_application_is_told_which_stream_is_published(stage: Stage) -> None:
    stage.post(name="studio-1.main")
    assert stage.asked[0].metadata == Publish("studio-1.main")
    assert not stage.asked[0].reoffer


def test_the_answer_is_recvonly_and_multiplexed_with_all_candidates(stage: Stage) -> None:
    text = stage.post().text
    assert text.count("a=recvonly\r\n") == 2
    assert text.count("a=rtcp-mux-only\r\n") == 2
    assert "a=group:BUNDLE 0 1\r\n" in text
    assert "a=end-of-candidates\r\n" in text
    assert parse(text).media[0].all(Candidate)[0].type == "host"


def test_a_location_has_the_mount_in_front_and_no_query(stage: Stage) -> None:
    assert stage.post(root="/a%20b")["location"] == "/a%20b/whip/studio/fresh1"


def test_the_prefix_may_be_another() -> None:
    stage = Stage(Whip(prefix="/ingest/v1"))
    assert stage.post()["location"] == "/ingest/v1/studio/fresh1"
    assert refusal(stage.request("GET", "/whip/studio")) == (404, "http.not-found")


def test_ice_servers_are_links_of_the_answer_and_of_nothing_else() -> None:
    server = IceServer(("turn:t.example.org:3478?transport=udp", "stun:t.example.org"), "u", "p")
    stage = Stage(Whip(ice_servers=(server,)))
    reply = stage.post()
    more = 'rel="ice-server"; username="u"; credential="p"; credential-type="password"'
    assert reply.all("link") == [f"<{url}>; {more}" for url in server.urls]
    for other in (
        stage.request("OPTIONS", "/whip/studio"),
        stage.request("GET", "/whip/studio"),
        stage.patch(reply["location"], fragment(), reply["etag"]),
    ):
        assert other.all("link") == []


@pytest.mark.parametrize("kind", ["application/SDP", "application/sdp; charset=utf-8"])
def test_h3_the_media_type_of_an_offer_has_no_case_and_may_have_parameters(kind: str) -> None:
    reply = Stage().request("POST", "/whip/studio", RFC_OFFER, ("content-type", kind))
    assert reply.status == 201


@pytest.mark.parametrize("kind", [(), (("content-type", "application/json"),)])
def test_h3_another_media_type_is_415(stage: Stage, kind: tuple[tuple[str, str], ...]) -> None:
    reply = stage.request("POST", "/whip/studio", RFC_OFFER, *kind)
    assert refusal(reply) == (415, "http.media-type")


@pytest.mark.parametrize(("body", "code"), [("", "sdp.empty"), ("v=0\r\nx\r\n", "sdp.line-syntax")])
def test_malformed_sdp_is_400_with_its_line(stage: Stage, body: str, code: str) -> None:
    reply = stage.post(body)
    assert refusal(reply) == (400, code)
    assert json.loads(reply.text)["line"] >= 1
    assert len(stage.endpoint) == 0


def test_what_one_way_streams_must_not_be_is_422_and_makes_no_session(stage: Stage) -> None:
    reply = stage.post(RFC_OFFER.replace("a=sendonly", "a=recvonly"))
    assert refusal(reply) == (422, "jsep.direction")
    assert len(stage.endpoint) == 0
    assert stage.asked == []


def test_what_the_session_refuses_is_422(stage: Stage) -> None:
    offer = "".join(one for one in RFC_OFFER.splitlines(keepends=True) if "fingerprint" not in one)
    assert refusal(stage.post(offer)) == (422, "dtls.missing-fingerprint")


def test_an_answer_to_part_of_the_offer_is_no_answer() -> None:
    def partly(needed: AnswerNeeded, direction: MediaDirection, number: int) -> Answer:
        whole = serialize(answer(needed, direction, number).description)
        text = whole.replace("m=video 39132", "m=video 0").replace("BUNDLE 0 1", "BUNDLE 0")
        return Answer(parse(text))

    stage = Stage(answering=partly)
    assert refusal(stage.post()) == (422, "jsep.partial-answer")
    assert len(stage.endpoint) == 0
    assert isinstance(stage.events[-1], Closed)


def test_an_answer_that_sends_is_our_own_failure() -> None:
    stage = Stage(
        answering=lambda needed, _, number: answer(needed, MediaDirection.INACTIVE, number)
    )
    assert refusal(stage.post()) == (500, "app.failed")
    assert len(stage.endpoint) == 0


def test_where_there_is_no_place_the_client_hears_when_to_come_again() -> None:
    limits = Limits(sessions=1)
    stage = Stage(endpoint=Endpoint(EndpointConfig(session=SessionConfig(limits=limits))))
    stage.open()
    reply = stage.post(RFC_OFFER.replace("EsAw", "EsAx"))
    assert refusal(reply) == (503, "endpoint.full")
    assert reply["retry-after"] == "5"


def test_h1_a_body_that_is_announced_too_large_is_413_before_it_is_read(stage: Stage) -> None:
    reply = stage.post("", ("content-length", "262145"))
    assert refusal(reply) == (413, "http.too-large")
    assert stage.dialect.max_body == 262_144


# --- what is at a path


@pytest.mark.parametrize(
    "path",
    ["/whip", "/whip/", "/whip/a b", "/whip/a/b/c", "/whipstudio", "/whep/a", "/", "/whip//a"],
)
def test_other_paths_lead_to_nothing(stage: Stage, path: str) -> None:
    for method in ("GET", "POST", "OPTIONS", "DELETE"):
        assert refusal(stage.request(method, path)) == (404, "http.not-found")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_get_and_head_have_no_content(stage: Stage, method: str) -> None:
    location = stage.open()["location"]
    for path in ("/whip/studio", location):
        reply = stage.request(method, path)
        assert (reply.status, reply.text) == (204, "")
    assert refusal(stage.request(method, "/whip/studio/none")) == (404, "session.not-found")


def test_options_say_what_may_be_done_whether_there_is_such_a_session_or_not(stage: Stage) -> None:
    everything = "POST, PATCH, DELETE, GET, HEAD, OPTIONS"
    for path, allowed in (
        ("/whip/studio", "POST, GET, HEAD, OPTIONS"),
        ("/whip/studio/none", "PATCH, DELETE, GET, HEAD, OPTIONS"),
    ):
        reply = stage.request("OPTIONS", path)
        assert (reply.status, reply.text) == (200, "")
        assert reply["allow"] == allowed
        assert reply["accept-post"] == SDP
        assert reply["accept-patch"] == FRAGMENT
        assert reply["access-control-allow-methods"] == everything


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/whip/studio"),
        ("PATCH", "/whip/studio"),
        ("POST", "/whip/studio/id"),
        ("X", "/whip/a"),
    ],
)
def test_other_methods_are_405_and_hear_which_are_allowed(
    stage: Stage, method: str, path: str
) -> None:
    reply = stage.request(method, path, RFC_OFFER, ("content-type", SDP))
    assert refusal(reply) == (405, "http.method")
    assert reply["allow"] == stage.request("OPTIONS", path)["allow"]


def test_without_trickle_and_restart_there_is_no_patch(stage: Stage) -> None:
    stage.dialect = evolve(stage.dialect, trickle=False, restart=False)
    reply = stage.open()
    assert reply.all("accept-patch") == []
    refused = stage.patch(reply["location"], fragment(), reply["etag"])
    assert refusal(refused) == (405, "http.method")
    assert refused["allow"] == "DELETE, GET, HEAD, OPTIONS"
    options = stage.request("OPTIONS", reply["location"])
    assert options.all("accept-patch") == []
    assert "PATCH" not in options["access-control-allow-methods"]


# --- PATCH: candidates


def test_candidates_are_204_without_body_and_tag(stage: Stage) -> None:
    reply = stage.open()
    trickled = stage.patch(reply["location"], fragment(), reply["etag"])
    assert (trickled.status, trickled.text) == (204, "")
    assert trickled.all("etag") == []
    assert isinstance(stage.events[-1], CandidateReceived)


def test_the_trickle_of_figure_3_is_taken_though_its_password_is_another(interop: Stage) -> None:
    reply = interop.open()
    assert interop.patch(reply["location"], RFC_TRICKLE, reply["etag"]).status == 204
    taken = [event.candidate for event in interop.events if isinstance(event, CandidateReceived)]
    assert [one.transport if one else None for one in taken] == ["udp", "udp", None]


def test_strict_refuses_another_password_for_the_same_ufrag(strict: Stage) -> None:
    reply = strict.open()
    refused = strict.patch(reply["location"], RFC_TRICKLE, reply["etag"])
    assert refusal(refused) == (400, "ice.bad-credentials")


def test_an_unknown_session_is_404_whatever_else_is_wrong(stage: Stage) -> None:
    refused = stage.patch("/whip/studio/none", "", kind="text/plain")
    assert refusal(refused) == (404, "session.not-found")


def test_h3_another_media_type_of_a_patch_is_415(stage: Stage) -> None:
    reply = stage.open()
    refused = stage.patch(reply["location"], fragment(), reply["etag"], "application/json")
    assert refusal(refused) == (415, "http.media-type")


def test_a_malformed_fragment_is_400(stage: Stage) -> None:
    reply = stage.open()
    assert refusal(stage.patch(reply["location"], "x", reply["etag"]))[0] == 400


def test_h7_without_an_if_match_interop_takes_it_and_strict_asks_for_one() -> None:
    for stage, wanted in ((Stage(), 204), (Stage(Whip(profile=STRICT)), 428)):
        assert stage.patch(stage.open()["location"], fragment()).status == wanted


def test_h7_an_old_tag_is_412(stage: Stage) -> None:
    location = stage.open()["location"]
    refused = stage.patch(location, fragment(), '"old"')
    assert refusal(refused) == (412, "http.precondition-failed")


def test_h7_several_lines_of_if_match_are_one_list(stage: Stage) -> None:
    reply = stage.open()
    headers = (("content-type", FRAGMENT), ("if-match", '"old"'), ("if-match", reply["etag"]))
    assert stage.request("PATCH", reply["location"], fragment(), *headers).status == 204


def test_h7_a_tag_may_come_bare_or_as_an_etag_where_clients_do_so() -> None:
    for stage, bare, other in (
        (Stage(), 204, 412),
        (Stage(Whip(profile=STRICT)), 400, 428),
    ):
        reply = stage.open()
        tag = reply["etag"].strip('"')
        assert stage.patch(reply["location"], fragment(), tag).status == bare
        headers = (("content-type", FRAGMENT), ("etag", '"old"'))
        assert stage.request("PATCH", reply["location"], fragment(), *headers).status == other


def test_the_star_of_mediamtx_on_plain_candidates_restarts_nothing(stage: Stage) -> None:
    reply = stage.open()
    assert stage.patch(reply["location"], fragment(), "*").status == 204
    assert len(stage.asked) == 1
    assert stage.patch(reply["location"], fragment(), reply["etag"]).status == 204


def test_credentials_in_front_and_an_m_line_without_a_port_are_understood(interop: Stage) -> None:
    reply = interop.open()
    body = (
        f"a=ice-ufrag:EsAw\r\na=ice-pwd:{PWD}\r\nm=audio RTP/AVP 0\r\na=mid:0\r\n"
        "a=candidate:1 1 udp 1 192.0.2.1 61764 typ host\r\n"
    )
    assert interop.patch(reply["location"], body).status == 204
    assert isinstance(interop.events[-1], CandidateReceived)


def test_candidates_of_a_section_that_is_not_there_are_refused_by_strict_alone() -> None:
    for profile, wanted in (("interop", 204), ("strict", 422)):
        stage = Stage(Whip(profile=STRICT) if profile == "strict" else Whip())
        config = SessionConfig(negotiation=_negotiation(profile))
        stage.endpoint = Endpoint(EndpointConfig(session=config))
        reply = stage.open()
        body = fragment().replace("a=mid:0", "a=mid:9")
        assert stage.patch(reply["location"], body, reply["etag"]).status == wanted


def _negotiation(profile: str) -> Any:
    from sdpsig.jsep import INTEROP, NegotiationConfig

    return NegotiationConfig(profile=STRICT if profile == "strict" else INTEROP)


def test_who_takes_no_candidates_says_422_and_restarts_none_the_less(stage: Stage) -> None:
    stage.dialect = evolve(stage.dialect, trickle=False)
    reply = stage.open()
    refused = stage.patch(reply["location"], fragment(), reply["etag"])
    assert refusal(refused) == (422, "http.unsupported-patch")
    assert stage.patch(reply["location"], RFC_RESTART, "*").status == 200


# --- PATCH: restarts


@pytest.mark.parametrize("star", STARS)
def test_the_restart_of_figure_4_gets_new_credentials_and_a_new_tag(star: str) -> None:
    stage = Stage()
    reply = stage.open()
    restarted = stage.patch(reply["location"], RFC_RESTART, star)
    assert restarted.status == 200
    assert restarted["content-type"] == FRAGMENT
    assert restarted["etag"] != reply["etag"]
    ours = parse_fragment(restarted.text)
    (section,) = ours.sections
    assert ours.credentials(section) == ("ours0002", our_pwd(2))
    assert section.mid == "0"
    assert section.end_of_candidates
    assert "a=ice-options:trickle ice2\r\n" in restarted.text
    assert stage.asked[1].reoffer
    assert stage.asked[1].metadata == Publish("studio")
    assert any(isinstance(event, TransportRestarted) for event in stage.events)


def test_after_a_restart_the_old_tag_is_412_and_the_new_one_counts(stage: Stage) -> None:
    reply = stage.open()
    restarted = stage.patch(reply["location"], RFC_RESTART, "*")
    late = stage.patch(reply["location"], fragment(), reply["etag"])
    assert refusal(late) == (412, "http.precondition-failed")
    assert stage.patch(reply["location"], fragment(*NEXT), restarted["etag"]).status == 204


def test_a_restart_by_its_credentials_needs_no_star(interop: Stage) -> None:
    reply = interop.open()
    assert interop.patch(reply["location"], RFC_RESTART, reply["etag"]).status == 200
    assert interop.patch(reply["location"], fragment("next", "q" * 24)).status == 200


def test_a_repeated_restart_gets_the_same_and_what_it_adds_is_taken(stage: Stage) -> None:
    location = stage.open()["location"]
    first = stage.patch(location, RFC_RESTART, "*")
    more = "a=candidate:9 1 udp 1 192.0.2.9 61764 typ host"
    again = stage.patch(location, fragment(*NEXT, more), "*")
    assert again.response == first.response
    assert len(stage.asked) == 2
    assert isinstance(stage.events[-1], CandidateReceived)


def test_who_cannot_restart_says_422_and_goes_on(stage: Stage) -> None:
    stage.dialect = evolve(stage.dialect, restart=False)
    reply = stage.open()
    refused = stage.patch(reply["location"], RFC_RESTART, "*")
    assert refusal(refused) == (422, "http.unsupported-patch")
    assert stage.patch(reply["location"], fragment(), reply["etag"]).status == 204


FAILURES = [
    (AnswerFailed(EndReason.APPLICATION_FAILED), (503, "ice.restart-failed")),
    (AnswerFailed(EndReason.ANSWER_TIMEOUT), (503, "ice.restart-failed")),
    (
        RemoteProtocolError(Fault(FaultCode.ENDPOINT_FULL, "not now", retry_after=3)),
        (503, "endpoint.full"),
    ),
]


@pytest.mark.parametrize(("failure", "wanted"), FAILURES)
def test_a_restart_that_fails_leaves_the_session_as_it_was(
    failure: Exception, wanted: tuple[int, str]
) -> None:
    def once(needed: AnswerNeeded, direction: MediaDirection, number: int) -> Answer:
        if number == 2:
            raise failure
        return answer(needed, direction, number)

    stage = Stage(answering=once)
    reply = stage.open()
    assert refusal(stage.patch(reply["location"], RFC_RESTART, "*")) == wanted
    assert not any(isinstance(event, Closed) for event in stage.events)
    assert stage.patch(reply["location"], fragment(), reply["etag"]).status == 204
    assert stage.patch(reply["location"], fragment(), "*").status == 204
    assert stage.patch(reply["location"], fragment("next", "q" * 24), "*").status == 200


def test_a_restart_that_failed_may_be_asked_for_again(stage: Stage) -> None:
    def once(needed: AnswerNeeded, direction: MediaDirection, number: int) -> Answer:
        if number in (2, 3):
            raise AnswerFailed(EndReason.APPLICATION_FAILED)
        return answer(needed, direction, number)

    stage.answering = once
    reply = stage.open()
    asked = [stage.patch(reply["location"], RFC_RESTART, "*") for _ in range(4)]
    assert [one.status for one in asked] == [503, 503, 200, 200]
    assert asked[2].response == asked[3].response
    assert len(stage.asked) == 4
    late = stage.patch(reply["location"], fragment(), "*")
    assert refusal(late) == (412, "http.precondition-failed")


def test_an_answer_that_restarts_nothing_leaves_the_session_as_it_was() -> None:
    def same(needed: AnswerNeeded, direction: MediaDirection, number: int) -> Answer:
        return answer(needed, direction, 1)

    stage = Stage(answering=same)
    reply = stage.open()
    assert refusal(stage.patch(reply["location"], RFC_RESTART, "*")) == (503, "ice.restart-failed")
    assert stage.patch(reply["location"], fragment(), reply["etag"]).status == 204


def test_a_restart_while_another_is_being_answered_has_to_wait() -> None:
    stage = Stage()
    location = stage.open()["location"]
    replies: list[Reply] = []

    def meanwhile(needed: AnswerNeeded, direction: MediaDirection, number: int) -> Answer:
        if not replies:
            replies.append(stage.patch(location, RFC_RESTART, "*"))
            replies.append(stage.patch(location, fragment("next", "q" * 24), "*"))
        return answer(needed, direction, number)

    stage.answering = meanwhile
    assert stage.patch(location, RFC_RESTART, "*").status == 200
    assert [refusal(one) for one in replies] == [
        (503, "ice.restart-failed"),
        (409, "session.conflict"),
    ]


def test_a_restart_before_the_first_answer_comes_too_early() -> None:
    stage = Stage()
    replies: list[Reply] = []

    def meanwhile(needed: AnswerNeeded, direction: MediaDirection, number: int) -> Answer:
        replies.append(stage.patch("/whip/studio/fresh1", RFC_RESTART, "*"))
        return answer(needed, direction, number)

    stage.answering = meanwhile
    stage.open()
    assert refusal(replies[0]) == (503, "ice.restart-failed")


# --- DELETE


def test_h7_delete_is_200_and_again_200_whatever_the_tag(stage: Stage) -> None:
    location = stage.open()["location"]
    for _ in range(2):
        reply = stage.request("DELETE", location, "", ("if-match", '"old"'))
        assert (reply.status, reply.text) == (200, "")
    assert isinstance(stage.events[-1], Closed)
    assert refusal(stage.patch(location, fragment(), "*")) == (404, "session.not-found")
    assert refusal(stage.request("GET", location)) == (404, "session.not-found")
    stage.endpoint.handle_timeout(NOW + 3600)
    assert refusal(stage.request("DELETE", location)) == (404, "session.not-found")


# --- whose it is, and offers that come again


def test_h5_a_session_is_there_for_its_owner_alone() -> None:
    stage = Stage()
    stage.owner = "alice"
    reply = stage.open()
    stage.owner = "mallory"
    for refused in (
        stage.patch(reply["location"], fragment(), reply["etag"]),
        stage.patch(reply["location"], RFC_RESTART, "*"),
        stage.request("GET", reply["location"]),
        stage.request("DELETE", reply["location"]),
    ):
        assert refusal(refused) == (404, "session.not-found")
    stage.owner = "alice"
    assert stage.patch(reply["location"], fragment(), reply["etag"]).status == 204
    assert stage.request("DELETE", reply["location"]).status == 200


def test_h10_an_offer_that_is_delivered_again_makes_no_second_session() -> None:
    stage = Stage()
    stage.owner = "alice"
    first = stage.open()
    assert stage.open().response == first.response
    key = ("idempotency-key", "one")
    second = stage.post(RFC_OFFER, key)
    assert stage.post(RFC_OFFER, key).response == second.response
    assert refusal(stage.post(RFC_OFFER + "a=x\r\n", key)) == (409, "session.conflict")
    assert len(stage.endpoint) == 2


def test_turn_credentials_are_those_of_the_client() -> None:
    turn = TurnRest(urls=("turn:t.example.org",), secret="hush", lifetime=60)
    stage = Stage(Whip(ice_servers=IceServers(turn=(turn,))))
    stage.owner = "alice"
    assert 'username="60:alice"' in stage.post()["link"]


def test_an_ice_server_that_a_header_cannot_carry_is_our_own_mistake() -> None:
    with pytest.raises(LocalProtocolError):
        Whip(ice_servers=(IceServer(("turn:a b",)),))


# --- the dialect as values


def at(stage: Stage, method: str, path: str, body: str = "", *headers: tuple[str, str]) -> Any:
    request = Request(method, path, headers, body.encode())
    return stage.dialect.at(request, stage.endpoint.state).decode(request, "fresh")


def test_a_request_means_a_command() -> None:
    stage = Stage()
    location = stage.open()["location"]
    opening = at(stage, "POST", "/whip/studio", RFC_OFFER)
    assert opening == Open("fresh", Offer(parse(RFC_OFFER)), Publish("studio"))
    kind = ("content-type", FRAGMENT)
    assert isinstance(at(stage, "PATCH", location, fragment(), kind), Trickle)
    restart = at(stage, "PATCH", location, RFC_RESTART, kind)
    assert restart == Restart("fresh1", parse_fragment(RFC_RESTART))
    assert at(stage, "DELETE", location) == Close("fresh1")


def test_what_the_shell_refuses_is_a_problem_too() -> None:
    error = RemoteProtocolError(Fault(FaultCode.HTTP_TIMEOUT, "too late"))
    assert refusal(Reply(Whip().refuse(error, "hush"))) == (408, "http.timeout")


def test_what_no_exchange_ends_with_is_a_mistake() -> None:
    visit = Whip().at(Request("PATCH", "/whip/a/b"), lambda *_: None)
    with pytest.raises(AssertionError):
        visit.encode(Reported("b"))
    for outcome in (InProgress("b"), Stale("b")):
        with pytest.raises(RemoteProtocolError):
            visit.encode(outcome)


def test_a_session_is_a_secret_of_whoever_has_its_place() -> None:
    stage = Stage()
    reply = stage.open()
    request = Request("PATCH", reply["location"], (), b"")
    assert "fresh1" not in repr(stage.dialect.at(request, stage.endpoint.state).place)
