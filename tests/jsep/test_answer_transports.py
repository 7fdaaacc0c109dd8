"""What an answer says of transports (A-40 to A-52)."""

from itertools import permutations

import pytest
from attrs import evolve

from sdpsig import sdp
from sdpsig.jsep import (
    STRICT,
    AnswerPolicy,
    Capabilities,
    Negotiation,
    Offer,
    Profile,
    Side,
    apply,
    write_answer,
)
from sdpsig.sdp import InAnswer
from sdpsig.sdp.attributes import (
    Candidate,
    Direction,
    Fingerprint,
    RtcpMuxOnly,
    Setup,
    SetupRole,
)
from tests.jsep._answers import (
    HOST,
    NO_VIDEO,
    PROFILES,
    RELAY,
    SRFLX,
    head,
    said,
    section,
)
from tests.jsep._offers import (
    AUDIO_SECTION,
    AVD,
    CAPS,
    DATA,
    DATA_SECTION,
    FINGERPRINT,
    MIN_A,
    ORIGIN,
    SESSION,
    TRANSPORT,
    VIDEO_SECTION,
    added,
    answer,
    changed,
    lines_of,
    plan,
    text,
    transport,
    without,
    written,
)

# --- transports

BLOCK = ("a=ice-ufrag:", "a=ice-pwd:", "a=fingerprint:", "a=setup:", "a=rtcp-mux", "a=rtcp-rsize")


def shared(lines: list[str]) -> list[str]:
    return [line for line in lines if line.startswith(BLOCK)]


def test_a_40_and_d_5_every_section_repeats_its_transport() -> None:
    made = answer(AVD).description
    first, second, third = (shared(said(made, at)) for at in range(3))
    assert first == second
    assert [*third, "a=rtcp-mux"] == first


def test_a_40_and_d_5_where_strict_only_the_owner_says_it() -> None:
    offer = changed(AVD, ("a=rtcp-mux", "a=rtcp-mux\r\na=rtcp-rsize"))
    made = answer(offer, profile=STRICT).description
    assert [len(shared(said(made, at))) for at in range(3)] == [6, 0, 0]
    apart = answer(without(offer, "a=group:BUNDLE 0 1 2"), profile=STRICT).description
    assert [len(shared(said(apart, at))) for at in range(3)] == [6, 6, 4]


@PROFILES
def test_a_40_candidates_stand_with_the_owner(profile: Profile) -> None:
    local = transport(candidates=(HOST, SRFLX), end_of_candidates=True)
    made = write_answer(plan(AVD, profile=profile), local, origin=ORIGIN).description
    assert said(made, 0)[-3:] == [HOST.text, SRFLX.text, "a=end-of-candidates"]
    for at in (1, 2):
        assert not [line for line in said(made, at) if "candidate" in line]


@PROFILES
@pytest.mark.parametrize(
    "sections", list(permutations((AUDIO_SECTION, VIDEO_SECTION, DATA_SECTION)))[::2]
)
def test_a_41_data_that_carry_media_share_their_port_with_rtcp(
    sections: tuple[str, ...], profile: Profile
) -> None:
    mids = [part.partition("a=mid:")[2][0] for part in sections]
    offer = text(*SESSION, f"a=group:BUNDLE {' '.join(mids)}") + "".join(sections)
    made = answer(offer, profile=profile).description
    at = mids.index("2")
    assert ("a=rtcp-mux" in said(made, at)) is (at == 0)
    assert "a=rtcp-mux" not in section(DATA, profile=profile)
    unbundled = text(*SESSION) + DATA_SECTION
    assert "a=rtcp-mux" not in section(unbundled, profile=profile)


@PROFILES
def test_a_42_media_have_one_direction_and_data_have_none(profile: Profile) -> None:
    made = answer(AVD, NO_VIDEO, profile=profile).description
    assert [len(media.all(Direction)) for media in made.media] == [1, 1, 0]


