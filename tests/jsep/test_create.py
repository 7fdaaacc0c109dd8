"""Making offers and answers as a whole (SM-1, SM-2, A-121, A-140, O-31)."""

import pytest

from sdpsig import sdp
from sdpsig.errors import LocalProtocolError, RemoteProtocolError
from sdpsig.jsep import (
    STRICT,
    AddTransceiver,
    AnswerPolicy,
    Close,
    Negotiation,
    NegotiationConfig,
    Offer,
    Side,
    SignalingState,
    answer_offer,
    apply,
    change,
    create_answer,
    mirror,
    next_answer,
    next_offer,
    plan_answer,
    plan_next_answer,
    receive_only,
    write_answer,
)
from sdpsig.sdp import MediaDescription, Origin
from sdpsig.sdp.attributes import MediaDirection
from tests.jsep._configured import head, provisional, section, starting
from tests.jsep._offers import AVD, CAPS, MIN_A, ORIGIN, plan, transport, without, written
from tests.jsep._pair import Peer, exchange, transports

L, R = Side
STABLE, HLO, HRO, HLP, HRP = SignalingState


def in_state(state: SignalingState) -> Negotiation:
    a, b = Peer("a"), Peer("b")
    a.change(AddTransceiver("audio"))
    if state is STABLE:
        return a.state
    b.take(a.offer())
    answer = provisional(b.create_answer(b.transports))
    if state in (HLP, HRP):
        a.take(answer)
        b.set_local_description(answer)
    return (a if state in (HLO, HRP) else b).state


@pytest.mark.parametrize("state", SignalingState)
def test_sm_1_an_offer_is_made_where_we_may_offer(state: SignalingState) -> None:
    before = in_state(state)
    if state in (STABLE, HLO):
        after, offer = next_offer(before, transports("x"))
        assert after.state is state
        assert after.last_offer is not None
        assert after.last_offer.description == offer
        return
    with pytest.raises(LocalProtocolError) as caught:
        next_offer(before, transports("x"))
    assert (caught.value.fault.rule, caught.value.fault.w3c) == ("SM-1", "InvalidStateError")
    assert caught.value.fault.detail == f"an offer cannot be made in {state}"


@pytest.mark.parametrize("state", SignalingState)
def test_sm_2_an_answer_is_made_where_one_is_due(state: SignalingState) -> None:
    before = in_state(state)
    if state in (HRO, HLP):
        after, answer = next_answer(before, transports("x"))
        assert after.state is state
        assert after.last_answer is not None
        assert after.last_answer.description == answer
        return
    for make in (plan_next_answer, lambda now: next_answer(now, transports("x"))):
        with pytest.raises(LocalProtocolError) as caught:
            make(before)
        assert (caught.value.fault.rule, caught.value.fault.w3c) == ("SM-2", "InvalidStateError")


def test_sm_60_nothing_is_made_after_the_end() -> None:
    over = change(in_state(HRO), Close())
    for make in (next_offer, next_answer):
        with pytest.raises(LocalProtocolError) as caught:
            make(over, transports("x"))
        assert caught.value.fault.rule == "SM-60"


def test_a_121_versions_count_over_offers_and_answers_and_the_id_stays() -> None:
    a, b = Peer("a"), Peer("b")
    a.change(AddTransceiver("audio"))
    said = []
    for _ in range(2):
        offer, answer = exchange(a, b)
        said.append((head(offer)[1], head(answer)[1]))
        b.change(AddTransceiver("audio"))
        offer, answer = exchange(b, a)
        said.append((head(answer)[1], head(offer)[1]))
    assert said == [
        (f"o=- 98 {version} IN IP4 0.0.0.0", f"o=- 99 {version} IN IP4 0.0.0.0")
        for version in (1, 2, 3, 4)
    ]


