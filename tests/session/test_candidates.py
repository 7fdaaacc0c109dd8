from collections.abc import Callable
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.errors import Fault, FaultCode, LocalProtocolError, RemoteProtocolError
from sdpsig.jsep import Offer, Rollback
from sdpsig.limits import Limits
from sdpsig.sdp import parse
from sdpsig.session import (
    CandidateDropped,
    CandidateReceived,
    IceCandidate,
    OfferReceived,
    Session,
    SessionConfig,
    TransportAdded,
)
from sdpsig.trickle import LOOPBACK, Drop
from tests._corpus import CAPTURES
from tests.session._peer import (
    UFRAG,
    answer_to,
    answered_session,
    audio_video_data,
    candidate,
    end,
    fates,
    line,
    offer,
    offer_text,
    offered_session,
    section,
)


def refusal(session: Session, message: IceCandidate) -> Fault:
    """Why a candidate is refused; nothing has changed then."""
    before = session.state
    with pytest.raises(RemoteProtocolError) as caught:
        session.receive(message, 1.0)
    assert session.state is before
    return caught.value.fault


# --- the table of what a trickled candidate gets

MALFORMED = {
    "not a candidate": "hello",
    "truncated": "candidate:1 1 udp 1 203.0.113.5",
    "port above 65535": line(65_536),
    "negative port": line(-1),
    "component 0": line(component=0),
    "component 257": line(component=257),
    "component above 2": line(component=3),
    "priority above 32 bits": "candidate:1 1 udp 4294967296 203.0.113.5 50000 typ host",
    "underscore in a number": "candidate:1 1 udp 1_0 203.0.113.5 50000 typ host",
    "digits of another script": "candidate:1 1 udp 1 203.0.113.5 \u0665\u0660 typ host",
    "name without value": line(rest=" generation"),
    "foundation of 33": f"candidate:{'a' * 33} 1 udp 1 203.0.113.5 50000 typ host",
    "line break": line(rest="\r\na=ice-pwd:x"),
    "NUL": line(address="203.0.113.5\0"),
    "more than 1024 bytes": line(rest=" x " + "y" * 1024),
    "more than 16 extensions": line(rest=" a b" * 17),
}


@pytest.mark.parametrize("text", MALFORMED.values(), ids=MALFORMED)
@pytest.mark.parametrize("make", [offered_session, answered_session])
def test_what_does_not_parse_is_refused(text: str, make: Callable[[], Session]) -> None:
    fault = refusal(make(), IceCandidate(text, "0"))
    assert fault.code is FaultCode.ICE_BAD_CANDIDATE
    assert "203.0.113.5" not in str(fault)


REFUSED = {
    "unknown mid": (IceCandidate(line(), "9"), FaultCode.ICE_UNKNOWN_MID),
    "unknown mid, known index": (IceCandidate(line(), "9", 0), FaultCode.ICE_UNKNOWN_MID),
    "empty mid": (IceCandidate(line(), ""), FaultCode.ICE_UNKNOWN_MID),
    "end for an unknown mid": (IceCandidate("", "9"), FaultCode.ICE_UNKNOWN_MID),
    "unknown index": (IceCandidate(line(), None, 1), FaultCode.ICE_UNKNOWN_INDEX),
    "index 99": (IceCandidate(line(), None, 99), FaultCode.ICE_UNKNOWN_INDEX),
    "negative index": (IceCandidate(line(), None, -1), FaultCode.ICE_UNKNOWN_INDEX),
    "neither mid nor index": (IceCandidate(line()), FaultCode.ICE_NO_SECTION),
    "unknown ufrag": (
        IceCandidate(line(), "0", ufrag="nope"),
        FaultCode.ICE_UNKNOWN_GENERATION,
    ),
    "unknown ufrag in the line": (
        IceCandidate(line(rest=" ufrag nope"), "0"),
        FaultCode.ICE_UNKNOWN_GENERATION,
    ),
    "ufrag in another case": (
        IceCandidate(line(), "0", ufrag=UFRAG.lower()),
        FaultCode.ICE_UNKNOWN_GENERATION,
    ),
    "our own ufrag": (IceCandidate(line(), "0", ufrag="ours0"), FaultCode.ICE_UNKNOWN_GENERATION),
    "end of an unknown ufrag": (
        IceCandidate(ufrag="nope"),
        FaultCode.ICE_UNKNOWN_GENERATION,
    ),
}


