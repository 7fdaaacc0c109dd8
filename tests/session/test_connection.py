from collections.abc import Callable
from itertools import product

import pytest

from sdpsig.jsep import Rollback
from sdpsig.session import (
    Bye,
    ConnectionState,
    ConnectionStateChanged,
    DtlsState,
    IceState,
    Session,
    SessionConfig,
    TransportFacts,
)
from sdpsig.session._connection import aggregate
from tests.session._peer import (
    answer_to,
    answered_session,
    audio_video_data,
    connect,
    offer,
    offered_session,
    section,
)

WITH_DTLS, ICE_ONLY = SessionConfig(), SessionConfig(wait_for_dtls=False)


def worst(*facts: tuple[IceState, DtlsState], config: SessionConfig = WITH_DTLS) -> ConnectionState:
    """The aggregate of an established session with these transports."""
    session = answered_session(config=config)
    told = tuple(TransportFacts(str(mid), *fact) for mid, fact in enumerate(facts))
    state = type(session.state)(negotiation=session.state.negotiation, facts=told)
    return aggregate(state, config)


# jsep §6.1: what one transport is worth, and to whom

EXPECTED = {
    (ice, dtls): (
        ConnectionState.FAILED
        if ice is IceState.FAILED or dtls is DtlsState.FAILED
        else ConnectionState.DISCONNECTED
        if ice is IceState.DISCONNECTED
        else ConnectionState.CONNECTED
        if ice in (IceState.CONNECTED, IceState.COMPLETED) and dtls is DtlsState.CONNECTED
        else ConnectionState.CONNECTING
    )
    for ice, dtls in product(IceState, DtlsState)
}
ORDER = [
    ConnectionState.FAILED,
    ConnectionState.DISCONNECTED,
    ConnectionState.CONNECTING,
    ConnectionState.CONNECTED,
]


@pytest.mark.parametrize("fact", EXPECTED)
def test_one_transport_is_worth_what_the_table_says(fact: tuple[IceState, DtlsState]) -> None:
    assert worst(fact) is EXPECTED[fact]


def test_of_several_transports_the_worst_counts() -> None:
    for one, other in product(EXPECTED, repeat=2):
        expected = min(EXPECTED[one], EXPECTED[other], key=ORDER.index)
        assert worst(one, other) is worst(other, one) is expected


def test_without_dtls_ice_alone_decides() -> None:
    for (ice, dtls), expected in EXPECTED.items():
        told = worst((ice, dtls), config=ICE_ONLY)
        up = ice in (IceState.CONNECTED, IceState.COMPLETED) and dtls is not DtlsState.FAILED
        assert told is (ConnectionState.CONNECTED if up else expected)


# jsep §6.1: how each state is entered and left


def test_a_session_is_new_until_something_is_offered() -> None:
    assert Session().state.connection is ConnectionState.NEW


@pytest.mark.parametrize("local", [True, False])
def test_an_offer_of_either_side_makes_it_negotiating(local: bool) -> None:
    session = Session()
    events = (session.send if local else session.receive)(offer(), 0.0)
    assert events[-1] == ConnectionStateChanged(ConnectionState.NEGOTIATING)


def test_an_offer_taken_back_makes_it_new_again() -> None:
    session = offered_session()
    assert session.receive(Rollback(), 0.0)[-1] == ConnectionStateChanged(ConnectionState.NEW)


def test_an_answer_makes_it_connecting() -> None:
    session = offered_session()
    assert session.send(answer_to(offer()), 0.0)[-1] == ConnectionStateChanged(
        ConnectionState.CONNECTING
    )


def test_an_exchange_without_a_live_transport_leaves_it_new() -> None:
    rejected = answered_session(audio_video_data(), "0", "1", "2")
    offered_rejected = answered_session(offer(section(port=0)))
    for session in (rejected, offered_rejected):
        assert session.state.connection is ConnectionState.NEW
        session.handle_timeout(59.0)
        assert session.state.connection is ConnectionState.NEW
        assert session.due == "idle"


def test_it_is_connected_when_every_transport_is() -> None:
    session = answered_session(offer(section("0"), section("1", "video", ufrag="other")))
    assert connect(session, "0") == ()
    assert connect(session, "1") == (ConnectionStateChanged(ConnectionState.CONNECTED),)


def test_it_is_told_once() -> None:
    session = answered_session()
    connect(session)
    assert connect(session) == ()
    assert session.report("0", ice=IceState.COMPLETED, now=1.0) == ()


def test_lost_contact_makes_it_disconnected_until_it_is_found_again() -> None:
    session = answered_session()
    connect(session)
    lost = session.report("0", ice=IceState.DISCONNECTED, now=1.0)
    found = session.report("0", ice=IceState.CONNECTED, now=2.0)
    assert lost == (ConnectionStateChanged(ConnectionState.DISCONNECTED),)
    assert found == (ConnectionStateChanged(ConnectionState.CONNECTED),)


@pytest.mark.parametrize(("ice", "dtls"), [(IceState.FAILED, None), (None, DtlsState.FAILED)])
@pytest.mark.parametrize("was_connected", [True, False])
def test_what_has_failed_stays_failed(
    ice: IceState | None, dtls: DtlsState | None, was_connected: bool
) -> None:
    session = answered_session()
    if was_connected:
        connect(session)
    assert session.report("0", ice=ice, dtls=dtls, now=1.0) == (
        ConnectionStateChanged(ConnectionState.FAILED),
    )
    assert connect(session, now=2.0) == ()
    assert session.state.connection is ConnectionState.FAILED


LIVES: dict[ConnectionState, Callable[[], Session]] = {
    ConnectionState.NEW: Session,
    ConnectionState.NEGOTIATING: offered_session,
    ConnectionState.CONNECTING: answered_session,
    ConnectionState.CONNECTED: lambda: after(ice=IceState.CONNECTED, dtls=DtlsState.CONNECTED),
    ConnectionState.DISCONNECTED: lambda: after(ice=IceState.DISCONNECTED),
    ConnectionState.FAILED: lambda: after(ice=IceState.FAILED),
}


def after(ice: IceState, dtls: DtlsState | None = None) -> Session:
    session = answered_session()
    session.report("0", ice=ice, dtls=dtls, now=0.0)
    return session


@pytest.mark.parametrize("state", LIVES)
def test_every_state_is_left_for_closed(state: ConnectionState) -> None:
    for side in ("close", "send", "receive"):
        session = LIVES[state]()
        assert session.state.connection is state
        events = session.close(1.0) if side == "close" else getattr(session, side)(Bye(), 1.0)
        assert ConnectionStateChanged(ConnectionState.CLOSED) in events
        assert session.state.connection is ConnectionState.CLOSED


def test_closed_is_left_for_nothing() -> None:
    session = answered_session()
    session.close(1.0)
    connect(session, now=2.0)
    session.handle_timeout(1e9)
    assert session.state.connection is ConnectionState.CLOSED
