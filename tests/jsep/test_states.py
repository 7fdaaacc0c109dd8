"""The state machine: the whole table of states and inputs, and what each transition leaves behind."""

from collections.abc import Callable
from functools import partial

import pytest
from attrs import evolve, frozen

from sdpsig import sdp
from sdpsig.errors import FaultCode, LocalProtocolError, RemoteProtocolError
from sdpsig.jsep import (
    AddDataChannels,
    AddTrack,
    AddTransceiver,
    Answer,
    Change,
    Close,
    Created,
    LocalDescriptions,
    NegotiationNeed,
    Offer,
    Pranswer,
    Profile,
    RemoveTrack,
    RestartIce,
    Rollback,
    SetCodecPreferences,
    SetDirection,
    SetStreams,
    SignalingState,
    StopTransceiver,
)
from sdpsig.sdp.attributes import MediaDirection
from tests.jsep._offers import (
    AV,
    AVD,
    CAPS,
    MIN_A,
    OPUS,
    PWD,
    UFRAG,
    VIDEO_SECTION,
    changed,
)
from tests.jsep._pair import Peer, exchange
from tests.jsep._states import (
    HLO,
    HLP,
    HRO,
    HRP,
    ISE,
    MODIFICATION,
    OURS,
    PROFILES,
    STABLE,
    configured,
    described,
    mids,
    needs,
    other_credentials,
    peer,
    refused,
)

# --- the table (jsep.md 1.2)


@frozen
class Reached:
    """A peer in some state, which has made an offer and an answer, and what the other may say."""

    one: Peer
    our_offer: Offer
    our_answer: Answer
    their_answer: Answer


def reached(name: str, profile: Profile, local: LocalDescriptions) -> Reached:
    one = peer(profile, OURS, local=local)
    one.take(described())
    our_answer = one.create_answer(one.transports)
    one.take(Rollback())
    our_offer = one.create_offer(one.transports)
    other = peer(profile, name="b")
    other.take(our_offer)
    their_answer = other.create_answer(other.transports)
    if name in (HLO, HRP):
        one.set_local_description(our_offer)
    if name == HRP:
        one.take(Pranswer(their_answer.description))
    if name in (HRO, HLP):
        one.take(described())
        our_answer = one.create_answer(one.transports)
    if name == HLP:
        one.set_local_description(Pranswer(our_answer.description))
    if name == "closed":
        one.change(Close())
    assert one.signaling_state == name
    return Reached(one, our_offer, our_answer, their_answer)


def changing(wish: Change) -> Callable[[Reached], object]:
    return lambda at: at.one.change(wish)


SAME = "same"
"""Allowed, in every state of the table but closed, and the state stays as it is."""
INPUTS: dict[str, tuple[Callable[[Reached], object], tuple[str, ...]]] = {
    "SM-1 createOffer": (
        lambda at: at.one.create_offer(at.one.transports),
        (SAME, SAME, ISE, ISE, ISE, ISE),
    ),
    "SM-2 createAnswer": (
        lambda at: at.one.create_answer(at.one.transports),
        (ISE, ISE, SAME, SAME, ISE, ISE),
    ),
    "SM-3 setLocal(offer)": (
        lambda at: at.one.set_local_description(at.our_offer),
        (HLO, HLO, ISE, ISE, ISE, ISE),
    ),
    "SM-4 setLocal(pranswer)": (
        lambda at: at.one.set_local_description(Pranswer(at.our_answer.description)),
        (ISE, ISE, HLP, HLP, ISE, ISE),
    ),
    "SM-5 setLocal(answer)": (
        lambda at: at.one.set_local_description(at.our_answer),
        (ISE, ISE, STABLE, STABLE, ISE, ISE),
    ),
    "SM-6 setLocal(rollback)": (
        lambda at: at.one.set_local_description(Rollback()),
        (ISE, STABLE, STABLE, ISE, ISE, ISE),
    ),
    "SM-7 setRemote(offer)": (
        lambda at: at.one.take(described()),
        (HRO, HRO, HRO, ISE, ISE, ISE),
    ),
    "SM-8 setRemote(pranswer)": (
        lambda at: at.one.take(Pranswer(at.their_answer.description)),
        (ISE, HRP, ISE, ISE, HRP, ISE),
    ),
    "SM-9 setRemote(answer)": (
        lambda at: at.one.take(at.their_answer),
        (ISE, STABLE, ISE, ISE, STABLE, ISE),
    ),
    "SM-10 setRemote(rollback)": (
        lambda at: at.one.take(Rollback()),
        (ISE, STABLE, STABLE, ISE, ISE, ISE),
    ),
    "SM-11 setLocal()": (
        lambda at: at.one.set_local_description(transports=at.one.transports),
        (HLO, HLO, STABLE, STABLE, ISE, ISE),
    ),
    **{
        f"SM-13 {type(wish).__name__}": (changing(wish), (*[SAME] * 5, ISE))
        for wish in (
            AddTransceiver("video"),
            AddTrack("video"),
            RemoveTrack(0),
            StopTransceiver(0),
            SetDirection(0, MediaDirection.SENDONLY),
            SetStreams(0, ("s2",)),
            SetCodecPreferences(0, (OPUS,)),
            AddDataChannels(),
            RestartIce(),
        )
    },
    "SM-15 close": (changing(Close()), ("closed",) * 6),
}
"""For each input what it leads to from each state, in the order of the table."""
STATES = (*SignalingState, "closed")


