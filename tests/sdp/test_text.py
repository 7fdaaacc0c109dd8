"""Text to values and back (RFC 8866, V-1 to V-9f)."""

from collections.abc import Callable
from enum import Enum
from typing import ClassVar

import pytest
from attrs import evolve, field, frozen
from hypothesis import given
from hypothesis import strategies as st

from sdpsig import sdp
from sdpsig.errors import Fault, FaultCode, SdpError, Severity
from sdpsig.limits import Limits
from sdpsig.sdp import (
    INTEROP,
    STANDARD,
    STRICT,
    Attribute,
    Information,
    Level,
    Malformed,
    Mux,
    Profile,
    Registry,
    SessionDescription,
    SessionName,
    Spec,
    Unknown,
)
from sdpsig.sdp._memo import Memo
from sdpsig.sdp.attributes import Fmtp, IcePwd, Mid
from tests._corpus import CAPTURES, OFFERS
from tests.sdp._hostile import attempt

HEAD = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
AUDIO = "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n"
GOOD = HEAD + "a=ice-lite\r\n" + AUDIO + "c=IN IP4 0.0.0.0\r\na=mid:0\r\na=ice-pwd:topsecret\r\n"
PROFILES = (INTEROP, STRICT)


def refusal(text: str | bytes, profile: Profile = INTEROP, limits: Limits | None = None) -> Fault:
    with pytest.raises(SdpError) as caught:
        sdp.parse(text, profile=profile, limits=limits or Limits())
    fault = caught.value.fault
    assert fault.severity is Severity.ERROR
    return fault


def place(fault: Fault) -> tuple[FaultCode, str, int | None]:
    return fault.code, fault.rule, fault.line


def warnings(
    text: str | bytes, profile: Profile = INTEROP
) -> list[tuple[FaultCode, str, int | None]]:
    """What was told of a text that was taken; it comes back byte for byte."""
    description = sdp.parse(text, profile=profile)
    assert sdp.serialize(description).encode() == (
        text if isinstance(text, bytes) else text.encode()
    )
    assert all(fault.severity is Severity.WARNING for fault in description.warnings)
    return [place(fault) for fault in description.warnings]


def texts(description: SessionDescription) -> list[str]:
    parts = [description.lines, *((media.media_line, *media.lines) for media in description.media)]
    return [line.text for part in parts for line in part]


# --- there and back


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
@pytest.mark.parametrize("name", CAPTURES)
def test_a_capture_comes_back_byte_for_byte_and_is_known_whole(name: str, profile: Profile) -> None:
    description = sdp.parse(CAPTURES[name], profile=profile)
    assert sdp.serialize(description) == CAPTURES[name]
    assert description.warnings == ()
    assert not [
        line
        for part in (description, *description.media)
        for line in part.lines
        if isinstance(line, Unknown | Malformed)
    ]


@pytest.mark.parametrize("name", CAPTURES)
def test_bytes_and_text_are_read_alike(name: str) -> None:
    assert sdp.parse(CAPTURES[name].encode()) == sdp.parse(CAPTURES[name])


@pytest.mark.parametrize(
    "mangle",
    [
        lambda text: text.replace("\r\n", "\n"),
        lambda text: text.removesuffix("\r\n"),
        lambda text: text.replace("\r\n", "\n").removesuffix("\n"),
        lambda text: text.replace("\r\n", "\n", 3),
        lambda text: text.replace("\r\n", "\n", 3).removesuffix("\r\n"),
        lambda text: text.replace("\r\n", "\n").replace("\n", "\r\n", 2),
        lambda text: text + "\r\n",
        lambda text: text.replace("\r\n", "\n") + "\n\n\n",
        lambda text: text + "\n\r\n\n",
        lambda text: text.removesuffix("\r\n") + "\n\r\n",
        lambda text: "\ufeff" + text,
        lambda text: "\ufeff" + text.replace("\r\n", "\n", 1).removesuffix("\r\n"),
    ],
    ids=[
        "lf",
        "unended",
        "lf-unended",
        "mixed",
        "mixed-unended",
        "mixed-lf",
        "blank",
        "blanks-lf",
        "blanks-mixed",
        "lf-then-blank",
        "bom",
        "all",
    ],
)
@pytest.mark.parametrize("name", list(OFFERS)[:4])
def test_line_ends_are_kept_and_change_no_meaning(name: str, mangle: Callable[[str], str]) -> None:
    text = mangle(OFFERS[name])
    description, good = sdp.parse(text), sdp.parse(OFFERS[name])
    assert sdp.serialize(description) == text
    assert description.warnings == ()
    assert (description.lines, description.media) == (good.lines, good.media)
    assert sdp.parse(sdp.serialize(description)) == description
    strict = sdp.parse(text, profile=STRICT)
    assert strict == description
    assert {fault.code for fault in strict.warnings} == {FaultCode.SDP_LINE_ENDING}


