"""Our entry points for the shared generator, which finds them by the name TARGETS.

It asks that what is written be clean SDP, while we keep a text as it came: so each target first
asserts that the text came back byte for byte, and then writes the lines that have the form of
one, each with CRLF.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

from attrs import fields, frozen
from sdpfuzz import Target  # on the path of its own runner

from sdpsig import sdp
from sdpsig._converter import loads
from sdpsig.errors import SdpsigError
from sdpsig.limits import Limits
from sdpsig.sdp import Fragment, Line, Malformed, SessionDescription

UNLIMITED = Limits(**{item.name: 2**40 for item in fields(Limits)})
FORM = re.compile("[a-z]=[^\r\n]*")


@frozen(eq=False)
class Read:
    """What a text gave, with the text."""

    text: str
    value: SessionDescription | Fragment

    def lines(self) -> list[Line]:
        """Every line that has the form of one."""
        value = self.value
        lines = list(value.lines)
        for part in value.media if isinstance(value, SessionDescription) else value.sections:
            lines += [part.media_line, *part.lines]
        return [line for line in lines if FORM.fullmatch(line.text)]


def _same(one: Read, other: Read) -> bool:
    """A malformed line knows its number, which changes where lines were left out."""
    return _plain(one.lines()) == _plain(other.lines())


def _plain(lines: Iterable[Line]) -> list[Line | str]:
    return [line.text if isinstance(line, Malformed) else line for line in lines]


def _written(read: Read) -> str:
    whole = (
        sdp.serialize(read.value)
        if isinstance(read.value, SessionDescription)
        else sdp.serialize_fragment(read.value)
    )
    assert whole == read.text, "what was read comes back byte for byte"
    return "".join(f"{line.text}\r\n" for line in read.lines())


def _target(kind: str) -> Any:
    parse: Any = {"sdp": sdp.parse, "sdpfrag": sdp.parse_fragment}[kind]

    def read(text: str, limits: Limits = Limits()) -> Read:  # noqa: B008  # a value
        return Read(text, parse(text, limits=limits))

    return Target(
        kind=kind,
        parse=read,
        serialize=_written,
        equal=_same,
        errors=(SdpsigError,),
        code=lambda error: error.fault.code.value,
        unlimited=lambda text: read(text, UNLIMITED),
    )


def _simple(kind: str, parse: Any, serialize: Any, unlimited: Any) -> Any:
    return Target(
        kind=kind,
        parse=parse,
        serialize=serialize,
        errors=(SdpsigError,),
        code=lambda error: error.fault.code.value,
        unlimited=unlimited,
    )


TARGETS = {
    "sdp": _target("sdp"),
    "sdpfrag": _target("sdpfrag"),
    "candidate": _simple(
        "candidate",
        sdp.parse_candidate,
        lambda read: "" if read is None else read.text,
        lambda text: sdp.parse_candidate(text, limits=UNLIMITED),
    ),
    "json": _simple(
        "json",
        loads,
        lambda read: json.dumps(read).encode(),
        lambda body: loads(body, UNLIMITED),
    ),
    "token": _simple(
        "token",
        lambda text: sdp.parse_attribute(f"a=mid:{text}"),
        lambda read: read.serialize(),
        lambda text: sdp.parse_attribute(f"a=mid:{text}", limits=UNLIMITED),
    ),
}
