"""Who lives, who has a place, who is to be woken when, and who is remembered.

All that is counted is kept by name, so that a flood costs no more than its refusals, and so that
whatever ends leaves nothing behind.
"""

from collections.abc import Callable, Mapping

from attrs import define, field

from ..jsep import Negotiation, SignalingState
from ..session import ConnectionState, IceCandidate, Session
from ._config import EndpointConfig, Takeover
from ._faults import conflict, draining, full, not_found
from ._feed import Feed
from ._schedule import Schedule

__all__ = ["Entry", "Registry"]

OWES_ANSWER = frozenset({SignalingState.HAVE_REMOTE_OFFER, SignalingState.HAVE_LOCAL_PRANSWER})
DEAD = frozenset({ConnectionState.DISCONNECTED, ConnectionState.FAILED})

GIVES_WAY: Mapping[Takeover, Callable[[ConnectionState], bool]] = {
    Takeover.REJECT: lambda _: False,
    Takeover.REPLACE_IF_DEAD: lambda state: state in DEAD,
    Takeover.REPLACE: lambda _: True,
}
"""Whether a live session gives its id to another of its owner."""


@define
class Entry:
    """A live session and what the endpoint knows of it."""

    session: Session
    metadata: object
    owner: str | None
    sequence: int | None = None
    """The number of the last message of the peer, where they are numbered."""
    feed: Feed = field(kw_only=True)
    answered: tuple[IceCandidate, ...] = ()
    """Our candidates that were told together with the newest answer."""

    @property
    def negotiation(self) -> Negotiation:
        """What has been agreed on so far."""
        return self.session.state.negotiation

    def owes_answer(self) -> bool:
        """Whether an offer of the peer waits for our answer."""
        return self.negotiation.state in OWES_ANSWER

    def is_past(self, sequence: int | None) -> bool:
        """Whether a message is older than the last one (L-45); the same again is not."""
        return sequence is not None and self.sequence is not None and sequence < self.sequence

    def take(self, sequence: int | None) -> None:
        """A message has been processed."""
        if sequence is not None:
            self.sequence = sequence


class Registry:
    """The live sessions by id, and for a while the ids of those that are over."""

    def __init__(self, config: EndpointConfig) -> None:
        self.config = config
        self.draining = False
        self.live: dict[str, Entry] = {}
        self.unconnected: set[str] = set()
        """The live sessions that never were connected."""
        self.owned: dict[str, int] = {}
        """How many live sessions each owner has."""
        self.schedule: Schedule[str] = Schedule()
        """When each live session is to be woken."""
        self.tombs: Schedule[str] = Schedule()
        """When the name of each session that is over may be forgotten."""
        self.buried: dict[str, str | None] = {}
        """Whose they were."""

    def find(self, session_id: str) -> Entry:
        """A live session. Raises RemoteProtocolError."""
        entry = self.live.get(session_id)
        if entry is None:
            raise not_found()
        return entry

    def find_for(self, owner: str | None, session_id: str) -> Entry:
        """A live session for who owns it; for everybody else it is not there."""
        entry = self.find(session_id)
        if entry.owner != owner:
            raise not_found()
        return entry

    def judge_room(self, session_id: str, owner: str | None) -> None:
        """Raises RemoteProtocolError where a new session of this id and owner has no place."""
        if self.draining:
            raise draining()
        freed = self._frees(session_id, owner)
        if session_id in self.live and not freed:
            raise conflict("the session id is already in use")
        most, limits = self.config.owner_sessions, self.config.session.limits
        if owner is not None and most is not None and self.owned.get(owner, 0) - freed >= most:
            raise full("as many sessions as one owner may have are live")
        unconnected = len(self.unconnected) - (freed and session_id in self.unconnected)
        if len(self.live) - freed >= limits.sessions or unconnected >= limits.unconnected_sessions:
            raise full("as many sessions as may be are live")

    def _frees(self, session_id: str, owner: str | None) -> bool:
        """Whether a live session gives its id, and with it its place, to another."""
        entry = self.live.get(session_id)
        if entry is None or entry.owner != owner:
            return False
        return GIVES_WAY[self.config.takeover](entry.session.state.connection)

    def enter(self, session_id: str, entry: Entry) -> None:
        """A session begins; an end that its id has had is forgotten."""
        self.tombs.set(session_id, None)
        self.buried.pop(session_id, None)
        self.live[session_id] = entry
        if entry.owner is not None:
            self.owned[entry.owner] = self.owned.get(entry.owner, 0) + 1

    def follow(self, session_id: str) -> None:
        """After a change of a session that lives: when to wake it, and whether it is connected."""
        session = self.live[session_id].session
        self.schedule.set(session_id, session.deadline)
        connected = session.state.was_connected
        (self.unconnected.discard if connected else self.unconnected.add)(session_id)

    def leave(self, session_id: str, until: float | None) -> None:
        """A session is over; its id is remembered until then, or not at all."""
        entry = self.live.pop(session_id)
        self.unconnected.discard(session_id)
        self.schedule.set(session_id, None)
        if entry.owner is not None:
            self.owned[entry.owner] -= 1
            if not self.owned[entry.owner]:
                del self.owned[entry.owner]
        if until is not None:
            self.tombs.set(session_id, until)
            self.buried[session_id] = entry.owner
            if len(self.tombs) > self.config.session.limits.sessions:
                del self.buried[self.tombs.pop()]

    def forget(self, now: float) -> None:
        """Let go of the ids that have been remembered for long enough."""
        for name in self.tombs.due(now):
            del self.buried[name]
