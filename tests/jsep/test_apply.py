"""Applying descriptions: states, slots, what is refused, and what is settled (SM-3 to SM-53)."""

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from sdpsig import sdp
from sdpsig.errors import FaultCode, LocalProtocolError, RemoteProtocolError, SdpsigError, Severity
from sdpsig.jsep import (
    INTEROP,
    STRICT,
    AddDataChannels,
    AddTrack,
    AddTransceiver,
    Answer,
    Capabilities,
    Close,
    Description,
    LocalDescriptions,
    Negotiation,
    NegotiationConfig,
    Offer,
    Profile,
    RestartIce,
    Rollback,
    Side,
    SignalingState,
    apply,
    change,
    collides,
    next_state,
)
from sdpsig.sdp.attributes import SetupRole
from tests.jsep._configured import configured, provisional, reworded
from tests.jsep._offers import (
    AUDIO_SECTION,
    AVD,
    CAPS,
    DATA,
    MIN_A,
    PWD,
    SESSION,
    UFRAG,
    VIDEO_SECTION,
    answer,
    changed,
    text,
    without,
)
from tests.jsep._pair import Peer, exchange

L, R = Side
STABLE, HLO, HRO, HLP, HRP = SignalingState
APART = text(*SESSION) + AUDIO_SECTION + VIDEO_SECTION


def offer(words: str = AVD) -> Offer:
    return Offer(sdp.parse(words))


def reply(words: str = AVD) -> Answer:
    """What a peer might answer that agrees to everything."""
    return Answer(sdp.parse(changed(words, ("setup:actpass", "setup:active"))))


def after(*steps: tuple[Side, Description | Rollback], profile: Profile = INTEROP) -> Negotiation:
    negotiation = Negotiation(config=NegotiationConfig(profile=profile))
    for side, message in steps:
        negotiation, _ = apply(negotiation, side, message)
    return negotiation


# --- states and slots


def test_sm_31_an_offer_is_pending_until_it_is_answered() -> None:
    offered, answered = offer(), answer(AVD)
    before = after((R, offered))
    assert (before.state, before.pending_remote, before.pending_local) == (HRO, offered, None)
    assert (before.remote, before.local, before.current_remote) == (offered, None, None)
    done = after((R, offered), (L, answered))
    assert (done.state, done.current_remote, done.current_local) == (STABLE, offered, answered)
    assert (done.pending_remote, done.pending_local, done.before) == (None, None, None)
    assert (done.remote, done.local) == (offered, answered)


def test_sm_31_the_same_seen_from_the_other_side() -> None:
    offered, answered = offer(), reply()
    before = after((L, offered))
    assert (before.state, before.pending_local, before.local) == (HLO, offered, offered)
    done = after((L, offered), (R, answered))
    assert (done.state, done.current_local, done.current_remote) == (STABLE, offered, answered)


@pytest.mark.parametrize(("side", "state"), [(L, HLO), (R, HRO)])
def test_d_3_an_offer_replaces_the_one_before_it(side: Side, state: SignalingState) -> None:
    first, second = offer(), offer(DATA)
    negotiation = after((side, first), (side, second))
    slots = {L: negotiation.pending_local, R: negotiation.pending_remote}
    assert (negotiation.state, slots[side], slots[side.other]) == (state, second, None)
    assert negotiation.sections is not None
    assert [view.mid for view in negotiation.sections.views] == ["2"]
    assert negotiation.stable.state is STABLE


def test_d_3_where_strict_a_replacement_fits_what_it_replaces() -> None:
    first, second = offer(), offer(DATA)
    assert after((R, first), (R, second)).pending_remote == second
    with pytest.raises(RemoteProtocolError) as caught:
        after((R, first), (R, second), profile=STRICT)
    assert caught.value.fault.rule == "D-3"


def test_sm_50_a_provisional_answer_leaves_the_offer_open() -> None:
    first, final = provisional(reply()), reply()
    waiting = after((L, offer()), (R, first))
    assert (waiting.state, waiting.pending_remote, waiting.pending_local) == (HRP, first, offer())
    assert waiting.transports
    assert waiting.exchange is None
    again = after((L, offer()), (R, first), (R, first))
    assert again == waiting
    done = after((L, offer()), (R, first), (R, final))
    assert done == after((L, offer()), (R, final))
    local = after((R, offer()), (L, provisional(answer(AVD))))
    assert (local.state, local.local) == (HLP, local.pending_local)


