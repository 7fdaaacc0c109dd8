from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig import sdp
from sdpsig.errors import FaultCode, SdpError
from sdpsig.sdp import (
    Bandwidth,
    Connection,
    Email,
    Information,
    Line,
    MediaDescription,
    MediaLine,
    Origin,
    Repeat,
    SessionName,
    Timing,
    Version,
    build,
    build_media,
)
from sdpsig.sdp.attributes import Group, Mid, RtcpMux
from tests._corpus import CAPTURES

ORIGIN = Origin(1, 2)
AUDIO = MediaLine("audio", 9, "UDP/TLS/RTP/SAVPF", ("0",))


def test_the_least_description_is_an_origin() -> None:
    assert sdp.serialize(build([ORIGIN])) == "v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"


def test_lines_come_in_the_order_of_the_rfc() -> None:
    media = MediaDescription(
        (Mid("0"), Connection(), RtcpMux(), Bandwidth("AS", 1)), media_line=AUDIO
    )
    repeat = Repeat("7d", "1h", ("0",))
    head = (Group("BUNDLE", ("0",)), Email("a@b"), Timing(1, 2), repeat, Timing(3, 4), ORIGIN)
    description = build([*head, SessionName("talk")], [media])
    assert sdp.serialize(description).splitlines() == [
        "v=0",
        "o=- 1 2 IN IP4 0.0.0.0",
        "s=talk",
        "e=a@b",
        "t=1 2",
        "r=7d 1h 0",
        "t=3 4",
        "a=group:BUNDLE 0",
        "m=audio 9 UDP/TLS/RTP/SAVPF 0",
        "c=IN IP4 0.0.0.0",
        "b=AS:1",
        "a=mid:0",
        "a=rtcp-mux",
    ]
    assert sdp.parse(sdp.serialize(description), profile=sdp.STRICT) == description
    assert not sdp.parse(sdp.serialize(description)).warnings


@given(st.sampled_from(list(CAPTURES.values())), st.randoms(use_true_random=False))
def test_a_description_can_be_built_from_its_own_lines(text: str, random: Any) -> None:
    description = sdp.parse(text)
    attributes = [line for line in description.lines if line.text[0] == "a"]
    others = [line for line in description.lines if line.text[0] != "a"]
    random.shuffle(others)
    built = build(
        [*attributes, *others],
        [build_media(media.media_line, media.lines) for media in description.media],
    )
    assert built == description


def test_without_an_origin_there_is_no_description() -> None:
    with pytest.raises(SdpError) as caught:
        build([Version(), SessionName(), Timing()])
    assert caught.value.fault.code is FaultCode.SDP_MISSING_LINE


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([ORIGIN, ORIGIN], FaultCode.SDP_REPEATED),
        ([ORIGIN, SessionName("a"), SessionName("b")], FaultCode.SDP_REPEATED),
        ([ORIGIN, AUDIO], FaultCode.SDP_LINE_ORDER),
        ([ORIGIN, "a=x"], FaultCode.SDP_BAD_VALUE),
        ([ORIGIN, SessionName("a\r\na=x")], FaultCode.SDP_BAD_VALUE),
        ([Origin(1, 2, username="a b")], FaultCode.SDP_BAD_VALUE),
    ],
)
def test_what_cannot_stand_in_the_session_part_is_refused(
    lines: list[Line], code: FaultCode
) -> None:
    with pytest.raises(SdpError) as caught:
        build(lines)
    assert caught.value.fault.code is code


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([Timing()], FaultCode.SDP_LINE_ORDER),
        ([AUDIO], FaultCode.SDP_LINE_ORDER),
        ([Information("a"), Information("b")], FaultCode.SDP_REPEATED),
        ([Mid("a\nb")], FaultCode.SDP_BAD_VALUE),
        ([None], FaultCode.SDP_BAD_VALUE),
    ],
)
def test_what_cannot_stand_in_a_section_is_refused_with_its_place(
    lines: list[Line], code: FaultCode
) -> None:
    with pytest.raises(SdpError) as caught:
        build_media(AUDIO, lines)
    assert caught.value.fault.code is code
    good = build_media(AUDIO, [Mid("0")])
    with pytest.raises(SdpError) as caught:
        build([ORIGIN], [good, MediaDescription(tuple(lines), media_line=AUDIO)])
    assert (caught.value.fault.code, caught.value.fault.section) == (code, 1)


@pytest.mark.parametrize("section", [None, "m=audio 9 RTP/AVP 0", AUDIO, build([ORIGIN])])
def test_a_section_is_a_section(section: MediaDescription) -> None:
    with pytest.raises(SdpError) as caught:
        build([ORIGIN], [section])
    assert caught.value.fault.code is FaultCode.SDP_BAD_VALUE
    with pytest.raises(SdpError):
        build_media(None)  # type: ignore[arg-type]


def test_a_fault_names_the_line_that_it_is_about() -> None:
    with pytest.raises(SdpError, match=r"cannot stand in a=mid .*RFC 5888"):
        build_media(AUDIO, [Mid("0 a=setup:active")])
    with pytest.raises(SdpError, match=r"cannot stand in m="):
        build_media(MediaLine("audio", 9, "x\r\na=x", ("a",)))
