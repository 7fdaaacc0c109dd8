"""One session: negotiation, candidates and deadlines, without transports or ids."""

from ._config import SessionConfig
from ._events import (
    AnswerReceived,
    CandidateDropped,
    CandidateReceived,
    Closed,
    ConnectionStateChanged,
    Event,
    OfferReceived,
    RestartSuggested,
    SignalingStateChanged,
    TransportAdded,
    Warned,
)
from ._messages import Bye, IceCandidate, Message
from ._session import Session
from ._state import SessionState, Timer, TransportFacts
from ._states import ConnectionState, DtlsState, EndReason, IceState

__all__ = [
    "AnswerReceived",
    "Bye",
    "CandidateDropped",
    "CandidateReceived",
    "Closed",
    "ConnectionState",
    "ConnectionStateChanged",
    "DtlsState",
    "EndReason",
    "Event",
    "IceCandidate",
    "IceState",
    "Message",
    "OfferReceived",
    "RestartSuggested",
    "Session",
    "SessionConfig",
    "SessionState",
    "SignalingStateChanged",
    "Timer",
    "TransportAdded",
    "TransportFacts",
    "Warned",
]