LINES = st.sampled_from(
    ["a=mid:0", "a=x", "a=x:ä\u2028ö", "a=candidate:bad", "b=AS:1", "c=IN IP4 192.0.2.1", "i=title",
     "s=again", "a=ice-pwd:secret", "x=y", "m=video 0 X y", "", "A=B", "a=\u0085"]
)  # fmt: skip
ENDS = st.sampled_from(["\r\n", "\n"])


@given(st.lists(st.tuples(LINES, ENDS)), st.booleans(), st.booleans())
def test_whatever_is_taken_comes_back_and_reads_the_same(
    lines: list[tuple[str, str]], ended: bool, marked: bool
) -> None:
    text = HEAD + "".join(line + end for line, end in lines)
    text = ("\ufeff" if marked else "") + (
        text if ended else text.removesuffix("\n").removesuffix("\r")
    )
    description = sdp.parse(text)
    assert sdp.serialize(description) == text
    assert sdp.parse(sdp.serialize(description)) == description
    assert sdp.parse(text.encode()) == description


@given(st.lists(st.tuples(LINES, ENDS), max_size=4))
def test_strict_takes_no_text_that_interop_refuses_and_reads_nothing_else(
    lines: list[tuple[str, str]],
) -> None:
    text = HEAD + "".join(line + end for line, end in lines)
    strict = attempt(sdp.parse, text, profile=STRICT)
    if isinstance(strict, Fault):
        assert strict.code in {fault.code for fault in sdp.parse(text).warnings}
    else:
        assert strict == sdp.parse(text)


@given(st.one_of(st.text(), st.binary()), st.sampled_from(PROFILES))
def test_whatever_comes_only_our_error_leaves(text: str | bytes, profile: Profile) -> None:
    after = HEAD.encode() + text if isinstance(text, bytes) else HEAD + text
    for whole in (text, after):
        read = attempt(sdp.parse, whole, profile=profile)
        if isinstance(read, Fault):
            assert read.detail.isascii()
            assert read.rule


def test_an_edited_description_changes_only_what_was_edited() -> None:
    text = GOOD.replace("\r\n", "\n")
    description = sdp.parse(text)
    media = description.media[0]
    lines = tuple(Mid("1") if isinstance(line, Mid) else line for line in media.lines)
    edited = evolve(description, media=(evolve(media, lines=lines),))
    assert sdp.serialize(edited) == text.replace("a=mid:0", "a=mid:1")


def test_lines_added_to_mixed_ends_get_the_usual_ones() -> None:
    description = sdp.parse(HEAD.replace("\r\n", "\n", 1))
    longer = evolve(description, lines=(*description.lines, Mid("0")))
    assert sdp.serialize(longer) == HEAD + "a=mid:0\r\n"


def test_nothing_is_written_of_a_description_with_a_value_that_cannot_be() -> None:
    description = sdp.parse(HEAD)
    for bad in (
        Mid("0\r\na=x"),
        Unknown("x", "\n"),
        SessionName("x\r\na=y"),
        Information(""),
    ):
        with pytest.raises(SdpError) as caught:
            sdp.serialize(evolve(description, lines=(*description.lines, bad)))
        assert caught.value.fault.code is FaultCode.SDP_BAD_VALUE


# --- V-1 … V-3: what must be there


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_v_1_there_must_be_a_text_and_it_must_begin(profile: Profile) -> None:
    for empty in ("", b"", "\ufeff"):
        assert place(refusal(empty, profile)) == (FaultCode.SDP_EMPTY, "V-1", 1)
    for text in (
        "<html>",
        "\r\n",
        "\n\n\n",
        "V=0\r\n",
        "v=1\r\n",
        " v=0\r\n",
        "v=0 \r\n",
        "o=- 1 1",
    ):
        assert place(refusal(text, profile)) == (FaultCode.SDP_MISSING_LINE, "V-1", 1)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_v_2_there_must_be_an_origin(profile: Profile) -> None:
    missing = HEAD.replace("o=- 1 1 IN IP4 0.0.0.0\r\n", "")
    assert place(refusal(missing, profile)) == (FaultCode.SDP_MISSING_LINE, "V-2", 2)
    assert refusal(missing + AUDIO + "o=- 1 1 IN IP4 0.0.0.0\r\n", profile).rule == "V-2"
    for origin in ("- 1 1 IN IP4", "- x 1 IN IP4 0.0.0.0", "- 1 1.0 IN IP4 0.0.0.0", ""):
        text = HEAD.replace("- 1 1 IN IP4 0.0.0.0", origin)
        expected = (FaultCode.SDP_LINE_SYNTAX, "RFC 8866 §5.2", 2)
        assert place(refusal(text, profile)) == expected


