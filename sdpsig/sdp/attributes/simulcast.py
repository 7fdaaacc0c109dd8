"""Restriction identifiers and simulcast (RFC 8851, RFC 8853)."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from ..._frozen import frozen
from ...errors import Fault, FaultCode, Severity
from .._abnf import BYTE_STRING
from .._attribute import Attribute, InAnswer, Level, Mux, Spec

if TYPE_CHECKING:
    from .._description import Section

__all__ = ["ALL", "Rid", "Simulcast", "SimulcastStream"]

# rid-id = 1*(alpha-numeric / "-" / "_"), here at most 64                       RFC 8851 §10
RID = "[A-Za-z0-9_-]{1,64}"
# sc-id = [sc-id-paused] rid-id; sc-str-list = sc-alt-list *(";" sc-alt-list)   RFC 8853 §5.1
LAYERS = f"~?{RID}(?:[,;]~?{RID})*"
# The drafts before it named what the identifiers are, and paused ones apart:
# sc-str-list = sc-dir SP ("pt" / "rid") "=" … [SP "paused=" …]   draft-ietf-mmusic-sdp-simulcast-03
NAMED = f"(?:rid|pt)={LAYERS}(?: paused={RID}(?:,{RID})*)?"
_LIST = re.compile("(send|recv) (?:(rid|pt)=)?([^ ]+)(?: paused=([^ ]+))?")


@frozen
class SimulcastStream:
    """One way to send, or to receive, one of the streams of a simulcast."""

    id: str
    """The rid; a payload type where an old draft was written."""
    paused: bool = False
    """Whether it starts paused (RFC 8853 §5.2)."""


@frozen
class Rid(Attribute):
    """One layer of a source, by the restrictions that it keeps."""

    spec: ClassVar[Spec] = Spec(
        "rid",
        level=Level.MEDIA,
        mux=Mux.NORMAL,
        in_answer=InAnswer.ENGINE,
        rfc="RFC 8851 §10",
        dropped_if_malformed=True,
        repeats=True,
        volatile=True,
    )
    grammar: ClassVar[str] = (
        rf"(?P<rid>{RID}) (?P<direction>send|recv)(?: (?P<restrictions>{BYTE_STRING}))?"
    )
    rid: str
    direction: str
    """``send`` or ``recv``, from the speaker's point of view."""
    restrictions: str | None = None
    """``pt=…;max-width=…``."""

    def serialize(self) -> str:
        restrictions = "" if self.restrictions is None else f" {self.restrictions}"
        return f"{self.rid} {self.direction}{restrictions}"


@frozen
class Simulcast(Attribute):
    """The layers that are sent or received at the same time."""

    spec: ClassVar[Spec] = Spec(
        "simulcast",
        level=Level.MEDIA,
        mux=Mux.NORMAL,
        in_answer=InAnswer.ENGINE,
        rfc="RFC 8853 §5.1",
    )
    grammar: ClassVar[str] = (
        rf"(?P<value>send {LAYERS}(?: recv {LAYERS})?|recv {LAYERS}(?: send {LAYERS})?"
        rf"| ?(?:send {NAMED}(?: recv {NAMED})?|recv {NAMED}(?: send {NAMED})?))"
    )
    value: str
    """As it was written: ``send hi;lo``, or as in an old draft, which browsers once sent."""

    @property
    def sent(self) -> tuple[tuple[SimulcastStream, ...], ...]:
        """The streams that the speaker sends, each with its alternatives, the preferred first."""
        return self._streams("send")

    @property
    def received(self) -> tuple[tuple[SimulcastStream, ...], ...]:
        """The streams that the speaker receives, each with its alternatives."""
        return self._streams("recv")

    @property
    def identified_by(self) -> str | None:
        """``rid`` or ``pt`` where an old draft was written; None in the form of the RFC."""
        match = _LIST.search(self.value)
        return match and match[2]

    def _streams(self, direction: str) -> tuple[tuple[SimulcastStream, ...], ...]:
        for found, _, streams, paused in _LIST.findall(self.value):
            if found == direction:
                asleep = frozenset(paused.split(","))
                return tuple(
                    tuple(
                        SimulcastStream(id_ := one.removeprefix("~"), one != id_ or id_ in asleep)
                        for one in alternatives.split(",")
                    )
                    for alternatives in streams.split(";")
                )
        return ()

    def check(self, section: "Section") -> Iterator[Fault]:
        del section
        if self.identified_by is not None:
            code, detail = FaultCode.SDP_SIMULCAST, "a=simulcast in the form of an old draft"
            yield Fault(code, detail, self.spec.rfc, severity=Severity.WARNING)

    def serialize(self) -> str:
        return self.value


ALL = (Rid, Simulcast)
