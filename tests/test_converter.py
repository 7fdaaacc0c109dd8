import json
import math
from collections.abc import Callable
from enum import Enum, IntEnum, StrEnum
from typing import Any, Literal, Optional

import attrs
import jsonschema
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sdpsig._converter import (
    WIRE_NAMES,
    Issue,
    JsonError,
    Schema,
    decode,
    encode,
    loads,
    structure,
    taken,
    unstructure,
    written,
)
from sdpsig.errors import Fault, FaultCode, SdpError, SdpsigError
from sdpsig.limits import Limits

LIMITS = Limits()


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


def not_thirteen(_instance: object, _field: object, value: int) -> None:
    if value == 13:
        raise SdpError(Fault(FaultCode.SDP_BAD_VALUE, "thirteen is bad luck"))


@attrs.frozen(kw_only=True)
class Candidate:
    candidate: str
    mid: str | None = attrs.field(default=None, metadata={"emit": "always"})
    mline_index: int | None = attrs.field(
        default=None,
        validator=attrs.validators.optional(attrs.validators.ge(0)),
        metadata={"emit": "always", "allowed": "0 or more"},
    )
    ufrag: Optional[str] = None  # noqa: UP045 - the old spelling is understood too


@attrs.frozen(kw_only=True)
class Message:
    session_id: str
    count: int = attrs.field(default=0, validator=not_thirteen)
    even: int = attrs.field(default=0, validator=attrs.validators.in_([0, 2, 4]))
    seconds: float = 0.0
    last: bool = False
    kind: Literal["offer", "answer"] = "offer"
    mixed: Literal["auto", 1, True] = "auto"
    colour: Colour = Colour.RED
    tags: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    one: Candidate | None = None
    metadata: object = None
    anything: Any = None


@attrs.frozen
class Span:
    low: int
    high: int = 10

    def __attrs_post_init__(self) -> None:
        if self.high < 0:
            raise SdpsigError(Fault(FaultCode.JSON_WRONG_TYPE, "ends before the beginning"))
        if self.high < self.low:
            raise ValueError(f"{self.high} secret {self.low}")


MESSAGE = Message(
    session_id="s",
    count=3,
    even=2,
    seconds=1.5,
    last=True,
    kind="answer",
    mixed=1,
    colour=Colour.BLUE,
    tags=("a", "b"),
    candidates=(
        Candidate(candidate="c", mline_index=0),
        Candidate(candidate="", mid="0", ufrag="u"),
    ),
    one=Candidate(candidate="d"),
    metadata={"a": [1, None, {"b": True}]},
    anything=[1.5],
)


def refusal(body: bytes, limits: Limits = LIMITS) -> tuple[FaultCode, str]:
    with pytest.raises(JsonError) as caught:
        loads(body, limits)
    (issue,) = caught.value.issues
    fault = caught.value.fault
    assert issue.pointer == ""
    assert fault.code == f"json.{issue.code}"
    assert fault.detail == f"the JSON text {issue.detail}"
    return fault.code, issue.detail


def issues(
    value: object, cls: type = Message, limits: Limits = LIMITS, *, forbid_unknown: bool = False
) -> list[tuple[str, str, str]]:
    with pytest.raises(JsonError) as caught:
        structure(value, cls, limits, forbid_unknown=forbid_unknown)
    for issue in caught.value.issues:
        assert all(" " <= character <= "~" for character in issue.pointer + issue.detail)
        assert max(len(issue.pointer), len(issue.detail)) <= 300
    return [(issue.pointer, issue.code, issue.detail) for issue in caught.value.issues]


def places(value: object, cls: type = Message, **options: Any) -> list[tuple[str, str]]:
    return [(pointer, code) for pointer, code, _ in issues(value, cls, **options)]


# --- Bytes to plain values -------------------------------------------------------------------

finite = st.floats(allow_nan=False, allow_infinity=False)
whole = st.integers(-(10**19) + 1, 10**20 - 1)
words = st.text(st.characters(exclude_categories=["Cs"]))
plain_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | whole | finite | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)


def same(one: object, other: object) -> bool:
    """Equal in value and in type, all the way down, for what json can give."""
    return repr(one) == repr(other)