def test_v_2_origin_numbers_beyond_64_bits_are_tolerated() -> None:
    text = HEAD.replace("- 1 1", f"- {2**64 - 1} {2**64 - 1}")
    assert warnings(text) == warnings(text, STRICT) == []
    for numbers in (f"- {2**64} 1", f"- 1 {2**64}"):
        expected = (FaultCode.SDP_BAD_NUMBER, "V-2", 2)
        text = HEAD.replace("- 1 1", numbers)
        assert warnings(text) == [expected]
        assert place(refusal(text, STRICT)) == expected


@pytest.mark.parametrize(("line", "number"), [("s=-", 3), ("t=0 0", 4)])
def test_v_3_a_missing_name_or_time_is_tolerated(line: str, number: int) -> None:
    text = GOOD.replace(f"{line}\r\n", "")
    expected = (FaultCode.SDP_MISSING_LINE, "V-3", number)
    assert warnings(text) == [expected]
    assert place(refusal(text, STRICT)) == expected


def test_v_3_a_missing_line_is_missed_where_it_should_have_stood() -> None:
    text = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ni=x\r\nb=AS:1\r\na=x\r\n"
    assert warnings(text) == [
        (FaultCode.SDP_MISSING_LINE, "V-3", 3),
        (FaultCode.SDP_MISSING_LINE, "V-3", 5),
    ]


# --- V-4, V-5: the shape and order of lines


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
@pytest.mark.parametrize("line", ["mid", "a", "<br>", "a mid:0", "candidate:1"])
def test_v_4_a_line_without_an_equals_sign_is_refused(line: str, profile: Profile) -> None:
    expected = (FaultCode.SDP_LINE_SYNTAX, "RFC 8866 §5", 5)
    assert place(refusal(f"{HEAD}{line}\r\n{AUDIO}", profile)) == expected


@pytest.mark.parametrize("line", ["", "A=mid:0", "ab=c", "x=y", "=x", "á=x", "1=2"])
def test_v_4_a_line_of_no_type_is_tolerated(line: str) -> None:
    text = f"{HEAD}{line}\r\na=mid:0\r\n"
    expected = (FaultCode.SDP_LINE_SYNTAX, "RFC 8866 §5", 5)
    assert expected in warnings(text)
    assert place(refusal(text, STRICT)) == expected
    assert sdp.parse(text).get(Mid) == Mid("0")


@pytest.mark.parametrize(
    "line", ["t= 0 0", "b= AS:1", "c= IN IP4 0.0.0.0", "a= mid:0", "u= http://x"]
)
def test_v_4_a_blank_after_the_equals_sign_is_tolerated(line: str) -> None:
    text = f"{HEAD}{line}\r\n"
    code = FaultCode.SDP_ATTRIBUTE_SYNTAX if line[0] == "a" else FaultCode.SDP_LINE_SYNTAX
    assert len(sdp.parse(text).all(Malformed)) == 1
    assert (code, 5) in [(told, number) for told, _, number in warnings(text)]
    fault = refusal(text, STRICT)
    assert (fault.code, fault.line) == (code, 5)


@pytest.mark.parametrize("name", [" ", " -", "a b "])
def test_v_4_blanks_of_a_free_text_belong_to_it(name: str) -> None:
    assert warnings(HEAD.replace("s=-", f"s={name}"), STRICT) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("v=0\r\ns=-\r\no=- 1 1 IN IP4 0.0.0.0\r\nt=0 0\r\n", 3),
        ("v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\nt=0 0\r\ns=-\r\n", 4),
        (HEAD + "v=0\r\n", 5),
        (HEAD + "s=-\r\n", 5),
        (HEAD + "o=- 1 1 IN IP4 0.0.0.0\r\n", 5),
        (HEAD + "a=x\r\nb=AS:1\r\n", 6),
        (HEAD + "c=IN IP4 0.0.0.0\r\n", 5),
        (HEAD + "z=0 0\r\nz=0 0\r\n", 6),
        (HEAD + AUDIO + "a=mid:0\r\nc=IN IP4 0.0.0.0\r\n", 7),
        (HEAD + AUDIO + "t=0 0\r\n", 6),
        (HEAD + AUDIO + "a=mid:0\r\n" + AUDIO + "b=AS:1\r\ni=x\r\n", 9),
    ],
)
def test_v_5_a_line_out_of_its_order_is_tolerated(text: str, line: int) -> None:
    expected = (FaultCode.SDP_LINE_ORDER, "V-5", line)
    assert warnings(text) == [expected]
    assert place(refusal(text, STRICT)) == expected


