import pytest
from attrs import evolve

from sdpsig import sdp
from sdpsig.errors import FaultCode, SdpError
from sdpsig.sdp import (
    Bandwidth,
    Connection,
    Email,
    Information,
    Line,
    Malformed,
    MediaLine,
    Origin,
    SessionName,
    Timing,
    Unknown,
    Version,
    edit,
)
from sdpsig.sdp.attributes import (
    Candidate,
    Direction,
    Extmap,
    Fingerprint,
    Fmtp,
    Group,
    MediaDirection,
    Mid,
    RtcpMux,
    Rtpmap,
)
from sdpsig.sdp.edit._lines import KEYS

TEXT = (
    "v=0\r\n"
    "o=- 1 1 IN IP4 0.0.0.0\r\n"
    "s=-\r\n"
    "t=0 0\r\n"
    "a=group:BUNDLE 0\r\n"
    "m=audio 9 UDP/TLS/RTP/SAVPF 0 96 97\r\n"
    "c=IN IP4 0.0.0.0\r\n"
    "a=mid:0\r\n"
    "a=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n"
    "a=candidate:broken\r\n"
    "a=x-thing:1\r\n"
    "a=rtpmap:96 opus/48000/2\r\n"
    "a=rtcp-mux\r\n"
    "a=sendrecv\r\n"
    "a=fmtp:96 minptime=10\r\n"
)
DESCRIPTION = sdp.parse(TEXT)
(AUDIO,) = DESCRIPTION.media
CANDIDATE = Candidate.parse("2 1 udp 1 192.0.2.2 9 typ host")
BROKEN = AUDIO.lines[3]


def texts(section: sdp.MediaDescription | sdp.SessionDescription) -> list[str]:
    return [line.text for line in section.lines]


def fault(code: FaultCode) -> "pytest.RaisesContext[SdpError]":  # type: ignore[name-defined]
    return pytest.raises(SdpError, match=rf"\[{code}\]")


# --- add


@pytest.mark.parametrize(
    ("line", "after"),
    [
        (Information("talk"), None),
        (Bandwidth("AS", 5), "c=IN IP4 0.0.0.0"),
        (Connection("192.0.2.9"), "c=IN IP4 0.0.0.0"),
        (CANDIDATE, "a=candidate:1 1 udp 1 192.0.2.1 9 typ host"),
        (Unknown("x-thing", "2"), "a=x-thing:1"),
        (Unknown("x-other"), "a=fmtp:96 minptime=10"),
        (Extmap(1, "urn:x"), "a=fmtp:96 minptime=10"),
    ],
    ids=lambda value: value.text if isinstance(value, Line) else "",
)
def test_a_line_goes_behind_its_kind_else_where_the_order_wants_it(
    line: Line, after: str | None
) -> None:
    added = edit.add(AUDIO, line)
    at = added.lines.index(line)
    assert (added.lines[at - 1].text if at else None) == after
    assert [one for one in added.lines if one is not line] == list(AUDIO.lines)


def test_lines_of_the_session_go_where_the_order_wants_them() -> None:
    lines = (Email("a@b"), Information("talk"), Timing(1, 2), Bandwidth("CT", 3), Unknown("x"))
    assert texts(edit.add(DESCRIPTION, *lines)) == [
        "v=0",
        "o=- 1 1 IN IP4 0.0.0.0",
        "s=-",
        "i=talk",
        "e=a@b",
        "b=CT:3",
        "t=0 0",
        "t=1 2",
        "a=group:BUNDLE 0",
        "a=x",
    ]


def test_in_an_empty_section_a_line_is_the_first() -> None:
    empty = evolve(AUDIO, lines=())
    assert edit.add(empty, Mid("0"), Connection()).lines == (Connection(), Mid("0"))


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (MediaLine("audio", 9, "RTP/AVP", ("0",)), FaultCode.SDP_LINE_ORDER),
        (Version(), FaultCode.SDP_LINE_ORDER),
        (Timing(), FaultCode.SDP_LINE_ORDER),
        (Mid("a\r\nm=audio 9 RTP/AVP 0"), FaultCode.SDP_BAD_VALUE),
        ("a=mid:0", FaultCode.SDP_BAD_VALUE),
        (None, FaultCode.SDP_BAD_VALUE),
    ],
)
def test_what_does_not_belong_into_a_section_is_refused(line: Line, code: FaultCode) -> None:
    for change in (edit.add, edit.put):
        with fault(code):
            change(AUDIO, line)
    with fault(code):
        edit.replace(AUDIO, AUDIO.lines[1], line)


