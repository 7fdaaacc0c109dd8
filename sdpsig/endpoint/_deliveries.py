"""Offers that are delivered again get what they got the first time (L-40, L-41).

Bounded: of one session the newest few, as long as it lives; beyond it only what has a key, and
that for a time and up to a number.
"""

from attrs import define, field

from .._frozen import evolve, frozen
from ..errors import Fault, FaultCode, RemoteProtocolError
from ._outcomes import Answered, InProgress
from ._schedule import Schedule

__all__ = ["Deliveries", "Delivery"]

MOST_OF_ONE = 8
"""Outcomes that are kept for one session: who asks again does so before long."""

PASSING = frozenset(
    {
        FaultCode.ENDPOINT_DRAINING,
        FaultCode.ENDPOINT_FULL,
        FaultCode.JSEP_SIGNALING_STATE,
        FaultCode.SESSION_CONFLICT,
        FaultCode.SESSION_NOT_FOUND,
    }
)
"""What is no fault of the offer itself: the next time it may be taken."""


@frozen
class Delivery:
    """What tells an offer that is delivered again from another offer (L-40)."""

    digest: bytes = field(repr=False)
    """SHA-256 of the exact bytes, and of all else that the request means, such as its path."""
    client: str = field(default="", repr=False)
    """Who sent it: the principal, else the address that it came from."""
    key: str | None = field(default=None, repr=False)
    """What the client calls it; None: it is known by its bytes, while its session lives."""


Name = tuple[str, str | None, str | None, bytes]
"""The client, the session that a later offer is for, the key, and without one the digest."""


def _name(delivery: Delivery, within: str | None) -> Name:
    digest = delivery.digest if delivery.key is None else b""
    return delivery.client, within, delivery.key, digest


@define
class _Kept:
    digest: bytes
    result: Answered | InProgress | Fault


class Deliveries:
    """What became of each offer that may be delivered again."""

    def __init__(self, most: int) -> None:
        """:param most: outcomes that are kept beyond the life of their session."""
        self._most = most
        self._kept: dict[Name, _Kept] = {}
        self._of: dict[str, list[Name]] = {}
        """The names of each live session, the newest last."""
        self._leaving: Schedule[Name] = Schedule()
        """When each outcome that no live session holds may be forgotten."""

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def next(self) -> float | None:
        """When the next outcome may be forgotten."""
        return self._leaving.next

    def recall(self, delivery: Delivery | None, within: str | None) -> Answered | InProgress | None:
        """What became of it; None where it is new.

        Raises RemoteProtocolError where it was refused, and where its key was another offer's.
        """
        kept = None if delivery is None else self._kept.get(_name(delivery, within))
        if kept is None or delivery is None:
            return None
        if kept.digest != delivery.digest:
            detail = "the key of another offer"
            raise RemoteProtocolError(Fault(FaultCode.SESSION_CONFLICT, detail, "L-40"))
        if isinstance(kept.result, Fault):
            raise RemoteProtocolError(kept.result)
        return kept.result

    def is_of(self, session_id: str, delivery: Delivery, within: str | None) -> bool:
        """Whether what became of it is of the session that lives under this id."""
        return _name(delivery, within) in self._of.get(session_id, ())

    def begin(self, delivery: Delivery | None, within: str | None, session_id: str) -> None:
        """An offer is on the table; its answer is being made."""
        if delivery is None:
            return
        name = _name(delivery, within)
        self._kept[name] = _Kept(delivery.digest, InProgress(session_id))
        names = self._of.setdefault(session_id, [])
        names.append(name)
        if len(names) > MOST_OF_ONE:
            del self._kept[names.pop(0)]

    def answered(self, session_id: str, outcome: Answered) -> None:
        """The offer on the table of a session has its answer."""
        name = self._asked(session_id)
        if name is not None:
            self._kept[name].result = evolve(outcome, events=())

    def withdrawn(self, session_id: str) -> None:
        """No offer is on the table of a session: what had no answer is forgotten (L-41)."""
        name = self._asked(session_id)
        if name is not None:
            self._of[session_id].remove(name)
            del self._kept[name]

    def refused(
        self, delivery: Delivery | None, within: str | None, fault: Fault, until: float | None
    ) -> None:
        """An offer is at fault, and will be as often as it comes (L-41)."""
        if delivery is None or delivery.key is None or fault.code in PASSING:
            return
        if until is not None:
            name = _name(delivery, within)
            self._kept[name] = _Kept(delivery.digest, fault)
            self._leave(name, until)

    def ended(self, session_id: str, until: float | None) -> None:
        """A session is over: what has a key and an answer stays until then, the rest goes."""
        self.withdrawn(session_id)
        for name in self._of.pop(session_id, ()):
            if name[2] is None or until is None:
                del self._kept[name]
            else:
                self._leave(name, until)

    def expire(self, now: float) -> None:
        """Forget what has been kept for long enough."""
        for name in self._leaving.due(now):
            del self._kept[name]

    def _asked(self, session_id: str) -> Name | None:
        """The offer on the table of a session: never another than its newest."""
        names = self._of.get(session_id)
        if names and isinstance(self._kept[names[-1]].result, InProgress):
            return names[-1]
        return None

    def _leave(self, name: Name, until: float) -> None:
        self._leaving.set(name, until)
        if len(self._leaving) > self._most:
            del self._kept[self._leaving.pop()]
