"""The states that a session and its transports can be in, and why a session ended."""

from enum import StrEnum

__all__ = ["ConnectionState", "DtlsState", "EndReason", "IceState"]


class ConnectionState(StrEnum):
    """The session as a whole: W3C RTCPeerConnectionState and the phase before it."""

    NEW = "new"
    """Nothing has happened, or an exchange left no live transport."""
    NEGOTIATING = "negotiating"
    """The first offer is on the table."""
    CONNECTING = "connecting"
    """The exchange is complete; not every transport is connected."""
    CONNECTED = "connected"
    """ICE and DTLS of every live transport are connected."""
    DISCONNECTED = "disconnected"
    """A transport lost contact and may find it again."""
    FAILED = "failed"
    """A transport failed."""
    CLOSED = "closed"
    """The session is over."""


class IceState(StrEnum):
    """The ICE agent of one transport (W3C RTCIceTransportState)."""

    NEW = "new"
    """It waits for remote candidates."""
    CHECKING = "checking"
    """It tries pairs."""
    CONNECTED = "connected"
    """It found a pair that works."""
    COMPLETED = "completed"
    """It found the best pair."""
    DISCONNECTED = "disconnected"
    """It lost contact."""
    FAILED = "failed"
    """It tried everything, or consent is gone (RFC 7675)."""
    CLOSED = "closed"
    """It was shut down."""


class DtlsState(StrEnum):
    """The DTLS association of one transport (W3C RTCDtlsTransportState)."""

    NEW = "new"
    """It has not begun."""
    CONNECTING = "connecting"
    """The handshake runs."""
    CONNECTED = "connected"
    """The handshake is done and the fingerprint was right."""
    CLOSED = "closed"
    """The peer ended it with close_notify, or we did."""
    FAILED = "failed"
    """The handshake failed or the fingerprint was wrong."""


class EndReason(StrEnum):
    """Why a session ended: always exactly one."""

    CLOSED_LOCALLY = "closed-locally"
    """The application closed it."""
    CLOSED_BY_PEER = "closed-by-peer"
    """The client closed it."""
    MEDIA_CLOSED = "media-closed"
    """The peer ended the DTLS association."""
    ANSWER_TIMEOUT = "answer-timeout"
    """The application did not answer the offer in time (L-10)."""
    APPLICATION_FAILED = "application-failed"
    """The application raised an error instead of answering, or its answer was wrong."""
    CLIENT_LEFT = "client-left"
    """The client hung up before it had its answer."""
    FAILED = "failed"
    """The connection failed and was not restarted in time (L-15)."""
    IDLE = "idle"
    """Nothing was heard and it never was connected (L-16)."""
    LIFETIME = "lifetime"
    """The longest life that a session may have is over (L-17)."""
    DRAINED = "drained"
    """The server stopped."""