def test_sm_51_a_second_provisional_answer_may_begin_another_generation() -> None:
    a, b = Peer("a"), Peer("b")
    a.change(AddTransceiver("audio"))
    b.take(a.offer())
    first = b.create_answer(b.transports)
    b.set_local_description(provisional(first))
    a.take(provisional(first))
    second = reworded(first, ("b00001", "b00002"))
    assert a.take(second) == ()
    foreign = configured(b, local_descriptions=LocalDescriptions.FOREIGN)
    foreign.set_local_description(second)
    for peer in (a, b):
        assert [(one.number, one.generation) for one in peer.state.transports] == [(0, 1)]
        assert peer.state.transports_made == 1


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("taker", Side)
def test_sm_32_and_sm_40_a_rollback_leads_back(side: Side, taker: Side) -> None:
    back = after((side, offer()), (taker, Rollback()))
    assert (back.state, back.before, back.sections, back.transports) == (STABLE, None, None, ())
    assert (back.pending_local, back.pending_remote, back.local, back.remote) == (None,) * 4
    assert back.mids == {"0", "1", "2"}
    assert after((side, offer()), (taker, Rollback()), (side, offer(DATA))).state is not STABLE


# --- what is refused

MESSAGES: list[Description | Rollback] = [offer(), provisional(reply()), reply(), Rollback()]
REACHED = {
    STABLE: Negotiation(),
    HLO: after((L, offer())),
    HRO: after((R, offer())),
    HLP: after((R, offer()), (L, provisional(answer(AVD)))),
    HRP: after((L, offer()), (R, provisional(reply()))),
}


@pytest.mark.parametrize("state", SignalingState)
@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.type)
def test_n1_what_the_table_does_not_know_is_refused_and_changes_nothing(
    state: SignalingState, side: Side, message: Description | Rollback
) -> None:
    config = NegotiationConfig(implicit_rollback=False)
    before = evolve(REACHED[state], config=config)
    expected = next_state(state, side, message.type)
    if expected is not None:
        assert apply(before, side, message)[0].state is expected
        return
    copy = repr(before)
    with pytest.raises(SdpsigError) as caught:
        apply(before, side, message)
    assert type(caught.value) is (LocalProtocolError if side is L else RemoteProtocolError)
    fault = caught.value.fault
    assert (fault.code, fault.w3c) == (FaultCode.JSEP_SIGNALING_STATE, "InvalidStateError")
    assert fault.detail == f"a {side} {message.type} in {state}"
    assert repr(before) == copy


@pytest.mark.parametrize(("side", "error"), [(L, LocalProtocolError), (R, RemoteProtocolError)])
@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.type)
def test_sm_60_what_is_closed_takes_nothing(
    side: Side, error: type[SdpsigError], message: Description | Rollback
) -> None:
    with pytest.raises(error) as caught:
        apply(change(after((R, offer())), Close()), side, message)
    assert (caught.value.fault.rule, caught.value.fault.w3c) == ("SM-60", "InvalidStateError")


@pytest.mark.parametrize(("side", "error"), [(L, LocalProtocolError), (R, RemoteProtocolError)])
def test_a_bad_description_is_the_fault_of_who_made_it(
    side: Side, error: type[SdpsigError]
) -> None:
    bad = offer(without(MIN_A, "a=rtcp-mux"))
    with pytest.raises(error) as caught:
        apply(Negotiation(), side, bad)
    assert caught.value.fault.rule == "V-26"
    waiting = after((side.other, offer(MIN_A)))
    wrong = reply(without(MIN_A, "a=rtcp-mux"))
    with pytest.raises(error):
        apply(waiting, side, wrong)
    assert waiting == after((side.other, offer(MIN_A)))


