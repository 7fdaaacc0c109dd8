"""Fragments of trickled candidates (RFC 8840 §9, FR-1 to FR-11)."""

from collections.abc import Callable

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.errors import Fault, FaultCode, SdpError, Severity
from sdpsig.limits import Limits
from sdpsig.sdp import (
    INTEROP,
    STANDARD,
    STRICT,
    Fragment,
    FragmentSection,
    Malformed,
    MediaLine,
    Profile,
    Registry,
    Unknown,
    parse,
    parse_fragment,
    serialize_fragment,
)
from sdpsig.sdp.attributes import (
    Candidate,
    EndOfCandidates,
    Group,
    IceOptions,
    IcePwd,
    IceUfrag,
    Mid,
    RtcpMux,
)
from tests.sdp._hostile import HOSTILE, attempt

PWD = "asd88fgpdd777uzjYhagZg"
CREDENTIALS = f"a=ice-pwd:{PWD}\r\na=ice-ufrag:8hhY\r\n"
ONE = "1 1 UDP 1658497328 2001:db8:a0b:12f0::3 5000 typ host"
TWO = "2 1 udp 2122260223 192.0.2.1 5010 typ host generation 0 ufrag old network-id 1"
GOOD = (
    f"a=group:BUNDLE foo bar\r\na=ice-options:trickle\r\n{CREDENTIALS}"
    f"m=audio 9 RTP/AVP 0\r\na=mid:foo\r\na=rtcp-mux\r\na=candidate:{ONE}\r\n"
    f"m=video 9 RTP/AVP 0\r\na=mid:bar\r\na=candidate:{TWO}\r\na=end-of-candidates\r\n"
)
HEAD_LINES = 4
PROFILES = (INTEROP, STRICT)
BOTH = pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
M = "m=audio 9 RTP/AVP 0\r\n"


def refusal(text: str | bytes, profile: Profile = INTEROP, limits: Limits | None = None) -> Fault:
    with pytest.raises(SdpError) as caught:
        parse_fragment(text, profile=profile, limits=limits or Limits())
    fault = caught.value.fault
    assert fault.severity is Severity.ERROR
    assert PWD not in str(fault)
    return fault


def place(fault: Fault) -> tuple[FaultCode, str, int | None]:
    return fault.code, fault.rule, fault.line


def told(text: str, profile: Profile = INTEROP) -> list[tuple[FaultCode, str, int | None]]:
    """What was told of a fragment that was taken; it comes back byte for byte."""
    fragment = parse_fragment(text, profile=profile)
    assert serialize_fragment(fragment) == text
    assert parse_fragment(text.encode(), profile=profile) == fragment
    assert all(fault.severity is Severity.WARNING for fault in fragment.warnings)
    return [place(fault) for fault in fragment.warnings]


def tolerated(text: str, code: FaultCode, rule: str, line: int) -> Fragment:
    """A fragment that interop takes with a warning, and strict refuses for the same reason."""
    expected = (code, rule, line)
    assert expected in told(text)
    assert place(refusal(text, STRICT)) == expected
    return parse_fragment(text)


# --- there and back


@BOTH
def test_a_fragment_is_its_parts(profile: Profile) -> None:
    fragment = parse_fragment(GOOD, profile=profile)
    assert fragment.warnings == ()
    assert fragment.get(Group) == Group("BUNDLE", "foo bar")
    assert (fragment.ufrag, fragment.pwd) == ("8hhY", PWD)
    assert not fragment.end_of_candidates
    foo, bar = fragment.sections
    assert (foo.mid, foo.candidates, foo.end_of_candidates) == (
        "foo",
        (Candidate.parse(ONE),),
        False,
    )
    assert (bar.mid, bar.candidates, bar.end_of_candidates) == (
        "bar",
        (Candidate.parse(TWO),),
        True,
    )
    assert fragment.credentials(foo) == ("8hhY", PWD)
    assert (foo.ufrag, foo.pwd) == (None, None)
    assert serialize_fragment(fragment) == GOOD
    assert PWD not in repr(fragment)


