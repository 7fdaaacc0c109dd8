"""Which sections belong together: a=group lines with the sections that they name (RFC 5888)."""

from attrs import field

from .._frozen import frozen
from ._description import MediaDescription, SessionDescription
from .attributes import Group, Mid

__all__ = ["SectionGroup", "groups"]


@frozen
class SectionGroup:
    """One a=group line, its mids looked up."""

    semantics: str
    """``BUNDLE``, ``LS``, ``FID`` …"""
    mids: tuple[str, ...]
    """The mids as they are listed."""
    sections: tuple[MediaDescription, ...] = field(repr=False)
    """The sections that they name, in this order; one that is named twice stands once."""
    unknown: tuple[str, ...] = ()
    """The mids that no section has: they count as not being there (V-45)."""
    line: Group | None = field(default=None, eq=False, repr=False)
    """The line that says so."""

    @property
    def tagged(self) -> MediaDescription | None:
        """The first section: in BUNDLE, the one whose transport all use (RFC 9143 §7.1.1)."""
        return next(iter(self.sections), None)


def groups(description: SessionDescription) -> tuple[SectionGroup, ...]:
    """The groups of a description in order; where two sections have one mid, the first counts."""
    by_mid: dict[str, MediaDescription] = {}
    for media in description.media:
        mid = media.get(Mid)
        if mid is not None:
            by_mid.setdefault(mid.mid, media)
    return tuple(_group(line, by_mid) for line in description.all(Group))


def _group(line: Group, by_mid: dict[str, MediaDescription]) -> SectionGroup:
    named = dict.fromkeys(line.mids)
    return SectionGroup(
        line.semantics,
        line.mids,
        tuple(by_mid[mid] for mid in named if mid in by_mid),
        tuple(mid for mid in named if mid not in by_mid),
        line,
    )