@given(plain_values, st.booleans(), st.sampled_from([None, 1]))
def test_what_stdlib_json_writes_is_read_alike(
    value: object, ascii_only: bool, indent: int | None
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    assert same(loads(text.encode()), json.loads(text))


fragments = st.sampled_from(
    [*'{}[],:" \n\t\\0123456789-+.eE', '"a"', "null", "true", "NaN", "\\ud83d", "\\ude00", "\ud7ff"]
)


@given(st.lists(fragments, max_size=30).map("".join))
@example('["\\ud83d\\ud83d\\ude00"]')
@example("[-0]")
def test_any_body_is_read_as_stdlib_json_does_or_refused(text: str) -> None:
    try:
        value = loads(text.encode())
    except JsonError:
        return
    assert value == json.loads(text)


@given(st.binary(max_size=40))
def test_random_bytes_raise_nothing_else(body: bytes) -> None:
    try:
        value = loads(body)
    except JsonError:
        return
    assert value == json.loads(body)


@given(plain_values)
def test_every_prefix_of_a_body_is_read_or_refused(value: object) -> None:
    body = json.dumps([value]).encode()
    for end in range(len(body)):
        assert refusal(body[:end])[0] is FaultCode.JSON_SYNTAX


@pytest.mark.parametrize(
    ("body", "code", "detail"),
    [
        (b"", FaultCode.JSON_SYNTAX, "is empty"),
        (b" \n", FaultCode.JSON_SYNTAX, "is not JSON from character 2 on"),
        (b"{} x", FaultCode.JSON_SYNTAX, "is not JSON from character 3 on"),
        (b"{'a':1}", FaultCode.JSON_SYNTAX, "is not JSON from character 1 on"),
        (b'"a\nb"', FaultCode.JSON_SYNTAX, "is not JSON from character 2 on"),
        (b"01", FaultCode.JSON_SYNTAX, "is not JSON from character 1 on"),
        (b"\xef\xbb\xbf{}", FaultCode.JSON_BAD_ENCODING, "begins with a byte order mark"),
        (b'"\xff"', FaultCode.JSON_BAD_ENCODING, "is not UTF-8 at byte 1"),
        (b'"\xed\xa0\x80"', FaultCode.JSON_BAD_ENCODING, "is not UTF-8 at byte 1"),
        (b'"\xc0\xaf"', FaultCode.JSON_BAD_ENCODING, "is not UTF-8 at byte 1"),
        (
            b'["\\ud800"]',
            FaultCode.JSON_BAD_ENCODING,
            "holds half of a surrogate pair at character 2",
        ),
        (
            b'["\\\\", "\\uDfFf"]',
            FaultCode.JSON_BAD_ENCODING,
            "holds half of a surrogate pair at character 8",
        ),
        (
            b'{"\\ud83d\\ud83d\\ude00":1}',
            FaultCode.JSON_BAD_ENCODING,
            "holds half of a surrogate pair at character 2",
        ),
        (b'{"a":1,"a":1}', FaultCode.JSON_DUPLICATE_KEY, None),
        (b'[{"a":{"b":1,"\\u0062":2}}]', FaultCode.JSON_DUPLICATE_KEY, None),
        (b"NaN", FaultCode.JSON_BAD_NUMBER, None),
        (b"[Infinity]", FaultCode.JSON_BAD_NUMBER, None),
        (b"[-Infinity]", FaultCode.JSON_BAD_NUMBER, None),
        (b"1e400", FaultCode.JSON_BAD_NUMBER, "holds a number too large for a double"),
        (b"-1e400", FaultCode.JSON_BAD_NUMBER, "holds a number too large for a double"),
        (b"9" * 5000, FaultCode.JSON_BAD_NUMBER, "holds an integer of more than 20 characters"),
        (b"-" + b"9" * 5000, FaultCode.JSON_BAD_NUMBER, None),
    ],
)
def test_what_is_not_plain_json_is_refused(
    body: bytes, code: FaultCode, detail: str | None
) -> None:
    refused = refusal(body)
    assert refused[0] is code
    assert detail in (None, refused[1])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-32-le", "utf-32"])
@pytest.mark.parametrize("text", ["{}", '{"a": 1}', "[]", '"a"'])
def test_only_utf_8_is_taken(text: str, encoding: str) -> None:
    assert refusal(text.encode(encoding))[0] is FaultCode.JSON_BAD_ENCODING


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("9" * 20, "9" * 21),
        ("-" + "9" * 19, "-" + "9" * 20),
        ("0." + "1" * 62, "0." + "1" * 63),
        ("1.7976931348623157e308", "1.7976931348623159e308"),
    ],
)
def test_a_number_at_its_limit_is_taken_and_one_past_it_is_not(good: str, bad: str) -> None:
    assert loads(good.encode()) == json.loads(good)
    assert refusal(bad.encode())[0] is FaultCode.JSON_BAD_NUMBER


