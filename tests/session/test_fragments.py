"""Fragments of the peer (FR-3 to FR-10, FR-17), in both modes and profiles."""

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.errors import FaultCode, RemoteProtocolError, Severity
from sdpsig.jsep import (
    Pranswer,
    SignalingState,
)
from sdpsig.sdp import (
    STRICT,
    Fragment,
    Profile,
    parse_candidate,
)
from sdpsig.session import (
    CandidateDropped,
    CandidateReceived,
    Session,
    SessionConfig,
    SessionState,
)
from sdpsig.session._fragments import (
    FragmentMode,
    messages_of,
    warnings_of,
)
from sdpsig.trickle import Drop
from tests.session._fragments import (
    INFO,
    MODES,
    NEXT,
    PROFILES,
    WHIP,
    part,
    read,
    said,
    told,
    two_transports,
    with_profile,
)
from tests.session._peer import (
    PASSWORD,
    UFRAG,
    answer_to,
    answered_session,
    audio_video_data,
    fates,
    line,
    offer,
    offered_session,
    section,
)

# --- FR-3, FR-4: which section


@MODES
@PROFILES
def test_fr_3_a_section_is_known_by_its_mid(mode: FragmentMode, profile: Profile) -> None:
    state = offered_session(audio_video_data(), with_profile(profile)).state
    fragment = read(said(), part("1", 5001), part("0", 5000))
    assert told(fragment, state, mode) == [(5001, "1", UFRAG), (5000, "0", UFRAG)]
    assert warnings_of(fragment, state, mode) == ()


@MODES
def test_fr_3_a_section_without_a_mid_is_the_only_one_that_it_can_be(mode: FragmentMode) -> None:
    fragment = read(said(), part(None, 5000, end=True))
    assert [fault.rule for fault in fragment.warnings] == ["FR-3"]
    for make in (offered_session, answered_session):
        for offered in (offer(), audio_video_data()):
            state = make(offered).state
            assert told(fragment, state, mode) == [(5000, "0", UFRAG), (None, "0", UFRAG)]


def refused(fragment: Fragment, state: SessionState, mode: FragmentMode) -> str:
    with pytest.raises(RemoteProtocolError) as caught:
        messages_of(fragment, state, mode)
    with pytest.raises(RemoteProtocolError) as again:
        warnings_of(fragment, state, mode)
    assert caught.value.fault == again.value.fault
    assert caught.value.fault.severity is Severity.ERROR
    return caught.value.fault.rule


@MODES
def test_fr_3_a_section_without_a_mid_that_could_be_any_is_refused(mode: FragmentMode) -> None:
    fragment = read(said(), part(None, 5000))
    assert refused(fragment, offered_session(two_transports()).state, mode) == "FR-3"
    assert refused(fragment, Session().state, mode) == "FR-3"
    assert refused(fragment, offered_session(config=with_profile(STRICT)).state, mode) == "FR-3"
    twice = evolve(fragment, sections=fragment.sections * 2)
    assert refused(twice, offered_session().state, mode) == "FR-3"


@MODES
@PROFILES
def test_fr_4_a_mid_that_is_repeated_is_cumulative(mode: FragmentMode, profile: Profile) -> None:
    session = answered_session(two_transports(), config=with_profile(profile))
    fragment = read(
        part("0", 5000, own=said(), end=True),
        part("1", 6100, own=said("othr")),
        part("0", 5001, own=said(), end=True),
    )
    assert told(fragment, session.state, mode) == [
        (5000, "0", UFRAG),
        (6100, "1", "othr"),
        (5001, "0", UFRAG),
        (None, "0", UFRAG),
    ]
    events = session.receive_all(messages_of(fragment, session.state, mode), 1.0)
    assert fates(events) == [5000, 6100, 5001, None]


# --- FR-5, FR-6: generations and ends


