"""The candidates of one transport in one ICE generation (RFC 8838)."""

from functools import cached_property

from .._frozen import evolve, frozen
from ..limits import Limits
from ..sdp.attributes import Candidate
from ._address import Address, canonical
from ._policy import CandidatePolicy, Drop

__all__ = ["Candidates"]


@frozen
class Candidates:
    """What the peer has told of one transport. Lives and dies with its credentials."""

    mid: str
    """The section that owns the transport."""
    ufrag: str
    """The name of the ICE generation."""
    accepted: tuple[Candidate, ...] = ()
    """In the order in which they came."""
    ended: bool = False
    """Whether the peer said that there are no more."""

    def add(
        self, candidate: Candidate | None, policy: CandidatePolicy, limits: Limits
    ) -> "tuple[Candidates, Drop | None]":
        """Take one more candidate, None for the end; or say why it is dropped."""
        if self.ended:
            return self, Drop.DUPLICATE if candidate is None else Drop.AFTER_END
        if candidate is None:
            return evolve(self, ended=True), None
        drop = policy.judge(candidate) or self._crowded(candidate, limits)
        if drop is not None:
            return self, drop
        return evolve(self, accepted=(*self.accepted, candidate)), None

    @cached_property
    def _places(self) -> tuple[Address | str, ...]:
        """The addresses and names of those accepted, in the one form that compares."""
        return tuple(canonical(candidate.address) for candidate in self.accepted)

    @cached_property
    def names(self) -> frozenset[str]:
        """The different names that would have to be looked up, in the one form that compares."""
        return frozenset(place for place in self._places if isinstance(place, str))

    def _crowded(self, candidate: Candidate, limits: Limits) -> Drop | None:
        address = canonical(candidate.address)
        held = zip(self.accepted, self._places, strict=True)
        same_address = [other for other, place in held if place == address]
        if any(_same_transport_address(candidate, other) for other in same_address):
            return Drop.DUPLICATE
        if (
            len(self.accepted) >= limits.transport_candidates
            or len(same_address) >= limits.address_candidates
            or (isinstance(address, str) and len(self.names | {address}) > limits.candidate_names)
        ):
            return Drop.TOO_MANY
        return None


def _same_transport_address(one: Candidate, other: Candidate) -> bool:
    """Port and transport; component and address are the same already (RFC 8840 §4.4).

    Which end opens a TCP connection is a part of its transport (TR-30); who does not say it means
    ``passive`` (TR-4).
    """
    return (
        one.port == other.port
        and one.transport.lower() == other.transport.lower()
        and one.tcp_type == other.tcp_type
    )