def test_v_5_the_order_of_the_rfc_is_that_of_everything_it_has() -> None:
    head = (
        "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\ni=x\r\nu=http://x\r\ne=a@b\r\ne=c@d\r\np=+1 2\r\n"
    )
    head += (
        "c=IN IP4 192.0.2.1\r\nb=AS:1\r\nb=TIAS:1000\r\nt=0 0\r\nr=7d 1h 0\r\nt=1 2\r\nz=0 0\r\n"
    )
    media = AUDIO + "i=x\r\nc=IN IP4 192.0.2.1\r\nc=IN IP4 192.0.2.2\r\nb=AS:1\r\na=x\r\n"
    assert warnings(head + "a=x\r\n" + media + media, STRICT) == []


# --- V-6: line ends


def test_v_6_odd_ends_are_told_only_where_strict() -> None:
    for text, line in (
        (GOOD.replace("\r\n", "\n"), 1),
        (GOOD.replace("t=0 0\r\n", "t=0 0\n"), 4),
        (GOOD.removesuffix("\r\n"), 9),
        (GOOD + "\r\n", 10),
        ("\ufeff" + GOOD, 1),
    ):
        assert warnings(text) == []
        assert warnings(text, STRICT) == [(FaultCode.SDP_LINE_ENDING, "V-6", line)]


def test_v_6_blank_lines_at_the_end_are_no_lines() -> None:
    description = sdp.parse(GOOD + "\r\n\r\n")
    assert texts(description) == texts(sdp.parse(GOOD))
    assert sdp.serialize(description) == GOOD + "\r\n\r\n"


# --- V-7: characters


CONTROLS = [chr(number) for number in (*range(32), 127) if chr(number) not in "\r\n"]
SPOTS = sorted({at for at, _ in enumerate(HEAD)} | {len(HEAD)})


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: f"{ord(control):02x}")
def test_v_7_a_control_character_is_refused_wherever_it_stands(
    control: str, profile: Profile
) -> None:
    for at in SPOTS:
        fault = refusal(HEAD[:at] + control + HEAD[at:], profile)
        line = HEAD.count("\n", 0, at) + 1
        assert place(fault) == (FaultCode.SDP_BAD_CHARACTER, "RFC 8866 §9", line)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_v_7_a_bare_cr_is_refused_wherever_it_stands(profile: Profile) -> None:
    for at in SPOTS:
        fault = refusal(HEAD[:at] + "\r" + HEAD[at:], profile)
        line = HEAD.count("\n", 0, at) + 1
        assert place(fault) == (FaultCode.SDP_BAD_CHARACTER, "RFC 8866 §9", line)
    assert refusal("v=0\ro=- 1 1 IN IP4 0.0.0.0\r").code is FaultCode.SDP_BAD_CHARACTER


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
@pytest.mark.parametrize(
    "bad", [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xc0\x80", b"\xf5\x80\x80\x80"]
)
def test_v_7_what_is_not_utf_8_is_refused(bad: bytes, profile: Profile) -> None:
    data = GOOD.encode().replace(b"a=mid:0", b"a=mid:0\r\na=x:" + bad)
    assert place(refusal(data, profile)) == (FaultCode.SDP_BAD_ENCODING, "RFC 8866 §5", 9)


@pytest.mark.parametrize("lone", [chr(0xD800), chr(0xDFFF)])
def test_v_7_a_lone_surrogate_is_refused(lone: str) -> None:
    text = GOOD.replace("a=mid:0", f"a=mid:0\r\na=x:{lone}")
    assert place(refusal(text)) == (FaultCode.SDP_BAD_ENCODING, "RFC 8866 §5", 9)


def test_v_7_utf_16_is_refused() -> None:
    assert refusal(GOOD.encode("utf-16-le")).code is FaultCode.SDP_BAD_CHARACTER
    assert refusal(GOOD.encode("utf-16")).code is FaultCode.SDP_BAD_ENCODING


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85", "\u00a0", "\u3000", "\ufeff"])
def test_only_lf_and_crlf_end_a_line(separator: str) -> None:
    text = GOOD.replace("a=mid:0", f"a=x:hi{separator}a=ice-pwd:replaced\r\na=mid:0")
    media = sdp.parse(text).media[0]
    assert media.all(IcePwd) == (IcePwd("topsecret"),)
    assert media.get(Unknown) == Unknown("x", f"hi{separator}a=ice-pwd:replaced")
    assert warnings(text) == warnings(text, STRICT) == []


# --- V-8, V-9: m= lines


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("m=audio 9 UDP/TLS/RTP/SAVPF", FaultCode.SDP_LINE_SYNTAX),
        ("m=audio", FaultCode.SDP_LINE_SYNTAX),
        ("m=", FaultCode.SDP_LINE_SYNTAX),
        ("m=audio -1 RTP/AVP 0", FaultCode.SDP_LINE_SYNTAX),
        ("m=audio 1_0 RTP/AVP 0", FaultCode.SDP_LINE_SYNTAX),
        ("m=audio 65536 RTP/AVP 0", FaultCode.SDP_BAD_NUMBER),
        ("m=audio 4294967305 RTP/AVP 0", FaultCode.SDP_BAD_NUMBER),
        ("m=audio 9 RTP/AVP 128", FaultCode.SDP_BAD_NUMBER),
        ("m=audio 9 RTP/AVP opus", FaultCode.SDP_BAD_NUMBER),
    ],
)
def test_v_8_and_v_9_a_broken_m_line_is_refused(
    line: str, code: FaultCode, profile: Profile
) -> None:
    fault = refusal(f"{HEAD}{line}\r\na=mid:0\r\n", profile)
    assert place(fault) == (code, "RFC 8866 §5.14", 5)