def test_what_is_tolerated_is_told() -> None:
    silent = offer(without(MIN_A, "a=mid:0", "a=setup:actpass"))
    negotiation, warnings = apply(Negotiation(), R, silent)
    assert [fault.rule for fault in warnings] == ["V-12", "V-22a"]
    assert all(fault.severity is Severity.WARNING for fault in warnings)
    assert negotiation.state is HRO
    strict = Negotiation(config=NegotiationConfig(profile=STRICT))
    with pytest.raises(RemoteProtocolError):
        apply(strict, R, silent)
    assert apply(strict, R, offer())[1] == ()
    theirs = changed(without(MIN_A, "a=mid:0"), (UFRAG, "theirs"))
    _, told = apply(after((L, offer(MIN_A))), R, reply(theirs))
    assert [fault.rule for fault in told] == ["V-13"]


# --- what we created (SM-20)


def creating(mode: LocalDescriptions) -> Peer:
    peer = configured(Peer("a"), local_descriptions=mode)
    peer.change(AddTransceiver("audio"))
    return peer


def test_sm_20_only_what_was_created_last_is_applied() -> None:
    peer = creating(LocalDescriptions.CREATED)
    first, second = peer.create_offer(peer.transports), peer.create_offer(peer.transports)
    for stranger in (first, offer(), reply(), provisional(reply())):
        with pytest.raises(LocalProtocolError) as caught:
            apply(peer.state, L, stranger)
        fault = caught.value.fault
        assert (fault.code, fault.rule) == (FaultCode.JSEP_MODIFIED_DESCRIPTION, "V-90")
        assert fault.w3c == "InvalidModificationError"
    assert apply(peer.state, L, second)[1] == ()


def test_sm_20_line_ends_are_free() -> None:
    peer = creating(LocalDescriptions.CREATED)
    made = peer.create_offer(peer.transports)
    other = Offer(sdp.parse(sdp.serialize(made.description).replace("\r\n", "\n")))
    assert other != made
    assert apply(peer.state, L, other)[1] == ()


def test_sm_20_a_stranger_is_told_before_the_state() -> None:
    peer = creating(LocalDescriptions.CREATED)
    with pytest.raises(LocalProtocolError) as caught:
        apply(apply(peer.state, R, offer())[0], L, offer())
    assert caught.value.fault.code is FaultCode.JSEP_MODIFIED_DESCRIPTION
    made = peer.create_offer(peer.transports)
    with pytest.raises(LocalProtocolError) as caught:
        apply(apply(peer.state, R, offer())[0], L, made)
    assert caught.value.fault.code is FaultCode.JSEP_SIGNALING_STATE


def test_v_90_what_was_created_may_lose_what_the_application_takes_away() -> None:
    peer = creating(LocalDescriptions.MODIFIED)
    made = peer.create_offer(peer.transports)
    gone = next(line for line in sdp.serialize(made.description).split("\r\n") if "extmap:" in line)
    less = reworded(made, (f"{gone}\r\n", ""))
    assert apply(peer.state, L, less)[1] == ()
    with pytest.raises(LocalProtocolError) as caught:
        apply(peer.state, L, reworded(made, ("a=sendrecv", "a=sendonly")))
    assert caught.value.fault.rule == "V-90"


def test_v_90_what_is_left_still_has_to_keep_the_rules() -> None:
    peer = creating(LocalDescriptions.MODIFIED)
    made = peer.create_offer(peer.transports)
    mid = next(
        line for line in sdp.serialize(made.description).split("\r\n") if line.endswith("sdes:mid")
    )
    applied, warnings = apply(peer.state, L, reworded(made, (f"{mid}\r\n", "")))
    assert (applied.state, warnings) == (HLO, ())
    assert applied.transceivers[0].mid == "0"


def test_v_91_an_offer_goes_stale_when_an_exchange_is_over() -> None:
    peer = creating(LocalDescriptions.MODIFIED)
    made = peer.create_offer(peer.transports)
    peer.take(offer(MIN_A))
    peer.answer()
    with pytest.raises(LocalProtocolError) as caught:
        peer.set_local_description(made)
    fault = caught.value.fault
    assert (fault.code, fault.rule) == (FaultCode.JSEP_MODIFIED_DESCRIPTION, "V-91")