@PROFILES
@pytest.mark.parametrize(
    ("offered", "wish", "answered"),
    [
        ("actpass", SetupRole.ACTIVE, "active"),
        ("actpass", SetupRole.PASSIVE, "passive"),
        ("active", SetupRole.ACTIVE, "passive"),
        ("passive", SetupRole.PASSIVE, "active"),
    ],
)
def test_a_43_and_s_27_the_role_is_the_one_that_is_left(
    offered: str, wish: SetupRole, answered: str, profile: Profile
) -> None:
    offer = changed(AVD, ("setup:actpass", f"setup:{offered}"))
    made = answer(offer, profile=profile, policy=AnswerPolicy(setup=wish)).description
    roles = {line.role for media in made.media for line in media.all(Setup)}
    assert roles == {answered}


def test_d_15_a_missing_role_is_answered_as_any() -> None:
    assert "a=setup:active" in section(without(MIN_A, "a=setup:actpass"))


def test_a_43_the_role_is_that_of_the_section_that_carries_the_others() -> None:
    video = changed(VIDEO_SECTION, ("setup:actpass", "setup:active"))
    offer = text(*SESSION, "a=group:BUNDLE 1 0") + AUDIO_SECTION + video
    made = answer(offer).description
    assert {line.role for media in made.media for line in media.all(Setup)} == {"passive"}


def test_a_44_every_certificate_has_its_line() -> None:
    both = (FINGERPRINT, Fingerprint("sha-384", ":".join(["CD"] * 48)))
    local = evolve(transport(), fingerprints=both)
    made = write_answer(plan(AVD), local, origin=ORIGIN).description
    assert [media.all(Fingerprint) for media in made.media] == [both] * 3


@pytest.mark.parametrize("lite", [True, False])
def test_a_46_a_lite_agent_says_so_once(lite: bool) -> None:
    made = write_answer(plan(AVD), transport(ice_lite=lite), origin=ORIGIN).description
    assert (lines_of(made.lines)[4] == "a=ice-lite") is lite
    assert sdp.serialize(made).count("a=ice-lite") is int(lite)


def test_a_46_an_agent_that_is_not_used_says_nothing() -> None:
    locals_ = {"0": transport("aaaa"), "9": transport("bbbb", ice_lite=True)}
    made = write_answer(plan(AVD), locals_, origin=ORIGIN).description
    assert "ice-lite" not in sdp.serialize(made)


@pytest.mark.parametrize(
    ("offered", "ours", "answered"),
    [
        ("trickle", ("trickle", "ice2"), "trickle"),
        ("ice2 trickle renomination", ("trickle", "ice2"), "trickle ice2"),
        ("ice2,trickle", ("trickle",), "trickle"),
        ("renomination", ("trickle", "ice2"), None),
        ("trickle", (), None),
        (None, ("trickle",), None),
    ],
)
def test_a_48_and_d_7_options_are_what_was_offered_and_is_ours(
    offered: str | None, ours: tuple[str, ...], answered: str | None
) -> None:
    offer = MIN_A if offered is None else added(MIN_A, f"a=ice-options:{offered}")
    found = [line for line in head(offer, evolve(CAPS, ice_options=ours)) if "options" in line]
    assert found == ([] if answered is None else [f"a=ice-options:{answered}"])


def test_a_48_options_of_the_session_count_too() -> None:
    offer = changed(MIN_A, ("t=0 0", "t=0 0\r\na=ice-options:ice2"))
    assert "a=ice-options:ice2" in head(offer)