@BOTH
@pytest.mark.parametrize(
    "mangle",
    [
        lambda text: text.replace("\r\n", "\n"),
        lambda text: text.removesuffix("\r\n"),
        lambda text: text.replace("\r\n", "\n", 2),
        lambda text: text + "\r\n\n",
        lambda text: "\ufeff" + text,
    ],
    ids=["lf", "unended", "mixed", "blank", "bom"],
)
def test_fr_1_line_ends_are_kept_and_change_no_meaning(
    mangle: Callable[[str], str], profile: Profile
) -> None:
    text = mangle(GOOD)
    fragment, good = parse_fragment(text, profile=profile), parse_fragment(GOOD)
    assert serialize_fragment(fragment) == text
    assert (fragment.lines, fragment.sections) == (good.lines, good.sections)
    codes = {fault.code for fault in fragment.warnings}
    assert codes == ({FaultCode.SDP_LINE_ENDING} if profile.strict else set())


def test_v_6_the_first_odd_end_is_told() -> None:
    lines = GOOD.split("\r\n")
    text = "\r\n".join(lines[:3]) + "\n" + "\r\n".join(lines[3:])
    assert told(text, STRICT) == [(FaultCode.SDP_LINE_ENDING, "V-6", 3)]


@BOTH
@pytest.mark.parametrize(
    "text",
    [
        "",
        "=a",
        "v=0",
        "A=mid:0\n",
        "mid:0",
        "\ufeff",
        "\n",
        "\r\n",
        "\r\n\r\n",
        "\n\r\n",
        "\ufeff\n",
    ],
)
def test_v_1_there_must_be_something_in_a_fragment(text: str, profile: Profile) -> None:
    assert place(refusal(text, profile)) == (FaultCode.SDP_EMPTY, "V-1", 1)
    assert place(refusal(text.encode(), profile)) == (FaultCode.SDP_EMPTY, "V-1", 1)


def test_a_fragment_is_made_of_values() -> None:
    section = FragmentSection((Mid("0"), Candidate.parse(ONE), EndOfCandidates()))
    fragment = Fragment((IceUfrag("8hhY"), IcePwd(PWD)), sections=(section,))
    text = serialize_fragment(fragment)
    assert text == (
        f"a=ice-ufrag:8hhY\r\na=ice-pwd:{PWD}\r\nm=audio 9 RTP/AVP 0\r\na=mid:0\r\n"
        f"a=candidate:{ONE}\r\na=end-of-candidates\r\n"
    )
    assert parse_fragment(text, profile=STRICT) == fragment


def test_an_edited_fragment_changes_only_what_was_edited() -> None:
    text = GOOD.replace("\r\n", "\n", 1)
    fragment = parse_fragment(text)
    lines = tuple(IceUfrag("new1") if isinstance(it, IceUfrag) else it for it in fragment.lines)
    assert serialize_fragment(evolve(fragment, lines=lines)) == text.replace("8hhY", "new1")
    longer = evolve(fragment, lines=(*fragment.lines, RtcpMux()))
    assert serialize_fragment(longer).startswith(GOOD.partition("m=")[0] + "a=rtcp-mux\r\nm=")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_is_written_of_a_fragment_with_a_value_that_cannot_be(hostile: object) -> None:
    section = FragmentSection((Mid(hostile), Candidate.parse(ONE)))  # type: ignore[arg-type]
    fragment = Fragment((IceUfrag("8hhY"), IcePwd(PWD)), sections=(section,))
    text = attempt(serialize_fragment, fragment)
    if isinstance(text, Fault):
        assert text.code is FaultCode.SDP_BAD_VALUE
    else:
        assert text.count("\r\n") == 5
        assert parse_fragment(text) == fragment


# --- FR-1, FR-2: which lines there are


