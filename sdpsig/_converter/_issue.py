"""What can be wrong with a JSON text, as values."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from attrs import field

from sdpsig._frozen import evolve
from sdpsig.errors import MAX_DETAIL, Fault, FaultCode, SdpsigError

from .._frozen import frozen


def _printable(text: str) -> str:
    """At most 300 printable ASCII characters, whatever was put in."""
    return re.sub(r"[^ -~]", "?", text[:MAX_DETAIL])


@frozen
class Issue:
    """One mistake in one JSON text. Only an unknown field puts a word of the text in here."""

    pointer: str = field(converter=_printable)
    """Where: an RFC 6901 pointer with the names of the wire; empty for the whole text."""
    code: str
    """What, for programs: ``wrong-type``, ``missing``, ``not-allowed``, ``too-many``,
    ``unknown-field``, or the last word of a ``json.*`` fault code."""
    detail: str = field(converter=_printable)
    """What, for people: a sentence without its subject, at most 300 printable ASCII
    characters."""


class JsonError(SdpsigError):
    """Not the JSON that is wanted here; whose mistake that is, the caller knows."""

    def __init__(self, fault: Fault, issues: tuple[Issue, ...]) -> None:
        super().__init__(fault)
        self.issues = issues


_RULES: Final = {
    FaultCode.JSON_SYNTAX: "RFC 8259 §2",
    FaultCode.JSON_DUPLICATE_KEY: "RFC 8259 §4",
    FaultCode.JSON_BAD_NUMBER: "RFC 8259 §6",
    FaultCode.JSON_BAD_ENCODING: "RFC 8259 §8",
}


def unfit(code: FaultCode, detail: str) -> JsonError:
    """The error of a text that fails as a whole."""
    fault = Fault(code, f"the JSON text {detail}", _RULES.get(code, ""))
    return JsonError(fault, (Issue("", code.removeprefix("json."), detail),))


class Refused(Exception):  # noqa: N818 - never leaves this package
    """Found while structuring: the issues of one value, with pointers that begin there."""

    def __init__(self, issues: Iterable[Issue]) -> None:
        super().__init__()
        self.issues = tuple(issues)

    def below(self, member: object) -> Iterator[Issue]:
        """The issues as the container sees them that has this value as its member."""
        token = str(member).replace("~", "~0").replace("/", "~1")
        for issue in self.issues:
            yield evolve(issue, pointer=f"/{token}{issue.pointer}")


def refused(code: str, detail: str) -> Refused:
    """The refusal of one value for one reason."""
    return Refused([Issue("", code, detail)])
