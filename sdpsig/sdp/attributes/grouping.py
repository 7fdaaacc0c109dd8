"""Naming and grouping m= sections (RFC 5888, RFC 9143)."""

from typing import ClassVar

from attrs import field, frozen

from .._abnf import TAG, TOKEN
from .._attribute import Attribute, InAnswer, Level, Mux, Spec, words

__all__ = ["ALL", "BundleOnly", "Group", "Mid"]


@frozen
class Group(Attribute):
    """Sections that belong together: BUNDLE, LS …"""

    spec: ClassVar[Spec] = Spec(
        "group",
        level=Level.SESSION,
        mux=Mux.NORMAL,
        in_answer=InAnswer.ENGINE,
        rfc="RFC 5888 §5",
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


@frozen
class BundleOnly(Attribute):
    """A section that is only wanted if it can be bundled; its port is 0."""

    spec: ClassVar[Spec] = Spec("bundle-only", level=Level.MEDIA, mux=Mux.NORMAL, rfc="RFC 9143 §6")


ALL = (Group, Mid, BundleOnly)
