"""Which attributes are known: a value, extended by making another one."""

from collections.abc import Iterator
from functools import cached_property

from attrs import field, frozen

from ._attribute import Attribute, Unknown
from ._memo import Memo
from .attributes import (
    channels,
    clocks,
    direction,
    dtls,
    extmap,
    feedback,
    grouping,
    ice,
    image,
    information,
    rtcp,
    rtp,
    sctp,
    security,
    simulcast,
    stream,
    transport,
)

__all__ = ["STANDARD", "Registry"]


@frozen(eq=False)
class Registry:
    """Attribute classes by name. What it does not know is read as Unknown."""

    kinds: tuple[type[Attribute], ...]
    memo: Memo = field(factory=Memo, repr=False)
    """Lines that were read with these classes."""

    @cached_property
    def _by_name(self) -> dict[str, type[Attribute]]:
        return {name: kind for kind in self.kinds for name in kind.spec.names or (kind.spec.name,)}

    def __iter__(self) -> Iterator[type[Attribute]]:
        return iter(self.kinds)

    def get(self, name: str) -> type[Attribute]:
        """The class of this name, or Unknown. Names are compared to the letter."""
        return self._by_name.get(name, Unknown)

    def extended(self, *kinds: type[Attribute]) -> "Registry":
        """Another registry that knows these classes too; a later one replaces an earlier one."""
        return Registry((*self.kinds, *kinds))


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
    )
)
"""Every attribute that Chromium and Firefox send, and many that gateways do."""