def test_a_negative_zero_is_no_integer() -> None:
    assert repr(loads(b"[-0]")) == "[-0.0]"


def test_a_whole_surrogate_pair_and_an_escaped_backslash_are_taken() -> None:
    assert loads(b'"\\uD83D\\uDE00 \\\\ud800 \\u00e9\\n"') == "\U0001f600 \\ud800 é\n"


def test_no_detail_repeats_the_text() -> None:
    for body in (b'{"secret":1,"secret":2}', b"secret", b'{"a": secret}', b'"\\ud800secret"'):
        assert "secret" not in refusal(body)[1]


# --- Bounds ----------------------------------------------------------------------------------


def test_a_body_of_exactly_the_limit_is_taken() -> None:
    limits = Limits(json_bytes=10)
    assert loads(b'"12345678"', limits) == "12345678"
    code, detail = refusal(b'"123456789"', limits)
    assert code is FaultCode.JSON_TOO_LARGE
    assert detail == "has 11 bytes; the limit is 10"


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}"), ('[[],"[[",', "]")])
def test_depth_is_bounded(opening: str, closing: str) -> None:
    deepest = opening * 15 + "[1]" + closing * 15
    assert loads(deepest.encode()) == json.loads(deepest)
    for innermost in ("[]", "{ \n}", "[1]"):
        body = opening * 16 + innermost + closing * 16
        assert refusal(body.encode())[0] is FaultCode.JSON_TOO_DEEP


def test_the_depth_of_a_flat_body_with_many_brackets_is_counted_and_not_guessed() -> None:
    body = b"[" + b"[1]," * 50 + b'"[[[[[[[[[[[[[[[[[[\\"[["]'
    assert loads(body) == json.loads(body)
    assert refusal(body, Limits(json_depth=1))[0] is FaultCode.JSON_TOO_DEEP


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 50_000, b"[{" * 190_000])
def test_bottomless_bodies_are_refused_before_they_are_parsed(body: bytes) -> None:
    assert refusal(body, Limits(json_bytes=10**6))[0] is FaultCode.JSON_TOO_DEEP


def test_limits_beyond_the_interpreter_end_in_a_refusal_too() -> None:
    code, _ = refusal(b"[" * 150_000, Limits(json_depth=10**6, json_values=10**6))
    assert code is FaultCode.JSON_TOO_DEEP


def count_values(value: object) -> int:
    if isinstance(value, dict):
        return 1 + sum(map(count_values, value.values()))
    return 1 + (sum(map(count_values, value)) if isinstance(value, list) else 0)


@given(plain_values)
def test_values_are_counted_exactly(value: object) -> None:
    body = json.dumps(value).encode()
    count = count_values(value)
    assert loads(body, Limits(json_values=count)) == value
    if count > 1:
        refused = refusal(body, Limits(json_values=count - 1))
        assert refused[0] is FaultCode.JSON_TOO_MANY


@pytest.mark.parametrize(
    "body",
    [b"[],[]" * 70_000, b"[]" * 190_000, b"]" * 390_000, b"," * 390_000, b'"\\' * 190_000],
)
def test_broken_bodies_cost_no_more_than_the_limit_allows(body: bytes) -> None:
    assert refusal(body)[0] in (FaultCode.JSON_SYNTAX, FaultCode.JSON_TOO_MANY)


def test_the_screen_gives_up_on_a_text_that_is_broken_anyway() -> None:
    code, _ = refusal(b"[]" * 100, Limits(json_values=2))
    assert code is FaultCode.JSON_SYNTAX


