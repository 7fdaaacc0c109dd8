from cProfile import Profile as Profiler

import pytest
from attrs import fields
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.errors import Fault, FaultCode, SdpError, Severity
from sdpsig.limits import Limits
from sdpsig.sdp import (
    INTEROP,
    STANDARD,
    STRICT,
    Attribute,
    Malformed,
    MediaDescription,
    Profile,
    SessionDescription,
    check,
    parse,
)
from sdpsig.sdp._check import ADVICE, ONLY_STRICT
from sdpsig.sdp.attributes import Mid, Tool
from sdpsig.sdp.targets import judge
from tests._corpus import CAPTURES, OWN

from ._judged import ADVISED, AUDIO, TOLERATED, C, audio, plain, severities, text, told

CLEAN = text(*audio())
WRITTEN = CAPTURES | OWN
"""What browsers wrote."""


@pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=lambda profile: profile.name)
def test_nothing_is_wrong_with_a_clean_description(profile: Profile) -> None:
    assert check(parse(CLEAN, profile=profile), profile=profile) == ()


@pytest.mark.parametrize("name", WRITTEN)
def test_browsers_make_no_errors(name: str) -> None:
    for profile in (INTEROP, STRICT):
        faults = check(parse(WRITTEN[name], profile=profile), profile=profile)
        assert {fault.severity for fault in faults} <= {Severity.WARNING}


def test_every_fault_is_told_in_the_order_of_the_lines() -> None:
    description = text(
        "a=mid:0", "a=fingerprint:sha-256 AB", AUDIO, "a=rtpmap:96 x/1", "a=nonsense"
    )
    faults = check(parse(description))
    assert len(faults) > 5
    lines = [fault.line or 0 for fault in faults]
    assert lines == sorted(lines)


def test_a_fault_says_its_section() -> None:
    (fault,) = check(parse(text(*audio(), *audio(mid="a" * 17))))
    assert (fault.section, fault.line, fault.rule) == (1, 16, "V-11")
    (head,) = check(parse(text("a=mid:0", *audio())))
    assert (head.section, head.line, head.rule) == (None, 5, "V-85")


# --- malformed lines


def test_what_was_tolerated_is_told_again_with_its_line() -> None:
    description = text(*audio("a=candidate:nonsense", "x=y"))
    parsed = parse(description)
    assert told(description) == [
        (14, FaultCode.SDP_ATTRIBUTE_SYNTAX, "RFC 8839 §5.1"),
        (15, FaultCode.SDP_LINE_SYNTAX, "RFC 8866 §5"),
    ]
    assert severities(description) == TOLERATED
    moved = SessionDescription(
        parsed.lines,
        media=(MediaDescription((), media_line=parsed.media[0].media_line), *parsed.media),
    )
    assert [fault.line for fault in check(moved) if fault.section == 1][-2:] == [15, 16]


def test_a_malformed_rid_is_a_warning_in_strict_too() -> None:
    description = text(*audio("a=rid:! send"))
    assert told(description) == [(14, FaultCode.SDP_ATTRIBUTE_SYNTAX, "V-9c")]
    assert severities(description) == ADVISED


def test_a_malformed_line_of_a_rejected_section_is_told() -> None:
    assert told(plain("m=audio 0 RTP/AVP 0", "a=rtpmap:nonsense"))[0][0] == 7


def test_a_malformed_line_that_was_never_written_is_told() -> None:
    fault = Fault(FaultCode.SDP_ATTRIBUTE_SYNTAX, "malformed a=mid", "RFC 5888 §4")
    parsed = parse(CLEAN)
    made = SessionDescription((*parsed.lines, Malformed("mid", "x", fault)), media=parsed.media)
    assert [(found.line, found.detail) for found in check(made)] == [(5, "malformed a=mid")]


def test_a_value_that_cannot_be_written_is_an_error() -> None:
    parsed = parse(CLEAN)
    made = SessionDescription((*parsed.lines, Tool("x\r\na=mid:0")), media=parsed.media)
    (fault,) = check(made)
    assert (fault.line, fault.code) == (5, FaultCode.SDP_BAD_VALUE)
    assert fault.severity is Severity.ERROR


# --- levels and repeats


def test_an_attribute_stands_at_its_level() -> None:
    description = text("a=rtcp-mux", *audio("a=ice-lite"))
    assert told(description) == [
        (5, FaultCode.SDP_WRONG_LEVEL, "V-85"),
        (15, FaultCode.SDP_WRONG_LEVEL, "V-85"),
    ]
    assert severities(description) == ADVISED


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        (("a=sendrecv", "a=recvonly"), "V-61"),
        (("a=ptime:20", "a=ptime:20"), "RFC 8866 §6.4"),
    ],
)
def test_an_attribute_that_may_stand_once_stands_once(lines: tuple[str, ...], rule: str) -> None:
    description = text(*audio(*lines))
    assert told(description) == [(15, FaultCode.SDP_REPEATED, rule)]
    assert severities(description) == TOLERATED


def test_at_each_level_it_may_stand_again() -> None:
    assert told(text("a=sendrecv", *audio("a=recvonly"))) == []


def test_what_nobody_knows_may_stand_anywhere_and_again() -> None:
    assert told(text("a=x", "a=x", *audio("a=x", "a=x:1"))) == []


def test_a_rejected_section_is_asked_for_its_grammar_only() -> None:
    rejected = (AUDIO.replace(" 9 ", " 0 "), C, "a=mid:1", "a=ice-lite", "a=setup:active")
    assert told(text(*audio(), *rejected, "a=setup:passive", "a=rtcp-mux-only")) == []


# --- the whole


