"""What is wrong with the lines other than ``a=``, and with their order (RFC 8866 §5, §9).

They are judged by their text: what the parser would have refused in strict, and what no
grammar can say.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from ..errors import Fault, FaultCode
from ._address import ADDRESS_TYPES, destination_fault, origin_fault
from ._description import SessionDescription
from ._fields import MAX_ORIGIN
from ._line import Malformed
from ._places import Part, Whole
from ._split import IRREGULAR_ENDS

__all__ = ["RULES"]

REQUIRED = (("v", "V-1"), ("o", "V-2"), ("s", "V-3"), ("t", "V-3"))
"""What every description says, by rule."""
CRLF = "\r\n"
TIMES = frozenset({"t=", "r=", "z="})
# time-description = time-field [repeat-description]                            RFC 8866 §9
IN_ORDER = re.compile("(?:tr*z?)*")
FIRST_TIME = 10**9
"""Seconds since 1900: what ten digits start with (RFC 8866 §9, time)."""
BANDWIDTH_TYPES = frozenset({"CT", "AS", "RS", "RR", "TIAS"})
"""RFC 8866 §5.8, RFC 3556, RFC 3890."""


def _ends(whole: Whole) -> Iterator[Fault]:
    """What every reader takes and nobody should write (V-6)."""
    description: SessionDescription = whole.description
    code = FaultCode.SDP_LINE_ENDING
    if description.byte_order_mark:
        yield whole.session.warning(code, "a byte order mark in front", "V-6")
    number = _first_irregular_end(description, whole.length)
    if number is not None:
        yield whole.session.warning(code, IRREGULAR_ENDS, "V-6", number)


def _first_irregular_end(description: SessionDescription, lines: int) -> int | None:
    if description.line_end != CRLF:
        return 1
    ends = enumerate(description.mixed_ends, 1)
    irregular = next((number for number, end in ends if end != CRLF), None)
    return irregular if irregular or description.last_line_ends else lines


def _order(whole: Whole) -> Iterator[Fault]:
    for part in whole.parts:
        order, once = part.section.shape.places, part.section.shape.once
        reached, seen = 0, set[str]()
        for number, text in enumerate(part.texts, part.start):
            letter = text[:1]
            place = order.get(letter) if text[1:2] == "=" else None
            if place is None:
                continue  # it is no line at all, and malformed as such
            if letter in once and letter in seen:
                detail = f"a second {letter}= line"
                yield part.warning(FaultCode.SDP_REPEATED, detail, "RFC 8866 §9", number)
            elif place < reached:
                detail = f"a {letter}= line out of its order"
                yield part.warning(FaultCode.SDP_LINE_ORDER, detail, "V-5", number)
            seen.add(letter)
            reached = max(reached, place)


def _times(whole: Whole) -> Iterator[Fault]:
    """How often a time repeats, and in which zone, stands behind it (V-5)."""
    session = whole.session
    numbered = enumerate(session.texts, session.start)
    times = [(number, text[0]) for number, text in numbered if text[:2] in TIMES]
    in_order = IN_ORDER.match("".join(letter for _, letter in times))
    assert in_order is not None, "it matches nothing too"
    for number, letter in times[in_order.end() :][:1]:
        detail = f"a {letter}= line that belongs to no t= line before it"
        yield session.warning(FaultCode.SDP_LINE_ORDER, detail, "V-5", number)


def _missing(whole: Whole) -> Iterator[Fault]:
    session = whole.session
    letters = _letters(session)
    code = FaultCode.SDP_MISSING_LINE
    for letter, rule in REQUIRED:
        if letter not in letters:
            tell = session.warning if rule == "V-3" else session.fault
            yield tell(code, f"there is no {letter}= line", rule)
    if "c" in letters:
        return
    for part in whole.sections:
        if "c" not in _letters(part):
            detail = "a section without a c= line, and there is none before the sections"
            yield part.warning(code, detail, "RFC 8866 §5.7")


def _letters(part: Part) -> set[str]:
    return {text[0] for text in part.texts if text[1:2] == "="}


def _values(whole: Whole) -> Iterator[Fault]:
    """What the grammar of a line lets pass; what breaks it is told as malformed."""
    for part in whole.parts:
        for (number, line), text in zip(part.numbered(), part.texts, strict=True):
            judge = JUDGES.get(text[:2])
            if judge is None or isinstance(line, Malformed):
                continue
            for code, detail, rule in judge(text[2:]):
                yield part.warning(code, f"{text[:2]} with {detail}", rule, number)


Finding = tuple[FaultCode, str, str]
"""Code, detail and rule."""


def _origin(value: str) -> Iterator[Finding]:
    _, session_id, version, net_type, address_type, address = value.split(" ")
    if max(int(session_id), int(version)) > MAX_ORIGIN:
        yield FaultCode.SDP_BAD_NUMBER, "a number of more than 64 bits", "V-2"
    yield from _network(net_type, address_type)
    fault = origin_fault(net_type, address_type, address)
    if fault is not None:
        yield FaultCode.SDP_BAD_ADDRESS, fault, "RFC 8866 §5.2"


def _connection(value: str) -> Iterator[Finding]:
    net_type, address_type, address = value.split(" ")
    yield from _network(net_type, address_type)
    fault = destination_fault(net_type, address_type, address)
    if fault is not None:
        yield FaultCode.SDP_BAD_ADDRESS, fault, "RFC 8866 §5.7"


def _network(net_type: str, address_type: str) -> Iterator[Finding]:
    if (net_type, address_type) not in ADDRESS_TYPES:
        detail = "addresses other than IN IP4 and IN IP6, which mean nothing here"
        yield FaultCode.SDP_BAD_ADDRESS, detail, "RFC 8866 §8.2.7"


def _bandwidth(value: str) -> Iterator[Finding]:
    if value.partition(":")[0] not in BANDWIDTH_TYPES:
        yield FaultCode.SDP_BANDWIDTH_TYPE, "a type that nobody knows", "RFC 8866 §5.8"


def _time(value: str) -> Iterator[Finding]:
    start, stop = map(int, value.split(" "))
    if 0 < stop < start:
        yield FaultCode.SDP_BAD_TIME, "an end before its start", "RFC 8866 §5.9"
    elif any(0 < time < FIRST_TIME for time in (start, stop)):
        yield FaultCode.SDP_BAD_TIME, "a time of less than ten digits", "RFC 8866 §9"


def _key(value: str) -> Iterator[Finding]:
    del value
    yield FaultCode.SDP_LINE_SYNTAX, "a key, which is obsolete", "RFC 8866 §5.12"


JUDGES: Mapping[str, Callable[[str], Iterator[Finding]]] = {
    "o=": _origin,
    "c=": _connection,
    "b=": _bandwidth,
    "t=": _time,
    "k=": _key,
}
RULES = (_ends, _order, _times, _missing, _values)
