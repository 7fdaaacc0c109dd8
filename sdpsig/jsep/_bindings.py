"""What payload types and header extension ids have come to mean in a session.

A number that has meant something once, in an offer of either side, taken or not, never means
anything else in ours (RFC 3264 §8.3.2, RFC 8285 §6, O-9, O-10, A-93).
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypeVar

from attrs import field

from .._frozen import evolve, frozen
from ..sdp import Codec, MediaDescription, codecs
from ..sdp.attributes import Extmap
from ._codec_rules import codec_key
from ._extension_offer import bindings
from ._sections import Sections

__all__ = ["Bindings", "History", "format_keys"]


@frozen
class Bindings:
    """The first meaning of each number, and the first number of each meaning.

    What only we have said, in offers without an answer, gives way to what the peer says: it may
    never have seen them.
    """

    formats: Mapping[int, Hashable] = field(factory=dict[int, Hashable])
    """Payload types with the key of their codec."""
    extensions: Mapping[int, str] = field(factory=dict[int, str])
    """Header extension ids with the name of the extension."""
    unheard_formats: frozenset[int] = frozenset()
    """Payload types that only we have said."""
    unheard_extensions: frozenset[int] = frozenset()
    """Header extension ids that only we have said."""

    @cached_property
    def payload_types(self) -> Mapping[Hashable, int]:
        """The payload type of each codec."""
        return _numbers(self.formats, self.unheard_formats)

    @cached_property
    def ids(self) -> Mapping[str, int]:
        """The id of each header extension."""
        return _numbers(self.extensions, self.unheard_extensions)

    def learn(self, sections: Sections, *, heard: bool) -> "Bindings":
        """The same with what a description says in its RTP sections.

        Payload types count where a section is live: a rejected one need not say all of them.
        ``heard`` tells whether the peer knows of it: it is the peer's, or was answered.
        """
        views = [view for view in sections.views if view.is_rtp]
        formats = (pair for view in views if view.live for pair in format_keys(view.media))
        extmaps = (
            (number, name)
            for view in views
            for name, number in bindings(sections.description.effective_all(view.media, Extmap))
        )
        known, unheard = _more(self.formats, self.unheard_formats, formats, heard=heard)
        ids, unheard_ids = _more(self.extensions, self.unheard_extensions, extmaps, heard=heard)
        return Bindings(known, ids, unheard, unheard_ids)


N = TypeVar("N", bound=Hashable)


def _numbers(known: Mapping[int, N], unheard: frozenset[int]) -> Mapping[N, int]:
    """The first number of each meaning; one that the peer knows comes before all others."""
    heard = (number for number in known if number not in unheard)
    order = [*heard, *(number for number in known if number in unheard)]
    return {known[number]: number for number in reversed(order)}


def _more(
    known: Mapping[int, N], unheard: frozenset[int], said: Iterable[tuple[int, N]], *, heard: bool
) -> tuple[Mapping[int, N], frozenset[int]]:
    """What is known and which of it is unheard, after something more was said."""
    new: dict[int, N] = {}
    for number, meaning in said:
        new.setdefault(number, meaning)
    free = {number: new[number] for number in new if number not in known}
    if not heard:
        return {**known, **free}, unheard.union(free)
    told_anew = {number: new[number] for number in new if number in unheard}
    return {**known, **told_anew, **free}, unheard.difference(new)


@frozen
class History:
    """What all descriptions of a session have bound.

    The newest is read when somebody asks: most sessions have only one.
    """

    _before: Bindings = field(factory=Bindings)
    _newest: Sections | None = field(default=None, repr=False)
    _heard: bool = True

    @cached_property
    def bindings(self) -> Bindings:
        """What is bound by now."""
        if self._newest is None:
            return self._before
        return self._before.learn(self._newest, heard=self._heard)

    def after(self, sections: Sections, *, heard: bool) -> "History":
        """The same with one more offer; ``heard`` if it is the peer's."""
        return History(self.bindings, sections, heard)

    def answered(self) -> "History":
        """The same, now that the newest offer has an answer."""
        return evolve(self, heard=True)


def format_keys(media: MediaDescription) -> Iterator[tuple[int, Hashable]]:
    """Each payload type of a section with what it stands for.

    A repair format stands for what it repairs, one of redundancy for what it carries.
    """
    found = {codec.payload_type: codec for codec in codecs(media)}
    for number, codec in found.items():
        yield number, format_key(codec, found)


def format_key(codec: Codec, among: Mapping[int, Codec]) -> Hashable:
    """What a codec stands for among the others of its section."""
    if codec.name == "rtx":
        repaired = among.get(-1 if codec.apt is None else codec.apt)
        return "rtx", None if repaired is None else codec_key(repaired)
    return codec_key(codec)