def test_what_stands_once_is_not_added_again() -> None:
    for line in (Version(), SessionName("a"), Origin(1, 2), Connection()):
        twice = edit.add(DESCRIPTION, line) if isinstance(line, Connection) else DESCRIPTION
        with fault(FaultCode.SDP_REPEATED):
            edit.add(twice, line)
    with fault(FaultCode.SDP_REPEATED):
        edit.add(AUDIO, Information("a"), Information("b"))


def test_a_line_that_was_malformed_may_not_be_made() -> None:
    broken = Malformed("x", "y", sdp.parse(TEXT).warnings[0])
    with fault(FaultCode.SDP_ATTRIBUTE_SYNTAX):
        edit.add(AUDIO, broken)


# --- put


def test_put_stands_in_place_of_what_is_like_it() -> None:
    changed = edit.put(AUDIO, Mid("7"), Direction(MediaDirection.INACTIVE), Connection("192.0.2.7"))
    assert texts(changed) == [
        {
            "a=mid:0": "a=mid:7",
            "a=sendrecv": "a=inactive",
            "c=IN IP4 0.0.0.0": "c=IN IP4 192.0.2.7",
        }.get(text, text)
        for text in texts(AUDIO)
    ]


def test_put_adds_what_is_not_there() -> None:
    assert edit.put(AUDIO, Bandwidth("AS", 1)) == edit.add(AUDIO, Bandwidth("AS", 1))
    assert edit.put(AUDIO, Fmtp("97", "x")).all(Fmtp) == (*AUDIO.all(Fmtp), Fmtp("97", "x"))


def test_put_leaves_what_is_equal_as_it_stands() -> None:
    assert edit.put(AUDIO, *AUDIO.all(Mid), RtcpMux(), Unknown("x-thing", "1")) == AUDIO
    assert all(
        new is old for new, old in zip(edit.put(AUDIO, RtcpMux()).lines, AUDIO.lines, strict=True)
    )


def test_put_leaves_one_of_several() -> None:
    thrice = edit.add(AUDIO, Mid("1"), Mid("2"))
    assert edit.put(thrice, Mid("9")) == edit.put(AUDIO, Mid("9"))
    assert edit.put(thrice, Mid("2")).all(Mid) == (Mid("2"),)
    assert edit.put(thrice, Mid("2")).lines[-2] == Direction()


def test_put_tells_lines_of_one_kind_apart() -> None:
    one, other = Fingerprint("sha-256", "AA"), Fingerprint("sha-512", "BB")
    both = edit.add(AUDIO, one, other)
    new = Fingerprint("SHA-256", "CC")
    assert edit.put(both, new).all(Fingerprint) == (new, other)


@pytest.mark.parametrize("kind", KEYS, ids=lambda kind: kind.__name__)
def test_a_key_tells_what_a_line_is_about(kind: type[Line]) -> None:
    values = {
        "Bandwidth": (Bandwidth("AS", 1), Bandwidth("AS", 2), Bandwidth("CT", 1)),
        "Unknown": (Unknown("a"), Unknown("a", "b"), Unknown("b")),
    } | {
        name: tuple(sdp.parse_attribute(text) for text in lines)
        for name, lines in {
            "DataChannelMap": ("dcmap:1", 'dcmap:1 label="a"', "dcmap:2"),
            "Extmap": ("extmap:1 urn:a", "extmap:1 urn:b", "extmap:2 urn:a"),
            "Fingerprint": ("fingerprint:sha-1 AA", "fingerprint:SHA-1 BB", "fingerprint:md5 AA"),
            "Fmtp": ("fmtp:1 a", "fmtp:1 b", "fmtp:2 a"),
            "FrameSize": ("framesize:1 1-1", "framesize:1 2-2", "framesize:2 1-1"),
            "ImageAttr": ("imageattr:1 send a", "imageattr:1 recv a", "imageattr:2 send a"),
            "Rid": ("rid:a send", "rid:a recv", "rid:b send"),
            "Rtpmap": ("rtpmap:1 a/1", "rtpmap:1 b/1", "rtpmap:2 a/1"),
            "Ssrc": ("ssrc:1 cname:a", "ssrc:1 cname:b", "ssrc:1 msid:a b"),
        }.items()
    }
    first, same, other = values[kind.__name__]
    media = evolve(AUDIO, lines=(first,))
    assert edit.put(media, same).lines == (same,)
    assert edit.put(media, other).lines == (first, other)