def test_after_a_description_of_a_media_stack_its_session_goes_on() -> None:
    config = NegotiationConfig(session_id=7, capabilities=CAPS)
    offered, _ = apply(Negotiation(config=config), Side.REMOTE, Offer(sdp.parse(AVD)))
    theirs = create_answer(Offer(sdp.parse(AVD)), transport(), CAPS, origin=Origin(3943, 12))
    answered, _ = apply(offered, Side.LOCAL, theirs)
    first, offer = next_offer(answered, transports("x"))
    assert head(offer)[1] == "o=- 3943 13 IN IP4 0.0.0.0"
    _, again = next_offer(first, transports("x"))
    assert head(again)[1] == "o=- 3943 14 IN IP4 0.0.0.0"


def test_sm_52_another_provisional_answer_has_another_version() -> None:
    before = in_state(HLP)
    _, answer = next_answer(before, transports("x"))
    assert head(answer)[1] == "o=- 99 2 IN IP4 0.0.0.0"


def test_o_14_and_o_31_making_an_offer_changes_nothing_but_its_version() -> None:
    before = in_state(STABLE)
    first, one = next_offer(before, transports("x"))
    second, other = next_offer(first, transports("x"))
    assert (first.transceivers, first.mids) == (before.transceivers, frozenset())
    assert (first.version, second.version) == (1, 2)
    assert one.description.media == other.description.media


# --- first offers, for those who keep nothing


def test_create_is_plan_and_write() -> None:
    offer = Offer(sdp.parse(AVD))
    made = create_answer(offer, transport(), CAPS, origin=ORIGIN, profile=STRICT)
    planned = plan_answer(offer, CAPS, profile=STRICT)
    assert made == write_answer(planned, transport(), origin=ORIGIN)
    assert (
        create_answer(offer, transport(), CAPS, origin=Origin(7, 9))
        .description.lines[1]
        .text.startswith("o=- 7 9 ")
    )


def test_what_was_tolerated_is_told_in_the_plan() -> None:
    assert [fault.rule for fault in plan(without(MIN_A, "a=mid:0")).warnings] == ["V-12"]
    assert plan(AVD).warnings == ()


# --- answering at once


def wanting(direction: MediaDirection) -> AnswerPolicy:
    def wish(media: MediaDescription) -> MediaDirection:
        del media
        return direction

    return AnswerPolicy(direction=wish)


@pytest.mark.parametrize(
    ("policy", "direction"),
    [
        (AnswerPolicy(), "recvonly"),
        (AnswerPolicy(direction=receive_only), "recvonly"),
        (AnswerPolicy(direction=mirror), "sendrecv"),
        (wanting(MediaDirection.SENDONLY), "sendonly"),
    ],
)
def test_a_140_an_offer_is_taken_answered_and_applied_at_once(
    policy: AnswerPolicy, direction: str
) -> None:
    before = Negotiation(config=NegotiationConfig(capabilities=CAPS, policy=policy))
    after, answer, warnings = answer_offer(before, Offer(sdp.parse(AVD)), transports("b"))
    assert (after.state, after.current_local, warnings) == (STABLE, answer, ())
    assert starting(section(answer), f"a={direction}")
    assert [one.current_direction for one in after.transceivers] == [direction, direction]


def test_a_140_what_was_tolerated_is_told() -> None:
    offer = Offer(sdp.parse(without(MIN_A, "a=mid:0")))
    _, _, warnings = answer_offer(Negotiation(), offer, transports("b"))
    assert [fault.rule for fault in warnings] == ["V-12"]


def test_a_140_a_failure_changes_nothing() -> None:
    before = Negotiation()
    copy = repr(before)
    with pytest.raises(RemoteProtocolError):
        answer_offer(before, Offer(sdp.parse(without(MIN_A, "a=rtcp-mux"))), transports("b"))
    with pytest.raises(LocalProtocolError):
        answer_offer(before, Offer(sdp.parse(MIN_A)), {})
    assert repr(before) == copy


def test_an_answer_that_was_made_without_a_session_fits_its_offer() -> None:
    offered, _ = apply(Negotiation(), R, Offer(sdp.parse(AVD)))
    assert apply(offered, L, written(plan(AVD)))[0].state is STABLE
