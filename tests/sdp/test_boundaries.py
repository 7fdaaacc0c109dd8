"""Every bound of the language: one less and the bound itself are taken, one more is refused."""

from collections.abc import Callable

import pytest
from attrs import fields, frozen

from sdpsig.errors import Fault, FaultCode, SdpError
from sdpsig.limits import Limits
from sdpsig.sdp import (
    INTEROP,
    STRICT,
    Profile,
    parse,
    parse_attribute,
    parse_candidate,
    parse_fragment,
)
from tests.sdp._hostile import attempt

HEAD = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
M = "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n"
CREDENTIALS = "a=ice-ufrag:8hhY\r\na=ice-pwd:asd88fgpdd777uzjYhagZg\r\n"
SECTION = f"{CREDENTIALS}{M}a=mid:0\r\n"
HOST = "1 1 udp 2122260223 192.0.2.1 50000 typ host"
DIGEST = ":".join(["A9"] * 32)
BOTH = pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=["interop", "strict"])
UNLIMITED = {item.name: 2**40 for item in fields(Limits)}


def wide(**limits: int) -> Limits:
    """Limits of which only these hold."""
    return Limits(**(UNLIMITED | limits))


def padded(start: str, size: int) -> str:
    """A text of so many bytes, in lines of at most 100."""
    left = size - len(start.encode())
    rows, rest = divmod(left, 100)
    if rest and rest < len("a=x\r\n"):
        rows, rest = rows - 1, rest + 100
    last = f"a=x:{'y' * (rest - 6)}\r\n" if rest > 5 else "a=x\r\n" if rest else ""
    return start + f"a=x:{'y' * 94}\r\n" * rows + last


def repeated(start: str, line: str, count: int) -> str:
    return start + "".join(f"{line.replace('#', str(at))}\r\n" for at in range(count))


@frozen
class Bound:
    """How to make a text that reaches ``limit`` exactly ``n`` times."""

    limit: str
    make: Callable[[int], str]
    code: FaultCode
    read: Callable[..., object] = parse
    rule: str = "V-9f"
    strict: bool = False
    """Whether interop keeps what is beyond the bound as Malformed and only strict refuses it."""
    small: int = 7
    """Another limit than the default."""


def in_description(line: str) -> Callable[[int], str]:
    return lambda n: repeated(HEAD + M, line, n)


def extended(count: int) -> str:
    return HOST + "".join(f" x{at} y" for at in range(count))


