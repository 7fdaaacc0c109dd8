from collections.abc import Callable, Hashable, Iterator, Mapping
from enum import Enum
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any, Literal, get_args, get_origin

import attrs
import pytest
from attrs import field, frozen

from sdpsig._converter import JsonError
from sdpsig.errors import Fault, FaultCode, SdpError
from sdpsig.jsep import AnswerPolicy, Negotiation, mirror
from sdpsig.limits import Limits
from sdpsig.sdp import Attribute, SessionDescription
from sdpsig.sdp.attributes import Mid
from sdpsig.session import SessionConfig, SessionState
from sdpsig.session._forms import GIVEN, LEAVES, form, read
from sdpsig.session._journal import Entry
from sdpsig.session._plain import PlainReading, PlainWriting


def back_and_forth(kind: Any, value: object) -> object:
    plain = form(kind).write(value, PlainWriting())
    assert read(kind, plain, PlainReading(Limits())) == value
    return plain


def refusal(kind: Any, plain: object) -> str:
    with pytest.raises(JsonError) as caught:
        read(kind, plain, PlainReading(Limits()))
    assert caught.value.issues
    return caught.value.fault.detail


class Colour(Enum):
    RED = "red"


def positive(_: object, __: object, value: int) -> None:
    if value < 0:
        raise ValueError(str(value))


@frozen
class Leaf:
    number: int = field(default=1, validator=positive)
    _hidden: str = ""


@frozen
class Tree:
    leaf: Leaf
    below: "tuple[Tree, ...]" = ()
    name: str | None = None


@frozen
class Angry:
    def __attrs_post_init__(self) -> None:
        raise SdpError(Fault(FaultCode.INTERNAL, "never"))