@BOTH
@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("a=ICE-OPTIONS:trickle", IceOptions),
        ("a=Ice-Options:trickle", IceOptions),
        ("a=RTCP-MUX", RtcpMux),
        ("a=X-Mine:1", Unknown),
        ("a=X-MINE", Unknown),
    ],
)
def test_fr_1_names_count_in_any_case_and_strangers_are_kept(
    line: str, kind: type, profile: Profile
) -> None:
    text = f"{line}\r\n{GOOD}"
    assert told(text, profile) == []
    assert type(parse_fragment(text, profile=profile).lines[0]) is kind


def test_fr_1_candidates_and_credentials_count_in_any_case() -> None:
    text = GOOD.replace("a=candidate", "a=Candidate").replace("a=ice-", "a=Ice-")
    text = text.replace("a=mid", "a=MID").replace("a=end", "a=END").replace(" typ ", " TYP ")
    assert told(text, STRICT) == []
    assert parse_fragment(text) == parse_fragment(GOOD)


def test_fr_1_a_name_in_another_case_is_known_nowhere_but_here() -> None:
    text = f"a=RTCP-MUX\r\n{GOOD}"
    parse_fragment(text)
    head = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
    assert isinstance(parse(f"{head}a=RTCP-MUX\r\n").lines[-1], Unknown)


def test_fr_1_letters_beyond_ascii_have_no_other_case() -> None:
    assert told("a=\u212aeywds:x\r\n") == [(FaultCode.SDP_ATTRIBUTE_SYNTAX, "RFC 8866 §5.13", 1)]


@pytest.mark.parametrize("line", ["v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0", "c=IN IP4 ::"])
def test_fr_1_lines_of_a_whole_description_are_ignored(line: str) -> None:
    fragment = tolerated(f"{line}\r\n{GOOD}", FaultCode.SDP_LINE_SYNTAX, "FR-1", 1)
    assert fragment.sections == parse_fragment(GOOD).sections
    tolerated(f"{GOOD}{line}\r\n", FaultCode.SDP_LINE_SYNTAX, "FR-1", 13)


@BOTH
def test_fr_2_a_candidate_belongs_to_a_section(profile: Profile) -> None:
    text = f"{CREDENTIALS}a=candidate:{ONE}\r\n{M}a=mid:0\r\n"
    assert place(refusal(text, profile)) == (FaultCode.SDP_LINE_ORDER, "FR-2", 3)


@BOTH
def test_a_registry_says_what_is_known(profile: Profile) -> None:
    without = Registry(tuple(kind for kind in STANDARD if kind is not RtcpMux))
    fragment = parse_fragment(GOOD, profile=profile, registry=without)
    assert Unknown("rtcp-mux") in fragment.sections[0].lines


# --- FR-3, FR-4: mids


def test_fr_3_the_m_line_says_nothing_but_where_a_section_begins() -> None:
    other = GOOD.replace("m=audio 9 RTP/AVP 0", "m=application 0 UDP/DTLS/SCTP x")
    assert told(other, STRICT) == []
    for line in ("m=", "m=audio", "m=audio 99999 RTP/AVP 0", "m=audio 9 RTP/AVP 999"):
        text = GOOD.replace("m=audio 9 RTP/AVP 0", line)
        warning, *others = parse_fragment(text).warnings
        assert (warning.rule, warning.line, others) == ("RFC 8866 §5.14", HEAD_LINES + 1, [])
        fragment = tolerated(text, warning.code, "RFC 8866 §5.14", HEAD_LINES + 1)
        assert isinstance(fragment.sections[0].media_line, Malformed)
        assert fragment.sections[0].lines == parse_fragment(GOOD).sections[0].lines


def test_fr_3_a_section_without_a_mid_is_known_only_when_it_is_alone() -> None:
    alone = f"{CREDENTIALS}{M}a=candidate:{ONE}\r\n"
    fragment = tolerated(alone, FaultCode.SDP_MISSING_LINE, "FR-3", 3)
    assert fragment.sections[0].mid is None
    expected = (FaultCode.SDP_MISSING_LINE, "FR-3", HEAD_LINES + 5)
    assert place(refusal(GOOD.replace("a=mid:bar\r\n", ""))) == expected


