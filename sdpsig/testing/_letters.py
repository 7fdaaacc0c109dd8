"""What goes over the wire between two peers: text, as over any real one."""

from collections.abc import Mapping

from attrs import field

from .._frozen import frozen
from ..jsep import Answer, Offer, Pranswer, Rollback, SdpType
from ..sdp import parse, serialize
from ..session import Bye, IceCandidate, Message, SessionConfig

__all__ = ["Letter", "Spoken", "read_letter", "write_letter"]

Spoken = Offer | Pranswer | Answer | Rollback | IceCandidate | Bye
"""What a peer has to hear of what the other one says."""


@frozen
class Letter:
    """One message on its way: W3C RTCSessionDescriptionInit or RTCIceCandidateInit, in effect."""

    number: int
    """Its place in the order in which letters were posted, from 0."""
    sender: str
    """``a`` or ``b``."""
    type: str
    """``offer``, ``pranswer``, ``answer``, ``rollback``, ``candidate`` or ``bye``."""
    text: str = field(default="", repr=False)
    """The SDP, the line of the candidate (empty: there are no more), or the reason to leave."""
    mid: str | None = None
    """The section of a candidate."""
    mline_index: int | None = None
    """The index of that section, from 0."""
    ufrag: str | None = None
    """The ICE generation of a candidate."""
    offer_id: str | None = None
    """Which of its sender's offers this is, or which of the other one's it answers."""


def write_letter(number: int, sender: str, message: Spoken, offer_id: str | None = None) -> Letter:
    """A message as text."""
    match message:
        case IceCandidate():
            line = message.candidate or ""
            place = (message.mid, message.mline_index, message.ufrag)
            return Letter(number, sender, "candidate", line, *place)
        case Bye():
            return Letter(number, sender, "bye", message.detail)
        case Rollback():
            return Letter(number, sender, message.type.value)
        case _:
            text = serialize(message.description)
            return Letter(number, sender, message.type.value, text, offer_id=offer_id)


def read_letter(letter: Letter, config: SessionConfig) -> Message:
    """The message that a letter holds. Raises SdpError where its text is no SDP."""
    if letter.type not in DESCRIPTIONS:
        return _short(letter)
    profile = config.negotiation.profile
    description = parse(letter.text, profile=profile, limits=config.limits)
    if letter.type == SdpType.OFFER:
        return Offer(description)
    return _ANSWERS[letter.type](description, letter.offer_id)


def _short(letter: Letter) -> Message:
    """A message that has no description."""
    if letter.type == "candidate":
        return IceCandidate(letter.text, letter.mid, letter.mline_index, letter.ufrag)
    return Bye(letter.text) if letter.type == "bye" else Rollback()


DESCRIPTIONS = frozenset({SdpType.OFFER, SdpType.PRANSWER, SdpType.ANSWER})
_ANSWERS: Mapping[str, type[Pranswer | Answer]] = {"pranswer": Pranswer, "answer": Answer}