VALUES: list[tuple[Any, object, object]] = [
    (bool, True, True),
    (int, 7, 7),
    (str, "x", "x"),
    (float, 1.5, 1.5),
    (float, float("inf"), "inf"),
    (float, float("-inf"), "-inf"),
    (Colour, Colour.RED, "red"),
    (Literal["a", "b"], "b", "b"),
    (str | None, None, None),
    (str | None, "x", "x"),
    (tuple[int, ...], (1, 2), [1, 2]),
    (tuple[int, str], (1, "x"), [1, "x"]),
    (frozenset[str], frozenset({"b", "a"}), ["a", "b"]),
    (Mapping[int, str], {2: "b", 1: "a"}, [[2, "b"], [1, "a"]]),
    (Hashable, ("opus", 48_000, None, ("x",)), ["opus", 48_000, None, ["x"]]),
    (IPv4Network | IPv6Network, ip_network("10.0.0.0/8"), "10.0.0.0/8"),
    (type[Attribute], Mid, "mid"),
    (Mid, Mid("0"), "a=mid:0"),
    (object, {"any": [1]}, {"any": [1]}),
    (Leaf, Leaf(), {"number": 1}),
    (Leaf, Leaf(2, "x"), {"number": 2, "hidden": "x"}),
    (Tree | Leaf, Leaf(3), {"type": "Leaf", "number": 3}),
    (Tree | Leaf | None, None, None),
    (Tree, Tree(Leaf(), (Tree(Leaf(5)),), "t"),
     {"leaf": {"number": 1}, "below": [{"leaf": {"number": 5}}], "name": "t"}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value", "plain"), VALUES, ids=range(len(VALUES)))
def test_values_come_back_as_they_were(kind: Any, value: object, plain: object) -> None:
    assert back_and_forth(kind, value) == plain


REFUSED: list[tuple[Any, object, str]] = [
    (bool, 1, "must be true or false"),
    (int, True, "must be an integer"),
    (str, 1, "must be a string"),
    (float, "much", "must be a number of seconds"),
    (float, 1e300, "must be a number of seconds"),
    (Colour, "blue", "must be one of red"),
    (Colour, ["red"], "must be a string"),
    (tuple[int, ...], {}, "must be an array"),
    (tuple[int, ...], [1, "x"], "/1 must be an integer"),
    (tuple[int, str], [1], "must have 2 items"),
    (frozenset[str], "ab", "must be an array"),
    (Mapping[int, str], [[1]], "/0 must have 2 items"),
    (Hashable, [1.5], "a string, an integer, null"),
    (Hashable, {}, "a string, an integer, null"),
    (IPv4Network | IPv6Network, "10.0.0.1/8", "a value that is not allowed"),
    (Mid, "a=ice-ufrag:EsAw", "must be a line a=mid"),
    (Mid, "a=mid:", "is refused: malformed a=mid"),
    (Leaf, [], "must be an object"),
    (Leaf, {"numbr": 1}, "has 1 members that are not known"),
    (Leaf, {"number": -1}, "a value that is not allowed"),
    (Tree, {}, "/leaf is required"),
    (Tree, {"leaf": {"number": "x"}}, "/leaf/number must be an integer"),
    (Tree, {"leaf": {}, "below": [{"leaf": 1}]}, "/below/0/leaf must be an object"),
    (Tree | Leaf, {"type": "Bush"}, "/type must be one of Tree, Leaf"),
    (Tree | Leaf, {"type": ["Leaf"]}, "/type must be one of Tree, Leaf"),
    (Angry, {}, "is refused: never"),
    (SessionDescription, 3, "must be a description"),
]


@pytest.mark.parametrize(("kind", "plain", "detail"), REFUSED, ids=str)
def test_what_does_not_fit_is_refused_with_its_place(kind: Any, plain: object, detail: str) -> None:
    assert detail in refusal(kind, plain)


@pytest.mark.parametrize("kind", [bytes, complex, list[int], Exception])
def test_other_types_do_not_travel(kind: Any) -> None:
    with pytest.raises(TypeError, match="does not travel"):
        form(kind)


def test_functions_travel_by_name_where_they_have_one() -> None:
    assert back_and_forth(AnswerPolicy, AnswerPolicy(direction=mirror)) == {
        "direction": "mirror",
        "setup": "active",
    }
    plain = form(AnswerPolicy).write(AnswerPolicy(direction=lambda _: None), PlainWriting())  # type: ignore[arg-type,return-value]  # any function
    assert read(AnswerPolicy, plain, PlainReading(Limits())) == AnswerPolicy()
    assert "must be one of receive_only, mirror" in refusal(AnswerPolicy, {"accept": "all"})


# --- nothing is forgotten


def reached(kind: Any, known: set[Any]) -> Iterator[type]:
    """Every class of ours that a value of this type may hold."""
    if get_origin(kind) is Callable or kind in known or kind in LEAVES:
        return
    known.add(kind)
    for part in get_args(kind):
        yield from reached(part, known)
    if isinstance(kind, type) and attrs.has(kind) and not issubclass(kind, Attribute):
        yield kind
        attrs.resolve_types(kind)
        for one in attrs.fields(kind):
            yield from reached(one.type, known)


@pytest.mark.parametrize("root", [SessionState, SessionConfig, Entry], ids=range(3))
def test_every_field_of_every_class_travels(root: Any) -> None:
    found = {*reached(root, set())}
    for cls in found:
        for one in attrs.fields(cls):
            assert one.init, f"{cls.__name__}.{one.name} could not be read back"
            if (cls, one.name) not in GIVEN:
                form(one.type)
    assert SessionState in found or root is not SessionState


def test_only_the_configuration_is_not_written() -> None:
    assert GIVEN.keys() == {(Negotiation, "config")}


def test_a_field_that_is_new_travels_without_a_word() -> None:
    grown = attrs.make_class("Grown", {"novelty": attrs.field(default=3, type=int)}, frozen=True)
    assert back_and_forth(grown, grown(novelty=4)) == {"novelty": 4}
    assert back_and_forth(grown, grown(novelty=0)) == {"novelty": 0}


def test_names_in_a_union_are_told_apart() -> None:
    names = [kind.__name__ for kind in get_args(Entry)]
    assert len({*names}) == len(names)