def test_fr_3_the_mid_stands_before_the_candidates() -> None:
    text = f"{CREDENTIALS}{M}a=candidate:{ONE}\r\na=mid:0\r\n"
    fragment = tolerated(text, FaultCode.SDP_LINE_ORDER, "FR-3", 5)
    assert fragment.sections[0].mid == "0"
    assert told(f"{CREDENTIALS}{M}a=rtcp-mux\r\na=mid:0\r\na=candidate:{ONE}\r\n", STRICT) == []


def test_fr_3_the_first_mid_of_a_section_counts() -> None:
    text = GOOD.replace("a=mid:foo", "a=mid:foo\r\na=x\r\na=mid:bar")
    fragment = tolerated(text, FaultCode.SDP_REPEATED, "FR-3", HEAD_LINES + 4)
    assert fragment.sections[0].mid == "foo"


@BOTH
def test_fr_4_sections_come_in_any_order_and_several_may_have_one_mid(profile: Profile) -> None:
    text = GOOD.replace("a=mid:bar", "a=mid:foo")
    assert told(text, profile) == []
    fragment = parse_fragment(text, profile=profile)
    assert [section.mid for section in fragment.sections] == ["foo", "foo"]


# --- FR-5, FR-6: generations, and the end


@BOTH
def test_fr_5_a_section_s_own_credentials_go_first(profile: Profile) -> None:
    own = "a=ice-ufrag:mine\r\na=ice-pwd:012345678901234567890123\r\n"
    text = GOOD.replace("a=mid:bar\r\n", f"a=mid:bar\r\n{own}")
    assert told(text, profile) == []
    fragment = parse_fragment(text, profile=profile)
    assert fragment.credentials(fragment.sections[0]) == ("8hhY", PWD)
    assert fragment.credentials(fragment.sections[1]) == ("mine", "012345678901234567890123")


@BOTH
@pytest.mark.parametrize("line", ["a=ice-ufrag:8hhY\r\n", f"a=ice-pwd:{PWD}\r\n"])
def test_fr_5_one_credential_needs_the_other(line: str, profile: Profile) -> None:
    expected = FaultCode.SDP_MISSING_LINE, "FR-5"
    assert place(refusal(line, profile)) == (*expected, 1)
    assert place(refusal(GOOD.replace(line, ""), profile)) == (*expected, 1)
    mixed = GOOD.replace("a=mid:bar\r\n", f"a=mid:bar\r\n{line}")
    assert place(refusal(mixed, profile)) == (*expected, HEAD_LINES + 6)


@BOTH
def test_fr_5_candidates_and_the_end_of_them_need_credentials(profile: Profile) -> None:
    bare = GOOD.replace(CREDENTIALS, "")
    assert place(refusal(bare, profile)) == (FaultCode.SDP_MISSING_LINE, "FR-5", 3)
    assert place(refusal("a=end-of-candidates\r\n", profile)) == (
        FaultCode.SDP_MISSING_LINE,
        "FR-5",
        1,
    )
    for end in (f"a=end-of-candidates\r\n{M}a=mid:0\r\n", f"{M}a=mid:0\r\na=end-of-candidates\r\n"):
        assert refusal(end, profile).rule == "FR-5"
    assert told(f"{M}a=mid:0\r\n", profile) == []


def test_fr_5_credentials_stand_once() -> None:
    text = f"{CREDENTIALS}a=ice-ufrag:more\r\na=ice-ufrag:more\r\n"
    assert tolerated(text, FaultCode.SDP_REPEATED, "FR-5", 3).ufrag == "8hhY"


@BOTH
def test_fr_6_the_end_is_that_of_the_session_or_of_a_section(profile: Profile) -> None:
    own = "a=ice-ufrag:mine\r\na=ice-pwd:012345678901234567890123\r\n"
    for text in (
        f"{CREDENTIALS}a=end-of-candidates\r\n",
        f"a=end-of-candidates\r\n{M}a=mid:0\r\n{own}",
    ):
        assert told(text, profile) == []
        fragment = parse_fragment(text, profile=profile)
        assert fragment.end_of_candidates
        assert not any(section.end_of_candidates for section in fragment.sections)


