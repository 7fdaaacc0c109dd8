"""What is made or changed fast is what attrs would have made of it."""

import inspect
from collections.abc import Callable
from functools import cached_property
from typing import Any, cast

import attrs
import pytest
from attrs import define, field

from sdpsig._frozen import evolve, frozen
from sdpsig.jsep import Negotiation, SignalingState
from sdpsig.sdp import parse
from tests._corpus import OFFERS


@frozen
class Plain:
    """Nothing but values, one of them behind another name."""

    one: int = 1
    _two: list[int] = field(factory=list[int], alias="second", hash=False)


@define
class Loose:
    """One that may change."""

    one: int = 1


@frozen
class Converted:
    """One that makes something of what it is given."""

    number: int = field(converter=int)


@frozen
class Judged:
    """One that does not take everything."""

    number: int = field(validator=attrs.validators.ge(0))


@frozen
class Counted:
    """One with a field that nobody gives it."""

    number: int = 1
    asked: list[int] = field(factory=list[int], init=False)


@frozen
class Followed:
    """One that looks at itself when it is made."""

    number: int = 1

    def __attrs_post_init__(self) -> None:
        if self.number < 0:
            raise ValueError("below zero")


@frozen
class Doubled:
    """One with a default that is converted, and one that looks at the rest."""

    number: int = field(default=cast("int", "1"), converter=int)
    twice: int = field(default=attrs.Factory(lambda self: self.number * 2, takes_self=True))


@frozen(kw_only=True)
class Worded:
    """One whose fields have to be named, and that makes something of its own default."""

    number: int
    made: tuple[int, ...] = field(factory=list[int], converter=tuple)
    told: int = 0


@frozen
class Aware(Plain):
    """One below another one, with a converter that asks for the field."""

    three: int = field(
        default=3,
        converter=attrs.Converter(lambda value, item: int(value), takes_field=True),  # type: ignore[misc]
    )


@frozen(cache_hash=True)
class Hashed:
    """One that keeps its hash."""

    number: int = 1


@frozen(slots=False)
class Open:
    """One that finds out something later."""

    number: int = 1

    @cached_property
    def next(self) -> int:
        """One more."""
        return self.number + 1


@frozen
class Own:
    """One with an ``__init__`` of its own."""

    number: int

    def __init__(self) -> None:
        object.__setattr__(self, "number", 7)


class Below(Converted):
    """One of a class that attrs does not know."""

    __slots__ = ()


MADE: list[tuple[type[Any], tuple[Any, ...], dict[str, Any]]] = [
    (Plain, (), {}),
    (Plain, (2,), {"second": [4]}),
    (Converted, ("7",), {}),
    (Judged, (7,), {}),
    (Counted, (), {}),
    (Followed, (7,), {}),
    (Doubled, (), {}),
    (Doubled, ("2", 3), {}),
    (Worded, (), {"number": 1}),
    (Worded, (), {"number": 1, "made": [2], "told": 3}),
    (Aware, (), {"three": "4"}),
    (Hashed, (2,), {}),
    (Open, (2,), {}),
    (Own, (), {}),
    (Below, ("7",), {}),
]


@pytest.mark.parametrize(("kind", "values", "fields"), MADE)
def test_what_is_made_is_what_attrs_makes_of_it(
    kind: type[Any], values: tuple[Any, ...], fields: dict[str, Any]
) -> None:
    init = kind.__init__
    slow = object.__new__(kind)
    inspect.unwrap(init)(slow, *values, **fields)
    for _ in range(2):  # the first one is made while the way is made
        made = kind(*values, **fields)
        assert made == slow
        assert type(made) is kind
    assert inspect.signature(kind) == inspect.signature(inspect.unwrap(init).__get__(slow))


def test_every_value_has_lists_of_its_own() -> None:
    one, other = Counted(), Counted()
    assert one.asked == other.asked == []
    assert one.asked is not other.asked
    assert Plain()._two is not Plain()._two


def test_what_is_made_is_frozen() -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        Plain().one = 3  # type: ignore[misc]  # that is what is tried
    assert Open(2).next == 3


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: Converted("x"), "invalid literal"),
        (lambda: Below("x"), "invalid literal"),
        (lambda: Judged(-1), "must be >= 0"),
        (lambda: Followed(-1), "below zero"),
        (cast("Any", Worded), "number"),
        (lambda: cast("Any", Plain)(three=3), "three"),
        (lambda: cast("Any", Plain)(1, [], 3), "positional"),
    ],
)
def test_what_cannot_be_made_is_refused_in_the_words_of_attrs(
    make: Callable[[], Any], error: str
) -> None:
    for _ in range(2):
        with pytest.raises((ValueError, TypeError), match=error):
            make()


VALUES: list[tuple[Any, dict[str, Any]]] = [
    (Plain(), {}),
    (Plain(2, [3]), {"second": [4]}),
    (Loose(), {"one": 2}),
    (Converted(1), {"number": "2"}),
    (Judged(1), {"number": 2}),
    (Counted(1), {"number": 2}),
    (Followed(1), {"number": 2}),
    (Negotiation(), {"state": SignalingState.HAVE_LOCAL_OFFER, "version": 3}),
    (parse(next(iter(OFFERS.values()))), {"last_line_ends": False}),
]


@pytest.mark.parametrize(("value", "changes"), VALUES)
def test_what_is_changed_is_what_attrs_makes_of_it(value: Any, changes: dict[str, Any]) -> None:
    before = attrs.evolve(value)
    changed, expected = evolve(value, **changes), attrs.evolve(value, **changes)
    assert changed == expected
    assert type(changed) is type(expected)
    assert value == before
    for item in attrs.fields(type(value)):
        if item.init and item.alias not in changes:
            assert getattr(changed, item.name) is getattr(value, item.name)


def test_what_is_changed_is_as_frozen_as_before() -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        evolve(Plain(), one=2).one = 3  # type: ignore[misc]  # that is what is tried


@pytest.mark.parametrize(
    "change",
    [
        lambda: evolve(Judged(1), number=-1),
        lambda: evolve(Converted(1), number="x"),
        lambda: evolve(Followed(1), number=-1),
    ],
)
def test_what_a_class_refuses_is_refused(change: Callable[[], Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # each says it in its own words
        change()


@pytest.mark.parametrize("value", [Plain(), Converted(1)])
def test_a_field_that_there_is_not_cannot_be_changed(value: Any) -> None:
    with pytest.raises(TypeError):
        evolve(value, three=3)
    with pytest.raises(TypeError):
        evolve(Plain(), _two=[])  # type: ignore[call-arg]  # its name is another