# --- V-9a … V-9e: attributes


MALFORMED = [
    ("a=group:", "RFC 5888 §5"),
    ("a=mid:a b", "RFC 5888 §4"),
    ("a=mid", "RFC 5888 §4"),
    ("a=ice-ufrag:", "RFC 8839 §5.4"),
    ("a=ice-pwd", "RFC 8839 §5.4"),
    ("a=fingerprint:sha-256 A", "RFC 8122 §5"),
    ("a=fingerprint:sha-256 GG:00", "RFC 8122 §5"),
    ("a=setup:both", "RFC 4145 §4"),
    ("a=rtpmap:96 VP8", "RFC 8866 §6.6"),
    ("a=rtpmap:128 VP8/90000", "RFC 8866 §6.6"),
    ("a=fmtp:96", "RFC 8866 §6.15"),
    ("a=fmtp:96 ", "RFC 8866 §6.15"),
    ("a=rtcp-fb:96", "RFC 4585 §4.2"),
    ("a=rtcp-fb:128 nack", "RFC 4585 §4.2"),
    ("a=sctp-port:05000", "RFC 8841 §5"),
    ("a=sctp-port:65536", "RFC 8841 §5"),
    ("a=max-message-size:-1", "RFC 8841 §6"),
    ("a=ssrc:1", "RFC 5576 §4.1"),
    ("a=ssrc-group:FID x", "RFC 5576 §4.2"),
    ("a=candidate:1 1 udp 1 192.0.2.1 9", "RFC 8839 §5.1"),
    ("a=extmap:x urn:x", "RFC 8285 §8"),
    ("a=simulcast:both 1", "RFC 8853 §5.1"),
    ("a=msid:", "RFC 8830 §2"),
    ("a=sendrecv:x", "RFC 8866 §6.7"),
    ("a=rtcp-mux:x", "RFC 5761 §5.1.1"),
]


@pytest.mark.parametrize(("line", "rule"), MALFORMED, ids=[line for line, _ in MALFORMED])
def test_v_9a_to_v_9d_a_malformed_attribute_stays_in_its_place_and_counts_as_absent(
    line: str, rule: str
) -> None:
    text = f"{HEAD}{AUDIO}{line}\r\na=x\r\n"
    description = sdp.parse(text)
    code, told, number = warnings(text)[0]
    assert code in (FaultCode.SDP_ATTRIBUTE_SYNTAX, FaultCode.SDP_BAD_NUMBER)
    assert (told, number) == (rule, 6)
    (malformed,) = description.media[0].all(Malformed)
    assert description.media[0].lines[0] is malformed
    assert (malformed.name, malformed.text) == (line[2:].partition(":")[0], line)
    assert place(malformed.fault) == (code, rule, 6)
    assert malformed.fault.severity is Severity.ERROR
    assert description.media[0].attributes == (Unknown("x"),)
    assert place(refusal(text, STRICT)) == (code, rule, 6)


