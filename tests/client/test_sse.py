"""Bytes to events, whichever way they are cut."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.client._sse import EventReader, EventTooLargeError, ServerEvent

STREAM = (
    b"\xef\xbb\xbf: a comment\n\n"
    b"data: one\n\n"
    b"event: candidate\r\nid: 7\r\ndata: {\r\ndata:  1}\r\n\r\n"
    b"id: 8\rretry: 2500\rdata\r\r"
    b"event: nothing\n\n"
    b"whatever: x\nretry: soon\nid: a\0b\ndata:last\n\n"
    b"data: cut off\n"
)
EVENTS = [
    ServerEvent("message", "one"),
    ServerEvent("candidate", "{\n 1}", "7"),
    ServerEvent("message", "", "8"),
    ServerEvent("message", "last", "8"),
]


def test_a_stream_is_read_as_html_says() -> None:
    reader = EventReader()
    assert list(reader.feed(STREAM)) == EVENTS
    assert (reader.last_id, reader.retry) == ("8", 2.5)


@given(st.lists(st.integers(0, len(STREAM)), max_size=20))
def test_the_cuts_make_no_difference(cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(STREAM)]
    reader = EventReader()
    parts = [STREAM[start:end] for start, end in pairwise(places)]
    assert [event for part in parts for event in reader.feed(part)] == EVENTS


def test_byte_for_byte_is_the_same() -> None:
    reader = EventReader()
    found = [event for byte in STREAM for event in reader.feed(bytes([byte]))]
    assert found == EVENTS


def test_an_id_counts_when_its_event_is_complete() -> None:
    reader = EventReader("5")
    assert reader.feed(b"id: 6\ndata: x\n") == ()
    assert reader.last_id == "5"
    assert reader.feed(b"\n") == (ServerEvent("message", "x", "6"),)
    assert reader.last_id == "6"


def test_what_is_not_utf_8_is_replaced() -> None:
    assert EventReader().feed(b"data: \xff\n\n") == (ServerEvent("message", "\ufffd"),)


@pytest.mark.parametrize("endless", [b"x" * 100, b"data: 1234567\n", b"id: 1\n"])
def test_an_event_has_a_largest_size(endless: bytes) -> None:
    reader = EventReader(max_bytes=1000)
    for _ in range(1000 // len(endless)):
        assert reader.feed(endless) == ()
    with pytest.raises(EventTooLargeError):
        reader.feed(endless * 2)


def test_many_events_are_not_one_large_one() -> None:
    reader = EventReader(max_bytes=1000)
    assert len(reader.feed(b"data: 123\n\n" * 1000)) == 1000


def test_what_is_in_an_event_is_not_shown() -> None:
    assert "hush" not in repr(ServerEvent("candidate", "hush", "1"))