@PROFILES
@pytest.mark.parametrize("local", LocalDescriptions)
@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("asked", INPUTS)
def test_n1_every_input_in_every_state(
    asked: str, before: str, local: LocalDescriptions, profile: Profile
) -> None:
    at = reached(before, profile, local)
    call, expected = INPUTS[asked]
    after = dict(zip(STATES, expected, strict=True))[before]
    if after == ISE:
        error = refused(at.one, lambda: call(at))
        assert error.fault.w3c == ISE
        ours = "setRemote" not in asked
        assert isinstance(error, LocalProtocolError if ours else RemoteProtocolError)
        assert error.fault.code in (FaultCode.JSEP_SIGNALING_STATE, FaultCode.SESSION_CLOSED)
    else:
        call(at)
        assert at.one.signaling_state == (before if after == SAME else after)


@PROFILES
def test_sm_7_without_implicit_rollback_glare_is_refused(profile: Profile) -> None:
    one = peer(profile, OURS)
    configured(one, lambda config: evolve(config, implicit_rollback=False))
    offer = one.offer()
    assert refused(one, lambda: one.take(described())).fault.w3c == ISE
    assert one.state.pending_local == offer


@PROFILES
def test_sm_7_an_offer_of_the_peer_replaces_the_one_before_it(profile: Profile) -> None:
    """In interop it need not go on with that one, in strict it has to (D-3)."""
    one = peer(profile)
    one.take(described(AV))
    one.take(described(AVD))
    assert [found.mid for found in one.transceivers] == ["0", "1"]
    less = described(MIN_A)
    if profile.strict:
        assert refused(one, lambda: one.take(less)).fault.rule == "D-3"
    else:
        one.take(less)
        assert [found.mid for found in one.transceivers] == ["0"]
        assert one.state.pending_remote == less
    assert len(one.answer().description.media) == (3 if profile.strict else 1)


@PROFILES
def test_sm_3_our_next_offer_goes_on_with_the_one_that_it_replaces(profile: Profile) -> None:
    """Places, names and credentials stay, what is new comes after them (O-30)."""
    one = peer(profile, OURS)
    first = sdp.serialize(one.offer().description)
    one.change(AddTransceiver("video"))
    second = one.offer()
    assert mids(second) == ["0", "1"]
    assert other_credentials(sdp.serialize(second.description).split("m=video")[0]) == (
        other_credentials(first)
    )
    assert [found.mid for found in one.transceivers] == ["0", "1"]


# --- the order of checks


@PROFILES
@pytest.mark.parametrize("before", SignalingState)
def test_sm_20_a_description_of_somebody_else_is_told_before_its_state(
    before: SignalingState, profile: Profile
) -> None:
    one = reached(before, profile, LocalDescriptions.CREATED).one
    for kind in (Offer, Pranswer, Answer):
        foreign = kind(described().description)
        error = refused(one, partial(one.set_local_description, foreign))
        assert error.fault.w3c == MODIFICATION


@PROFILES
def test_sm_20_where_modifications_are_allowed_the_state_comes_first(profile: Profile) -> None:
    one = peer(profile, local=LocalDescriptions.MODIFIED)
    foreign = described().description
    assert refused(one, lambda: one.set_local_description(Answer(foreign))).fault.w3c == ISE
    one.take(described())
    assert refused(one, lambda: one.set_local_description(Offer(foreign))).fault.w3c == ISE
    one.answer()
    stale = refused(one, lambda: one.set_local_description(Offer(foreign)))
    assert (stale.fault.w3c, stale.fault.rule) == (MODIFICATION, "V-91")