@pytest.mark.parametrize("line", [CANDIDATE, Timing(), Email("a@b"), Group("LS", ("0",)), BROKEN])
def test_put_does_not_guess_which_of_several_is_meant(line: Line) -> None:
    section = AUDIO if line.text[0] == "a" else DESCRIPTION
    with fault(FaultCode.SDP_REPEATED):
        edit.put(section, line)


# --- replace and remove


def test_a_line_is_replaced_in_its_place() -> None:
    changed = edit.replace(AUDIO, AUDIO.lines[2], CANDIDATE)
    assert changed.lines == (*AUDIO.lines[:2], CANDIDATE, *AUDIO.lines[3:])


def test_a_line_is_found_by_identity_before_value() -> None:
    again = edit.add(AUDIO, Mid("0"))
    second = again.lines[2]
    assert second == again.lines[1]
    assert edit.replace(again, second, Mid("1")).all(Mid) == (Mid("0"), Mid("1"))
    assert edit.replace(again, Mid("0"), Mid("1")).all(Mid) == (Mid("1"), Mid("0"))
    assert edit.remove(again, second).lines == AUDIO.lines
    assert edit.remove(AUDIO, Mid("0")).all(Mid) == ()


def test_a_stranger_is_neither_replaced_nor_removed() -> None:
    with fault(FaultCode.EDIT_NO_LINE):
        edit.remove(AUDIO, Mid("1"))
    with fault(FaultCode.EDIT_NO_LINE):
        edit.replace(AUDIO, Mid("1"), Mid("2"))
    with fault(FaultCode.EDIT_NO_LINE):
        edit.remove(AUDIO, Mid("0"), Mid("0"))


def test_a_line_is_not_replaced_by_one_of_another_type() -> None:
    with fault(FaultCode.SDP_LINE_ORDER):
        edit.replace(AUDIO, AUDIO.lines[0], Mid("1"))


def test_malformed_lines_are_removed_by_themselves_too() -> None:
    assert isinstance(BROKEN, Malformed)
    assert texts(edit.remove(AUDIO, BROKEN)) == [
        text for text in texts(AUDIO) if "broken" not in text
    ]


def test_what_every_description_says_stays() -> None:
    for kind in (Version, Origin, SessionName, Timing):
        with fault(FaultCode.SDP_MISSING_LINE):
            edit.drop(DESCRIPTION, kind)
    without = sdp.parse(TEXT.replace("s=-\r\n", ""))
    assert edit.drop(without, Group).lines == without.lines[:-1]
    two = edit.add(DESCRIPTION, Timing(1, 2))
    assert edit.remove(two, Timing(0, 0)).all(Timing) == (Timing(1, 2),)


# --- drop and filter


def test_lines_are_dropped_by_class_and_by_name() -> None:
    assert edit.drop(AUDIO, Candidate).lines == (*AUDIO.lines[:2], *AUDIO.lines[3:])
    assert edit.drop(AUDIO, "candidate").lines == (*AUDIO.lines[:2], *AUDIO.lines[4:])
    assert edit.drop(AUDIO, "x-thing", "sendrecv", Rtpmap).lines == (
        *AUDIO.lines[:4],
        AUDIO.lines[6],
        AUDIO.lines[8],
    )


def test_a_name_is_one_of_an_attribute() -> None:
    broken = sdp.parse(TEXT.replace("c=IN IP4 0.0.0.0", "c=broken")).media[0]
    assert isinstance(broken.lines[0], Malformed)
    assert edit.drop(broken, "c", "x-nobody", Extmap).lines == broken.lines


def test_a_filter_keeps_what_it_says() -> None:
    kept = edit.filter_lines(AUDIO, lambda line: line.text.startswith("a=x"))
    assert texts(kept) == ["a=x-thing:1"]


def test_nothing_has_changed_in_the_value_itself() -> None:
    edit.drop(AUDIO, "candidate")
    edit.add(DESCRIPTION, Unknown("x"))
    assert sdp.serialize(DESCRIPTION) == TEXT