# --- FR-10: what is broken, and what is only unsupported


@pytest.mark.parametrize(
    ("bad", "rule"),
    [
        ("a=candidate:garbage", "RFC 8839 §5.1"),
        ("a=CANDIDATE:", "RFC 8839 §5.1"),
        ("a=candidate", "RFC 8839 §5.1"),
        (f"a=candidate:{ONE} odd", "RFC 8839 §5.1"),
        ("a=ice-ufrag:", "RFC 8839 §5.4"),
        ("a=Mid: ", "RFC 5888 §4"),
        ("a=not a name", "RFC 8866 §5.13"),
        ("A=mid:0", "RFC 8866 §5"),
        ("", "RFC 8866 §5"),
        ("b=x", "RFC 8866 §5.8"),
    ],
)
def test_fr_10_a_broken_line_is_told_and_the_rest_counts(bad: str, rule: str) -> None:
    text = GOOD.replace("a=mid:foo", f"a=mid:foo\r\n{bad}")
    fault = refusal(text, STRICT)
    assert (fault.rule, fault.line) == (rule, HEAD_LINES + 3)
    fragment = tolerated(text, fault.code, rule, HEAD_LINES + 3)
    (kept,) = fragment.sections[0].all(Malformed)
    assert kept.text == bad
    assert kept.fault.line == HEAD_LINES + 3
    assert fragment.sections[0].candidates == (Candidate.parse(ONE),)


def test_fr_10_a_broken_line_keeps_its_name_when_it_is_a_known_one() -> None:
    lines = ("a=MID:", "a=rtcp-mux:x", "a=ice pwd:secret", "b=", "x=y")
    fragment = parse_fragment("\r\n".join(lines))
    assert [(line.name, line.value) for line in fragment.all(Malformed)] == [
        ("MID", ""),
        ("rtcp-mux", "x"),
        ("", "a=ice pwd:secret"),
        ("", "b="),
        ("", "x=y"),
    ]


@BOTH
@pytest.mark.parametrize("line", ["mid", "candidate:1", "m", "<html>"])
def test_v_4_a_line_without_an_equals_sign_is_refused(line: str, profile: Profile) -> None:
    expected = (FaultCode.SDP_LINE_SYNTAX, "RFC 8866 §5", 13)
    assert place(refusal(f"{GOOD}{line}\r\n", profile)) == expected


@BOTH
@pytest.mark.parametrize(
    ("odd", "rule"),
    [
        (ONE.replace("host", "token"), "TR-3"),
        (ONE.replace("UDP", "ssltcp"), "TR-3"),
        (ONE.replace("UDP", "tcp"), "TR-4"),
        (ONE.replace("2001:db8:a0b:12f0::3", "[2001:db8:a0b:12f0::3]"), "TR-5"),
    ],
)
def test_fr_10_an_unsupported_candidate_is_told_in_both_profiles(
    odd: str, rule: str, profile: Profile
) -> None:
    text = GOOD.replace(ONE, odd)
    assert told(text, profile) == [(FaultCode.ICE_BAD_CANDIDATE, rule, HEAD_LINES + 4)]
    assert len(parse_fragment(text, profile=profile).sections[0].candidates) == 1


# --- characters and bounds


@BOTH
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a=x:\x00\r\n", FaultCode.SDP_BAD_CHARACTER),
        ("a=x\ra=mid:0\r\n", FaultCode.SDP_BAD_CHARACTER),
        (b"a=x:\xff\r\n", FaultCode.SDP_BAD_ENCODING),
        ("a=x:\ud800\r\n", FaultCode.SDP_BAD_ENCODING),
    ],
)
def test_v_7_what_no_line_may_hold_is_refused(
    text: str | bytes, code: FaultCode, profile: Profile
) -> None:
    assert (refusal(text, profile).code, refusal(text, profile).line) == (code, 1)