@MODES
@PROFILES
def test_fr_5_each_message_has_the_ufrag_of_its_section(
    mode: FragmentMode, profile: Profile
) -> None:
    state = answered_session(two_transports(), config=with_profile(profile)).state
    fragment = read(said(), part("0", 5000), part("1", 6100, own=said("othr")))
    assert told(fragment, state, mode) == [(5000, "0", UFRAG), (6100, "1", "othr")]


@MODES
@pytest.mark.parametrize("make", [offered_session, answered_session])
def test_fr_6_an_end_before_the_sections_is_that_of_the_session(
    mode: FragmentMode, make: object
) -> None:
    assert callable(make)
    for offered, ufrags in ((audio_video_data(), [UFRAG]), (two_transports(), [UFRAG, "othr"])):
        session = make(offered)
        fragment = read("a=end-of-candidates\r\n", said(), part("0", 5000))
        messages = told(fragment, session.state, mode)
        assert messages == [(5000, "0", UFRAG), *((None, None, ufrag) for ufrag in ufrags)]
        session.receive_all(messages_of(fragment, session.state, mode), 1.0)
        if session.signaling_state is not SignalingState.STABLE:
            session.send(answer_to(offered), 2.0)
        assert all(item.ended for item in session.state.remote)


@MODES
def test_fr_6_an_end_without_any_section_is_that_of_the_session(mode: FragmentMode) -> None:
    session = answered_session(audio_video_data())
    fragment = read(said(), "a=end-of-candidates\r\n")
    assert fates(session.receive_all(messages_of(fragment, session.state, mode), 1.0)) == [None]


@MODES
def test_fr_6_an_end_in_a_section_is_that_of_its_mid(mode: FragmentMode) -> None:
    session = answered_session(two_transports())
    fragment = read(part("1", own=said("othr"), end=True))
    assert told(fragment, session.state, mode) == [(None, "1", "othr")]
    session.receive_all(messages_of(fragment, session.state, mode), 1.0)
    assert [item.ended for item in session.state.remote] == [False, True]


@MODES
def test_fr_6_an_end_is_that_of_every_name_that_a_bundle_may_get(mode: FragmentMode) -> None:
    """Until the answer, a bundle may still be taken apart."""
    offered = offer(section("0"), section("1", "video", ufrag="othr"), bundle="0 1")
    state = offered_session(offered).state
    fragment = read("a=end-of-candidates\r\n", said())
    assert told(fragment, state, mode) == [(None, None, UFRAG), (None, None, "othr")]


@MODES
def test_fr_7_a_body_that_repeats_what_came_before_does_no_harm(mode: FragmentMode) -> None:
    session = answered_session()
    for ports, fate in (
        ([5000], [5000]),
        ([5000, 5001], [Drop.DUPLICATE, 5001]),
        ([5000, 5001], [Drop.DUPLICATE, Drop.DUPLICATE]),
    ):
        fragment = read(said(), part("0", *ports))
        messages = messages_of(fragment, session.state, mode)
        assert fates(session.receive_all(messages, 1.0)) == fate


# --- FR-8: two answers to another generation

FOREIGN = (
    read(part("0", 5000, own=said(*NEXT))),
    read(said(*NEXT), "a=end-of-candidates\r\n"),
    read("a=end-of-candidates\r\n", said(*NEXT), part("0", 5000)),
)


@pytest.mark.parametrize("fragment", FOREIGN)
@pytest.mark.parametrize("make", [offered_session, answered_session])
@PROFILES
def test_fr_8_sip_passes_over_another_generation_and_whip_leaves_it_to_the_session(
    fragment: Fragment, make: object, profile: Profile
) -> None:
    assert callable(make)
    session = make(config=with_profile(profile))
    assert messages_of(fragment, session.state, INFO) == ()
    assert warnings_of(fragment, session.state, INFO) == ()
    messages = messages_of(fragment, session.state, WHIP)
    assert {message.ufrag for message in messages} == {NEXT[0]}
    with pytest.raises(RemoteProtocolError) as caught:
        session.receive_all(messages, 1.0)
    assert caught.value.fault.code is FaultCode.ICE_UNKNOWN_GENERATION


