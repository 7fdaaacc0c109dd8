"""Where the telephone network is met (RFC 2848, RFC 3108, RFC 7195, 3GPP TS 24.229)."""

from typing import ClassVar

from attrs import field

from ..._frozen import frozen
from .._abnf import TOKEN
from .._attribute import Attribute, Level, Mux, Spec, words
from ._shapes import Text

__all__ = ["ALL", "CircuitCorrelation", "EndToAccessEdge", "PhoneContext", "SilenceSuppression"]


@frozen
class CircuitCorrelation(Attribute):
    """How a call in the telephone network is known to belong to this section."""

    spec: ClassVar[Spec] = Spec(
        "cs-correlation",
        level=Level.MEDIA,
        mux=Mux.TBD,
        rfc="RFC 7195 §5.2.3",
        volatile=True,
    )
    grammar: ClassVar[str] = r"(?P<value>[!-~]+(?: [!-~]+)*)"
    value: str = field(repr=False)

    @property
    def mechanisms(self) -> tuple[str, ...]:
        """``callerid:+15555556666``, ``uuie:…``, ``dtmf:…``, ``external``."""
        return words(self.value)

    def serialize(self) -> str:
        return self.value


@frozen
class PhoneContext(Text):
    """The part of the telephone network in which the numbers are dialled."""

    spec: ClassVar[Spec] = Spec(
        "phone-context", level=Level.BOTH, mux=Mux.TBD, rfc="RFC 2848 §3.4.3", repeats=True
    )


@frozen
class SilenceSuppression(Attribute):
    """Whether nothing is sent while nobody speaks, and how that is told."""

    spec: ClassVar[Spec] = Spec(
        "silenceSupp", level=Level.BOTH, mux=Mux.CAUTION, rfc="RFC 3108 §5.6.3.2"
    )
    grammar: ClassVar[str] = rf"(?P<enabled>on|off|-)(?P<parameters>(?: {TOKEN}){{4}})"
    enabled: str
    """``on``, ``off``, or ``-`` for unsaid."""
    parameters: tuple[str, ...] = field(converter=words)
    """Timer in ms, preference, kind of comfort noise and level; ``-`` for unsaid."""

    def serialize(self) -> str:
        return " ".join((self.enabled, *self.parameters))


@frozen
class EndToAccessEdge(Attribute):
    """Media is protected between the terminal and the edge of its network, not beyond."""

    spec: ClassVar[Spec] = Spec(
        "3ge2ae", level=Level.MEDIA, mux=Mux.TBD, rfc="3GPP TS 24.229 §7.5.2"
    )
    grammar: ClassVar[str] = "(?P<state>requested|applied)"
    state: str

    def serialize(self) -> str:
        return self.state


ALL = (CircuitCorrelation, PhoneContext, SilenceSuppression, EndToAccessEdge)