@pytest.mark.parametrize("line", ["a=rid:", "a=rid:a! send", "a=rid:1 sendrecv"])
def test_v_9c_a_malformed_rid_is_dropped_even_where_strict(line: str) -> None:
    text = f"{HEAD}{AUDIO}{line}\r\n"
    expected = [(FaultCode.SDP_ATTRIBUTE_SYNTAX, "RFC 8851 §10", 6)]
    assert warnings(text) == warnings(text, STRICT) == expected


@pytest.mark.parametrize("line", ["b=AS:-1", "b=AS", "c=IN", "t=0", "u=a b"])
def test_a_malformed_line_of_another_type_is_tolerated_too(line: str) -> None:
    text = f"{HEAD}{line}\r\n"
    assert (FaultCode.SDP_LINE_SYNTAX, 5) in [(code, at) for code, _, at in warnings(text)]
    assert sdp.parse(text).all(Malformed)[0].name == line[0]
    assert refusal(text, STRICT).line == 5


@pytest.mark.parametrize(
    "line", ["a=x", "a=x:", "a=x:y:z", "a=X-Y", "b=X-odd:1", "i=x", "u=http://x", "e=a@b", "p=+1 2"]
)
def test_v_9e_what_is_unknown_is_no_fault(line: str) -> None:
    text = (
        HEAD.replace("t=0 0\r\n", f"{line}\r\nt=0 0\r\n") if line[0] != "a" else f"{HEAD}{line}\r\n"
    )
    assert warnings(text) == warnings(text, STRICT) == []


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_v_9e_a_key_is_told(profile: Profile) -> None:
    expected = [(FaultCode.SDP_LINE_SYNTAX, "RFC 8866 §5.12", 5)]
    text = f"{HEAD}k=clear:p4ssword\r\n"
    assert warnings(text, profile) == expected
    assert "p4ssword" not in repr(sdp.parse(text, profile=profile))


@pytest.mark.parametrize(
    "line", ["a=", "a=:x", "a=ice-pwd s3cret", "a=ä:x", "a=a/b", "s3cret word=x"]
)
def test_a_name_that_is_no_token_is_malformed_and_not_shown(line: str) -> None:
    description = sdp.parse(f"{HEAD}{line}\r\n")
    (malformed,) = description.all(Malformed)
    assert malformed.name == ""
    assert malformed.text == line
    assert "s3cret" not in f"{description!r} {malformed.fault} {description.warnings}"


# --- V-9f: limits, at the limit and one more


def at_the_limit(text: str | bytes, limits: Limits) -> SessionDescription:
    return sdp.parse(text, limits=limits)


def limited(**limits: int) -> Limits:
    return Limits(**limits)


@pytest.mark.parametrize("text", [GOOD, GOOD.replace("s=-", "s=ä\u2028\U0001f600")])
def test_v_9f_bytes(text: str) -> None:
    size = len(text.encode())
    for given_text in (text, text.encode()):
        at_the_limit(given_text, Limits(sdp_bytes=size))
        fault = refusal(given_text, limits=Limits(sdp_bytes=size - 1))
        assert place(fault) == (FaultCode.SDP_TOO_LARGE, "V-9f", None)
        assert fault.detail == f"more than {size - 1} bytes"


@pytest.mark.parametrize("value", ["x" * 30, "ä" * 15, "\u2028" * 10])
@pytest.mark.parametrize("rest", ["", "a=y\r\n" * 20])
def test_v_9f_bytes_of_a_line(value: str, rest: str) -> None:
    text = f"{HEAD}a=x:{value}\r\n{rest}"
    at_the_limit(text, Limits(line_bytes=34))
    fault = refusal(text, limits=Limits(line_bytes=33))
    assert place(fault) == (FaultCode.SDP_LINE_TOO_LONG, "V-9f", 5)


def test_v_9f_a_line_is_measured_in_bytes_also_in_a_short_text() -> None:
    value = "\u2028" * 3_000  # 3,000 characters of 9,000 bytes
    assert refusal(f"{HEAD}a=x:{value}\r\n").code is FaultCode.SDP_LINE_TOO_LONG