def test_every_bound_holds_for_a_fragment_too() -> None:
    size = len(GOOD)
    parse_fragment(GOOD, limits=Limits(fragment_bytes=size))
    for limits, code, line in (
        (Limits(fragment_bytes=size - 1), FaultCode.SDP_TOO_LARGE, None),
        (Limits(sdp_bytes=size - 1), FaultCode.SDP_TOO_LARGE, None),
        (Limits(lines=11), FaultCode.SDP_TOO_MANY_LINES, None),
        (Limits(line_bytes=50), FaultCode.SDP_LINE_TOO_LONG, 8),
        (Limits(sections=1), FaultCode.SDP_TOO_MANY_SECTIONS, 9),
        (Limits(section_attributes=3), FaultCode.SDP_TOO_MANY_ATTRIBUTES, 4),
    ):
        fault = refusal(GOOD, limits=limits)
        assert (fault.code, fault.rule, fault.line) == (code, "V-9f", line)
    parse_fragment(GOOD, limits=Limits(sections=2, section_attributes=4, lines=12))
    crowded = f"{M}a=mid:0\r\na=x\r\na=x\r\n"
    fault = refusal(crowded, limits=Limits(section_attributes=2))
    assert (fault.code, fault.line) == (FaultCode.SDP_TOO_MANY_ATTRIBUTES, 4)
    parse_fragment(crowded, limits=Limits(section_attributes=3))


def test_a_candidate_beyond_its_bounds_is_malformed() -> None:
    fragment = parse_fragment(GOOD, limits=Limits(candidate_extensions=2))
    assert fragment.sections[1].candidates == ()
    assert fragment.sections[1].get(Malformed) is not None
    assert refusal(GOOD, STRICT, Limits(candidate_bytes=70)).code is FaultCode.ICE_BAD_CANDIDATE


def test_no_more_warnings_are_told_than_the_limit_says() -> None:
    fragment = parse_fragment("i=x\r\n" * 9 + "a=x", limits=Limits(warnings=8))
    assert len(fragment.warnings) == 8


def test_a_flood_of_malformed_lines_costs_one_value() -> None:
    text = "a=mid:\r\n" * 20
    fragment = parse_fragment(text, limits=Limits(warnings=3))
    assert [fault.line for fault in fragment.warnings] == [1, 2, 3]
    assert len({id(line) for line in fragment.lines}) == 3
    assert serialize_fragment(fragment) == text


LINES = st.sampled_from(
    [M.strip(), "m=", "a=mid:0", "a=MID:1", f"a=candidate:{ONE}", "a=candidate:x", "a=x:ä\u2028",
     "a=end-of-candidates", "a=ice-ufrag:8hhY", f"a=ice-pwd:{PWD}", "", "v=0", "A=b", "zzz"]
)  # fmt: skip
ENDS = st.sampled_from(["\r\n", "\n"])


@given(st.lists(st.tuples(LINES, ENDS)), st.booleans(), st.sampled_from(PROFILES))
def test_whatever_is_taken_comes_back_and_reads_the_same(
    lines: list[tuple[str, str]], ended: bool, profile: Profile
) -> None:
    text = "".join(line + end for line, end in lines)
    text = text if ended else text.removesuffix("\n").removesuffix("\r")
    fragment = attempt(parse_fragment, text, profile=profile)
    if isinstance(fragment, Fault):
        assert fragment.rule
    else:
        assert serialize_fragment(fragment) == text
        assert parse_fragment(serialize_fragment(fragment)) == fragment


@given(st.one_of(st.text(), st.binary()), st.sampled_from(PROFILES))
def test_whatever_comes_only_our_error_leaves(text: str | bytes, profile: Profile) -> None:
    after = CREDENTIALS.encode() + text if isinstance(text, bytes) else CREDENTIALS + text
    for whole in (text, after):
        read = attempt(parse_fragment, whole, profile=profile)
        if isinstance(read, Fault):
            assert read.detail.isascii()


def test_the_default_m_line_is_the_one_of_the_rfc() -> None:
    assert FragmentSection().media_line == MediaLine("audio", 9, "RTP/AVP", ("0",))