def test_sm_20_an_answer_to_an_offer_that_was_replaced_has_to_fit_the_new_one() -> None:
    peer = Peer()
    peer.take(offer())
    made = peer.create_answer(peer.transports)
    peer.take(offer(DATA))
    before = peer.state
    with pytest.raises(LocalProtocolError) as caught:
        peer.set_local_description(made)
    assert caught.value.fault.rule == "V-14"
    assert peer.state is before
    peer.take(offer())
    peer.set_local_description(made)
    assert peer.signaling_state is STABLE


def test_sm_23_an_offer_of_ours_outlives_an_offer_of_the_peer_that_is_taken_back() -> None:
    peer = creating(LocalDescriptions.CREATED)
    made = peer.create_offer(peer.transports)
    peer.take(offer(MIN_A))
    peer.take(Rollback())
    peer.set_local_description(made)
    assert peer.signaling_state is HLO
    assert [(one.number, one.mid) for one in peer.transceivers] == [(0, "0")]


def test_v_91_what_the_application_wants_since_does_not_make_an_offer_stale() -> None:
    peer = creating(LocalDescriptions.CREATED)
    made = peer.create_offer(peer.transports)
    peer.change(AddTransceiver("video"))
    peer.set_local_description(made)
    assert [one.mid for one in peer.transceivers] == ["0", None]


def test_a_media_stack_may_also_apply_what_we_created_for_it() -> None:
    peer = creating(LocalDescriptions.FOREIGN)
    made = peer.create_offer(peer.transports)
    peer.set_local_description(made)
    assert [(one.number, one.mid) for one in peer.transceivers] == [(0, "0")]
    other = Peer("b")
    other.take(made)
    assert peer.take(other.answer()) == ()


# --- offers that meet (SM-7)


def test_sm_7_an_offer_of_the_peer_takes_ours_back() -> None:
    ours, theirs = after((L, offer())), offer(DATA)
    assert collides(ours, R, theirs)
    met, _ = apply(ours, R, theirs)
    assert (met.state, met.pending_local, met.pending_remote) == (HRO, None, theirs)
    assert met.stable.state is STABLE


def test_sm_7_nothing_else_is_a_collision() -> None:
    ours = after((L, offer()))
    assert not collides(ours, L, offer())
    assert not collides(ours, R, reply())
    assert not collides(ours, R, Rollback())
    assert not collides(Negotiation(), R, offer())
    strict = evolve(ours, config=NegotiationConfig(implicit_rollback=False))
    assert not collides(strict, R, offer())


def test_d_27_where_the_other_offer_is_refused_ours_still_stands() -> None:
    a = Peer("a")
    a.change(AddTransceiver("audio"))
    ours = a.offer()
    before = a.state
    with pytest.raises(RemoteProtocolError):
        a.take(offer(without(MIN_A, "a=rtcp-mux")))
    assert a.state is before
    assert a.state.pending_local == ours


def test_sm_46_what_was_taken_back_keeps_its_name() -> None:
    a = Peer("a")
    a.change(AddTransceiver("audio"))
    a.offer()
    a.take(offer(changed(AVD, ("a=mid:0", "a=mid:x"), ("BUNDLE 0", "BUNDLE x"))))
    assert {"0", "x", "1", "2"} == a.state.mids


# --- what an answer settles


def test_sm_35_and_sm_53_only_the_last_word_removes_what_is_rejected() -> None:
    a, b = Peer("a"), Peer("b", capabilities=Capabilities(audio=CAPS.audio))
    a.change(AddTransceiver("audio"), AddTransceiver("video"))
    b.take(a.offer())
    answered = b.create_answer(b.transports)
    a.take(provisional(answered))
    assert [one.kind for one in a.transceivers] == ["audio", "video"]
    a.take(answered)
    assert [one.kind for one in a.transceivers] == ["audio"]


def test_o_52_data_channels_that_the_peer_refuses_are_closed() -> None:
    a, b = Peer("a"), Peer("b", capabilities=Capabilities(audio=CAPS.audio))
    a.change(AddTransceiver("audio"), AddDataChannels())
    b.take(a.offer())
    answered = b.create_answer(b.transports)
    a.take(provisional(answered))
    assert a.state.data_channels
    a.take(answered)
    assert not a.state.data_channels