@PROFILES
def test_sm_20_line_ends_are_no_difference(profile: Profile) -> None:
    one = peer(profile, OURS)
    words = sdp.serialize(one.create_offer(one.transports).description)
    one.set_local_description(Offer(sdp.parse(words.replace("\r\n", "\n"))))
    assert one.signaling_state is HLO


@PROFILES
def test_sm_21_the_state_is_looked_at_before_the_text(profile: Profile) -> None:
    one = peer(profile)
    broken = sdp.parse(changed(AVD, ("a=mid:1", "a=mid:0")))
    for message in (Answer(broken), Pranswer(broken)):
        assert refused(one, partial(one.take, message)).fault.w3c == ISE
    assert refused(one, lambda: one.take(Offer(broken))).fault.rule == "V-10"
    one.change(Close())
    assert refused(one, lambda: one.take(Offer(broken))).fault.code is FaultCode.SESSION_CLOSED


def test_sm_22_a_rollback_says_nothing_else() -> None:
    assert Rollback() == Rollback()
    with pytest.raises(TypeError):
        Rollback("garbage")  # type: ignore[call-arg]  # there is nothing that it takes


@PROFILES
def test_sm_23_a_created_offer_outlives_an_offer_that_was_taken_back(profile: Profile) -> None:
    one = peer(profile, OURS)
    offer = one.create_offer(one.transports)
    one.take(described())
    one.take(Rollback())
    one.set_local_description(offer)
    assert one.signaling_state is HLO


@PROFILES
@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_sm_23_an_answer_makes_what_was_created_before_it_stale(
    side: str, profile: Profile
) -> None:
    """And only an answer: neither a provisional one nor what the application wants (V-91)."""
    one, other = peer(profile, OURS), peer(profile, OURS, name="b")
    offer = one.create_offer(one.transports)
    one.change(AddTransceiver("video"))
    offerer, answerer = (one, other) if side == "theirs" else (other, one)
    if side == "theirs":
        one.set_local_description(offer)
        other.take(offer)
    else:
        one.take(other.offer())
    answer = answerer.create_answer(answerer.transports)
    answerer.set_local_description(Pranswer(answer.description))
    offerer.take(Pranswer(answer.description))
    assert isinstance(one.state.last_offer, Created)
    answerer.set_local_description(answer)
    offerer.take(answer)
    after = one.state
    assert (after.last_offer, after.last_answer) == (None, None)
    for stale in (offer, answer):
        error = refused(one, partial(one.set_local_description, stale))
        assert error.fault.w3c == MODIFICATION


LESS_VIDEO = changed(
    AVD, ("BUNDLE 0 1 2", "BUNDLE 0 2"), (VIDEO_SECTION, changed(VIDEO_SECTION, ("o 9", "o 0")))
)


@PROFILES
@pytest.mark.parametrize(
    ("later", "rule", "established"),
    [
        (MIN_A, "V-14", False),
        (LESS_VIDEO, "V-17", False),
        (changed(AVD, (f"ufrag:{UFRAG}", "ufrag:newU"), (PWD, "n" * 24)), "A-45", True),
    ],
    ids=["fewer", "rejected", "restarted"],
)
def test_sm_23_an_answer_that_was_made_for_another_offer_is_judged(
    later: str, rule: str, established: bool, profile: Profile
) -> None:
    """It passes as created (SM-20), and does not fit what is pending now."""
    one = peer(profile)
    if established:
        one.take(described())
        one.answer()
    one.take(described())
    answer = one.create_answer(one.transports)
    one.take(Rollback())
    one.take(described(later))
    assert refused(one, lambda: one.set_local_description(answer)).fault.rule == rule
    one.answer()


# --- slots