# --- Plain values to typed ones ---------------------------------------------------------------


def test_a_message_survives_the_wire() -> None:
    assert decode(encode(MESSAGE), Message) == MESSAGE


def test_w3c_names_stand_in_one_table() -> None:
    assert unstructure(Candidate(candidate="c", mid="0", mline_index=1, ufrag="u")) == {
        "candidate": "c",
        "sdpMid": "0",
        "sdpMLineIndex": 1,
        "usernameFragment": "u",
    }
    assert set(WIRE_NAMES) == {"mid", "mline_index", "ufrag"}


def test_an_absent_member_takes_its_default_and_a_missing_one_is_told() -> None:
    assert structure({"session_id": "s"}, Message) == Message(session_id="s")
    assert issues({}) == [("/session_id", "missing", "is required")]


def test_none_is_omitted_unless_the_field_says_otherwise() -> None:
    assert unstructure(Candidate(candidate="c")) == {
        "candidate": "c",
        "sdpMid": None,
        "sdpMLineIndex": None,
    }
    assert structure({"candidate": "c", "usernameFragment": None}, Candidate).ufrag is None


def test_a_default_that_is_not_none_is_written() -> None:
    assert unstructure(Span(1)) == {"low": 1, "high": 10}


EVERY_KIND: list[object] = [None, True, 5, 1.0, "text", [], {}, [5], {"a": 5}]
TAKES: dict[str, list[object]] = {
    "session_id": ["text"],
    "count": [5],
    "even": [],
    "seconds": [5, 1.0],
    "last": [True],
    "kind": [],
    "mixed": [True],
    "colour": [],
    "tags": [[]],
    "candidates": [[]],
    "one": [None],
    "metadata": EVERY_KIND,
    "anything": EVERY_KIND,
}


def test_the_table_of_wrong_types_knows_every_field() -> None:
    assert [field.name for field in attrs.fields(Message)] == list(TAKES)


@pytest.mark.parametrize("name", TAKES)
@pytest.mark.parametrize("value", EVERY_KIND, ids=repr)
def test_every_wrong_type_of_every_field_is_told_at_its_place(name: str, value: object) -> None:
    document = {"session_id": "s"} | {name: value}
    if any(repr(value) == repr(good) for good in TAKES[name]):
        structure(document, Message)
    else:
        ((pointer, code),) = places(document)
        inside = {"[5]": "/0", "{'a': 5}": "/candidate"}
        assert pointer.startswith(f"/{name}")
        assert pointer.removeprefix(f"/{name}") in ("", inside.get(repr(value)), "/candidate")
        assert code in ("wrong-type", "not-allowed", "missing")


wrong_strings: st.SearchStrategy[Any] = plain_values.filter(lambda value: type(value) is not str)


@given(st.integers(0, 9), wrong_strings)
def test_a_wrong_item_is_told_by_its_index(index: int, wrong: object) -> None:
    tags: list[object] = ["t"] * 10
    tags[index] = wrong
    ((pointer, code),) = places({"session_id": "s", "tags": tags})
    assert (pointer, code) == (f"/tags/{index}", "wrong-type")


@pytest.mark.parametrize(
    ("member", "value", "detail"),
    [
        ("session_id", 5, "must be a string, not an integer"),
        ("session_id", None, "must be a string, not null"),
        ("session_id", object(), "must be a string, not something else"),
        ("count", True, "must be an integer, not true or false"),
        ("count", 1.0, "must be an integer, not a number with a fraction"),
        ("count", "1", "must be an integer, not a string"),
        ("count", 13, "thirteen is bad luck"),
        ("even", 3, "has a value that is not allowed"),
        ("seconds", "1", "must be a number, not a string"),
        ("seconds", math.inf, "must be a finite number"),
        ("seconds", math.nan, "must be a finite number"),
        ("seconds", 10**400, "must be a finite number"),
        ("last", 1, "must be true or false, not an integer"),
        ("kind", "ofer", 'must be one of "offer", "answer"'),
        ("kind", 5, 'must be one of "offer", "answer", not an integer'),
        ("mixed", 2, 'must be one of "auto", 1, true'),
        ("mixed", 1.0, 'must be one of "auto", 1, true, not a number with a fraction'),
        ("colour", "green", 'must be one of "red", "blue"'),
        ("colour", 5, 'must be one of "red", "blue", not an integer'),
        ("tags", "abc", "must be an array, not a string"),
        ("tags", {"0": "a"}, "must be an array, not an object"),
        ("one", [], "must be an object, not an array"),
    ],
)
def test_a_refusal_says_what_would_be_right(member: str, value: object, detail: str) -> None:
    ((pointer, _, told),) = issues({"session_id": "s"} | {member: value})
    assert (pointer, told) == (f"/{member}", detail)


