from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from sdpsig import sdp
from sdpsig.errors import FaultCode, SdpError
from sdpsig.sdp import codecs, edit, typed
from sdpsig.sdp.attributes import Fmtp
from sdpsig.sdp.attributes.rtp import fmtp_parameters
from sdpsig.sdp.formats import Opus
from tests.sdp._hostile import HOSTILE, attempt

HEAD = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
AUDIO = sdp.parse(
    HEAD + "m=audio 9 UDP/TLS/RTP/SAVPF 111 112 0 9\r\n"
    "a=rtpmap:111 opus/48000/2\r\n"
    "a=rtcp-fb:111 transport-cc\r\n"
    "a=fmtp:111 minptime=10;useinbandfec=1\r\n"
    "a=rtpmap:112 opus/48000/2\r\n"
    "a=rtcp-fb:112 nack\r\n"
    "a=rtpmap:9 G722/8000\r\n"
    "a=ptime:20\r\n"
).media[0]


def written(text: str, **changes: object) -> str:
    media = edit.set_fmtp(AUDIO, 111, text)
    changed = edit.set_parameters(media, 111, changes)  # type: ignore[arg-type]
    found = codecs(changed)[0].fmtp
    return found or ""


@pytest.mark.parametrize(
    ("before", "changes", "after"),
    [
        ("minptime=10;useinbandfec=1", {"stereo": 1}, "minptime=10;useinbandfec=1;stereo=1"),
        ("minptime=10; useinbandfec=1", {"stereo": 1}, "minptime=10; useinbandfec=1; stereo=1"),
        ("minptime=10; useinbandfec=1", {"minptime": 20}, "minptime=20; useinbandfec=1"),
        ("minptime=10; useinbandfec=1", {"useinbandfec": 0}, "minptime=10; useinbandfec=0"),
        ("minptime=10;useinbandfec=1", {"minptime": None}, "useinbandfec=1"),
        ("minptime=10;useinbandfec=1", {"minptime": "10"}, "minptime=10;useinbandfec=1"),
        ("MinPTime = 10;x", {"minptime": 10}, "MinPTime = 10;x"),
        ("MinPTime = 10;x", {"minptime": 11}, "MinPTime=11;x"),
        ("a=1;b=2;a=3", {"a": 4}, "a=4;b=2"),
        ("a=1;b=2;a=3", {"a": None}, "b=2"),
        ("a=1;b=2", {"a": None, "b": None}, ""),
        ("a=1", {"a": None, "b": 2}, "b=2"),
        ("0-15", {"a": True}, "0-15;a=1"),
        ("a=1;;b=2;", {"b": 3}, "a=1;;b=3;"),
        ("stereo", {"stereo": ""}, "stereo"),
        ("stereo", {"stereo": 1}, "stereo=1"),
        ("a=1", {"x": "p=q"}, "a=1;x=p=q"),
        ("a=1", {"unknown": None}, "a=1"),
        ("a=1", {}, "a=1"),
    ],
)
def test_only_what_is_named_changes(before: str, changes: dict[str, object], after: str) -> None:
    assert written(before, **changes) == after


def test_other_lines_stay_what_they_are() -> None:
    changed = edit.set_parameters(AUDIO, 111, {"stereo": 1})
    pairs = zip(AUDIO.lines, changed.lines, strict=True)
    assert [new.text for old, new in pairs if old is not new] == [
        "a=fmtp:111 minptime=10;useinbandfec=1;stereo=1"
    ]


def test_where_nothing_changes_it_is_the_very_section() -> None:
    assert edit.set_parameters(AUDIO, 111, {"minptime": 10}) is AUDIO
    assert edit.set_parameters(AUDIO, "G722", {"a": None}) is AUDIO
    assert edit.set_fmtp(AUDIO, 111, "minptime=10;useinbandfec=1") is AUDIO


def test_all_codecs_that_are_meant_are_changed_and_a_new_line_stands_with_its_format() -> None:
    changed = edit.set_parameters(AUDIO, "opus", {"stereo": 1})
    assert [line.text for line in changed.lines][2:6] == [
        "a=fmtp:111 minptime=10;useinbandfec=1;stereo=1",
        "a=rtpmap:112 opus/48000/2",
        "a=rtcp-fb:112 nack",
        "a=fmtp:112 stereo=1",
    ]
    static = edit.set_parameters(AUDIO, "PCMU", {"a": 1})
    assert static.lines[3] == Fmtp("0", "a=1")


def test_the_last_parameter_takes_the_line_with_it() -> None:
    changed = edit.set_parameters(AUDIO, 111, {"minptime": None, "useinbandfec": None})
    assert changed.all(Fmtp) == ()
    assert edit.set_fmtp(AUDIO, 111, "") == changed
    assert edit.set_fmtp(AUDIO, 111, Opus()) == changed


def test_parameters_may_be_set_as_one_value() -> None:
    opus = typed(codecs(AUDIO)[0])
    assert isinstance(opus, Opus)
    changed = edit.set_fmtp(AUDIO, 111, evolve(opus, stereo=True))
    assert typed(codecs(changed)[0]) == evolve(opus, stereo=True)


def test_a_codec_that_is_not_there_has_no_parameters() -> None:
    changes: tuple[Callable[[], object], ...] = (
        lambda: edit.set_parameters(AUDIO, "VP8", {"a": 1}),
        lambda: edit.set_fmtp(AUDIO, 96, "a"),
    )
    for change in changes:
        with pytest.raises(SdpError) as caught:
            change()
        assert caught.value.fault.code is FaultCode.EDIT_NO_CODEC


def test_of_two_lines_for_one_format_the_first_counts() -> None:
    twice = edit.add(AUDIO, Fmtp("111", "second=1"))
    changed = edit.set_parameters(twice, 111, {"stereo": 1})
    assert changed.all(Fmtp)[0].value == "minptime=10;useinbandfec=1;stereo=1"
    assert changed.all(Fmtp)[1] is twice.all(Fmtp)[1]


@pytest.mark.parametrize("value", HOSTILE)
def test_no_name_and_no_value_says_more_than_it_is(value: object) -> None:
    both: tuple[Any, Any] = ({value: 1}, {"a": value})
    for parameters in both:
        changed = attempt(edit.set_parameters, AUDIO, 111, parameters)
        if isinstance(changed, sdp.MediaDescription):
            assert len(changed.lines) == len(AUDIO.lines)
            found = codecs(changed)[0].parameters()
            assert set(found) - set(codecs(AUDIO)[0].parameters()) <= {"a", str(value).lower()}
        else:
            assert changed.code is FaultCode.SDP_BAD_VALUE


@given(
    st.dictionaries(st.text(st.characters(codec="ascii"), max_size=3), st.integers(0, 9)),
    st.dictionaries(
        st.text("abcAB", min_size=1, max_size=2), st.none() | st.integers() | st.text("ab;= ")
    ),
)
def test_what_is_read_is_what_was_there_and_what_was_said(
    there: dict[str, int], said: dict[str, str | int | None]
) -> None:
    before = ";".join(f"{name}={value}" for name, value in there.items())
    media = attempt(edit.set_fmtp, AUDIO, 111, before)
    if not isinstance(media, sdp.MediaDescription):
        return
    changed = attempt(edit.set_parameters, media, 111, said)
    if not isinstance(changed, sdp.MediaDescription):
        return
    wanted = fmtp_parameters(before)
    for name, value in {name.lower(): value for name, value in said.items()}.items():
        wanted.pop(name, None)
        if value is not None:
            wanted[name] = str(value)
    assert codecs(changed)[0].parameters() == wanted
