"""Descriptions with what they are meant to do: one type each, so that none is mistaken."""

from typing import ClassVar

from .._frozen import frozen
from ..sdp import SessionDescription
from ._signaling import SdpType

__all__ = ["Answer", "Description", "Offer", "Pranswer", "Rollback"]


@frozen
class Offer:
    """A proposal (RFC 3264 §5)."""

    type: ClassVar[SdpType] = SdpType.OFFER
    description: SessionDescription


@frozen
class Pranswer:
    """An answer that is not the last word (RFC 9429 §4.1.10.1)."""

    type: ClassVar[SdpType] = SdpType.PRANSWER
    description: SessionDescription
    offer_id: str | None = None
    """Which offer it answers, where the protocol between the two says so (L-35)."""


@frozen
class Answer:
    """The reply that settles an offer (RFC 3264 §6)."""

    type: ClassVar[SdpType] = SdpType.ANSWER
    description: SessionDescription
    offer_id: str | None = None
    """Which offer it answers, where the protocol between the two says so (L-35)."""


@frozen
class Rollback:
    """Takes the outstanding offer back (RFC 9429 §4.1.10.2)."""

    type: ClassVar[SdpType] = SdpType.ROLLBACK


Description = Offer | Pranswer | Answer
