"""How long a server wants to be left alone."""

import pytest

from sdpsig.client._retry_after import retry_after
from tests.client._played import reply

DATE = "Wed, 21 Oct 2026 07:28:00 GMT"


@pytest.mark.parametrize(("text", "seconds"), [("0", 0), ("120", 120), ("999999999", 999_999_999)])
def test_seconds_are_taken_as_they_are(text: str, seconds: int) -> None:
    assert retry_after(reply(503, retry_after=text)) == seconds


@pytest.mark.parametrize(
    "text",
    ["", "-1", "1.5", "1e3", " 5", "9999999999", "soon", "٣", "Wed, 21 Oct 2026 07:28:00 CET"],
)
def test_what_is_neither_seconds_nor_a_date_says_nothing(text: str) -> None:
    assert retry_after(reply(503, retry_after=text, date=DATE)) is None


def test_without_the_header_nothing_is_said() -> None:
    assert retry_after(reply(503)) is None


@pytest.mark.parametrize(
    ("until", "seconds"),
    [
        ("Wed, 21 Oct 2026 07:28:00 GMT", 0),
        ("Wed, 21 Oct 2026 07:28:01 GMT", 1),
        ("Wed, 21 Oct 2026 08:28:00 GMT", 3600),
        ("Thu, 22 Oct 2026 07:28:00 GMT", 86400),
        ("Mon, 01 Mar 2027 07:28:00 GMT", 131 * 86400),
        ("Tue, 20 Oct 2026 07:28:00 GMT", 0),
    ],
)
def test_a_date_counts_from_the_date_of_the_response(until: str, seconds: int) -> None:
    assert retry_after(reply(503, retry_after=until, date=DATE)) == seconds


def test_leap_days_are_counted() -> None:
    response = reply(
        503, retry_after="Fri, 01 Mar 2024 00:00:00 GMT", date="Wed, 28 Feb 2024 00:00:00 GMT"
    )
    assert retry_after(response) == 2 * 86400


@pytest.mark.parametrize("date", ["", "yesterday", "Wed, 21 Okt 2026 07:28:00 GMT"])
def test_a_date_says_nothing_where_the_server_does_not_say_what_time_it_is(date: str) -> None:
    assert retry_after(reply(503, retry_after=DATE, date=date)) is None
