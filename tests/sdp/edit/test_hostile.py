"""No value that is set through the API changes the structure of the lines (R6)."""

import importlib.util
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from sdpsig import sdp
from sdpsig.errors import Fault
from sdpsig.limits import Limits
from sdpsig.sdp import (
    STANDARD,
    Bandwidth,
    Connection,
    Email,
    EncryptionKey,
    Information,
    Line,
    MediaDescription,
    MediaLine,
    Origin,
    Phone,
    Repeat,
    SessionDescription,
    SessionName,
    TimeZones,
    Timing,
    Unknown,
    Uri,
    Version,
    edit,
)
from sdpsig.sdp._field import Field
from sdpsig.sdp._fields import FIELDS as FIELD_KINDS
from sdpsig.sdp._fields import read_field
from tests._corpus import CAPTURES
from tests.sdp._hostile import HOSTILE, attempt, fields_of
from tests.test_attributes import VALUES

FUZZER = Path(__file__).parents[4] / "shared" / "tools" / "sdpfuzz" / "sdpfuzz.py"
TEXT = CAPTURES["audio-video-data--chromium-offer-created"]
DESCRIPTION = sdp.parse(TEXT)
VIDEO = DESCRIPTION.media[1]
WIDE = Limits(candidate_bytes=100_000)

FIELDS: tuple[Line, ...] = (
    Origin(1, 1),
    Connection(),
    Bandwidth("AS", 1),
    Version(),
    SessionName(),
    Information("a"),
    Uri("a"),
    Email("a@b"),
    Phone("+1 2"),
    Timing(),
    Repeat("1", "1", "0"),
    TimeZones("0 1h"),
    EncryptionKey("clear", "a"),
)
"""One of each line that is no attribute."""

Change = Callable[[MediaDescription, Any], MediaDescription]
Edit = Callable[[Any], SessionDescription]

CHANGES: dict[str, Change] = {
    "add": edit.add,
    "put": edit.put,
    "remove": edit.remove,
    "drop": edit.drop,
    "replace": lambda media, value: edit.replace(media, media.lines[3], value),
    "replace what": lambda media, value: edit.replace(media, value, Unknown("x")),
    "direction": edit.set_direction,
    "bandwidth": lambda media, value: edit.set_bandwidth(media, "AS", value),
    "type of bandwidth": lambda media, value: edit.set_bandwidth(media, value, 1),
    "no such bandwidth": lambda media, value: edit.set_bandwidth(media, value, None),
    "port": edit.set_port,
    "extension": edit.remove_extensions,
    "prefer": edit.prefer_codecs,
    "keep": edit.keep_codecs,
    "remove codec": edit.remove_codecs,
    "fmtp": lambda media, value: edit.set_fmtp(media, "opus", value),
    "fmtp of what": lambda media, value: edit.set_fmtp(media, value, "a=1"),
    "parameter": lambda media, value: edit.set_parameters(media, "opus", {"a": value}),
    "name": lambda media, value: edit.set_parameters(
        media, "opus", {value if value.__hash__ else "": 1}
    ),
    "encoding": lambda media, value: edit.add_codec(media, value, 1),
    "clock": lambda media, value: edit.add_codec(media, "A", value),
    "channels": lambda media, value: edit.add_codec(media, "A", 1, value),
    "its fmtp": lambda media, value: edit.add_codec(media, "A", 1, fmtp=value),
    "feedback": lambda media, value: edit.add_codec(media, "A", 1, feedback=(value,)),
    "payload type": lambda media, value: edit.add_codec(media, "A", 1, payload_type=value),
}
"""Each value that an edit of a section takes."""


def first(change: Change) -> Edit:
    return lambda value: edit.section(DESCRIPTION, 0, lambda media: change(media, value))


EDITS: dict[str, Edit] = {
    "another mid": lambda value: edit.rename_mid(DESCRIPTION, 0, value),
    "which mid": lambda value: edit.rename_mid(DESCRIPTION, value, "new"),
    "refuse": lambda value: edit.reject(DESCRIPTION, value),
    **{name: first(change) for name, change in CHANGES.items()},
}
"""Each value that an edit takes."""


