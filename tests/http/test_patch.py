"""The decision about a PATCH: every row of the table, in both profiles (FR-14a to FR-20)."""

from itertools import product

import pytest
from attrs import evolve

from sdpsig.errors import FaultCode, LocalProtocolError, Severity
from sdpsig.http._patch import (
    FRAGMENT_TYPE,
    ROWS,
    LastRestart,
    PatchFacts,
    PatchOutcome,
    PatchRefused,
    PatchRepeats,
    PatchRestarts,
    PatchTrickles,
    decide_patch,
    restart_failed,
)
from sdpsig.limits import Limits
from sdpsig.sdp import INTEROP, STRICT, Profile, parse_fragment

NOW = ("EsAw", "P2uYro0UCOQ4zxjKXaWCBui1")
NEXT = ("ysXw", "vw5LmwG4y/e6dPP/zAP9Gp5k")
PAST = ("old1", "oldoldoldoldoldoldoldold")
TAG, OTHER = '"xyzzy"', '"abccd"'
FACTS = PatchFacts(etag=TAG, credentials=frozenset({NOW}), past_ufrags=frozenset({PAST[0]}))
PROFILES = (INTEROP, STRICT)
BOTH = pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)


def body_of(credentials: tuple[str, str], mid: str = "0", lines: str = "") -> bytes:
    ufrag, pwd = credentials
    return (
        f"a=group:BUNDLE 0 1\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:{mid}\r\n"
        f"a=ice-ufrag:{ufrag}\r\na=ice-pwd:{pwd}\r\n"
        "a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0"
        f" ufrag EsAw network-id 1\r\n{lines}"
    ).encode()


def decide(
    if_match: str | None = TAG,
    credentials: tuple[str, str] = NOW,
    facts: PatchFacts = FACTS,
    *,
    content_type: str | None = FRAGMENT_TYPE,
    body: bytes | None = None,
    profile: Profile = INTEROP,
) -> PatchOutcome:
    body = body_of(credentials) if body is None else body
    return decide_patch(content_type, if_match, body, facts, profile=profile)


def refusal(outcome: PatchOutcome) -> tuple[int, str, str]:
    assert isinstance(outcome, PatchRefused)
    assert not any(pwd in repr(outcome) for _, pwd in (NOW, NEXT, PAST))
    return outcome.status, outcome.rule, outcome.reason


# --- FR-14a to FR-14f: what the head and the form of the body decide


@BOTH
@pytest.mark.parametrize(
    "facts", [evolve(FACTS, known=False), evolve(FACTS, closed=True)], ids=["unknown", "closed"]
)
def test_fr_14a_a_session_that_is_not_there_is_404_before_anything_else(
    facts: PatchFacts, profile: Profile
) -> None:
    nothing = evolve(facts, trickle=False, restart=False)
    outcome = decide(None, facts=nothing, content_type="text/plain", body=b"", profile=profile)
    assert refusal(outcome) == (404, "FR-14a", FaultCode.SESSION_NOT_FOUND)


@BOTH
def test_fr_14b_a_session_that_can_neither_is_405(profile: Profile) -> None:
    facts = evolve(FACTS, trickle=False, restart=False)
    outcome = decide(facts=facts, content_type="text/plain", profile=profile)
    assert refusal(outcome) == (405, "FR-14b", FaultCode.HTTP_METHOD)


@BOTH
@pytest.mark.parametrize(
    "content_type",
    [
        *(None, "", "application/sdp", "application/json", f"{FRAGMENT_TYPE}s"),
        *(f"x {FRAGMENT_TYPE}", f"{FRAGMENT_TYPE}; charset=utf-16"),
    ],
)
def test_fr_14c_another_content_type_is_415(content_type: str | None, profile: Profile) -> None:
    outcome = decide(None, content_type=content_type, profile=profile)
    assert refusal(outcome) == (415, "FR-14c", FaultCode.HTTP_MEDIA_TYPE)