@pytest.mark.parametrize(("message", "code"), REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("make", [offered_session, answered_session])
def test_what_has_no_place_is_refused(
    message: IceCandidate, code: FaultCode, make: Callable[[], Session]
) -> None:
    assert refusal(make(), message).code is code


def test_a_candidate_before_any_offer_is_refused() -> None:
    assert refusal(Session(), candidate()).code is FaultCode.JSEP_SIGNALING_STATE


def test_a_candidate_before_the_answer_to_our_offer_is_refused() -> None:
    session = Session()
    session.send(offer(), 0.0)
    assert refusal(session, candidate()).code is FaultCode.JSEP_SIGNALING_STATE


def test_a_candidate_of_an_offer_that_was_rolled_back_is_refused() -> None:
    session = offered_session()
    session.receive(candidate(), 0.0)
    session.receive(Rollback(), 0.0)
    assert not session.state.waiting
    assert refusal(session, candidate()).code is FaultCode.JSEP_SIGNALING_STATE


def test_a_candidate_for_a_session_that_has_ended_is_refused() -> None:
    for session in (offered_session(), answered_session()):
        session.close(0.5)
        assert refusal(session, candidate()).code is FaultCode.SESSION_CLOSED
        assert session.deadline is None
        assert not session.state.waiting
        assert not session.state.remote


DROPPED = {
    "host name": (IceCandidate(line(address="peer.example"), "0"), Drop.HOST_NAME),
    "mDNS name": (
        IceCandidate(line(address="0b7e4b5e-1b4f-4a2b-9c55-0a9d0b8f7a11.local"), "0"),
        Drop.HOST_NAME,
    ),
    "address with a scope": (IceCandidate(line(address="fe80::1%eth0"), "0"), Drop.HOST_NAME),
    "component 2": (IceCandidate(line(component=2), "0"), Drop.COMPONENT),
    "TCP": (IceCandidate(line(9, transport="tcp", rest=" tcptype active"), "0"), Drop.TRANSPORT),
    "unknown type": (IceCandidate(line(kind="magic"), "0"), Drop.TYPE),
    "port 0": (IceCandidate(line(0), "0"), Drop.PORT),
    "port 53": (IceCandidate(line(53), "0"), Drop.PORT),
    "loopback": (IceCandidate(line(address="127.0.0.1"), "0"), Drop.ADDRESS),
    "loopback in disguise": (IceCandidate(line(address="::ffff:127.0.0.1"), "0"), Drop.ADDRESS),
    "metadata": (IceCandidate(line(address="169.254.169.254"), "0"), Drop.ADDRESS),
    "unspecified": (IceCandidate(line(address="0.0.0.0"), "0"), Drop.ADDRESS),
    "multicast": (IceCandidate(line(address="224.0.0.1"), "0"), Drop.ADDRESS),
}


@pytest.mark.parametrize(("message", "reason"), DROPPED.values(), ids=DROPPED)
def test_what_may_not_be_used_is_dropped_with_its_reason(
    message: IceCandidate, reason: Drop
) -> None:
    early, late = offered_session(), answered_session()
    assert early.receive(message, 0.0) == ()
    dropped = CandidateDropped("0", reason)
    assert dropped in early.send(answer_to(offer()), 0.0)
    before = late.state.remote
    assert late.receive(message, 0.0) == (dropped,)
    assert late.state.remote is before


def test_a_policy_may_allow_more() -> None:
    session = answered_session(config=SessionConfig(candidates=LOOPBACK))
    assert fates(session.receive(candidate(50_000, "127.0.0.1"), 0.0)) == [50_000]


def test_a_duplicate_is_dropped() -> None:
    session = answered_session()
    given = (candidate(), candidate(), IceCandidate(line(rest=" generation 0"), "0"))
    assert fates(session.receive_all(given, 0.0)) == [50_000, Drop.DUPLICATE, Drop.DUPLICATE]


def test_a_candidate_after_the_end_is_dropped() -> None:
    session = answered_session()
    given = (candidate(1_111), end(), candidate(2_222), end(), candidate(1_111))
    late = Drop.AFTER_END
    assert fates(session.receive_all(given, 0.0)) == [1_111, None, late, Drop.DUPLICATE, late]


@pytest.mark.parametrize("text", ["", None, "end-of-candidates", "a=end-of-candidates", "\r\n"])
def test_every_way_to_say_the_end_is_understood(text: str | None) -> None:
    assert fates(answered_session().receive(IceCandidate(text, "0"), 0.0)) == [None]


@pytest.mark.parametrize(
    "text", [line(), "a=" + line(), line() + "\r\n", f" {line()} ", line(transport="UDP")]
)
def test_every_way_to_write_a_candidate_is_understood(text: str) -> None:
    (event,) = answered_session().receive(IceCandidate(text, "0"), 0.0)
    assert isinstance(event, CandidateReceived)
    assert event.candidate is not None
    assert (event.mid, event.candidate.port) == ("0", 50_000)


# --- mid, index and generation


def test_where_there_is_a_mid_the_index_is_not_looked_at() -> None:
    session = answered_session()
    assert fates(session.receive(IceCandidate(line(), "0", 9), 0.0)) == [50_000]


def test_an_index_names_a_section() -> None:
    offered = offer(section("a"), section("b", "video", ufrag="other"))
    session = answered_session(offered)
    events = session.receive(IceCandidate(line(), None, 1), 0.0)
    assert [event.mid for event in events if isinstance(event, CandidateReceived)] == ["b"]


def test_sections_without_a_mid_are_named_by_their_index() -> None:
    session = answered_session(offer(section(None)))
    given = (IceCandidate(line(), None, 0), IceCandidate("", None, 0))
    assert fates(session.receive_all(given, 0.0)) == [50_000, None]


@pytest.mark.parametrize(
    "message",
    [
        IceCandidate(line(), "0", ufrag=UFRAG),
        IceCandidate(line(rest=f" ufrag {UFRAG}"), "0"),
        IceCandidate(line(rest=" ufrag nope"), "0", ufrag=UFRAG),  # what is said outside wins
        IceCandidate(line(), "0", ufrag=""),
        IceCandidate(line(), "0", ufrag=None),
    ],
)
def test_a_known_or_absent_ufrag_is_that_of_the_newest_generation(message: IceCandidate) -> None:
    assert fates(answered_session().receive(message, 0.0)) == [50_000]


# --- sections that share a transport, or have none


def test_a_bundled_section_speaks_for_the_transport_that_it_shares() -> None:
    session = answered_session(audio_video_data())
    given = (candidate(1_111, mid="1"), candidate(2_222, mid="0"), candidate(1_111, mid="2"))
    events = session.receive_all(given, 0.0)
    assert fates(events) == [1_111, 2_222, Drop.DUPLICATE]
    assert {event.mid for event in events if isinstance(event, CandidateReceived)} == {"0"}


def test_a_bundled_section_without_credentials_shares_those_of_the_owner() -> None:
    offered = offer(
        section("0"),
        section("1", "video", port=0, ufrag=None, lines=("bundle-only",)),
        bundle="0 1",
    )
    given = (candidate(1_111, mid="1"), IceCandidate(line(2_222), "1", ufrag=UFRAG))
    assert fates(answered_session(offered).receive_all(given, 0.0)) == [1_111, 2_222]
    early = offered_session(offered)
    early.receive_all(given, 0.0)
    assert fates(early.send(answer_to(offered), 0.0)) == [1_111, 2_222]


def test_a_bundled_section_with_credentials_of_its_own_speaks_for_nobody() -> None:
    offered = audio_video_data("another")
    given = (
        candidate(1_111, mid="1"),
        IceCandidate(line(2_222), "1", ufrag="another"),
        IceCandidate(line(3_333), "1", ufrag=UFRAG),
    )
    early, late = offered_session(offered), answered_session(offered)
    assert fates(late.receive_all(given, 0.0)) == [Drop.NOT_BUNDLED_HERE] * 3
    early.receive_all(given, 0.0)
    assert fates(early.send(answer_to(offered), 0.0)) == [Drop.NOT_BUNDLED_HERE] * 3


def test_a_section_that_the_answer_rejects_takes_no_candidates() -> None:
    offered = audio_video_data()
    given = (candidate(mid="1"), IceCandidate("", "1"), IceCandidate(line(), "1", ufrag="what"))
    session = answered_session(offered, "1")
    assert fates(session.receive_all(given, 0.0)) == [Drop.REJECTED_SECTION] * 3
    early = offered_session(offered)
    assert early.receive_all(given[:2], 0.0) == ()
    assert fates(early.send(answer_to(offered, "1"), 0.0)) == [Drop.REJECTED_SECTION] * 2


def test_a_section_that_the_offer_rejects_takes_no_candidates() -> None:
    offered = offer(section("0"), section("1", "video", port=0, ufrag=None))
    given = (candidate(mid="1"), IceCandidate(line(), "1", ufrag="what"), end("1"))
    for session in (offered_session(offered), answered_session(offered)):
        before = session.state.waiting, session.state.remote
        assert fates(session.receive_all(given, 0.0)) == [Drop.REJECTED_SECTION] * 3
        assert (session.state.waiting, session.state.remote) == before


def test_a_bundle_lives_on_with_another_owner() -> None:
    session = answered_session(audio_video_data(), "0")
    assert [item.mid for item in session.state.remote] == ["1"]
    given = (candidate(1_111, mid="0"), candidate(2_222, mid="1"), candidate(3_333, mid="2"))
    assert fates(session.receive_all(given, 0.0)) == [Drop.REJECTED_SECTION, 2_222, 3_333]


def test_when_everything_is_rejected_every_candidate_is_dropped() -> None:
    session = answered_session(audio_video_data(), "0", "1", "2")
    assert session.state.remote == ()
    given = (candidate(), candidate(mid="2"), end())
    assert fates(session.receive_all(given, 0.0)) == [Drop.REJECTED_SECTION] * 3


def test_an_offer_without_sections_takes_an_end_and_nothing_else() -> None:
    empty = Offer(parse("v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"))
    session = offered_session(empty)
    assert refusal(session, candidate()).code is FaultCode.ICE_UNKNOWN_MID
    assert session.receive(IceCandidate(ufrag="what"), 0.0) == ()
    assert fates(session.send(answer_to(empty), 0.0)) == []
    assert session.receive(IceCandidate(), 0.0) == ()


def test_separate_transports_have_separate_candidates() -> None:
    offered = offer(section("0"), section("1", "video", ufrag="other"))
    session = answered_session(offered)
    events = session.receive_all((candidate(), candidate(mid="1"), candidate(mid="1")), 0.0)
    assert fates(events) == [50_000, 50_000, Drop.DUPLICATE]
    assert [item.ufrag for item in session.state.remote] == [UFRAG, "other"]
    unknown = IceCandidate(line(), "0", ufrag="other")
    assert refusal(session, unknown).code is FaultCode.ICE_UNKNOWN_GENERATION


# --- the end of candidates


def test_an_end_for_all_ends_every_transport_once() -> None:
    offered = offer(
        section("0"),
        section("1", "video"),
        section("2", "application", ufrag="other"),
        bundle="0 1",
    )
    session = answered_session(offered)
    events = session.receive(IceCandidate(), 0.0)
    assert events == (CandidateReceived("0", None), CandidateReceived("2", None))
    assert all(item.ended for item in session.state.remote)


def test_an_end_for_all_of_one_generation_ends_that_one() -> None:
    offered = offer(section("0"), section("1", "video", ufrag="other"))
    for session in (answered_session(offered), offered_session(offered)):
        events = session.receive(IceCandidate(ufrag="other"), 0.0)
        if not session.state.remote:
            events = session.send(answer_to(offered), 0.0)
        assert CandidateReceived("1", None) in events
        assert [item.ended for item in session.state.remote] == [False, True]


def test_the_end_of_a_bundled_section_is_not_that_of_the_transport() -> None:
    """Firefox tells an end for each section, of which only the owner's counts."""
    session = answered_session(audio_video_data())
    given = (end("1"), candidate(1_111), end("2"), candidate(2_222), end("0"), candidate(3_333))
    assert fates(session.receive_all(given, 0.0)) == [1_111, 2_222, None, Drop.AFTER_END]


def test_kept_ends_of_bundled_sections_do_not_count_either() -> None:
    offered = audio_video_data()
    session = offered_session(offered)
    session.receive_all((end("1"), candidate(1_111), end("2"), candidate(2_222), end("0")), 0.0)
    assert fates(session.send(answer_to(offered), 0.0)) == [1_111, 2_222, None]


@pytest.mark.parametrize(
    ("lines", "over"),
    [
        (("ice-options:trickle",), False),
        (("ice-options:trickle ice2",), False),
        ((), True),  # who does not trickle has told all (TR-62)
        (("ice-options:ice2",), True),
        (("ice-options:trickle", "end-of-candidates"), True),
        (("ice-options:trickle", "ice-lite"), True),
    ],
)
def test_a_description_may_hold_all_that_there_is(lines: tuple[str, ...], over: bool) -> None:
    session = answered_session(offer(section(lines=(line(1_111),)), lines=lines))
    assert session.state.remote[0].ended is over
    expected = Drop.AFTER_END if over else 2_222
    assert fates(session.receive(candidate(2_222), 0.0)) == [expected]


# --- candidates of the description


def test_candidates_of_the_offer_come_before_those_that_trickled() -> None:
    offered = offer(section(lines=(line(1_111), line(2_222))))
    session = offered_session(offered)
    session.receive_all((candidate(3_333), candidate(1_111), candidate(4_444)), 0.0)
    events = session.send(answer_to(offered), 0.0)
    assert fates(events) == [1_111, 2_222, 3_333, Drop.DUPLICATE, 4_444]
    kinds = [type(event) for event in events]
    assert kinds.index(TransportAdded) < kinds.index(CandidateReceived)
    assert isinstance(session.receive(candidate(2_222), 0.0)[0], CandidateDropped)


def test_candidates_of_the_offer_pass_the_policy_too() -> None:
    lines = (line(1_111), line(address="x.local"), line(2_222, component=2), line(1_111))
    events = offered_session(offered := offer(section(lines=lines))).send(answer_to(offered), 0.0)
    assert fates(events) == [1_111, Drop.HOST_NAME, Drop.COMPONENT]


def test_candidates_of_bundled_sections_in_the_offer_are_not_looked_at() -> None:
    offered = offer(
        section("0", lines=(line(1_111),)),
        section("1", "video", lines=(line(2_222),)),
        bundle="0 1",
    )
    events = offered_session(offered).send(answer_to(offered), 0.0)
    assert fates(events) == [1_111]


def test_a_description_with_too_many_candidates_is_taken() -> None:
    config = SessionConfig(limits=Limits(remote_candidates=3, transport_candidates=10))
    for count, more in ((3, []), (4, [Drop.TOO_MANY]), (9, [Drop.TOO_MANY])):
        offered = offer(section(lines=[line(2_000 + number) for number in range(count)]))
        session = offered_session(offered, config)
        assert fates(session.send(answer_to(offered), 0.0)) == [2_000, 2_001, 2_002, *more]


def test_no_more_drops_are_told_than_may_be() -> None:
    lines = [line(2_000 + number, f"127.0.{number}.1") for number in range(50)]
    offered = offer(section(lines=[*lines, line(1_111)]))
    session = offered_session(offered, SessionConfig(limits=Limits(warnings=7)))
    assert fates(session.send(answer_to(offered), 0.0)) == [Drop.ADDRESS] * 7 + [1_111]


@pytest.mark.parametrize("name", [name for name in CAPTURES if "-offer-gathered" in name])
def test_of_a_browser_that_gathered_first_every_usable_candidate_is_passed_on(name: str) -> None:
    offered = Offer(parse(CAPTURES[name]))
    session = offered_session(offered)
    told = fates(session.send(answer_to(offered), 0.0))
    ports = [fate for fate in told if isinstance(fate, int)]
    usable = [
        one
        for one in session.state.negotiation.transports[0].remote.candidates
        if (one.component, one.transport.lower()) == (1, "udp")
        and not one.address.endswith("local")
    ]
    assert ports == [one.port for one in usable]
    assert not {Drop.PORT, Drop.ADDRESS, Drop.TYPE, Drop.DUPLICATE} & set(told)
    if "a=end-of-candidates" in CAPTURES[name]:
        assert told[-1] is None


# --- before the answer


def test_candidates_before_the_answer_are_kept_in_order() -> None:
    offered = audio_video_data()
    session = offered_session(offered)
    order = [5_005, 5_001, 5_003, 5_002, 5_004]
    for port in order:
        assert session.receive(candidate(port, mid=str(port % 3)), 0.0) == ()
    assert fates(session.send(answer_to(offered), 0.0)) == order
    assert session.state.waiting == ()


def test_so_many_candidates_are_kept_and_not_one_more() -> None:
    cap = Limits().pending_candidates
    session = offered_session()
    for number in range(1_000):
        events = session.receive(candidate(20_000 + number, f"203.0.113.{number % 250}"), 0.0)
        assert fates(events) == ([] if number < cap else [Drop.TOO_MANY])
    assert len(session.state.waiting) == cap
    told = fates(session.send(answer_to(offer()), 0.0))
    assert told == [20_000 + number for number in range(50)] + [Drop.TOO_MANY] * (cap - 50)
    assert fates(session.receive(end(), 0.0)) == [None]


@pytest.mark.parametrize(
    "again",
    [
        candidate(),
        IceCandidate(line(), None, 0),
        IceCandidate(line(), "0", 0),
        IceCandidate(line(), "0", ufrag=UFRAG),
    ],
)
def test_what_waits_already_is_a_duplicate(again: IceCandidate) -> None:
    session = offered_session()
    session.receive(candidate(), 0.0)
    before = session.state.waiting
    assert fates(session.receive(again, 0.0)) == [Drop.DUPLICATE]
    assert session.state.waiting is before


def test_no_answer_no_candidates() -> None:
    session = offered_session()
    session.receive(candidate(), 0.0)
    session.handle_timeout(30.0)
    assert session.state.waiting == ()
    assert session.deadline is None


def test_candidates_of_an_offer_that_was_replaced_are_dropped() -> None:
    first, second = offer(), offer(section(ufrag="newer"))
    session = offered_session(first)
    session.receive_all((candidate(1_111), IceCandidate(line(2_222), None, 0), end()), 0.0)
    assert isinstance(session.receive(second, 0.0)[0], OfferReceived)
    session.receive(candidate(3_333), 0.0)
    old = Drop.OLD_GENERATION
    events = session.send(answer_to(second), 0.0)
    assert fates(events) == [old, old, old, 3_333]
    assert {event.mid for event in events if isinstance(event, CandidateDropped)} == {"0"}


def test_an_end_for_all_of_a_generation_that_was_replaced_is_dropped() -> None:
    first = offer(section("0"), section("1", "video", ufrag="other"))
    second = offer(section("0", ufrag="newer"), section("1", "video", ufrag="other"))
    session = offered_session(first)
    session.receive_all((IceCandidate(ufrag=UFRAG), candidate(1_111, mid="1")), 0.0)
    session.receive(second, 0.0)
    events = session.send(answer_to(second), 0.0)
    assert CandidateDropped("0", Drop.OLD_GENERATION) in events
    assert fates(events) == [Drop.OLD_GENERATION, 1_111]


def test_what_names_the_generation_of_another_section_goes_with_it() -> None:
    def bundled(ufrag: str) -> Offer:
        bundle_only = section("1", "video", port=0, ufrag=None, lines=("bundle-only",))
        return offer(section("0", ufrag=ufrag), bundle_only, bundle="0 1")

    session = offered_session(bundled("first"))
    session.receive(IceCandidate(line(), "1", ufrag="first"), 0.0)
    session.receive(bundled("second"), 0.0)
    assert fates(session.send(answer_to(bundled("second")), 0.0)) == [Drop.OLD_GENERATION]


def test_candidates_for_a_section_that_a_newer_offer_lacks_are_dropped() -> None:
    first, second = offer(section("0"), section("1", "video"), bundle="0 1"), offer()
    session = offered_session(first)
    session.receive_all((candidate(1_111, mid="1"), candidate(2_222, mid="0")), 0.0)
    session.receive(second, 0.0)
    assert fates(session.send(answer_to(second), 0.0)) == [Drop.OLD_GENERATION, 2_222]


def test_an_answer_that_is_wrong_leaves_what_waits() -> None:
    session = offered_session()
    session.receive(candidate(), 0.0)
    before = session.state
    with pytest.raises(LocalProtocolError):
        session.send(answer_to(audio_video_data()), 0.0)
    assert session.state is before
    assert fates(session.send(answer_to(offer()), 0.0)) == [50_000]


# --- where we offered


def test_candidates_of_a_peer_that_answers_belong_to_its_answer() -> None:
    ours = offer(section(ufrag="mine"), section("1", "video", ufrag="mine"), bundle="0 1")
    theirs = answer_to(offer(section(), section("1", "video"), bundle="0 1"), "1")
    session = Session()
    session.send(ours, 0.0)
    session.receive(theirs, 0.0)
    known = IceCandidate(line(1_111), "0", ufrag="ours0")
    unknown = IceCandidate(line(2_222), "0", ufrag="mine")
    assert fates(session.receive(known, 0.0)) == [1_111]
    assert refusal(session, unknown).code is FaultCode.ICE_UNKNOWN_GENERATION
    assert fates(session.receive(candidate(mid="1"), 0.0)) == [Drop.REJECTED_SECTION]
    assert fates(session.receive(candidate(3_333), 0.0)) == [3_333]


# --- floods


def test_a_session_holds_so_many_candidates_and_not_one_more() -> None:
    offered = offer(
        section("0"), section("1", "video", ufrag="one1"), section("2", "application", ufrag="two2")
    )
    session = answered_session(offered)
    given = [
        candidate(20_000 + number, f"203.0.113.{number}", mid=str(number % 3))
        for number in range(101)
    ]
    told = [fate for one in given for fate in fates(session.receive(one, 0.0))]
    assert told == [20_000 + number for number in range(100)] + [Drop.TOO_MANY]
    assert fates(session.receive(given[0], 0.0)) == [Drop.DUPLICATE]
    assert fates(session.receive(IceCandidate(), 0.0)) == [None, None, None]


@pytest.mark.parametrize("make", [offered_session, answered_session])
def test_ten_thousand_candidates_do_no_harm(make: Callable[[], Session]) -> None:
    session = make()
    for number in range(10_000):
        message = candidate(20_000 + number % 10_000, f"203.0.113.{number % 250}")
        assert len(session.receive(message, 0.0)) <= 1
    limits = session.config.limits
    assert len(session.state.waiting) <= limits.pending_candidates
    assert sum(len(item.accepted) for item in session.state.remote) <= limits.remote_candidates
    if session.state.waiting:
        assert len(fates(session.send(answer_to(offer()), 0.0))) == limits.pending_candidates


def test_a_flood_of_candidates_does_not_keep_an_idle_session_alive() -> None:
    session = answered_session(config=SessionConfig(connect_timeout=None))
    now = 0.0
    while session.deadline is not None and now < 10_000:
        now += 1.0
        session.receive(candidate(int(20_000 + now), f"203.0.113.{int(now) % 200}"), now)
        session.handle_timeout(now)
        if session.state.end is not None:
            break
    # fifty were taken, one a second; a minute after the last of them the session is over
    assert now == 50.0 + 60.0


MESSAGES = st.one_of(
    st.builds(candidate, st.integers(5_001, 5_006), mid=st.sampled_from(["0", "1", "2"])),
    st.sampled_from([end("0"), end("1"), end(None), candidate(5_001, "127.0.0.1")]),
)


@given(st.lists(MESSAGES, max_size=12), st.data())
def test_early_or_late_the_same_is_passed_on_in_the_same_order(
    messages: list[IceCandidate], data: st.DataObject
) -> None:
    """Whenever the answer comes, the ICE agent sees the same."""
    offered = offer(
        section("0", lines=(line(5_006),)),
        section("1", "video"),
        section("2", "application"),
        bundle="0 1",
    )
    told = []
    for early in (0, data.draw(st.integers(0, len(messages))), len(messages)):
        session = offered_session(offered)
        events = session.receive_all(messages[:early], 0.0)
        events += session.send(answer_to(offered), 0.0)
        events += session.receive_all(messages[early:], 0.0)
        told.append([event for event in events if isinstance(event, CandidateReceived)])
    assert told[0] == told[1] == told[2]


def test_a_batch_counts_whole_or_not_at_all() -> None:
    bad = (
        IceCandidate("hello", "0"),
        IceCandidate(line(), "9"),
        IceCandidate(line(), "0", ufrag="x"),
    )
    for session in (offered_session(), answered_session()):
        for wrong in bad:
            for batch in permutations((candidate(1_111), candidate(2_222), wrong)):
                before = session.state
                with pytest.raises(RemoteProtocolError):
                    session.receive_all(batch, 1.0)
                assert session.state is before


def test_a_refusal_never_shows_what_was_sent() -> None:
    secret = "203.0.113.199"
    for text in (line(address=secret, component=3), f"candidate:{secret}"):
        fault = refusal(offered_session(), IceCandidate(text, "0", ufrag=secret))
        assert secret not in str(fault)
    assert secret not in offer_text()
