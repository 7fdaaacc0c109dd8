"""Dates as HTTP writes them."""

from email.utils import formatdate

from hypothesis import given
from hypothesis import strategies as st

from sdpsig.http._http_date import http_date


def test_the_date_of_the_rfc() -> None:
    assert http_date(784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT"


@given(st.integers(0, 4_102_444_800) | st.floats(0.0, 4e9))
def test_a_date_is_that_of_the_standard_library(wall: float) -> None:
    assert http_date(wall) == formatdate(int(wall), usegmt=True)


def test_leap_days_and_turns_of_the_year_are_in_their_place() -> None:
    for year, days in ((2000, 11_016), (2024, 19_782), (2100, 47_540)):
        for day in range(days - 2, days + 3):
            text = http_date(day * 86_400)
            assert text == formatdate(day * 86_400, usegmt=True), year