@BOTH
@pytest.mark.parametrize(
    "content_type",
    [
        FRAGMENT_TYPE.upper(),
        f"{FRAGMENT_TYPE}; charset=utf-8",
        f" {FRAGMENT_TYPE} ;x",
        FRAGMENT_TYPE,
    ],
)
def test_fr_14c_neither_case_nor_parameters_count(content_type: str, profile: Profile) -> None:
    assert isinstance(decide(content_type=content_type, profile=profile), PatchTrickles)


@pytest.mark.parametrize("if_match", [None, "", " ", ",", " , "])
def test_fr_14d_a_missing_if_match_is_428_in_strict_and_matches_in_interop(
    if_match: str | None,
) -> None:
    outcome = decide(if_match, body=b"", profile=STRICT)
    assert refusal(outcome) == (428, "FR-14d", FaultCode.HTTP_PRECONDITION_REQUIRED)
    assert decide(if_match) == decide(TAG)
    assert decide(if_match, NEXT) == decide(TAG, NEXT)


@BOTH
@pytest.mark.parametrize(
    "if_match",
    [
        OTHER,
        f"W/{TAG}",
        f"{OTHER}, W/{TAG}",
        '""',
        '"XYZZY"',
        '"xyzzy,"',
        f'"a,b", {OTHER}',
        '"\xe9"',
        '"*", "b"',
    ],
)
def test_fr_14e_a_tag_that_is_not_the_current_one_is_412_before_the_body_is_read(
    if_match: str, profile: Profile
) -> None:
    outcome = decide(if_match, body=b"\xff", profile=profile)
    assert refusal(outcome) == (412, "FR-14e", FaultCode.HTTP_PRECONDITION_FAILED)


@BOTH
@pytest.mark.parametrize(
    "if_match",
    [TAG, f" {TAG}\t", f"{OTHER},{TAG}", f",, {OTHER} ,{TAG},", f'W/"x", {TAG}', f'"a,b",{TAG}'],
)
def test_fr_14e_the_current_tag_may_be_one_of_several(if_match: str, profile: Profile) -> None:
    assert decide(if_match, profile=profile) == decide(TAG, profile=profile)


@BOTH
def test_fr_14e_a_weak_tag_matches_nothing_not_even_itself(profile: Profile) -> None:
    weak = evolve(FACTS, etag=f"W/{TAG}")
    assert refusal(decide(f"W/{TAG}", facts=weak, profile=profile))[0] == 412


@BOTH
@pytest.mark.parametrize(
    "if_match",
    [
        '"xyzzy',
        'xyzzy"',
        f"{TAG} {OTHER}",
        f"*, {TAG}",
        f"{TAG}, *",
        f"w/{TAG}",
        '"a b"',
        "a b",
        "\xe9",
    ],
)
def test_h7_an_if_match_that_is_none_is_400(if_match: str, profile: Profile) -> None:
    expected = (400, "RFC 9110 §13.1.1", FaultCode.HTTP_BAD_PRECONDITION)
    assert refusal(decide(if_match, profile=profile)) == expected


@pytest.mark.parametrize("if_match", ["xyzzy", "other, xyzzy", f"W/x,xyzzy,{OTHER}"])
def test_interop_takes_tags_without_quotes(if_match: str) -> None:
    assert decide(if_match) == decide(TAG)
    assert refusal(decide(if_match, profile=STRICT))[0] == 400
    assert refusal(decide("undefined"))[:2] == (412, "FR-14e")


def test_interop_takes_a_star_in_quotes() -> None:
    assert decide('"*"', NEXT) == decide("*", NEXT) == decide(" *\t", NEXT)
    assert refusal(decide('"*"', NEXT, profile=STRICT))[:2] == (412, "FR-14e")


def test_h7_a_long_if_match_takes_no_long_time() -> None:
    for part in (" ", ",", '"', "* ", "a", 'W/"', "*\t,", '"",', "a,"):
        for end in ("", '"', "\0"):
            assert decide(part * 20_000 + end, profile=STRICT).status in {400, 412, 428}
            assert decide(part * 20_000 + end).status in {204, 400, 412}


