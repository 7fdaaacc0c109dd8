"""Naming and grouping m= sections (RFC 5888, RFC 9143)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from attrs import field

from ..._frozen import frozen
from ...errors import Fault, FaultCode
from .._abnf import TAG, TOKEN
from .._attribute import Attribute, InAnswer, Level, Mux, Spec, words

if TYPE_CHECKING:
    from .._description import Section

__all__ = ["ALL", "MAX_MID", "BundleOnly", "Group", "Mid"]

MAX_MID = 16
"""Characters: what Chromium and Firefox take."""


@frozen
class Group(Attribute):
    """Sections that belong together: BUNDLE, LS …"""

    spec: ClassVar[Spec] = Spec(
        "group",
        level=Level.SESSION,
        mux=Mux.NORMAL,
        in_answer=InAnswer.ENGINE,
        rfc="RFC 5888 §5",
        repeats=True,
    )
    grammar: ClassVar[str] = rf"(?P<semantics>{TOKEN})(?P<mids>(?: {TAG})*)"
    semantics: str
    mids: tuple[str, ...] = field(converter=words, default=())

    def serialize(self) -> str:
        return " ".join((self.semantics, *self.mids))


@frozen
class Mid(Attribute):
    """The name of an m= section; how long it may be is judged again when it is used."""

    spec: ClassVar[Spec] = Spec(
        "mid", level=Level.MEDIA, mux=Mux.NORMAL, in_answer=InAnswer.ECHO, rfc="RFC 5888 §4"
    )
    grammar: ClassVar[str] = rf"(?P<mid>{TAG})"
    mid: str

    def serialize(self) -> str:
        return self.mid

    def check(self, section: "Section") -> Iterator[Fault]:
        del section
        if len(self.mid) > MAX_MID:
            detail = f"a mid of more than {MAX_MID} characters"
            yield Fault(FaultCode.JSEP_BAD_MID, detail, "V-11")


@frozen
class BundleOnly(Attribute):
    """A section that is only wanted if it can be bundled; its port is 0."""

    spec: ClassVar[Spec] = Spec("bundle-only", level=Level.MEDIA, mux=Mux.NORMAL, rfc="RFC 9143 §6")


ALL = (Group, Mid, BundleOnly)
