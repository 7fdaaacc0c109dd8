"""Retry-After, in seconds (RFC 9110 §10.2.3)."""

import re

from ._steps import Received

__all__ = ["retry_after", "seconds_between"]

SECONDS = re.compile("[0-9]{1,9}")
# IMF-fixdate = day-name "," SP date1 SP time-of-day SP GMT (RFC 9110 §5.6.7)
DATE = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), ([0-9]{2}) ([A-Z][a-z]{2}) ([0-9]{4})"
    r" ([0-9]{2}):([0-9]{2}):([0-9]{2}) GMT"
)
MONTHS = ("Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb")
"""From March on: a leap day is the last of its year then."""


def retry_after(response: Received) -> int | None:
    """How many seconds to wait; None where nothing is said, or nothing that can be read.

    A date counts from the ``Date`` of the same response: two clocks are never mixed.
    """
    text = response.header("retry-after") or ""
    if SECONDS.fullmatch(text):
        return int(text)
    left = seconds_between(response.header("date") or "", text)
    return None if left is None else max(0, left)


def seconds_between(since: str, until: str) -> int | None:
    """Seconds from one HTTP date to another; None where one of them is none."""
    start, end = _seconds(since), _seconds(until)
    return None if start is None or end is None else end - start


def _seconds(text: str) -> int | None:
    """A date as seconds since some day that is the same for all."""
    match = DATE.fullmatch(text)
    if match is None or match[2] not in MONTHS:
        return None
    day, year, hour, minute, second = (int(match[group]) for group in (1, 3, 4, 5, 6))
    month = MONTHS.index(match[2])
    years = year - (month >= 10)
    days = 365 * years + years // 4 - years // 100 + years // 400 + (153 * month + 2) // 5 + day
    return ((days * 24 + hour) * 60 + minute) * 60 + second
