"""A description line by line, in words: what each line says and what is wrong with it.

No rule of its own: words come from the classes of the lines, faults from parsing and ``check``.
"""

from collections.abc import Iterator, Sequence

from attrs import field

from .._frozen import frozen
from ..errors import Fault
from ._check import check
from ._description import SessionDescription
from ._line import Line
from ._profile import INTEROP, Profile
from ._secrets import mask_secrets

__all__ = ["Explained", "all_faults", "explain"]


@frozen
class Explained:
    """One line and what it means."""

    line: int
    """Its number, from 1."""
    section: int | None
    """The index of the m= section that it stands in, from 0; None before the first."""
    text: str = field(repr=False)
    """The line as it is, secrets included."""
    words: str
    """What it says, in one sentence. Secrets are not in it."""
    rfc: str
    """Where this kind of line is defined."""
    purpose: str = ""
    """What attributes of this name are for; empty for lines of other kinds."""
    faults: tuple[Fault, ...] = ()
    """What is wrong with it."""

    @property
    def masked(self) -> str:
        """The line with a mask over passwords and keys."""
        return mask_secrets(self.text)


def explain(description: SessionDescription) -> tuple[Explained, ...]:
    """Every line of a description in words, in order.

    Raises SdpError for a line that cannot be written, as ``serialize`` does.
    """
    from . import _words  # noqa: PLC0415  # large, and seldom asked for

    by_line: dict[int, list[Fault]] = {}
    for fault in all_faults(description):
        by_line.setdefault(fault.line or 1, []).append(fault)
    explained: list[Explained] = []
    for index, lines in _sections(description):
        media = None if index is None else description.media[index]
        place = _words.Place(description, media, index)
        for line in lines:
            number = len(explained) + 1
            explained.append(
                Explained(
                    number,
                    index,
                    line.text,
                    _words.words(line, place),
                    _words.rule(line),
                    _words.purpose(line),
                    tuple(by_line.get(number, ())),
                )
            )
    return tuple(explained)


def all_faults(description: SessionDescription, *, profile: Profile = INTEROP) -> tuple[Fault, ...]:
    """What was tolerated when it was read and what ``check`` finds, each thing once, by line."""
    found = check(description, profile=profile)
    places = {(fault.line, fault.code, fault.detail) for fault in found}
    rules = {(fault.code, fault.rule) for fault in found}
    others = [
        fault
        for fault in description.warnings
        if (fault.line, fault.code, fault.detail) not in places
        and (fault.code, fault.rule) not in rules  # check tells every place, the parser the first
    ]
    return tuple(sorted((*dict.fromkeys(found), *others), key=lambda fault: fault.line or 0))


def _sections(description: SessionDescription) -> Iterator[tuple[int | None, Sequence[Line]]]:
    yield None, description.lines
    for index, media in enumerate(description.media):
        yield index, (media.media_line, *media.lines)