BOUNDS = (
    Bound("sdp_bytes", lambda n: padded(HEAD, n), FaultCode.SDP_TOO_LARGE, small=500),
    Bound(
        "fragment_bytes",
        lambda n: padded("", n),
        FaultCode.SDP_TOO_LARGE,
        parse_fragment,
        small=500,
    ),
    Bound(
        "line_bytes",
        lambda n: f"{HEAD}a=x:{'y' * (n - 4)}\r\n",
        FaultCode.SDP_LINE_TOO_LONG,
        small=50,
    ),
    Bound(
        "line_bytes",
        lambda n: f"{HEAD}a=x:{'ä' * ((n - 4) // 2)}{'y' * (n % 2)}\r\n",
        FaultCode.SDP_LINE_TOO_LONG,
        small=51,
    ),
    Bound(
        "line_bytes",
        lambda n: f"a=x:{'y' * (n - 4)}\r\n",
        FaultCode.SDP_LINE_TOO_LONG,
        parse_fragment,
        small=50,
    ),
    Bound(
        "line_bytes",
        lambda n: f"a=x:{'y' * (n - 4)}\r\n",
        FaultCode.SDP_LINE_TOO_LONG,
        parse_attribute,
        small=50,
    ),
    Bound("lines", lambda n: repeated(HEAD, "a=x", n - 4), FaultCode.SDP_TOO_MANY_LINES),
    Bound(
        "lines",
        lambda n: repeated(HEAD, "a=x", n - 4).removesuffix("\r\n"),
        FaultCode.SDP_TOO_MANY_LINES,
    ),
    Bound("lines", lambda n: "a=x\n" * n, FaultCode.SDP_TOO_MANY_LINES, parse_fragment),
    Bound("sections", lambda n: HEAD + M * n, FaultCode.SDP_TOO_MANY_SECTIONS),
    Bound(
        "sections",
        lambda n: "".join(f"{M}a=mid:{at}\r\n" for at in range(n)),
        FaultCode.SDP_TOO_MANY_SECTIONS,
        parse_fragment,
    ),
    Bound("section_attributes", in_description("a=x"), FaultCode.SDP_TOO_MANY_ATTRIBUTES),
    Bound(
        "section_attributes",
        lambda n: repeated(HEAD, "a=x", n) + M,
        FaultCode.SDP_TOO_MANY_ATTRIBUTES,
    ),
    Bound(
        "section_attributes",
        lambda n: repeated(f"{M}a=mid:0\r\n", "a=x", n - 1),
        FaultCode.SDP_TOO_MANY_ATTRIBUTES,
        parse_fragment,
    ),
    Bound("section_extmaps", in_description("a=extmap:# urn:x"), FaultCode.SDP_TOO_MANY_ATTRIBUTES),
    Bound("section_ssrcs", in_description("a=ssrc:# cname:x"), FaultCode.SDP_TOO_MANY_ATTRIBUTES),
    Bound("section_rids", in_description("a=rid:r# send"), FaultCode.SDP_TOO_MANY_ATTRIBUTES),
    Bound(
        "section_fingerprints",
        in_description(f"a=fingerprint:sha-256 {DIGEST}"),
        FaultCode.SDP_TOO_MANY_ATTRIBUTES,
    ),
    Bound(
        "formats",
        lambda n: f"{HEAD}m=audio 9 X/Y {' '.join(map(str, range(n)))}\r\n",
        FaultCode.SDP_TOO_MANY_FORMATS,
    ),
    Bound(
        "candidate_bytes",
        lambda n: f"candidate:{HOST} x {'y' * (n - len(HOST) - 13)}",
        FaultCode.ICE_BAD_CANDIDATE,
        parse_candidate,
        "RFC 8839 §5.1",
        small=100,
    ),
    Bound(
        "candidate_bytes",
        lambda n: f"{HEAD}{M}a=candidate:{HOST} x {'y' * (n - len(HOST) - 15)}\r\n",
        FaultCode.ICE_BAD_CANDIDATE,
        rule="RFC 8839 §5.1",
        strict=True,
        small=100,
    ),
    Bound(
        "candidate_extensions",
        lambda n: f"candidate:{extended(n)}",
        FaultCode.ICE_BAD_CANDIDATE,
        parse_candidate,
        "RFC 8839 §5.1",
    ),
    Bound(
        "candidate_extensions",
        lambda n: f"{HEAD}{M}a=candidate:{extended(n)}\r\n",
        FaultCode.ICE_BAD_CANDIDATE,
        rule="RFC 8839 §5.1",
        strict=True,
    ),
    Bound(
        "candidate_extensions",
        lambda n: f"{SECTION}a=candidate:{extended(n)}\r\n",
        FaultCode.ICE_BAD_CANDIDATE,
        parse_fragment,
        "RFC 8839 §5.1",
        strict=True,
    ),
    Bound(
        "candidate_extensions",
        lambda n: f"a=candidate:{extended(n)}\r\n",
        FaultCode.ICE_BAD_CANDIDATE,
        parse_attribute,
        "RFC 8839 §5.1",
    ),
)
NOT_HERE = frozenset(
    {"remote_candidates", "transport_candidates", "address_candidates", "pending_candidates"}
    | {"candidate_names", "json_bytes", "json_depth", "json_values", "json_items", "json_issues"}
    | {"metadata_bytes", "metadata_depth", "metadata_keys", "metadata_key_bytes", "reason_bytes"}
    | {"sessions", "unconnected_sessions", "body_seconds", "body_idle_seconds"}
    | {"listeners", "notices", "response_bytes"}
)
"""Bounds of the floors above and of JSON."""
IDS = [f"{bound.limit}-{bound.read.__name__}" for bound in BOUNDS]


def test_every_bound_of_the_language_is_in_the_table() -> None:
    here = {bound.limit for bound in BOUNDS} | {"warnings"}
    assert here | NOT_HERE == {item.name for item in fields(Limits)}
    assert not here & NOT_HERE


def outcome(bound: Bound, n: int, limits: Limits) -> object:
    """What comes of a text, in the profile that refuses."""
    keywords = {"profile": STRICT} if bound.strict else {}
    return attempt(bound.read, bound.make(n), limits=limits, **keywords)


@pytest.mark.parametrize("bound", BOUNDS, ids=IDS)
@pytest.mark.parametrize("default", [True, False], ids=["default", "another"])
def test_at_the_limit_it_is_taken_and_one_more_is_refused(bound: Bound, default: bool) -> None:
    limit = getattr(Limits(), bound.limit) if default else bound.small
    limits = wide(**{bound.limit: limit})
    for below in (limit - 1, limit):
        assert not isinstance(outcome(bound, below, limits), Fault)
    fault = outcome(bound, limit + 1, limits)
    assert isinstance(fault, Fault)
    assert (fault.code, fault.rule) == (bound.code, bound.rule)
    assert str(limit) in fault.detail
    assert not isinstance(outcome(bound, limit + 1, wide()), Fault)
    if default and bound.limit != "sdp_bytes":
        alone = outcome(bound, limit, Limits())
        assert not isinstance(alone, Fault) or alone.code is not bound.code


