"""What the two ends of a session say to each other; the same classes are sent and received."""

from attrs import field

from .._frozen import frozen
from ..jsep import Answer, Change, Offer, Pranswer, Rollback

__all__ = ["Bye", "IceCandidate", "Message"]


@frozen
class IceCandidate:
    """One trickled candidate (W3C RTCIceCandidateInit)."""

    candidate: str | None = field(default=None, repr=False)
    """``candidate:…``; empty or None says that there are no more."""
    mid: str | None = field(default=None, metadata={"emit": "always"})
    """The section; where it is given, the index is not looked at."""
    mline_index: int | None = field(default=None, metadata={"emit": "always"})
    """The index of the section, from 0."""
    ufrag: str | None = None
    """The ICE generation; None means the newest."""


@frozen
class Bye:
    """The session is over."""

    detail: str = ""
    """What the speaker gave as a reason."""


Message = Offer | Pranswer | Answer | Rollback | IceCandidate | Bye | Change
"""What one side says. A ``Change`` is what only our own application says, with ``send``."""