MALFORMED = {
    "nothing": (b"", "V-1", 1),
    "FR-1 no line": (b"a=mid:0\r\n<html>\r\n", "RFC 8866 §5", 2),
    "FR-2 candidate in the head": (
        b"a=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n" + body_of(NOW),
        "FR-2",
        1,
    ),
    "FR-3 no mid": (
        body_of(NOW) + b"m=audio 9 RTP/AVP 0\r\na=rtcp-mux\r\n",
        "FR-3",
        7,
    ),
    "FR-5 no password": (body_of(NOW).replace(b"a=ice-pwd", b"a=x-pwd"), "FR-5", 3),
    "FR-5 no credentials": (body_of(NOW).replace(b"a=ice-", b"a=x-"), "FR-5", 2),
    "not UTF-8": (b"a=\xff", "RFC 8866 §5", 1),
}


@BOTH
@pytest.mark.parametrize(("body", "rule", "line"), MALFORMED.values(), ids=MALFORMED)
@pytest.mark.parametrize("if_match", [TAG, "*"])
def test_fr_14f_a_malformed_body_is_400(
    body: bytes, rule: str, line: int, if_match: str, profile: Profile
) -> None:
    outcome = decide(if_match, body=body, profile=profile)
    assert isinstance(outcome, PatchRefused)
    assert outcome.reason in list(FaultCode)
    assert (outcome.status, outcome.rule, outcome.line) == (400, rule, line)


def test_fr_14f_garbage_among_candidates_is_400_only_in_strict() -> None:
    body = body_of(NOW, lines="a=candidate:nonsense\r\n")
    assert refusal(decide(body=body, profile=STRICT))[0] == 400
    outcome = decide(body=body)
    assert isinstance(outcome, PatchTrickles)
    assert [fault.rule for fault in outcome.warnings] == ["RFC 8839 §5.1"]


@BOTH
def test_fr_14f_a_body_beyond_its_limit_is_413(profile: Profile) -> None:
    limits = Limits(fragment_bytes=64)
    outcome = decide_patch(FRAGMENT_TYPE, TAG, body_of(NOW), FACTS, profile=profile, limits=limits)
    assert refusal(outcome)[0] == 413


@BOTH
def test_fr_5_a_fragment_of_two_generations_is_400(profile: Profile) -> None:
    for first, second in ((NOW, NEXT), (NEXT, NOW), (NEXT, PAST)):
        body = body_of(first) + body_of(second, "1").partition(b"\r\n")[2]
        for if_match in (TAG, "*"):
            outcome = decide(if_match, body=body, profile=profile)
            assert refusal(outcome) == (400, "FR-5", FaultCode.ICE_BAD_CREDENTIALS)


# --- FR-14g to FR-14k: candidates or a restart


@BOTH
def test_fr_14g_with_a_star_other_credentials_restart(profile: Profile) -> None:
    for credentials in (NEXT, (NOW[0], NEXT[1]), (NEXT[0], NOW[1])):
        outcome = decide("*", credentials, profile=profile)
        assert isinstance(outcome, PatchRestarts)
        assert (outcome.status, outcome.rule) == (200, "FR-14j")


@BOTH
def test_fr_14g_with_the_current_tag_another_ufrag_restarts(profile: Profile) -> None:
    for credentials in (NEXT, (NEXT[0], NOW[1])):
        outcome = decide(TAG, credentials, profile=profile)
        assert isinstance(outcome, PatchRestarts)


@BOTH
def test_fr_14h_what_the_session_cannot_is_422(profile: Profile) -> None:
    trickles, restarts = evolve(FACTS, restart=False), evolve(FACTS, trickle=False)
    expected = (422, "FR-14h", FaultCode.HTTP_UNSUPPORTED_PATCH)
    for if_match in (TAG, "*"):
        assert refusal(decide(if_match, NEXT, trickles, profile=profile)) == expected
        assert refusal(decide(if_match, NOW, restarts, profile=profile)) == expected
        assert isinstance(decide(if_match, NOW, trickles, profile=profile), PatchTrickles)
        assert isinstance(decide(if_match, NEXT, restarts, profile=profile), PatchRestarts)