@cache
def fuzzed() -> tuple[str, ...]:
    """Values of the fuzzer, which may lie beside the project."""
    if not FUZZER.exists():
        pytest.skip("sdpfuzz does not lie beside the project")
    spec = importlib.util.spec_from_file_location("sdpfuzz", FUZZER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault("sdpfuzz", module)
    spec.loader.exec_module(module)
    return tuple(value for value in module.hostile_values() if len(value) < 2_000)


def shape(description: SessionDescription) -> list[list[type[Line]]]:
    """What stands where."""
    return [[type(line) for line in section.lines] for section in (description, *description.media)]


def assert_sound(found: SessionDescription | Fault) -> None:
    """Refused, or written so that exactly this is read again."""
    if isinstance(found, Fault):
        assert "\n" not in str(found)
        return
    text = sdp.serialize(found)
    read = sdp.parse(text, limits=WIDE)
    assert shape(read) == shape(found)
    assert read == found
    assert text.count("\n") == sum(map(len, shape(found))) + len(found.media)
    assert sdp.serialize(read) == text


def lines() -> list[Line]:
    """One line of each class that there is."""
    attributes = [
        kind.read(kind.spec.names[0] if kind.spec.names else kind.spec.name, VALUES[kind])
        for kind in STANDARD
    ]
    return [*attributes, *FIELDS, Unknown("x-thing", "1")]


def changed(line: Line, name: str, value: object) -> Line:
    return evolve(line, **{name: value})


def assert_no_way_in(line: Line, value: object) -> None:
    """Whatever is set in whatever field, and however it is brought in."""
    for name in fields_of(type(line)):
        made = attempt(changed, line, name, value)
        if isinstance(made, Fault):
            continue
        head = isinstance(made, Field) and made.letter not in "cbi"
        if head:
            assert_sound(attempt(edit.add, edit.drop(DESCRIPTION, Unknown), made))
            origin = () if isinstance(made, Origin) else (Origin(1, 1),)
            assert_sound(attempt(sdp.build, (made, *origin)))
            continue
        added = attempt(lambda new=made: DESCRIPTION.replacing(1, edit.add(VIDEO, new)))  # type: ignore[misc]
        assert_sound(added)
        built = attempt(sdp.build_media, VIDEO.media_line, (made,))
        assert isinstance(built, Fault) == isinstance(added, Fault)
        if isinstance(built, MediaDescription):
            assert_sound(sdp.build((Origin(1, 1),), (built,)))


@pytest.mark.parametrize("line", lines(), ids=lambda line: type(line).__name__)
def test_no_field_of_a_line_changes_the_structure(line: Line) -> None:
    for value in HOSTILE:
        assert_no_way_in(line, value)


@pytest.mark.parametrize("line", lines(), ids=lambda line: type(line).__name__)
def test_no_field_of_a_line_lets_the_fuzzer_in(line: Line) -> None:
    for value in fuzzed():
        for name in fields_of(type(line)):
            made = attempt(changed, line, name, value)
            if isinstance(made, Fault):
                continue
            text = attempt(lambda made=made: made.text)  # type: ignore[misc]
            if isinstance(text, str):
                assert text.encode().translate(None, b"\r\n\0") == text.encode()
                assert read_again(text) == made


def read_again(text: str) -> Line:
    letter, _, value = text.partition("=")
    return sdp.parse_attribute(text) if letter == "a" else read_field(letter, value)


@pytest.mark.parametrize("name", EDITS)
def test_no_value_of_an_edit_changes_the_structure(name: str) -> None:
    for value in HOSTILE:
        assert_sound(attempt(EDITS[name], value))


@pytest.mark.parametrize("name", EDITS)
def test_no_value_of_an_edit_lets_the_fuzzer_in(name: str) -> None:
    for value in fuzzed()[::4]:
        assert_sound(attempt(EDITS[name], value))


@given(
    st.sampled_from(sorted(EDITS)),
    st.text(st.characters(), max_size=20)
    | st.text("a0:=;/ \r\n\t\x00", max_size=6)
    | st.integers()
    | st.binary(max_size=3)
    | st.none()
    | st.floats()
    | st.tuples(st.text(max_size=3), st.text(max_size=3)),
)
def test_no_value_at_all_changes_the_structure(name: str, value: object) -> None:
    assert_sound(attempt(EDITS[name], value))


@given(st.sampled_from(fields_of(MediaLine)), st.sampled_from(HOSTILE) | st.text(max_size=5))
def test_no_value_on_an_m_line_changes_the_structure(name: str, value: object) -> None:
    line = attempt(changed, VIDEO.media_line, name, value)
    if isinstance(line, Line):
        media = evolve(VIDEO, media_line=line)  # type: ignore[arg-type]
        assert_sound(attempt(DESCRIPTION.replacing, 1, media))
        assert_sound(attempt(sdp.build, (Origin(1, 1),), (media,)))


def test_the_lines_of_this_test_are_all_that_there_are() -> None:
    made = {type(line) for line in lines()}
    assert made == {*STANDARD, *FIELD_KINDS.values(), Unknown} - {MediaLine}
