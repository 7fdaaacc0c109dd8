import pytest

from sdpsig.sdp import (
    Email,
    EncryptionKey,
    Phone,
    Repeat,
    SessionName,
    TimeZones,
    Timing,
    Version,
    parse,
)
from sdpsig.sdp._session_fields import seconds

TEXT = (
    "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=A Seminar\r\ni=about SDP\r\nu=https://example.org/\r\n"
    "e=j.doe@example.org (Jane Doe)\r\np=+1 617 555-6011\r\nc=IN IP4 192.0.2.1\r\nb=AS:64\r\n"
    "t=3724394400 3724398000\r\nr=7d 1h 0 25h\r\nz=3730928400 -1h 3749680800 0\r\n"
    "k=clear:secret\r\na=tool:test\r\n"
)


def test_every_line_of_a_session_has_its_type_and_its_place() -> None:
    description = parse(TEXT)
    names = [type(line).__name__ for line in description.lines]
    assert names == [
        *("Version", "Origin", "SessionName", "Information", "Uri", "Email", "Phone"),
        *("Connection", "Bandwidth", "Timing", "Repeat", "TimeZones", "EncryptionKey", "Tool"),
    ]
    assert [warning.rule for warning in description.warnings] == ["RFC 8866 §5.12"]


def test_a_zone_line_belongs_to_each_time_that_repeats() -> None:
    times = "t=1 2\r\nr=7d 1h 0\r\nz=1 -1h\r\nt=3 4\r\nr=7d 1h 0\r\nz=1 -1h\r\n"
    assert parse("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\n" + times).warnings == ()


@pytest.mark.parametrize(
    ("typed_time", "count"),
    [("0", 0), ("3600", 3600), ("7d", 604_800), ("-1h", -3600), ("10m", 600), ("5s", 5)],
)
def test_a_typed_time_is_counted_in_seconds(typed_time: str, count: int) -> None:
    assert seconds(typed_time) == count


def test_a_repetition_comes_apart() -> None:
    repeat = Repeat.parse("604800 3600 0 90000")
    assert (repeat.interval, repeat.duration, repeat.offsets) == ("604800", "3600", ("0", "90000"))


def test_the_clock_is_put_back_and_forward() -> None:
    zones = TimeZones.parse("2882844526 -1h 2898848070 0")
    assert zones.adjustments == (("2882844526", "-1h"), ("2898848070", "0"))


@pytest.mark.parametrize(
    "value", ["j.doe@example.org (Jane Doe)", "Jane Doe <j.doe@example.org>", "j.doe@example.org"]
)
def test_a_mail_address_is_found_in_each_of_its_forms(value: str) -> None:
    assert Email.parse(value).address == "j.doe@example.org"


def test_what_only_looks_like_a_mail_address_has_none() -> None:
    assert Email("nobody").address == ""


@pytest.mark.parametrize("value", ["+1 617 555-6011", "+1 617 555-6011 (Jane)", "Jane <+1 617>"])
def test_a_telephone_number_may_have_a_name(value: str) -> None:
    assert Phone.parse(value).text == f"p={value}"


def test_a_key_is_prompted_for_or_given() -> None:
    assert EncryptionKey.parse("prompt") == EncryptionKey("prompt")
    assert EncryptionKey.parse("uri:https://example.org/key").key == "https://example.org/key"


def test_a_session_needs_no_name_and_no_time() -> None:
    assert [line.text for line in (Version(), SessionName(), Timing())] == ["v=0", "s=-", "t=0 0"]