@BOTH
def test_fr_14i_candidates_get_204_without_a_tag(profile: Profile) -> None:
    outcome = decide(profile=profile)
    fragment = parse_fragment(body_of(NOW), profile=profile)
    assert outcome == PatchTrickles(fragment, "FR-14i", ())
    assert outcome.status == 204
    assert not hasattr(outcome, "etag")


@BOTH
def test_fr_14i_a_fragment_that_says_nothing_is_taken(profile: Profile) -> None:
    for body in (b"a=ice-options:trickle\r\n", b"m=audio 9 RTP/AVP 0\r\na=mid:0\r\n"):
        for if_match in (TAG, "*"):
            assert isinstance(decide(if_match, body=body, profile=profile), PatchTrickles)


@BOTH
def test_credentials_may_stand_before_the_sections_or_without_any(profile: Profile) -> None:
    for credentials, kind in ((NOW, PatchTrickles), (NEXT, PatchRestarts)):
        head = f"a=ice-ufrag:{credentials[0]}\r\na=ice-pwd:{credentials[1]}\r\n".encode()
        section = b"m=audio 9 RTP/AVP 0\r\na=mid:0\r\na=end-of-candidates\r\n"
        for body in (head, head + section, head + b"a=end-of-candidates\r\n"):
            assert isinstance(decide("*", body=body, profile=profile), kind)


@BOTH
def test_credentials_that_no_section_uses_do_not_count(profile: Profile) -> None:
    head = f"a=ice-ufrag:{NEXT[0]}\r\na=ice-pwd:{NEXT[1]}\r\n".encode()
    assert isinstance(decide("*", body=head + body_of(NOW), profile=profile), PatchTrickles)


@BOTH
def test_fr_14j_a_restart_gets_200_and_only_ice_of_the_fragment(profile: Profile) -> None:
    outcome = decide("*", NEXT, profile=profile)
    assert outcome == PatchRestarts(parse_fragment(body_of(NEXT), profile=profile))


def test_fr_14k_a_restart_that_fails_gets_the_status_that_the_application_chooses() -> None:
    assert refusal(restart_failed()) == (503, "FR-14k", FaultCode.ICE_RESTART_FAILED)
    assert [restart_failed(status).status for status in (400, 409, 599)] == [400, 409, 599]
    for status in (200, 399, 600):
        with pytest.raises(LocalProtocolError) as caught:
            restart_failed(status)
        assert caught.value.fault.rule == "FR-14k"


# --- FR-15 to FR-20


@BOTH
def test_fr_15_a_star_with_the_current_credentials_is_no_restart(profile: Profile) -> None:
    outcome = decide("*", NOW, profile=profile)
    assert isinstance(outcome, PatchTrickles)
    assert (outcome.status, outcome.rule, outcome.warnings) == (204, "FR-15", ())


def test_fr_16_another_password_alone_is_told_in_interop_and_400_in_strict() -> None:
    other = (NOW[0], NEXT[1])
    for if_match in (TAG, None):
        outcome = decide(if_match, other)
        assert isinstance(outcome, PatchTrickles)
        (warning,) = outcome.warnings
        assert (outcome.rule, warning.rule, warning.severity) == (
            "FR-16",
            "FR-16",
            Severity.WARNING,
        )
    expected = (400, "FR-16", FaultCode.ICE_BAD_CREDENTIALS)
    assert refusal(decide(TAG, other, profile=STRICT)) == expected
    assert all(isinstance(decide("*", other, profile=each), PatchRestarts) for each in PROFILES)


@BOTH
def test_fr_17_the_ufrag_of_a_candidate_decides_nothing(profile: Profile) -> None:
    """As in figure 4 of RFC 9725, whose candidates still name the generation before."""
    assert b" ufrag EsAw" in body_of(NEXT)
    assert isinstance(decide("*", NEXT, profile=profile), PatchRestarts)
    stale = body_of(NOW).replace(b" ufrag EsAw", b" ufrag stale")
    assert isinstance(decide(body=stale, profile=profile), PatchTrickles)


AFTER = evolve(
    FACTS,
    etag=OTHER,
    credentials=frozenset({NEXT}),
    past_ufrags=frozenset({PAST[0], NOW[0]}),
    last_restart=LastRestart(NEXT, b"a=ice-ufrag:ours\r\n"),
)
"""What is known after a restart."""