@pytest.mark.parametrize(
    "bound", [item for item in BOUNDS if item.read is parse], ids=lambda bound: bound.limit
)
def test_bytes_and_text_have_the_same_bounds(bound: Bound) -> None:
    limits = wide(**{bound.limit: bound.small})
    profile = STRICT if bound.strict else INTEROP
    for n in (bound.small, bound.small + 1):
        text = bound.make(n)
        as_bytes = attempt(parse, text.encode(), limits=limits, profile=profile)
        assert as_bytes == attempt(parse, text, limits=limits, profile=profile)


@pytest.mark.parametrize(
    "bound", [item for item in BOUNDS if item.strict], ids=lambda bound: bound.limit
)
def test_interop_keeps_a_candidate_beyond_its_bounds_as_malformed(bound: Bound) -> None:
    limits = wide(**{bound.limit: bound.small})
    read = bound.read(bound.make(bound.small + 1), limits=limits)
    assert [fault.code for fault in getattr(read, "warnings", ())] == [bound.code]


def test_bytes_are_counted_and_not_characters() -> None:
    text = HEAD + "a=x:äöü\r\n"
    size = len(text.encode())
    assert size > len(text)
    parse(text, limits=Limits(sdp_bytes=size))
    with pytest.raises(SdpError):
        parse(text, limits=Limits(sdp_bytes=size - 1))


@pytest.mark.parametrize("read", [parse, parse_fragment])
def test_warnings_are_told_up_to_the_limit(read: Callable[..., object]) -> None:
    start = HEAD if read is parse else ""
    for count, expected in ((99, 99), (100, 100), (101, 100)):
        told = read(repeated(start, "a=mid:", count))
        assert len(getattr(told, "warnings", ())) == expected


# --- bounds that the grammars have, which nobody can move

NUMBERS = {
    "m=audio # X/Y 0": (0, 65_535),
    "m=audio 9 RTP/AVP #": (0, 127),
    "m=audio 9/# X/Y 0": (1, 65_535),
    "b=AS:#": (0, 2**64 - 1),
    "a=rtpmap:# opus/48000/2": (0, 127),
    "a=sctp-port:#": (0, 65_535),
    "a=rtcp:#": (0, 65_535),
    "a=max-message-size:#": (0, 2**64 - 1),
    "a=ssrc:# cname:x": (0, 2**32 - 1),
    f"a=candidate:{HOST}".replace("1 1 udp", "1 # udp"): (1, 256),
    f"a=candidate:{HOST}".replace("2122260223", "#"): (0, 2**32 - 1),
    f"a=candidate:{HOST}".replace("50000", "#"): (0, 65_535),
    f"a=candidate:{HOST} raddr :: rport #": (0, 65_535),
}


@pytest.mark.parametrize("line", NUMBERS)
def test_a_number_has_a_range(line: str) -> None:
    start = HEAD if line.startswith("m=") else HEAD + M
    low, high = NUMBERS[line]
    for number in (low, high):
        parse(f"{start}{line.replace('#', str(number))}\r\n", profile=STRICT)
    for digits in (str(low - 1), str(high + 1), "1" + "0" * 20, "9" * 4_300, "9" * 4_301):
        with pytest.raises(SdpError) as caught:
            parse(f"{start}{line.replace('#', digits)}\r\n", profile=STRICT)
        assert len(caught.value.fault.detail) < 100


LENGTHS = {
    "a=mid:#": (64, "x"),
    "a=group:BUNDLE #": (64, "x"),
    "a=rid:# send": (64, "x"),
    f"a=candidate:#{HOST[1:]}": (32, "+"),
}


@BOTH
@pytest.mark.parametrize("line", LENGTHS)
def test_a_name_has_a_length(line: str, profile: Profile) -> None:
    most, character = LENGTHS[line]
    for length in (1, most - 1, most):
        text = f"{HEAD}{'' if 'group' in line else M}{line.replace('#', character * length)}\r\n"
        assert parse(text, profile=profile).warnings == ()
    for length in (0, most + 1):
        text = f"{HEAD}{'' if 'group' in line else M}{line.replace('#', character * length)}\r\n"
        strict = attempt(parse, text, profile=STRICT)
        told = parse(text).warnings
        if "rid" in line:  # a malformed one is dropped in both profiles (RFC 8851 §4)
            assert not isinstance(strict, Fault)
            assert strict.warnings
        else:
            assert isinstance(strict, Fault)
            assert strict.code is FaultCode.SDP_ATTRIBUTE_SYNTAX
        assert told[0].line == text.count("\r\n")
