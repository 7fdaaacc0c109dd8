"""Forward error correction (RFC 5109 §14, RFC 8627 §5.1)."""

from typing import ClassVar

from ..._frozen import frozen
from ._format import Parameters, flag, number, parameter, uint32

__all__ = ["Flexfec", "Ulpfec"]


@frozen
class Ulpfec(Parameters):
    """Uneven protection of packets that stand in the same stream."""

    encodings: ClassVar[tuple[str, ...]] = ("ulpfec",)
    rfc: ClassVar[str] = "RFC 5109 §14.1"
    onelevelonly: bool = parameter("onelevelonly", flag, default=False)
    """Whether there is one level of protection only."""


@frozen
class Flexfec(Parameters):
    """Parity over rows and columns of packets, in a stream of its own.

    ``L``, ``D`` and ``ToP`` are of the drafts that ``flexfec-03`` names; the RFC has let them go.
    """

    encodings: ClassVar[tuple[str, ...]] = ("flexfec", "flexfec-03")
    rfc: ClassVar[str] = "RFC 8627 §5.1"
    repair_window: int = parameter("repair-window", uint32)
    """Microseconds that source packets and their repair packets span."""
    columns: int | None = parameter("L", number(1, 255), None)
    """Columns of a source block."""
    rows: int | None = parameter("D", number(0, 255), None)
    """Rows of a source block; 0 where only rows are protected."""
    protection: int | None = parameter("ToP", number(0, 3), None)
    """The type: 0 over rows, 1 over columns, 2 over both, 3 retransmission."""