def test_fr_8_sip_looks_at_the_password_too_and_whip_has_decided_that_before() -> None:
    state = answered_session().state
    for fragment in (read(said(UFRAG, NEXT[1]), part("0", 5000)), read(said(UFRAG, NEXT[1]))):
        assert told(fragment, state, INFO) == []
    assert told(read(said(UFRAG, NEXT[1]), part("0", 5000)), state, WHIP) == [(5000, "0", UFRAG)]


def test_fr_8_one_section_of_another_generation_costs_the_whole_fragment() -> None:
    state = answered_session(two_transports()).state
    fragment = read(part("0", 5000, own=said()), part("1", 6100, own=said(*NEXT)))
    assert told(fragment, state, INFO) == []
    assert told(fragment, state, WHIP) == [(5000, "0", UFRAG), (6100, "1", "next")]


@MODES
def test_fr_8_a_fragment_without_credentials_has_nothing_to_say(mode: FragmentMode) -> None:
    state = answered_session().state
    for text in ("a=ice-options:trickle\r\n", part("0")):
        assert told(read(text), state, mode) == []


@MODES
def test_fr_8_until_a_restart_is_answered_both_generations_count(mode: FragmentMode) -> None:
    session = answered_session()
    text = section().replace(UFRAG, NEXT[0]).replace(PASSWORD, NEXT[1])
    session.receive(offer(text), 1.0)
    for (ufrag, pwd), fate in (((UFRAG, PASSWORD), [5000]), (NEXT, [])):
        fragment = read(part("0", 5000, own=said(ufrag, pwd)))
        messages = messages_of(fragment, session.state, mode)
        assert fates(session.receive_all(messages, 1.0)) == fate
    assert len(session.state.waiting) == 1
    ended = read(said(*NEXT), "a=end-of-candidates\r\n")
    assert told(ended, session.state, mode) == [(None, None, NEXT[0])]


@MODES
def test_before_any_description_the_session_judges_what_a_fragment_says(
    mode: FragmentMode,
) -> None:
    session = Session()
    fragment = read("a=end-of-candidates\r\n", said(), part("0", 5000))
    assert told(fragment, session.state, mode) == [(5000, "0", UFRAG), (None, None, UFRAG)]
    with pytest.raises(RemoteProtocolError):
        session.receive_all(messages_of(fragment, session.state, mode), 0.0)
    early = Session(SessionConfig(early_candidates=True))
    early.receive_all(messages_of(fragment, early.state, mode), 0.0)
    events = [*early.receive(offer(), 1.0), *early.send(answer_to(offer()), 1.0)]
    assert fates(events)[0] == 5000


@MODES
def test_a_provisional_answer_is_a_description_as_well(mode: FragmentMode) -> None:
    session = Session()
    ours = offer(section("x", ufrag="ours"))
    session.send(ours, 0.0)
    session.receive(Pranswer(answer_to(ours).description), 0.0)
    fragment = read(said("oursx"), part("x", 5000))
    assert told(fragment, session.state, mode) == [(5000, "x", "oursx")]
    assert told(read(said(), part("x", 5000)), session.state, INFO) == []


# --- FR-9, FR-10: what is passed over


@MODES
@pytest.mark.parametrize("make", [offered_session, answered_session])
def test_fr_9_an_unknown_mid_is_passed_over_and_strict_refuses_it(
    mode: FragmentMode, make: object
) -> None:
    assert callable(make)
    fragment = read(said(), part("9", 5009, end=True), part("0", 5000))
    state = make().state
    assert told(fragment, state, mode) == [(5000, "0", UFRAG)]
    (fault,) = warnings_of(fragment, state, mode)
    assert (fault.code, fault.rule, fault.section) == (FaultCode.ICE_UNKNOWN_MID, "FR-9", 0)
    assert fault.severity is Severity.WARNING
    assert refused(fragment, make(config=with_profile(STRICT)).state, mode) == "FR-9"


