"""What there is to tell the peer of a session, numbered, for those who come and ask.

A feed is bounded and knows nobody who reads it: who is slow, or gone, costs nothing, and misses
what has been dropped in the meantime.
"""

from attrs import define, field

from .._frozen import frozen
from ..jsep import Offer, Transport
from ..session import (
    Closed,
    ConnectionStateChanged,
    Event,
    LocalCandidate,
    RestartSuggested,
    SignalingStateChanged,
    TransportRestarted,
)

__all__ = ["Feed", "Hear", "News", "Notice", "OfferMade"]


@frozen
class Hear:
    """The peer asks what there is to tell it."""

    session_id: str = field(repr=False)
    after: int = 0
    """The number of the last notice that it has."""
    candidates_only: bool = False
    """Whether it cares for our candidates alone."""
    patience: float = 0.0
    """Seconds that it would wait for something new."""
    owner: str | None = field(default=None, repr=False)


@frozen
class OfferMade:
    """We have offered; the peer owes an answer."""

    offer: Offer = field(repr=False)
    offer_id: str
    """Names the offer, so that the answer can say which one it is for (L-35)."""


News = (
    LocalCandidate | OfferMade | ConnectionStateChanged | SignalingStateChanged | RestartSuggested
)


@frozen
class Notice:
    """One thing that there is to tell the peer."""

    number: int
    """Its place among all that there was to tell in this session, from 1."""
    news: News

    @property
    def is_candidate(self) -> bool:
        """Whether it is a candidate, and not the end of them."""
        return isinstance(self.news, LocalCandidate) and bool(self.news.candidate.candidate)


@define
class Feed:
    """The newest of what there is to tell."""

    most: int
    """How many of them are kept."""
    last: int = 0
    """The number of the newest."""
    kept: list[Notice] = field(factory=list[Notice])

    def add(self, news: News) -> None:
        """There is one more thing to tell."""
        self.last += 1
        self.kept.append(Notice(self.last, news))
        del self.kept[: -self.most]

    def take(self, events: tuple[Event, ...]) -> None:
        """Add what the peer cares for; not what is of another session, whose id this one took."""
        ends = [place for place, event in enumerate(events, 1) if isinstance(event, Closed)]
        for event in events[ends[-1] if ends else 0 :]:
            if isinstance(event, TransportRestarted):
                self._forget(event.transport)
            if isinstance(event, News) and not isinstance(event, OfferMade):
                self.add(event)

    def _forget(self, transport: Transport) -> None:
        """Drop the candidates of a transport that are of credentials which are no longer in use."""
        self.kept = [
            notice
            for notice in self.kept
            if not isinstance(notice.news, LocalCandidate)
            or notice.news.candidate.mid != transport.mid
            or notice.news.candidate.ufrag == transport.local_ufrag
        ]

    def after(self, number: int) -> tuple[Notice, ...]:
        """What is kept and comes after that number."""
        return tuple(notice for notice in self.kept if notice.number > number)