def test_attributes_judge_themselves() -> None:
    judging = {kind.spec.name for kind in STANDARD if kind.check is not Attribute.check}
    assert judging >= {
        "candidate",
        "crypto",
        "extmap",
        "fingerprint",
        "ice-pwd",
        "ice-ufrag",
        "mid",
    }
    (fault,) = Mid("a" * 17).check(SessionDescription())
    assert fault.line is None


def test_advice_is_given_by_the_rules_that_are_there() -> None:
    assert {rule for _, rule in ADVICE} >= ONLY_STRICT
    assert all(isinstance(code, FaultCode) for code, _ in ADVICE)


def test_no_fault_holds_what_was_written() -> None:
    secret = "TopSecret"
    description = text(
        f"a=tool:{secret}",
        f"a={secret}",
        *audio(f"a=ice-pwd:{secret}", f"a=crypto:1 {secret} inline:{secret}", f"x={secret}"),
    )
    assert secret not in str(check(parse(description)))


LINES = st.sampled_from(
    [
        *audio(),
        *("a=mid:1", "a=group:BUNDLE 0 1", "a=bundle-only", "a=rid:h send", "a=simulcast:send h"),
        *("a=extmap:1 urn:a", "a=extmap:15 b", "a=ssrc:1 msid:a b", "a=ssrc-group:FID 1 2"),
        *("a=fmtp:111 apt=111", "a=rtcp-fb:* nack", "m=video 0 RTP/AVP 96 64", "m=x 1 y z", "k=x"),
        *("c=IN IP4 999.9.9.9", "b=X:1", "t=9 1", "a=", "x", "", "a=rtcp:9 IN IP4 x y", "e=a"),
        *("a=candidate:1 1 tcp 1 1.2.3 9 typ srflx", "a=dcsa:1 x", "a=setup:holdconn"),
    ]
)


@given(st.lists(LINES, max_size=40))
def test_whatever_can_be_read_can_be_judged(lines: list[str]) -> None:
    try:
        parsed = parse(text(*lines))
    except SdpError:
        return
    interop, strict = check(parsed), check(parsed, profile=STRICT)
    told_in_interop = {(fault.line, fault.code, fault.rule) for fault in interop}
    assert told_in_interop <= {(fault.line, fault.code, fault.rule) for fault in strict}
    errors = {fault for fault in interop if fault.severity is Severity.ERROR}
    assert errors <= set(strict)
    for fault in strict:
        assert 1 <= (fault.line or 0) <= len(text(*lines).splitlines())
        assert fault.rule


# --- peers


def test_what_a_peer_does_is_told_with_the_rest() -> None:
    parsed = parse(text(*audio("a=candidate:nonsense"), "m=audio 9 RTP/AVP 0"))
    alone, faults = check(parsed), check(parsed, target="chromium")
    theirs = judge(parsed, "chromium").faults
    assert theirs
    assert sorted(map(str, faults)) == sorted(map(str, (*alone, *theirs)))
    lines = [fault.line or 0 for fault in faults]
    assert lines == sorted(lines)


def test_nobody_knows_what_a_stranger_does() -> None:
    with pytest.raises(SdpError):
        check(parse(CLEAN), target="nobody")


# --- how much work it is

MANY = 10**9
NO_LIMITS = Limits(
    **{
        limit.name: MANY
        for limit in fields(Limits)
        if limit.name.startswith("section") or limit.name in {"sdp_bytes", "line_bytes", "lines"}
    }
)
VIDEO = ("m=video 9 UDP/TLS/RTP/SAVPF 96", C)


def numbered(line: str, count: int) -> tuple[str, ...]:
    return tuple(line.replace("%", str(at)) for at in range(count))


def joined(start: str, between: str, count: int) -> str:
    return start + between.join(map(str, range(count)))


GROWING = {
    "attributes": lambda n: (*VIDEO, *numbered("a=x%:y", n)),
    "malformed": lambda n: (*VIDEO, *numbered("a=rtpmap:%", n)),
    "repeated": lambda n: (*VIDEO, *numbered("a=sendrecv", n)),
    "codecs": lambda n: (*VIDEO, *numbered("a=fmtp:96 x=%", n)),
    "layers": lambda n: (
        *VIDEO,
        *numbered("a=rid:% send", n),
        joined("a=simulcast:send ", ";", n),
    ),
    "sources": lambda n: (*VIDEO, *numbered("a=ssrc:% msid:s %", n)),
    "source groups": lambda n: (*VIDEO, *numbered("a=ssrc-group:FID % 1", n)),
    "groups": lambda n: (*numbered("a=group:BUNDLE 0 %", n), *VIDEO, "a=mid:0"),
    "flows": lambda n: (*numbered("a=group:FID 0 0", n), *VIDEO, "a=mid:0", *["b=AS:1"] * n),
    "members": lambda n: (
        joined("a=group:BUNDLE ", " ", n),
        *(line for at in range(n) for line in (*VIDEO, f"a=mid:{at}")),
    ),
    "inherited": lambda n: (
        joined("a=group:BUNDLE ", " ", n),
        *numbered("a=extmap:1 urn:%", n),
        *numbered("a=fingerprint:x% AB", n),
        *(line for at in range(n) for line in (*VIDEO, f"a=mid:{at}")),
    ),
}


def calls(description: SessionDescription) -> int:
    """How many functions are called to judge it."""
    profiler = Profiler()
    profiler.runcall(check, description)
    return sum(entry.callcount for entry in profiler.getstats())


@pytest.mark.parametrize("name", GROWING)
def test_the_work_grows_with_the_lines(name: str) -> None:
    small, large = (
        calls(parse(text(*GROWING[name](size)), limits=NO_LIMITS)) for size in (300, 1200)
    )
    assert large <= 4**1.05 * small
