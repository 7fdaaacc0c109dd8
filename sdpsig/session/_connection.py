"""From what is reported of each transport to the state of the session."""

from collections.abc import Iterable

from ..jsep import SignalingState
from ._config import SessionConfig
from ._state import SessionState, TransportFacts
from ._states import ConnectionState, DtlsState, IceState

__all__ = ["aggregate", "up"]

ICE_UP = frozenset({IceState.CONNECTED, IceState.COMPLETED})


def aggregate(state: SessionState, config: SessionConfig) -> ConnectionState:
    """Closed before failed before disconnected before what is not yet, before connected."""
    if state.end is not None:
        return ConnectionState.CLOSED
    if state.unanswered:
        return ConnectionState.FAILED
    if state.negotiation.current_remote is None:
        offered = state.negotiation.state is not SignalingState.STABLE
        return ConnectionState.NEGOTIATING if offered else ConnectionState.NEW
    if not state.facts:
        return ConnectionState.NEW
    return _worst(state.facts, config)


def _worst(facts: Iterable[TransportFacts], config: SessionConfig) -> ConnectionState:
    facts = tuple(facts)
    if any(fact.ice is IceState.FAILED or fact.dtls is DtlsState.FAILED for fact in facts):
        return ConnectionState.FAILED
    if any(fact.ice is IceState.DISCONNECTED for fact in facts):
        return ConnectionState.DISCONNECTED
    if all(up(fact, config) for fact in facts):
        return ConnectionState.CONNECTED
    return ConnectionState.CONNECTING


def up(fact: TransportFacts, config: SessionConfig) -> bool:
    """Whether a transport carries what it is for."""
    return fact.ice in ICE_UP and (fact.dtls is DtlsState.CONNECTED or not config.wait_for_dtls)
