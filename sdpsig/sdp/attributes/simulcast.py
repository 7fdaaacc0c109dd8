"""Restriction identifiers and simulcast (RFC 8851, RFC 8853)."""

from typing import ClassVar

from attrs import frozen

from .._abnf import BYTE_STRING
from .._attribute import Attribute, InAnswer, Level, Mux, Spec

__all__ = ["ALL", "Rid", "Simulcast"]

# rid-id = 1*(alpha-numeric / "-" / "_"), here at most 64                       RFC 8851 §10
RID = "[A-Za-z0-9_-]{1,64}"
# sc-id = [sc-id-paused] rid-id; sc-str-list = sc-alt-list *(";" sc-alt-list)   RFC 8853 §5.1
LAYERS = f"~?{RID}(?:[,;]~?{RID})*"


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
        rf"(?P<value>(?:send {LAYERS}(?: recv {LAYERS})?)|(?:recv {LAYERS}(?: send {LAYERS})?))"
    )
    value: str

    def serialize(self) -> str:
        return self.value


ALL = (Rid, Simulcast)
