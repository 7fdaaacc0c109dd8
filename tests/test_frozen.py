"""What is changed fast is what attrs would have made of it."""

from collections.abc import Callable
from typing import Any

import attrs
import pytest
from attrs import define, field, frozen

from sdpsig._frozen import evolve
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
            raise ValueError


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