@pytest.mark.parametrize(
    ("candidates", "port", "address"),
    [
        ((), 9, "IN IP4 0.0.0.0"),
        ((HOST,), 50_000, "IN IP4 192.0.2.1"),
        ((HOST, SRFLX), 50_002, "IN IP4 198.51.100.2"),
        ((HOST, RELAY, SRFLX), 50_003, "IN IP4 203.0.113.3"),
        ((evolve(HOST, address="2001:db8::1"),), 50_000, "IN IP6 2001:db8::1"),
        ((evolve(HOST, address="0a1b.local"),), 9, "IN IP4 0.0.0.0"),
        ((evolve(HOST, address="0a1b.local"), SRFLX), 50_002, "IN IP4 198.51.100.2"),
        ((evolve(HOST, transport="tcp"),), 9, "IN IP4 0.0.0.0"),
        ((evolve(HOST, transport="UDP"),), 50_000, "IN IP4 192.0.2.1"),
        ((evolve(HOST, component=2),), 9, "IN IP4 0.0.0.0"),
        ((evolve(HOST, port=0),), 9, "IN IP4 0.0.0.0"),
        ((evolve(HOST, type="prflx", port=7), HOST), 50_000, "IN IP4 192.0.2.1"),
        ((evolve(HOST, type="prflx", port=7),), 7, "IN IP4 192.0.2.1"),
    ],
)
def test_a_49_the_default_address_is_that_of_the_widest_reach(
    candidates: tuple[Candidate, ...], port: int, address: str
) -> None:
    made = write_answer(plan(AVD), transport(candidates=candidates), origin=ORIGIN).description
    for media in made.media:
        assert media.port == port
        assert media.lines[0].text == f"c={address}"


def test_a_50_what_was_not_offered_is_not_answered() -> None:
    assert "a=rtcp-rsize" not in section(AVD)
    offer = changed(AVD, ("a=rtcp-mux", "a=rtcp-mux\r\na=rtcp-rsize"))
    assert "a=rtcp-rsize" in section(offer)


def test_a_50_a_bundled_section_has_the_port_of_its_transport() -> None:
    silent = without(VIDEO_SECTION, "a=rtcp-mux")
    offer = text(*SESSION, "a=group:BUNDLE 0 1") + AUDIO_SECTION + silent
    assert "a=rtcp-mux" in section(offer, 1)
    planned = plan(offer, Capabilities(video=CAPS.video), profile=STRICT)
    assert planned.owners == ("1",)
    assert "a=rtcp-mux" in said(written(planned).description, 1)


def test_a_50_media_in_a_bundle_of_data_have_the_port_of_the_data() -> None:
    wanted = without(changed(VIDEO_SECTION, ("m=video 9", "m=video 0")), *TRANSPORT, "a=rtcp-mux")
    offer = text(*SESSION, "a=group:BUNDLE 2 1") + wanted + "a=bundle-only\r\n" + DATA_SECTION
    planned = plan(offer)
    assert planned.bundles == (("2", "1"),)
    made = written(planned)
    assert "a=rtcp-mux" not in said(made.description, 0)
    assert "a=rtcp-mux" in said(made.description, 1)
    offered, _ = apply(Negotiation(), Side.REMOTE, Offer(sdp.parse(offer)))
    assert apply(offered, Side.LOCAL, made)[1] == ()


def test_d_8_only_a_profile_with_a_reason_answers_rtcp_mux_only() -> None:
    offer = changed(MIN_A, ("a=rtcp-mux", "a=rtcp-mux\r\na=rtcp-mux-only"))
    whip = Profile("whip", False, {RtcpMuxOnly: InAnswer.ECHO}, why="RFC 9725 §4.4.1")
    assert "a=rtcp-mux-only" not in section(offer)
    assert "a=rtcp-mux-only" in section(offer, profile=whip)
    assert "a=rtcp-mux-only" not in section(MIN_A, profile=whip)


@PROFILES
def test_a_52_a_123_and_a_124_nothing_else_is_echoed(profile: Profile) -> None:
    extras = ["a=x-odd:1", "a=tls-id:91bbf309c0990a6bec11e38ba2933cee", "a=ptime:20", "a=rtcp:9",
              "a=rid:1 send", "a=ssrc:1 cname:x", "a=identity:x", "a=end-of-candidates"]  # fmt: skip
    if not profile.strict:  # which refuses such offers (V-31, V-79)
        extras += ["a=crypto:1 X inline:key", "a=simulcast:send 1"]
    offer = changed(added(MIN_A, *extras), ("c=IN IP4 0.0.0.0", "c=IN IP4 192.0.2.1\r\nb=AS:64"))
    assert section(offer, profile=profile) == section(MIN_A, profile=profile)
