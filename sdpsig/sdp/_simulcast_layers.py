"""The layers of a simulcast: a=simulcast with the a=rid lines that it names (RFC 8853, RFC 8851).

An old draft named payload types instead of rids; then a layer has a format and no a=rid line.
"""

from enum import StrEnum

from attrs import field

from .._frozen import frozen
from ._description import MediaDescription
from .attributes import Rid, Simulcast
from .attributes.rtp import fmtp_parameters

__all__ = ["Layer", "LayerDirection", "SimulcastLayer", "simulcast_layers"]

BY_PAYLOAD_TYPE = "pt"


class LayerDirection(StrEnum):
    """Which way a layer goes, from the speaker's point of view."""

    SEND = "send"
    """The speaker sends it."""
    RECV = "recv"
    """The speaker wants to receive it."""


@frozen
class Layer:
    """One way to code a layer, within its restrictions."""

    rid: str | None
    """The restriction identifier; None where an old draft names a payload type."""
    paused: bool = False
    """Whether it starts paused (RFC 8853 §5.2)."""
    formats: tuple[str, ...] = ()
    """The payload types that it may have; empty for all of the section."""
    restrictions: tuple[tuple[str, str], ...] = ()
    """``max-width``, ``max-fps``, ``max-br`` … as they are written (RFC 8851 §5)."""
    line: Rid | None = field(default=None, eq=False, repr=False)
    """Its a=rid line; None where there is none of this rid and direction."""

    def maximum(self, name: str) -> int | None:
        """A restriction by number, as ``maximum("max-width")``; None where none is said."""
        said = dict(self.restrictions).get(name, "")
        return int(said) if said.isascii() and said.isdecimal() and len(said) <= 20 else None


@frozen
class SimulcastLayer:
    """One layer: it has alternatives of which one is sent at a time."""

    direction: LayerDirection
    alternatives: tuple[Layer, ...]
    """At least one; the preferred first."""

    @property
    def preferred(self) -> Layer:
        """The first alternative."""
        return self.alternatives[0]


def simulcast_layers(media: MediaDescription) -> tuple[SimulcastLayer, ...]:
    """The layers of a section, those that are sent first; empty where there is no simulcast."""
    line = media.get(Simulcast)
    if line is None:
        return ()
    rids = {(rid.rid, rid.direction): rid for rid in reversed(media.all(Rid))}
    by_payload_type = line.identified_by == BY_PAYLOAD_TYPE
    return tuple(
        SimulcastLayer(
            direction,
            tuple(
                Layer(None, one.paused, (one.id,))
                if by_payload_type
                else _layer(one.id, rids.get((one.id, direction)), paused=one.paused)
                for one in alternatives
            ),
        )
        for direction, layers in (
            (LayerDirection.SEND, line.sent),
            (LayerDirection.RECV, line.received),
        )
        for alternatives in layers
    )


def _layer(rid: str, line: Rid | None, *, paused: bool) -> Layer:
    said = fmtp_parameters("" if line is None else line.restrictions or "")
    formats = said.pop("pt", "")
    return Layer(rid, paused, tuple(filter(None, formats.split(","))), tuple(said.items()), line)
