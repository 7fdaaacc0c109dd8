"""Resources to be reserved before anybody is called (RFC 3312, RFC 5898)."""

from typing import ClassVar

from ..._frozen import frozen
from .._abnf import TOKEN
from .._attribute import Attribute, Level, Mux, Spec

__all__ = ["ALL", "ConfirmStatus", "CurrentStatus", "DesiredStatus"]

STATUS = "(?P<status>e2e|local|remote)"
FLOW = "(?P<direction>none|send|recv|sendrecv)"


@frozen
class _Status(Attribute):
    """A precondition at one end of the path, or at both."""

    grammar: ClassVar[str] = rf"(?P<type>{TOKEN}) {STATUS} {FLOW}"
    type: str
    """``qos``, ``sec``, ``conn`` …"""
    status: str
    """``e2e``, ``local`` or ``remote``."""
    direction: str
    """``none``, ``send``, ``recv`` or ``sendrecv``."""

    def serialize(self) -> str:
        return f"{self.type} {self.status} {self.direction}"


@frozen
class CurrentStatus(_Status):
    """Which resources have been reserved by now."""

    spec: ClassVar[Spec] = Spec(
        "curr", level=Level.MEDIA, mux=Mux.CAUTION, rfc="RFC 3312 §4", repeats=True
    )


@frozen
class DesiredStatus(Attribute):
    """Which resources are wanted, and how much."""

    spec: ClassVar[Spec] = Spec(
        "des", level=Level.MEDIA, mux=Mux.CAUTION, rfc="RFC 3312 §4", repeats=True
    )
    grammar: ClassVar[str] = (
        rf"(?P<type>{TOKEN}) (?P<strength>mandatory|optional|none|failure|unknown) {STATUS} {FLOW}"
    )
    type: str
    strength: str
    """``mandatory``, ``optional``, ``none``, ``failure`` or ``unknown``."""
    status: str
    direction: str

    def serialize(self) -> str:
        return f"{self.type} {self.strength} {self.status} {self.direction}"


@frozen
class ConfirmStatus(_Status):
    """When the peer should tell that its resources are reserved."""

    spec: ClassVar[Spec] = Spec(
        "conf", level=Level.MEDIA, mux=Mux.CAUTION, rfc="RFC 3312 §4", repeats=True
    )


ALL = (CurrentStatus, DesiredStatus, ConfirmStatus)