@MODES
@PROFILES
def test_fr_9_a_section_that_was_rejected_is_passed_over_in_silence(
    mode: FragmentMode, profile: Profile
) -> None:
    offered = two_transports()
    session = answered_session(offered, "1", config=with_profile(profile))
    fragment = read(part("1", 6100, own=said("othr"), end=True), part("0", 5000, own=said()))
    assert warnings_of(fragment, session.state, mode) == ()
    events = session.receive_all(messages_of(fragment, session.state, mode), 1.0)
    assert [event for event in events if isinstance(event, CandidateReceived)]
    dropped = [event for event in events if isinstance(event, CandidateDropped)]
    assert dropped == [CandidateDropped("1", Drop.REJECTED_SECTION)] * 2


@MODES
def test_fr_9_the_credentials_of_a_section_that_was_never_live_do_not_count(
    mode: FragmentMode,
) -> None:
    session = answered_session(offer(section("0"), section("1", "video", port=0, ufrag=None)))
    fragment = read(part("1", 6100, own=said(*NEXT)), part("0", 5000, own=said()))
    messages = messages_of(fragment, session.state, mode)
    assert fates(session.receive_all(messages, 1.0)) == [Drop.REJECTED_SECTION, 5000]


@MODES
@PROFILES
def test_fr_10_what_is_of_no_use_is_dropped_and_the_rest_counts(
    mode: FragmentMode, profile: Profile
) -> None:
    session = answered_session(config=with_profile(profile))
    odd = (
        f"a={line(5003, component=3)}\r\n",
        f"a={line(5004, transport='sctp')}\r\n",
        f"a={line(5005, kind='magic')}\r\n",
        f"a={line(5006, 'nowhere.example')}\r\n",
        f"a={line(5007, component=2)}\r\n",
    )
    fragment = read(said(), part("0"), *odd, f"a={line(5000)}\r\n")
    (fault,) = warnings_of(fragment, session.state, mode)
    assert (fault.rule, fault.severity, fault.section) == ("TR-8", Severity.WARNING, 0)
    events = session.receive_all(messages_of(fragment, session.state, mode), 1.0)
    assert fates(events) == [Drop.TRANSPORT, Drop.TYPE, Drop.HOST_NAME, Drop.COMPONENT, 5000]


@MODES
def test_fr_10_garbage_is_told_by_its_reading_and_the_rest_counts(mode: FragmentMode) -> None:
    fragment = read(said(), part("0"), "a=candidate:nonsense\r\n", f"a={line(5000)}\r\n")
    assert len(fragment.warnings) == 1
    state = answered_session().state
    assert told(fragment, state, mode) == [(5000, "0", UFRAG)]
    assert warnings_of(fragment, state, mode) == ()


@MODES
def test_fr_17_the_ufrag_of_a_candidate_is_not_looked_at(mode: FragmentMode) -> None:
    session = answered_session()
    fragment = read(said(), part("0", 5000, rest=" generation 0 ufrag stale"))
    messages = messages_of(fragment, session.state, mode)
    assert fates(session.receive_all(messages, 1.0)) == [5000]


@given(
    st.lists(
        st.sampled_from(
            [
                line(),
                line(5001, "2001:db8::1"),
                line(9, transport="tcp", rest=" tcptype active"),
                line(kind="srflx", rest=" raddr 192.0.2.1 rport 8998"),
                line(rest=" generation 0 ufrag x network-id 1"),
                line(address="[2001:db8::2]").replace("candidate", "CANDIDATE"),
                line(transport="UDP").replace("typ", "TYP"),
            ]
        )
    )
)
def test_every_candidate_arrives_in_order_as_it_was_said(lines: list[str]) -> None:
    fragment = read(said(), part("0"), *(f"a={text}\r\n" for text in lines))
    messages = messages_of(fragment, answered_session().state, WHIP)
    found = tuple(parse_candidate(message.candidate or "") for message in messages)
    assert found == fragment.sections[0].candidates
    assert len(found) == len(lines)
