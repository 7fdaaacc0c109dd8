"""The candidates of a section, with what they belong to (RFC 8839 §5, RFC 8840 §8)."""

from collections.abc import Iterator

from .._frozen import frozen
from ._description import MediaDescription
from .attributes import Candidate, EndOfCandidates, IceUfrag

__all__ = ["CandidateList", "candidates"]


@frozen
class CandidateList:
    """The candidates of one ICE generation of one section; goes through them when iterated."""

    ufrag: str | None
    """The section's own a=ice-ufrag; None where it has none: then the session's holds."""
    candidates: tuple[Candidate, ...] = ()
    """In order, of every component."""
    end_of_candidates: bool = False
    """Whether the section says that no more will come."""

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self.candidates)

    def __len__(self) -> int:
        return len(self.candidates)

    def ufrag_of(self, candidate: Candidate) -> str | None:
        """The ICE generation of a candidate: its own ufrag extension, else the section's."""
        return candidate.extension("ufrag") or self.ufrag


def candidates(media: MediaDescription) -> CandidateList:
    """The well-formed candidates of a section."""
    ufrag = media.get(IceUfrag)
    return CandidateList(
        None if ufrag is None else ufrag.ufrag,
        media.all(Candidate),
        media.get(EndOfCandidates) is not None,
    )