@pytest.mark.parametrize("value", [None, 5, "x", [], True])
def test_an_object_is_wanted_at_the_top(value: object) -> None:
    assert places(value) == [("", "wrong-type")]


def test_an_array_may_stand_at_the_top() -> None:
    assert decode(b'[{"candidate":"c"}]', tuple[Candidate, ...]) == (Candidate(candidate="c"),)
    assert encode((Candidate(candidate="c"),)).startswith(b'[{"candidate":"c"')
    assert places([5], tuple[Candidate, ...]) == [("/0", "wrong-type")]


def test_all_mistakes_are_told_together() -> None:
    document = {
        "count": "x",
        "candidates": [
            {"sdpMid": 1, "sdpMLineIndex": -1},
            5,
            {"candidate": "c", "sdpMLineIndex": True},
        ],
        "one": {},
    }
    assert places(document) == [
        ("/session_id", "missing"),
        ("/count", "wrong-type"),
        ("/candidates/0/candidate", "missing"),
        ("/candidates/0/sdpMid", "wrong-type"),
        ("/candidates/0/sdpMLineIndex", "not-allowed"),
        ("/candidates/1", "wrong-type"),
        ("/candidates/2/sdpMLineIndex", "wrong-type"),
        ("/one/candidate", "missing"),
    ]


def test_the_fault_tells_the_first_place_and_how_many_more() -> None:
    with pytest.raises(JsonError) as caught:
        structure({"count": "x"}, Message)
    assert caught.value.fault == Fault(
        FaultCode.JSON_WRONG_TYPE, "/session_id is required (and 1 more)"
    )
    assert isinstance(caught.value, SdpsigError)
    with pytest.raises(JsonError) as caught:
        structure(5, Message)
    assert caught.value.fault.detail == "the JSON text must be an object, not an integer"


def test_a_field_says_what_is_allowed() -> None:
    document = {"candidate": "c", "sdpMLineIndex": -1}
    assert issues(document, Candidate) == [("/sdpMLineIndex", "not-allowed", "must be 0 or more")]


def test_a_rule_between_fields_is_told_at_the_object_without_its_values() -> None:
    assert structure({"low": 1}, Span) == Span(1)
    assert issues({"low": 5, "high": 1}, Span) == [
        ("", "not-allowed", "has a value that is not allowed")
    ]
    assert issues({"low": 5, "high": -1}, Span) == [
        ("", "not-allowed", "ends before the beginning")
    ]


def test_unknown_members_are_passed_over_on_the_wire() -> None:
    document = {"session_id": "s", "__proto__": 1, "owner": "me", "mid": "0"}
    assert structure(document, Message) == Message(session_id="s")


def test_unknown_members_are_told_where_they_are_forbidden() -> None:
    document = {"session_id": "s", "x/y": 1, "a~b": 1, "one": {"candidate": "c", "mid": "0"}}
    assert issues(document, forbid_unknown=True) == [
        ("/one/mid", "unknown-field", "is not known"),
        ("/a~0b", "unknown-field", "is not known"),
        ("/x~1y", "unknown-field", "is not known"),
    ]
    assert decode(b'{"session_id":"s"}', Message, forbid_unknown=True).session_id == "s"


def test_an_unknown_name_is_told_bounded_and_printable() -> None:
    ((pointer, _, _),) = issues({"low": 1, "\r\né" + "x" * 1000: 1}, Span, forbid_unknown=True)
    assert pointer == "/???" + "x" * 296


# --- No amplification -------------------------------------------------------------------------


