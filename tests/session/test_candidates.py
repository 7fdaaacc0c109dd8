from collections.abc import Callable

import pytest
from attrs import evolve

from sdpsig.errors import FaultCode
from sdpsig.jsep import Offer, Rollback
from sdpsig.limits import Limits
from sdpsig.sdp import parse
from sdpsig.session import (
    CandidateDropped,
    CandidateReceived,
    IceCandidate,
    Session,
    SessionConfig,
    TransportAdded,
)
from sdpsig.trickle import LAN, LOOPBACK, AddressClass, Drop
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
    offered_session,
    refusal,
    section,
)

NAMED = IceCandidate(line(), "0", ufrag=UFRAG)
"""One that says which generation it is of."""


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


def test_a_candidate_of_an_offer_that_was_rolled_back_comes_too_late() -> None:
    """TR-36: what names its generation is known to be over; what does not is of no offer."""
    session = offered_session()
    session.receive(candidate(), 0.0)
    session.receive(Rollback(), 0.0)
    assert not session.state.waiting
    assert refusal(session, candidate()).code is FaultCode.JSEP_SIGNALING_STATE
    assert fates(session.receive(NAMED, 1.0)) == [Drop.OLD_GENERATION]
    unknown = IceCandidate(line(), "0", ufrag="nope")
    assert refusal(session, unknown).code is FaultCode.JSEP_SIGNALING_STATE
    session.receive(offer(), 2.0)
    assert session.receive(NAMED, 2.0) == (), "the same again is no longer over"


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
    "address with a scope": (IceCandidate(line(address="fe80::1%eth0"), "0"), Drop.ADDRESS),
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


def test_an_end_for_all_ends_nothing_where_nothing_is() -> None:
    session = answered_session(offer(section("0"), section("1", "video", ufrag="other")), "1")
    events = session.receive(IceCandidate(), 0.0)
    dropped = CandidateDropped("1", Drop.REJECTED_SECTION)
    assert events == (CandidateReceived("0", None), dropped)


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


def test_candidates_that_nobody_may_see_take_no_place_of_others() -> None:
    """TR-34: what is judged comes before the caps."""
    config = SessionConfig(limits=Limits(remote_candidates=3, warnings=2))
    denied = [line(2_000 + number, "127.0.0.1") for number in range(9)]
    many = [line(3_000 + number) for number in range(4)]
    offered = offer(section(lines=[*denied, line(1_111), line(1_111), *denied, *many]))
    told = fates(offered_session(offered, config).send(answer_to(offered), 0.0))
    assert told == [Drop.ADDRESS] * 2 + [1_111, 3_000, 3_001]


def test_a_session_has_so_many_names_and_not_one_more() -> None:
    named = evolve(LAN, classes=LAN.classes | {AddressClass.HOST_NAME, AddressClass.MDNS})
    config = SessionConfig(candidates=named, limits=Limits(candidate_names=2))
    offered = offer(
        section("0", lines=(line(1_111, "one.example"),)), section("1", "video", ufrag="other")
    )
    session = offered_session(offered, config)
    assert fates(session.send(answer_to(offered), 0.0)) == [1_111]
    given = (
        candidate(2_222, "two.example", "1"),
        candidate(3_333, "three.example", "1"),
        candidate(4_444, "three.example", "0"),
        candidate(5_555, "ONE.example.", "1"),
        candidate(8_888, mid="1"),
        candidate(7_777, "two.example", "0"),
    )
    full = Drop.TOO_MANY
    assert fates(session.receive_all(given, 0.0)) == [2_222, full, full, 5_555, 8_888, 7_777]


def test_names_of_a_generation_that_is_over_count_no_more() -> None:
    named = evolve(LAN, classes=LAN.classes | {AddressClass.HOST_NAME})
    config = SessionConfig(candidates=named, limits=Limits(candidate_names=1))
    session = answered_session(offer(), config=config)
    assert fates(session.receive(candidate(1_111, "one.example"), 0.0)) == [1_111]
    again = offer(section(ufrag="newer", lines=(line(2_222, "two.example"),)))
    session.receive(again, 1.0)
    assert fates(session.send(answer_to(again, name="new"), 1.0)) == [2_222]


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


# --- the order of the checks: TR-20 to TR-32

NO_PLACE = IceCandidate("candidate:")
ORDER = {
    "TR-20 before all": (NO_PLACE, "closed", "SM-60"),
    "TR-21 before TR-22": (NO_PLACE, "new", "TR-21"),
    "TR-22 before TR-23": (IceCandidate("candidate:", "9"), "new", "TR-22"),
    "TR-23 before TR-24": (IceCandidate("candidate:", "9", 99), "answered", "TR-23"),
    "TR-24 before TR-26": (
        IceCandidate("candidate:", None, 99, ufrag="nope"),
        "answered",
        "TR-24",
    ),
    "TR-26 before TR-28": (IceCandidate("candidate:", "0", ufrag="nope"), "answered", "TR-26"),
    "TR-28": (IceCandidate("candidate:", "0", ufrag=UFRAG), "answered", ""),
    "TR-8": (IceCandidate(line(component=3), "0"), "answered", "TR-8"),
}


@pytest.mark.parametrize(("message", "state", "rule"), ORDER.values(), ids=ORDER)
def test_the_first_check_that_fails_is_what_is_told(
    message: IceCandidate, state: str, rule: str
) -> None:
    session = Session() if state == "new" else answered_session()
    if state == "closed":
        session.close(0.5)
    fault = refusal(session, message)
    assert fault.rule == rule or not rule
    assert (fault.code is FaultCode.ICE_BAD_CANDIDATE) is (rule in ("", "TR-8"))


def test_a_rejected_section_takes_even_what_cannot_be_read() -> None:
    """TR-25 before TR-26 and TR-28."""
    session = answered_session(audio_video_data(), "1")
    for message in (IceCandidate("hello", "1"), IceCandidate(line(), "1", ufrag="nope")):
        assert fates(session.receive(message, 0.0)) == [Drop.REJECTED_SECTION]


def test_a_section_that_was_rejected_takes_nothing_while_we_offer_anew() -> None:
    session = answered_session(audio_video_data(), "2")
    ours = offer(
        section("0", ufrag="ours0"),
        section("1", "video", ufrag="ours0"),
        section("2", "application", port=0),
        bundle="0 1",
    )
    session.send(ours, 0.0)
    assert fates(session.receive(candidate(mid="2"), 0.0)) == [Drop.REJECTED_SECTION]
    assert fates(session.receive(candidate(1_111), 0.0)) == [1_111]
    assert session.state.waiting == ()


def test_the_end_comes_before_duplicates_and_those_before_caps() -> None:
    """TR-29, TR-30, TR-31."""
    config = SessionConfig(limits=Limits(remote_candidates=1))
    session = answered_session(config=config)
    assert fates(session.receive_all((candidate(), candidate(), candidate(1_111)), 0.0)) == [
        50_000,
        Drop.DUPLICATE,
        Drop.TOO_MANY,
    ]
    assert fates(session.receive_all((end(), candidate()), 0.0)) == [None, Drop.AFTER_END]