@BOTH
def test_fr_18_after_a_restart_the_tag_before_is_412(profile: Profile) -> None:
    for credentials in (NOW, NEXT):
        outcome = decide(TAG, credentials, AFTER, profile=profile)
        assert refusal(outcome)[:2] == (412, "FR-14e")


@pytest.mark.parametrize(
    ("if_match", "profile"),
    [("*", INTEROP), ("*", STRICT), (OTHER, INTEROP), (OTHER, STRICT), (None, INTEROP)],
)
def test_fr_18_what_comes_late_of_a_generation_that_is_over_never_restarts_it(
    if_match: str | None, profile: Profile
) -> None:
    for credentials in (NOW, PAST):
        outcome = decide(if_match, credentials, AFTER, profile=profile)
        assert refusal(outcome) == (412, "FR-18", FaultCode.HTTP_PRECONDITION_FAILED)


@BOTH
def test_fr_20_a_restart_that_is_repeated_gets_the_same_response(profile: Profile) -> None:
    outcome = decide("*", NEXT, AFTER, profile=profile)
    assert isinstance(outcome, PatchRepeats)
    assert (outcome.status, outcome.etag, outcome.rule) == (200, OTHER, "FR-20")
    assert outcome.body == b"a=ice-ufrag:ours\r\n"
    assert "ours" not in repr(outcome)
    again = decide("*", NEXT, evolve(AFTER, trickle=False), profile=profile)
    assert isinstance(again, PatchRepeats)


@BOTH
def test_fr_20_only_what_began_the_current_generation_is_repeated(profile: Profile) -> None:
    assert isinstance(decide(OTHER, NEXT, AFTER, profile=profile), PatchTrickles)
    later = evolve(AFTER, credentials=frozenset({NOW}), past_ufrags=frozenset())
    assert isinstance(decide("*", NOW, later, profile=profile), PatchTrickles)
    assert isinstance(decide("*", NEXT, later, profile=profile), PatchRestarts)


# --- all of it


def test_s_74_one_session_from_candidates_to_its_restart() -> None:
    def strictly(if_match: str | None, *args: object, **more: object) -> PatchOutcome:
        return decide(if_match, *args, profile=STRICT, **more)  # type: ignore[arg-type]  # passed on

    assert refusal(strictly(None))[0] == 428
    assert refusal(strictly(OTHER))[0] == 412
    assert strictly(TAG).status == 204
    assert strictly("*", NEXT).status == 200
    assert refusal(strictly(TAG, NEXT, AFTER))[0] == 412
    assert strictly(OTHER, NEXT, AFTER).status == 204
    assert refusal(strictly(TAG, content_type="application/sdp"))[0] == 415
    assert refusal(strictly("*", NEXT, evolve(FACTS, restart=False)))[0] == 422
    assert decide(None).status == 204


def test_every_row_is_reached_and_the_last_one_takes_the_rest() -> None:
    switches = list(product((False, True), repeat=4))
    reached = {
        decide_patch(
            kind,
            if_match,
            body,
            evolve(base, known=a, closed=b, trickle=c, restart=d),
            profile=profile,
        ).rule
        for a, b, c, d in switches
        for base in (FACTS, AFTER)
        for kind in (FRAGMENT_TYPE, None)
        for if_match in (None, TAG, OTHER, "*", '"')
        for body in (b"", body_of(NOW), body_of(NEXT), body_of(PAST), body_of((NOW[0], NEXT[1])))
        for profile in PROFILES
    }
    both = body_of(NOW) + body_of(NEXT, "1").partition(b"\r\n")[2]
    reached.add(decide(body=both).rule)
    # a malformed body is told by the rule that it breaks
    assert reached == {row.rule for row in ROWS} - {"FR-14f"} | {"V-1"}


def test_no_request_raises() -> None:
    for body in (b"\0", b"\xff\xfe", b"m=", b"a=", b"a=mid:" + b"x" * 9000, b"\r\n" * 99):
        assert decide(body=body).status in {204, 400, 413}