def test_an_array_at_its_limit_is_taken_and_one_more_is_not() -> None:
    limits = Limits(json_items=3)
    assert len(structure({"session_id": "s", "tags": ["t"] * 3}, Message, limits).tags) == 3
    with pytest.raises(JsonError) as caught:
        structure({"session_id": "s", "tags": ["t"] * 4}, Message, limits)
    assert caught.value.fault.code is FaultCode.JSON_TOO_MANY
    assert caught.value.issues == (Issue("/tags", "too-many", "has 4 items; the limit is 3"),)


def test_a_long_array_is_refused_before_its_items_are_looked_at() -> None:
    assert places({"session_id": "s", "tags": [1] * 101}) == [("/tags", "too-many")]


def test_untouched_values_may_hold_long_arrays() -> None:
    assert structure({"session_id": "s", "metadata": [1] * 1000}, Message).metadata == [1] * 1000


@pytest.mark.parametrize("count", [1, 31, 32, 33, 100])
def test_no_more_than_the_limit_of_issues_is_told(count: int) -> None:
    assert len(issues({"session_id": "s", "tags": [1] * count})) == min(count, 32)
    unknown = {"low": 1} | {f"u{index}": 1 for index in range(count)}
    assert len(issues(unknown, Span, forbid_unknown=True)) == min(count, 32)


def test_issues_are_bounded_across_items_too() -> None:
    bad = {"candidate": 1, "sdpMid": 1, "sdpMLineIndex": "x"}
    found = places({"session_id": 1, "candidates": [bad] * 100, "one": 1})
    assert len(found) == 32
    assert found[-1] == ("/candidates/10/candidate", "wrong-type")


# --- Our own mistakes go through --------------------------------------------------------------


class Level(IntEnum):
    LOW = 1


class Plain(Enum):
    ONE = "one"


@pytest.mark.parametrize(
    "kind",
    [
        bytes,
        Level,
        Plain,
        dict[str, int],
        list[int],
        tuple[int, str],
        set[int],
        int | str,
        int | str | None,
        tuple[bytes, ...],
        bytes | None,
    ],
    ids=str,
)
def test_an_annotation_that_does_not_travel_is_told_at_the_first_use(kind: Any) -> None:
    cls = attrs.make_class("Home", {"value": attrs.field(type=kind, default=None)}, frozen=True)
    with pytest.raises(TypeError, match="does not travel as JSON"):
        structure({}, cls)


def test_an_unknown_class_at_the_top_does_not_travel_either() -> None:
    with pytest.raises(TypeError, match="does not travel as JSON"):
        structure(b"x", bytes)


def faulty(_instance: object, _field: object, _value: int) -> None:
    raise KeyError("a mistake of ours")


@attrs.frozen
class Faulty:
    inner: int = attrs.field(validator=faulty)


@attrs.frozen
class Broken:
    value: int

    def __attrs_post_init__(self) -> None:
        raise ZeroDivisionError


@attrs.frozen
class Outer:
    inner: Faulty | Broken | None = None
    broken: Broken | None = None


def test_an_error_that_is_no_refusal_is_not_blamed_on_the_text() -> None:
    with pytest.raises(KeyError, match="a mistake of ours"):
        structure({"inner": 5}, Faulty)
    with pytest.raises(ZeroDivisionError):
        structure({"value": 5}, Broken)


# --- And back ---------------------------------------------------------------------------------

candidates = st.builds(
    Candidate,
    candidate=words,
    mid=st.none() | words,
    mline_index=st.none() | st.integers(0, 10**15),
    ufrag=st.none() | words,
)
messages = st.builds(
    Message,
    session_id=words,
    count=whole.filter(lambda number: number != 13),
    even=st.sampled_from([0, 2, 4]),
    seconds=finite,
    last=st.booleans(),
    kind=st.sampled_from(["offer", "answer"]),
    mixed=st.sampled_from(["auto", 1, True]),
    colour=st.sampled_from(Colour),
    tags=st.lists(words, max_size=3).map(tuple),
    candidates=st.lists(candidates, max_size=3).map(tuple),
    one=st.none() | candidates,
    metadata=plain_values,
    anything=plain_values,
)