@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize("ended", [True, False])
def test_v_9f_lines(end: str, ended: bool) -> None:
    text = (HEAD + "a=x\r\na=y\r\n").replace("\r\n", end)
    text = text if ended else text.removesuffix(end)
    at_the_limit(text, Limits(lines=6))
    fault = refusal(text, limits=Limits(lines=5))
    assert place(fault) == (FaultCode.SDP_TOO_MANY_LINES, "V-9f", None)


def test_v_9f_blank_lines_are_counted_and_cr_are_none() -> None:
    assert refusal("v=0\r\n" + "\r\n" * 250_000, limits=Limits(sdp_bytes=10**6)).code is (
        FaultCode.SDP_TOO_MANY_LINES
    )
    assert refusal("\r" * 100_000).code is FaultCode.SDP_BAD_CHARACTER


def test_v_9f_sections() -> None:
    text = HEAD + AUDIO * 3
    assert len(at_the_limit(text, Limits(sections=3)).media) == 3
    fault = refusal(text, limits=Limits(sections=2))
    assert place(fault) == (FaultCode.SDP_TOO_MANY_SECTIONS, "V-9f", 7)


@pytest.mark.parametrize("where", ["session", "media", "second"])
def test_v_9f_attributes_of_a_section(where: str) -> None:
    before = {"session": HEAD, "media": HEAD + AUDIO, "second": HEAD + AUDIO * 2}[where]
    text = (
        before + ("c=IN IP4 0.0.0.0\r\n" if where != "session" else "") + "a=x\r\na=mid:\r\na=y\r\n"
    )
    at_the_limit(text, Limits(section_attributes=3))
    fault = refusal(text, limits=Limits(section_attributes=2))
    assert place(fault) == (FaultCode.SDP_TOO_MANY_ATTRIBUTES, "V-9f", text.count("\n"))
    assert fault.detail == "more than 2 attributes in one section"


@pytest.mark.parametrize(
    ("limit", "line"),
    [
        ("section_extmaps", "a=extmap:{} urn:x"),
        ("section_ssrcs", "a=ssrc:{} cname:x"),
        ("section_rids", "a=rid:{} send"),
        ("section_fingerprints", "a=fingerprint:sha-256 A{}"),
    ],
)
@pytest.mark.parametrize("head", [HEAD, HEAD + AUDIO])
def test_v_9f_attributes_of_one_kind(limit: str, line: str, head: str) -> None:
    text = head + "".join(line.format(number) + "\r\n" for number in (1, 2, 3))
    at_the_limit(text, limited(**{limit: 3}))
    fault = refusal(text, limits=limited(**{limit: 2}))
    assert place(fault) == (FaultCode.SDP_TOO_MANY_ATTRIBUTES, "V-9f", text.count("\n"))
    assert line[: line.index(":")] in fault.detail


def test_v_9f_attributes_of_one_kind_are_counted_for_each_section() -> None:
    text = HEAD + (AUDIO + "a=rid:1 send\r\na=rid:2 send\r\n") * 3
    at_the_limit(text, Limits(section_rids=2))


def test_v_9f_formats() -> None:
    text = HEAD + AUDIO + "m=video 9 RTP/AVP 1 2 3\r\n"
    at_the_limit(text, Limits(formats=3))
    fault = refusal(text, limits=Limits(formats=2))
    assert place(fault) == (FaultCode.SDP_TOO_MANY_FORMATS, "V-9f", 6)


def test_v_9f_a_candidate_beyond_its_limits_is_malformed() -> None:
    line = "a=candidate:1 1 udp 1 192.0.2.1 9 typ host a 1 b 2"
    text = f"{HEAD}{AUDIO}{line}\r\n"
    assert not at_the_limit(
        text, Limits(candidate_bytes=len(line), candidate_extensions=2)
    ).warnings
    for limits in (Limits(candidate_bytes=len(line) - 1), Limits(candidate_extensions=1)):
        description = at_the_limit(text, limits)
        (fault,) = description.warnings
        assert place(fault) == (FaultCode.ICE_BAD_CANDIDATE, "RFC 8839 §5.1", 6)
        assert sdp.serialize(description) == text


def test_v_9f_warnings() -> None:
    text = HEAD + "a=mid:\r\n" * 5
    assert len(at_the_limit(text, Limits(warnings=5)).warnings) == 5
    assert len(at_the_limit(text, Limits(warnings=3)).warnings) == 3


