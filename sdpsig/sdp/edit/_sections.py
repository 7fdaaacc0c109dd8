"""Whole sections of a description, and the lines elsewhere that speak of them (RFC 5888)."""

from collections.abc import Callable

from ..._frozen import evolve
from ...errors import Fault, FaultCode, SdpError
from .._description import MediaDescription, SessionDescription
from ..attributes import BundleOnly, Dependency, Group, Mid
from ._lines import drop, put
from ._media import set_port

__all__ = ["each_section", "reject", "rename_mid", "section"]

Change = Callable[[MediaDescription], MediaDescription]


def section(
    description: SessionDescription, section: int | str, change: Change
) -> SessionDescription:
    """Change one m= section, found by its mid or its index from 0. Raises SdpError."""
    at = description.index(section)
    return description.replacing(at, change(description.media[at]))


def each_section(description: SessionDescription, change: Change) -> SessionDescription:
    """Change every m= section; the function gives back what it leaves alone."""
    return description.with_media(map(change, description.media))


def rename_mid(description: SessionDescription, section: int | str, mid: str) -> SessionDescription:
    """Give a section another mid, also in the groups and dependencies that name it.

    A section without a mid gets one. Raises SdpError where another section has that mid.
    """
    at = description.index(section)
    media = description.media[at]
    others = (other for other in description.media if other is not media)
    new = Mid(mid)
    if any(other.get(Mid) == new for other in others):
        detail = "another section has this mid"
        raise SdpError(Fault(FaultCode.JSEP_DUPLICATE_MID, detail, "RFC 5888 §4"))
    old = media.get(Mid)
    description = description.replacing(at, put(media, new))
    if old is None:
        return description
    description = _regrouped(description, lambda mids: _renamed(mids, old.mid, mid))
    return each_section(description, lambda media: _depending(media, old.mid, mid))


def reject(description: SessionDescription, section: int | str) -> SessionDescription:
    """Refuse a section: port 0, wanted in no bundle, and in no group (RFC 5888 §9.2)."""
    at = description.index(section)
    media = description.media[at]
    description = description.replacing(at, drop(set_port(media, 0), BundleOnly))
    line = media.get(Mid)
    if line is None:
        return description
    return _regrouped(description, lambda mids: tuple(mid for mid in mids if mid != line.mid))


def _regrouped(
    description: SessionDescription, change: Callable[[tuple[str, ...]], tuple[str, ...]]
) -> SessionDescription:
    """The groups with other members; those that keep theirs stay as they were written."""

    def changed(line: Group) -> Group:
        mids = change(line.mids)
        return line if mids == line.mids else evolve(line, mids=mids)

    return description.with_lines(
        changed(line) if isinstance(line, Group) else line for line in description.lines
    )


def _renamed(mids: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    return tuple(new if mid == old else mid for mid in mids)


def _depending(media: MediaDescription, old: str, new: str) -> MediaDescription:
    """The dependencies on another section under its new mid (RFC 5583 §5.2.2)."""

    def changed(line: Dependency) -> Dependency:
        words = line.value.split(" ")
        value = " ".join(
            new + word.removeprefix(old) if word.startswith(f"{old}:") else word for word in words
        )
        return line if value == line.value else evolve(line, value=value)

    return media.with_lines(
        changed(line) if isinstance(line, Dependency) else line for line in media.lines
    )