@given(messages)
def test_decode_undoes_encode(message: Message) -> None:
    again = decode(encode(message), Message)
    assert same(again, message)
    assert encode(again) == encode(message)


def test_the_plain_value_holds_only_plain_types() -> None:
    def flat(value: Any) -> list[object]:
        inner = value.values() if isinstance(value, dict) else value
        if not isinstance(value, (dict, list)):
            return [value]
        return [value, *(item for member in inner for item in flat(member))]

    kinds = {type(value) for value in flat(unstructure(MESSAGE))}
    assert kinds == {dict, list, str, int, float, bool, type(None)}


def test_output_is_one_line_of_ascii() -> None:
    body = encode(Candidate(candidate="é\u2028\n\U0001f600"))
    assert body.startswith(b'{"candidate":"\\u00e9\\u2028\\n\\ud83d\\ude00"')


circle: list[object] = []
circle.append(circle)
bottomless: list[object] = []
for _depth in range(100_000):
    bottomless = [bottomless]


@pytest.mark.parametrize(
    "metadata",
    [math.nan, math.inf, object(), b"bytes", {1, 2}, {(1, 2): 3}, circle, bottomless],
    ids=lambda value: type(value).__name__,
)
def test_what_is_not_json_cannot_leave(metadata: object) -> None:
    with pytest.raises(JsonError) as caught:
        encode(Message(session_id="s", metadata=metadata))
    assert caught.value.fault.code is FaultCode.JSON_WRONG_TYPE


def test_half_a_surrogate_pair_cannot_leave() -> None:
    with pytest.raises(JsonError) as caught:
        encode(Candidate(candidate="\ud800"))
    assert caught.value.fault.code is FaultCode.JSON_BAD_ENCODING


# --- The same as JSON Schema ------------------------------------------------------------------


def schema_of(cls: type, side: Callable[[Any, Callable[[Any], Schema]], Schema]) -> Schema:
    """The schema of a class with those of all others that it needs."""
    found: Schema = {}

    def refer(other: Any) -> Schema:
        if other.__name__ not in found:
            found[other.__name__] = {}
            found[other.__name__] = side(other, refer)
        return {"$ref": f"#/$defs/{other.__name__}"}

    schema = refer(cls) | {"$defs": found}
    jsonschema.Draft202012Validator.check_schema(schema)
    return schema


TAKEN = jsonschema.Draft202012Validator(schema_of(Message, taken))
WRITTEN = jsonschema.Draft202012Validator(schema_of(Message, written))


@given(messages)
def test_what_is_written_fits_both_schemas(message: Message) -> None:
    plain = json.loads(encode(message))
    assert WRITTEN.is_valid(plain)
    assert TAKEN.is_valid(plain)


@pytest.mark.parametrize("name", [name for name in TAKES if name != "even"])
@pytest.mark.parametrize("value", EVERY_KIND, ids=repr)
def test_the_schema_knows_every_type_that_is_taken(name: str, value: object) -> None:
    taken_here = any(repr(value) == repr(good) for good in TAKES[name])
    whole = repr(value) == "1.0" and name in ("count", "mixed")  # to a schema it is an integer
    assert TAKEN.is_valid({"session_id": "s", name: value}) == (taken_here or whole)


def test_what_may_be_left_out_and_what_always_stands_there_differ() -> None:
    assert TAKEN.is_valid({"session_id": "s", "one": None})
    assert not TAKEN.is_valid({})
    assert not WRITTEN.is_valid({"session_id": "s"})
    one = {"candidate": "c", "sdpMid": None, "sdpMLineIndex": None}
    assert WRITTEN.is_valid(json.loads(encode(MESSAGE)) | {"one": one})
    for wrong in ({**one, "usernameFragment": None}, {"candidate": "c"}):
        assert not WRITTEN.is_valid(json.loads(encode(MESSAGE)) | {"one": wrong})


def test_a_class_that_does_not_travel_has_no_schema() -> None:
    cls = attrs.make_class("Home", {"value": attrs.field(type=bytes)}, frozen=True)
    for side in (taken, written):
        with pytest.raises(TypeError, match="has no JSON Schema"):
            schema_of(cls, side)