def test_the_defaults_refuse_what_the_law_says() -> None:
    assert refusal(HEAD + "a=x\r\n" * 1_025).code is FaultCode.SDP_TOO_MANY_ATTRIBUTES
    assert sdp.parse(HEAD + "a=x\r\n" * 1_024).attributes
    assert refusal(HEAD + AUDIO * 129).code is FaultCode.SDP_TOO_MANY_SECTIONS
    assert refusal(HEAD + f"i={'x' * 8_191}\r\n").code is FaultCode.SDP_LINE_TOO_LONG
    assert refusal(HEAD + "x" * 262_144).code is FaultCode.SDP_TOO_LARGE


# --- abuse


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
@pytest.mark.parametrize(
    "name", ["data-only--chromium-offer-created", "audio-only--firefox-offer-created"]
)
def test_an_offer_cut_anywhere_is_read_or_refused_by_our_error(name: str, profile: Profile) -> None:
    text = OFFERS[name]
    for end in range(len(text)):
        description = attempt(sdp.parse, text[:end], profile=profile)
        if isinstance(description, Fault):
            assert description.line is not None
        else:
            assert sdp.serialize(description) == text[:end]


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
@pytest.mark.parametrize("name", OFFERS)
def test_an_offer_with_a_line_less_or_a_line_twice_is_read_or_refused_by_our_error(
    name: str, profile: Profile
) -> None:
    lines = OFFERS[name].splitlines(keepends=True)
    for at in range(len(lines)):
        for mutated in (lines[:at] + lines[at + 1 :], lines[: at + 1] + lines[at:]):
            text = "".join(mutated)
            description = attempt(sdp.parse, text, profile=profile)
            if isinstance(description, Fault):
                assert description.line is not None
            else:
                assert sdp.serialize(description) == text


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece",
    ["a=x\r\n", "a=mid:\r\n", "\n", "t=0 0\r\n", "r=1\r\n", "a=rtcp-fb:* nack\r\n", AUDIO, "b=AS:1\n",
     "a=fingerprint:sha-256 AA\r\n", "a=ssrc:1 cname:x\r\n", "k=x\r\n", "a=\u2028\n"],
)  # fmt: skip
def test_a_flood_is_read_in_time(piece: str) -> None:
    limits = Limits(
        sdp_bytes=10**8, lines=10**7, sections=10**7, section_attributes=10**7, section_ssrcs=10**7,
        section_fingerprints=10**7,
    )  # fmt: skip
    text = HEAD + piece * 20_000
    memoless = Registry(STANDARD.kinds, memo=Memo(0))
    assert sdp.serialize(sdp.parse(text, limits=limits, registry=memoless)) == text


def test_a_fault_of_garbage_is_short_and_shows_nothing_of_it() -> None:
    garbage = "s3cret" * 30_000
    for text in (
        garbage,
        HEAD + garbage,
        HEAD + "a=" + "s3cret" * 1_000 + " x",
        HEAD + "a=mid:s3cret s3cret",
    ):
        for profile in PROFILES:
            read = attempt(sdp.parse, text, profile=profile)
            for fault in (read,) if isinstance(read, Fault) else read.warnings:
                assert "s3cret" not in f"{fault} {fault!r} {SdpError(fault)!r}"
                assert len(fault.detail) <= 300


def test_a_value_is_the_same_whether_it_was_remembered_or_not() -> None:
    text = HEAD + AUDIO + "a=rtpmap:0 PCMU/8000\r\na=fmtp:0 a=1\r\n"
    first, second = sdp.parse(text), sdp.parse(text)
    assert first == second
    assert first.media[0].get(Fmtp) is second.media[0].get(Fmtp)


# --- attributes of one's own


class Shade(Enum):
    DARK = "dark"

    @classmethod
    def _missing_(cls, value: object) -> "Shade | None":
        return cls.DARK if str(value).lower() == "dark" else None


@frozen
class XShade(Attribute):
    """An attribute whose words count in any case, which its enum alone knows."""

    spec: ClassVar[Spec] = Spec("x-shade", level=Level.BOTH, mux=Mux.NORMAL, rfc="none")
    grammar: ClassVar[str] = "(?P<shade>[A-Za-z]+)"
    shade: Shade = field(converter=Shade)

    def serialize(self) -> str:
        return self.shade.value


@pytest.mark.parametrize("word", ["dark", "Dark", "DARK"])
def test_what_is_not_read_the_short_way_is_read_the_long_way(word: str) -> None:
    text = HEAD + f"a=x-shade:{word}\r\n"
    description = sdp.parse(text, registry=STANDARD.extended(XShade))
    assert description.get(XShade) == XShade(Shade.DARK)
    assert description.warnings == ()
    assert sdp.serialize(description) == text
