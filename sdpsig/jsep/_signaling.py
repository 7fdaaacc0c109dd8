"""The signaling state machine, as the table that RFC 9429 §3.2 draws.

Every legal transition stands here and nowhere else; what is not here is an error. The sixth
state of W3C, ``closed``, belongs to the session. A remote offer that meets a local one is
rolled back and applied by the session, in two steps of this table (SM-7).
"""

from enum import StrEnum

__all__ = ["TRANSITIONS", "SdpType", "Side", "SignalingState", "next_state"]


class SdpType(StrEnum):
    """What a description is meant to do (W3C RTCSdpType)."""

    OFFER = "offer"
    """A proposal."""
    PRANSWER = "pranswer"
    """An answer that is not the last word."""
    ANSWER = "answer"
    """The last word: both sides are stable again."""
    ROLLBACK = "rollback"
    """Takes a proposal back."""


class Side(StrEnum):
    """Who speaks."""

    LOCAL = "local"
    """We do."""
    REMOTE = "remote"
    """The peer does."""

    @property
    def other(self) -> "Side":
        """The side that listens."""
        return Side.REMOTE if self is Side.LOCAL else Side.LOCAL


class SignalingState(StrEnum):
    """Where the exchange of offer and answer is (W3C RTCSignalingState, without ``closed``)."""

    STABLE = "stable"
    """Nothing is outstanding."""
    HAVE_LOCAL_OFFER = "have-local-offer"
    """We offered and wait."""
    HAVE_REMOTE_OFFER = "have-remote-offer"
    """The peer offered and waits."""
    HAVE_LOCAL_PRANSWER = "have-local-pranswer"
    """We answered for the time being."""
    HAVE_REMOTE_PRANSWER = "have-remote-pranswer"
    """The peer answered for the time being."""


S, L, R, T = SignalingState, Side.LOCAL, Side.REMOTE, SdpType

TRANSITIONS: dict[tuple[SignalingState, Side, SdpType], SignalingState] = {
    (S.STABLE, L, T.OFFER): S.HAVE_LOCAL_OFFER,
    (S.STABLE, R, T.OFFER): S.HAVE_REMOTE_OFFER,
    (S.HAVE_LOCAL_OFFER, L, T.OFFER): S.HAVE_LOCAL_OFFER,
    (S.HAVE_REMOTE_OFFER, R, T.OFFER): S.HAVE_REMOTE_OFFER,
    (S.HAVE_LOCAL_OFFER, R, T.PRANSWER): S.HAVE_REMOTE_PRANSWER,
    (S.HAVE_REMOTE_OFFER, L, T.PRANSWER): S.HAVE_LOCAL_PRANSWER,
    (S.HAVE_LOCAL_OFFER, R, T.ANSWER): S.STABLE,
    (S.HAVE_REMOTE_OFFER, L, T.ANSWER): S.STABLE,
    (S.HAVE_REMOTE_PRANSWER, R, T.PRANSWER): S.HAVE_REMOTE_PRANSWER,
    (S.HAVE_LOCAL_PRANSWER, L, T.PRANSWER): S.HAVE_LOCAL_PRANSWER,
    (S.HAVE_REMOTE_PRANSWER, R, T.ANSWER): S.STABLE,
    (S.HAVE_LOCAL_PRANSWER, L, T.ANSWER): S.STABLE,
    # A rollback, by either side, from an outstanding offer only (D-1).
    (S.HAVE_LOCAL_OFFER, L, T.ROLLBACK): S.STABLE,
    (S.HAVE_LOCAL_OFFER, R, T.ROLLBACK): S.STABLE,
    (S.HAVE_REMOTE_OFFER, L, T.ROLLBACK): S.STABLE,
    (S.HAVE_REMOTE_OFFER, R, T.ROLLBACK): S.STABLE,
}


def next_state(state: SignalingState, side: Side, kind: SdpType) -> SignalingState | None:
    """The state after a description, or None where it is not allowed."""
    return TRANSITIONS.get((state, side, kind))
