"""What two sides have agreed on, as a value; who is to blame; where a rollback leads."""

import pytest

from sdpsig import sdp
from sdpsig.errors import Fault, FaultCode, LocalProtocolError, RemoteProtocolError, SdpsigError
from sdpsig.jsep import (
    AddDataChannels,
    AddTransceiver,
    Capabilities,
    Exchange,
    Negotiation,
    Offer,
    Sections,
    SetDirection,
    Side,
    SignalingState,
    refusal,
)
from sdpsig.jsep._negotiation import closed, rolled_back
from sdpsig.sdp.attributes import MediaDirection
from tests.jsep._configured import provisional
from tests.jsep._offers import AVD, CAPS, MIN_A, PWD, changed
from tests.jsep._pair import Peer, exchange

L, R = Side


def two() -> tuple[Peer, Peer]:
    a, b = Peer("a"), Peer("b")
    a.change(AddTransceiver("audio"), AddTransceiver("video"))
    return a, b


def test_nothing_is_agreed_at_first() -> None:
    fresh = Negotiation()
    assert fresh.state is SignalingState.STABLE
    assert (fresh.local, fresh.remote, fresh.sections, fresh.transports) == (None, None, None, ())
    assert (fresh.transport("0"), fresh.transceiver("0")) == (None, None)
    assert fresh.stable is fresh


def test_sm_30_a_pending_description_comes_before_a_current_one() -> None:
    a, b = two()
    offer, answer = exchange(a, b)
    assert (a.state.local, a.state.remote) == (offer, answer)
    newer = a.offer()
    assert (a.state.local, a.state.current_local, a.state.remote) == (newer, offer, answer)
    assert a.state.stable is a.state.before


def test_transports_and_transceivers_are_found_by_the_mid_of_a_section() -> None:
    a, b = two()
    exchange(a, b)
    assert a.state.transport("1") is a.state.transports[0]
    assert a.state.transceiver("1") is a.state.transceivers[1]
    assert (a.state.transport("9"), a.state.transceiver("9")) == (None, None)


def test_no_negotiation_shows_a_password() -> None:
    a, b = two()
    exchange(a, b)
    a.offer()
    shown = repr(a.state)
    assert all(one.local.pwd not in shown and one.remote.pwd for one in a.state.transports)
    b.take(Offer(sdp.parse(AVD)))
    assert PWD not in repr(b.state)


# --- exchanges


@pytest.mark.parametrize("offerer", Side)
def test_an_exchange_tells_who_said_what(offerer: Side) -> None:
    offer, answer = (Sections.of(sdp.parse(words)) for words in (AVD, MIN_A))
    one = Exchange(offerer, offer, answer)
    assert one.of(offerer) is offer
    assert one.of(offerer.other) is answer


@pytest.mark.parametrize(
    ("offered", "answered", "rejected"),
    [("9", "9", False), ("0", "0", True), ("9", "0", True), ("0", "9", True)],
)
def test_o_35_a_section_is_rejected_by_either_side(
    offered: str, answered: str, rejected: bool
) -> None:
    offer, answer = (
        Sections.of(sdp.parse(changed(MIN_A, ("m=audio 9", f"m=audio {port}"))))
        for port in (offered, answered)
    )
    assert Exchange(L, offer, answer).rejected(0) is rejected


# --- blame


@pytest.mark.parametrize(("side", "error"), [(L, LocalProtocolError), (R, RemoteProtocolError)])
def test_the_exception_follows_from_the_side(side: Side, error: type[SdpsigError]) -> None:
    assert type(refusal(side, Fault(FaultCode.INTERNAL, "x"))) is error
    late = closed(side)
    assert (type(late), late.fault.rule, late.fault.code) == (
        error,
        "SM-60",
        FaultCode.SESSION_CLOSED,
    )


# --- rollback


def test_sm_40_a_rollback_leads_to_the_last_stable_value() -> None:
    a, b = two()
    exchange(a, b)
    agreed = a.state
    a.offer(ice_restart=True)
    back = rolled_back(a.state)
    assert back.state is SignalingState.STABLE
    kept = ("exchange", "transports", "sections", "current_local", "current_remote", "transceivers")
    assert all(getattr(back, name) == getattr(agreed, name) for name in kept)


def test_sm_43_what_the_application_has_done_since_stays() -> None:
    a, _ = two()
    a.offer()
    a.change(AddDataChannels(), SetDirection(0, MediaDirection.RECVONLY), AddTransceiver("audio"))
    back = rolled_back(a.state)
    assert back.data_channels
    assert [(one.number, one.direction) for one in back.transceivers] == [
        (0, "recvonly"),
        (1, "sendrecv"),
        (2, "sendrecv"),
    ]
    assert {one.mid for one in back.transceivers} == {None}
    assert back.transceivers_made == 3


def test_sm_45_and_sm_46_versions_and_names_are_not_taken_back() -> None:
    a, _ = two()
    a.offer()
    back = rolled_back(a.state)
    assert back.version == 1
    assert back.mids == {"0", "1"}
    assert back.history.bindings == a.state.history.bindings
    assert back.last_offer == a.state.last_offer


def test_what_is_stable_is_rolled_back_to_itself() -> None:
    a, b = two()
    exchange(a, b)
    assert rolled_back(a.state) == a.state


def test_the_numbers_of_transports_are_never_given_twice() -> None:
    a, b = Peer("a"), Peer("b", capabilities=Capabilities(audio=CAPS.audio))
    a.change(AddTransceiver("audio"))
    b.take(a.offer())
    answer = b.create_answer(b.transports)
    a.take(provisional(answer))
    assert rolled_back(a.state).transports_made == 1