@PROFILES
def test_sm_30_to_32_each_description_stands_in_its_slot(profile: Profile) -> None:
    one, other = peer(profile, OURS), peer(profile, name="b")

    def slots() -> tuple[object, ...]:
        now = one.state
        return now.pending_local, now.pending_remote, now.current_local, now.current_remote

    def newest() -> tuple[object, object]:
        return one.state.local, one.state.remote

    assert (slots(), newest()) == ((None,) * 4, (None,) * 2)
    lost = one.offer()
    assert (slots(), newest()) == ((lost, None, None, None), (lost, None))
    one.set_local_description(Rollback())  # SM-32
    assert (slots(), newest()) == ((None,) * 4, (None,) * 2)
    offer = one.offer()
    other.take(offer)
    answer = other.create_answer(other.transports)
    first = Pranswer(answer.description)
    one.take(first)
    assert (slots(), newest()) == ((offer, first, None, None), (offer, first))
    one.take(answer)  # SM-31
    assert (slots(), newest()) == ((None, None, offer, answer), (offer, answer))
    theirs = described(sdp.serialize(other_offer(other, answer)))
    one.take(theirs)
    assert (slots(), newest()) == ((None, theirs, offer, answer), (offer, theirs))
    ours = Pranswer(one.create_answer(one.transports).description)
    one.set_local_description(ours)
    assert (slots(), newest()) == ((ours, theirs, offer, answer), (ours, theirs))
    final = Answer(ours.description)
    one.set_local_description(final)
    assert (slots(), newest()) == ((None, None, final, theirs), (final, theirs))


def other_offer(other: Peer, answer: Answer) -> sdp.SessionDescription:
    """The next offer of one who has just answered."""
    other.set_local_description(answer)
    return other.create_offer(other.transports).description


@PROFILES
def test_sm_34_an_answer_tells_anew_whether_an_offer_is_needed(profile: Profile) -> None:
    one, other = peer(profile, OURS), peer(profile, name="b")
    assert needs(one) == [NegotiationNeed.NEW_TRANSCEIVER]
    offer = one.offer()
    one.change(AddDataChannels())
    assert needs(one) == []
    other.take(offer)
    one.take(other.answer())
    assert needs(one) == [NegotiationNeed.DATA_CHANNELS]


@PROFILES
def test_sm_35_what_is_stopped_and_rejected_is_gone(profile: Profile) -> None:
    one, other = peer(profile, OURS, AddTransceiver("video")), peer(profile, name="b")
    exchange(one, other)
    one.change(StopTransceiver(1))
    offer = one.offer()
    assert len(one.transceivers) == 2
    other.take(offer)
    assert len(other.transceivers) == 2
    one.take(other.answer())
    for each in (one, other):
        assert [found.kind for found in each.transceivers] == ["audio"]


@PROFILES
def test_sm_36_a_section_that_an_answer_rejects_ends_its_transceiver(profile: Profile) -> None:
    one = peer(profile, OURS, AddTransceiver("video"))
    other = Peer("b", profile=profile, capabilities=evolve(CAPS, video=()))
    offer = one.offer()
    other.take(offer)
    answer = other.create_answer(other.transports)
    other.set_local_description(Pranswer(answer.description))
    one.take(Pranswer(answer.description))
    assert (len(one.transceivers), len(other.transceivers)) == (2, 2)  # SM-53
    other.set_local_description(answer)
    one.take(answer)
    for each in (one, other):
        assert [found.kind for found in each.transceivers] == ["audio"]


@PROFILES
def test_sm_36_a_section_that_an_offer_rejects_lives_again_after_a_rollback(
    profile: Profile,
) -> None:
    one = peer(profile)
    one.take(described())
    one.answer()
    _, video = before = one.transceivers
    one.take(described(LESS_VIDEO))
    assert [found.stopping for found in one.transceivers] == [False, True]
    error = refused(one, lambda: one.change(SetDirection(video.number, MediaDirection.INACTIVE)))
    assert error.fault.code is FaultCode.JSEP_NO_TRANSCEIVER
    one.take(Rollback())
    assert one.transceivers == before
    one.take(described(LESS_VIDEO))
    one.answer()
    assert [found.kind for found in one.transceivers] == ["audio"]


# --- the end


@PROFILES
@pytest.mark.parametrize("before", STATES)
def test_sm_60_closing_ends_everything_and_can_be_done_again(before: str, profile: Profile) -> None:
    at = reached(before, profile, LocalDescriptions.CREATED)
    one, local, remote = at.one, at.one.state.local, at.one.state.remote
    one.change(Close())
    closed = one.state
    one.change(Close())
    assert one.state is closed
    assert one.signaling_state == "closed"
    assert (one.state.local, one.state.remote) == (local, remote)
    assert needs(one) == []