def test_o_52_data_channels_that_are_carried_stay() -> None:
    a, b = Peer("a"), Peer("b")
    a.change(AddDataChannels())
    exchange(a, b)
    exchange(b, a)
    assert a.state.data_channels


@pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=lambda profile: profile.name)
def test_o_41_an_answer_without_the_old_credentials_fulfils_a_restart(profile: Profile) -> None:
    a, b = Peer("a", profile=profile), Peer("b", profile=profile)
    a.change(AddTransceiver("audio"), AddTransceiver("video"))
    exchange(a, b)
    a.change(RestartIce())
    assert a.state.restarting
    exchange(a, b)
    assert not a.state.restarting
    b.change(RestartIce())
    exchange(a, b, ice_restart=True)  # the peer's restart is an answer to ours
    assert not b.state.restarting


def test_o_41_an_answer_with_the_old_credentials_does_not() -> None:
    a, b = Peer("a"), Peer("b")
    a.change(AddTransceiver("audio"))
    exchange(a, b)
    a.change(RestartIce())
    exchange(b, a)
    assert a.state.restarting


def test_an_exchange_settles_the_transports() -> None:
    negotiation = after((R, offer()), (L, answer(AVD)))
    (transport,) = negotiation.transports
    assert (transport.mid, transport.members) == ("0", ("0", "1", "2"))
    assert (transport.remote.ufrag, transport.remote.pwd) == (UFRAG, PWD)
    assert (transport.local_ufrag, transport.dtls_role) == ("uf00", SetupRole.ACTIVE)
    assert negotiation.transports_made == 1


def test_an_exchange_without_a_live_section_settles_none() -> None:
    nothing = text(*SESSION)
    negotiation = after((L, offer(nothing)), (R, Answer(sdp.parse(nothing))))
    assert (negotiation.state, negotiation.transports, negotiation.transports_made) == (
        STABLE,
        (),
        0,
    )


def test_d_10_a_section_with_port_0_may_be_live_where_that_is_agreed() -> None:
    forgotten = offer(changed(AVD, ("m=video 9", "m=video 0")))
    config = NegotiationConfig(port0_live=True)
    live, _ = apply(Negotiation(config=config), R, forgotten)
    dead, _ = apply(Negotiation(), R, forgotten)
    assert [len(negotiation.transceivers) for negotiation in (live, dead)] == [2, 1]


def test_a_track_that_waits_is_sent_in_what_the_peer_offers() -> None:
    a = Peer("a")
    a.change(AddTrack("video", streams=("s",)))
    a.take(offer())
    assert [(one.kind, one.mid) for one in a.transceivers] == [("video", "1"), ("audio", "0")]


# --- atomicity

STEPS = st.lists(
    st.tuples(
        st.sampled_from(Side),
        st.sampled_from(
            [*MESSAGES, offer(DATA), offer(without(MIN_A, "a=rtcp-mux")), answer(AVD), reply(DATA)]
        ),
    ),
    max_size=8,
)


@given(STEPS)
def test_a_refused_description_changes_nothing(
    steps: list[tuple[Side, Description | Rollback]],
) -> None:
    negotiation = Negotiation()
    for side, message in steps:
        before, copy = negotiation, repr(negotiation)
        ground = STABLE if collides(before, side, message) else before.state
        try:
            negotiation, _ = apply(before, side, message)
        except SdpsigError:
            assert negotiation is before
        else:
            assert negotiation.state is next_state(ground, side, message.type)
        assert repr(before) == copy


def test_what_is_agreed_on_holds_nothing_that_can_be_made_again() -> None:
    a, b = Peer("a"), Peer("b")
    a.change(AddTransceiver("audio"))
    exchange(a, b)
    for peer in (a, b):
        agreed = peer.state.exchange
        assert agreed is not None
        for sections in (agreed.offer, agreed.answer):
            parts = (sections.description, *sections.description.media)
            assert [part._index for part in parts] == [None] * len(parts)
            assert all(view.transport.ufrag for view in sections.views)
