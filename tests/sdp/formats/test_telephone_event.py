from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.errors import SdpError
from sdpsig.sdp.formats import TelephoneEvent

RANGES = st.tuples(st.integers(0, 255), st.integers(0, 255)).map(
    lambda ends: range(min(ends), max(ends) + 1)
)


def test_the_example_of_the_rfc() -> None:
    read = TelephoneEvent.parse("0-15,66,70")
    assert read.events == (range(16), range(66, 67), range(70, 71))
    assert [event for event in range(256) if event in read] == [*range(16), 66, 70]
    assert read.serialize() == "0-15,66,70"


def test_nothing_said_is_dtmf() -> None:
    assert TelephoneEvent.parse("") == TelephoneEvent() == TelephoneEvent.parse("0-15")


def test_the_name_of_the_parameter_may_stand_before_it() -> None:
    assert TelephoneEvent.parse("events=0-11").serialize() == "0-11"


@pytest.mark.parametrize(
    "said", ["0-", "-1", "a", "0-256", "256", "5-4", "1,,2", "0 - 15", "0-15,", "1000"]
)
def test_what_else_is_written_is_refused(said: str) -> None:
    with pytest.raises(SdpError, match="RFC 4733"):
        TelephoneEvent.parse(said)


@given(st.lists(RANGES, min_size=1, max_size=4).map(tuple))
def test_events_come_back_as_they_were_listed(events: tuple[range, ...]) -> None:
    made = TelephoneEvent(events)
    assert TelephoneEvent.parse(made.serialize()) == made


@pytest.mark.parametrize("events", [(), (range(0),), (range(-1, 3),), (range(0, 9, 2),), 5, (5,)])
def test_events_are_ranges_with_something_in_them(events: Any) -> None:
    with pytest.raises(SdpError):
        TelephoneEvent(events)
