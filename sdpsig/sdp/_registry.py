"""Which attributes are known: a value, extended by making another one."""

from collections.abc import Iterator
from functools import cached_property

from attrs import field

from .._frozen import frozen
from ._attribute import Attribute, Unknown
from ._fields import FIELDS
from ._line import TypedLine
from ._memo import Memo
from ._reader import Reader, reader_of
from .attributes import (
    alternatives,
    capabilities,
    channels,
    clocks,
    conference,
    direction,
    dtls,
    extmap,
    fax,
    feedback,
    grouping,
    ice,
    image,
    information,
    loopback,
    media_capabilities,
    messaging,
    preconditions,
    relations,
    rtcp,
    rtp,
    sctp,
    security,
    simple_capabilities,
    simulcast,
    stream,
    telephony,
    transport,
    vendor,
)

__all__ = ["STANDARD", "Registry"]

Entry = tuple[Reader, bool]
"""What reads a line, and whether it is of use to others."""
OF_UNKNOWN: Entry = reader_of(Unknown), False


@frozen(eq=False)
class Registry:
    """Attribute classes by name. What it does not know is read as Unknown."""

    kinds: tuple[type[Attribute], ...]
    memo: Memo = field(factory=Memo, repr=False)
    """Lines that were read with these classes."""
    readers: dict[str, Entry] = field(factory=dict[str, Entry], init=False, repr=False)
    """What reads a line, by how it starts: ``a=mid:``, ``a=rtcp-mux`` or ``o=``."""

    @cached_property
    def _by_name(self) -> dict[str, type[Attribute]]:
        return {name: kind for kind in self.kinds for name in kind.spec.names or (kind.spec.name,)}

    def __iter__(self) -> Iterator[type[Attribute]]:
        return iter(self.kinds)

    def get(self, name: str) -> type[Attribute]:
        """The class of this name, or Unknown. Names are compared to the letter."""
        return self._by_name.get(name, Unknown)

    def entry(self, text: str, at: int) -> Entry:
        """What reads a line; its value starts at ``at``, 0 in a flag."""
        readers = self.readers
        return (
            readers.get(text[:at] if at else text)
            or readers.get(text[:2])
            or self._new_entry(text, at)
        )

    def _new_entry(self, text: str, at: int) -> Entry:
        """What reads a line that starts as none before."""
        if text[:2] == "a=":
            start = text[:at] if at else text
            kind: type[TypedLine] = self.get(start[2:].removesuffix(":"))
        else:
            start = text[:2]
            kind = FIELDS.get(start.removesuffix("="), Unknown)
        if kind is Unknown:
            return OF_UNKNOWN
        entry = reader_of(kind), not kind.is_volatile()
        self.readers[start] = entry  # bounded: each kind has few ways to start
        return entry

    def extended(self, *kinds: type[Attribute]) -> "Registry":
        """Another registry that knows these classes too; a later one replaces an earlier one.

        It has a memo of its own, of the same size.
        """
        return Registry((*self.kinds, *kinds), Memo(self.memo.size))


STANDARD = Registry(
    (
        *grouping.ALL,
        *ice.ALL,
        *dtls.ALL,
        *direction.ALL,
        *rtcp.ALL,
        *rtp.ALL,
        *feedback.ALL,
        *extmap.ALL,
        *stream.ALL,
        *simulcast.ALL,
        *sctp.ALL,
        *channels.ALL,
        *information.ALL,
        *image.ALL,
        *security.ALL,
        *transport.ALL,
        *clocks.ALL,
        *alternatives.ALL,
        *capabilities.ALL,
        *conference.ALL,
        *fax.ALL,
        *loopback.ALL,
        *media_capabilities.ALL,
        *messaging.ALL,
        *preconditions.ALL,
        *simple_capabilities.ALL,
        *relations.ALL,
        *telephony.ALL,
        *vendor.ALL,
    )
)
"""Every attribute that Chromium and Firefox send, and many that gateways do."""
