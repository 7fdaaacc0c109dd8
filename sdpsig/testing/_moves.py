"""What may happen next to a pair, as values: for courses of events that are drawn or enumerated.

pair.hold()
for move in Move.all():
    if move.possible(pair):
        after = pair.copy()
        move.play(after)
"""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum, unique

from .._frozen import frozen
from ..jsep import SignalingState, negotiation_needed
from ._letters import Letter
from ._pair import NAMES, Pair
from ._peer import Peer

__all__ = ["Act", "Move"]


@unique
class Act(StrEnum):
    """What one of two peers does, or what becomes of its oldest letter."""

    AUDIO = "audio"
    """It wants to send audio."""
    VIDEO = "video"
    """It wants to send video."""
    DATA = "data"
    """It wants data channels."""
    RESTART = "restart"
    """It wants new ICE credentials."""
    OFFER = "offer"
    """It offers what it wants, where nothing is outstanding."""
    REPLACE = "replace"
    """It offers anew while its offer has no answer."""
    ANSWER = "answer"
    """It answers the offer that it has."""
    PRANSWER = "pranswer"
    """It answers for the time being."""
    WITHDRAW = "withdraw"
    """It takes its offer back, and says so."""
    REFUSE = "refuse"
    """It rolls the other one's offer back, and says so."""
    CANDIDATE = "candidate"
    """It sends one more candidate of its newest description."""
    END = "end"
    """It says that there are no more candidates."""
    DELIVER = "deliver"
    """The oldest of its letters arrives."""
    OVERTAKE = "overtake"
    """The newest of its letters arrives, before the older ones."""
    DROP = "drop"
    """The oldest of its letters is lost."""
    CONNECT = "connect"
    """It says that its transports are connected."""
    WAIT = "wait"
    """Ten seconds pass."""
    BYE = "bye"
    """It leaves, and says so."""


@frozen
class Move:
    """One step of a course of events."""

    name: str
    """Who does it: ``a`` or ``b``."""
    act: Act

    def possible(self, pair: Pair) -> bool:
        """Whether it can be done now."""
        return _POSSIBLE.get(self.act, _lives)(pair, pair.peer(self.name))

    def play(self, pair: Pair) -> None:
        """Do it. Raises LocalProtocolError where the session does not let it happen."""
        if self.act in _OF_A_LETTER:
            _OF_A_LETTER[self.act](pair, pair.letters_of(self.name))
        else:
            _OF_A_PEER[self.act](pair.peer(self.name))

    def __str__(self) -> str:
        return f"{self.name}:{self.act}"

    @staticmethod
    def all(*acts: Act) -> "Iterator[Move]":
        """These acts, or every one, of either peer."""
        return (Move(name, act) for act in acts or Act for name in NAMES)


def _always(pair: Pair, peer: Peer) -> bool:
    del pair, peer
    return True


def _lives(pair: Pair, peer: Peer) -> bool:
    del pair
    return peer.state.end is None


def _has_letters(pair: Pair, peer: Peer) -> bool:
    return bool(pair.letters_of(peer.name))


def _in(*states: SignalingState) -> Callable[[Pair, Peer], bool]:
    return lambda pair, peer: _lives(pair, peer) and peer.signaling_state in states


def _may_offer(pair: Pair, peer: Peer) -> bool:
    return _lives(pair, peer) and bool(negotiation_needed(peer.state.negotiation))


def _gathers(pair: Pair, peer: Peer) -> bool:
    return _lives(pair, peer) and bool(peer.gathering)


S = SignalingState

_POSSIBLE: Mapping[Act, Callable[[Pair, Peer], bool]] = {
    Act.OFFER: _may_offer,
    Act.REPLACE: _in(S.HAVE_LOCAL_OFFER),
    Act.ANSWER: _in(S.HAVE_REMOTE_OFFER, S.HAVE_LOCAL_PRANSWER),
    Act.PRANSWER: _in(S.HAVE_REMOTE_OFFER, S.HAVE_LOCAL_PRANSWER),
    Act.WITHDRAW: _in(S.HAVE_LOCAL_OFFER),
    Act.REFUSE: _in(S.HAVE_REMOTE_OFFER),
    Act.CANDIDATE: _gathers,
    Act.END: _gathers,
    Act.DELIVER: _has_letters,
    Act.OVERTAKE: lambda pair, peer: len(pair.letters_of(peer.name)) > 1,
    Act.DROP: _has_letters,
    Act.WAIT: _always,
}
"""When an act can be done; where nothing is said, while the session lives."""


_OF_A_PEER: Mapping[Act, Callable[[Peer], object]] = {
    Act.AUDIO: lambda peer: peer.add_transceiver("audio"),
    Act.VIDEO: lambda peer: peer.add_transceiver("video"),
    Act.DATA: Peer.add_data_channels,
    Act.RESTART: Peer.restart_ice,
    Act.OFFER: Peer.offer,
    Act.REPLACE: Peer.offer,
    Act.ANSWER: Peer.answer,
    Act.PRANSWER: Peer.pranswer,
    Act.WITHDRAW: Peer.rollback,
    Act.REFUSE: Peer.rollback,
    Act.CANDIDATE: Peer.trickle,
    Act.END: lambda peer: peer.trickle(end=True),
    Act.CONNECT: Peer.connect,
    Act.WAIT: lambda peer: peer.clock.advance(10.0),
    Act.BYE: Peer.bye,
}
_OF_A_LETTER: Mapping[Act, Callable[[Pair, tuple[Letter, ...]], object]] = {
    Act.DELIVER: lambda pair, letters: pair.deliver(letters[0]),
    Act.OVERTAKE: lambda pair, letters: pair.deliver(letters[-1]),
    Act.DROP: lambda pair, letters: pair.drop(letters[0]),
}
