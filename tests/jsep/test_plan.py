"""What an answer accepts, before it is written (A-10 to A-17, A-30 to A-47, A-130 to A-134)."""

from typing import Any

import pytest

from sdpsig import sdp
from sdpsig.errors import RemoteProtocolError
from sdpsig.jsep import (
    INTEROP,
    STRICT,
    AddDataChannels,
    AddTransceiver,
    AnswerPlan,
    AnswerPolicy,
    BundlePolicy,
    Capabilities,
    CodecDrop,
    Negotiation,
    NegotiationConfig,
    Offer,
    Pranswer,
    Profile,
    Rejection,
    Rollback,
    RtcpMuxPolicy,
    SetCodecPreferences,
    SetDirection,
    Side,
    StopTransceiver,
    apply,
    mirror,
    plan_next_answer,
)
from sdpsig.sdp.attributes import MediaDirection, SetupRole
from tests.jsep._configured import configured, provisional, reworded
from tests.jsep._offers import (
    AUDIO_SECTION,
    AVD,
    CAPS,
    DATA,
    DATA_SECTION,
    OPUS,
    PCMA,
    PCMU,
    SESSION,
    VIDEO_SECTION,
    added,
    changed,
    text,
    without,
)
from tests.jsep._pair import Peer, exchange

GROUP = "a=group:BUNDLE 0 1 2"
MAX_BUNDLE, BALANCED, MAX_COMPAT = (
    BundlePolicy.MAX_BUNDLE,
    BundlePolicy.BALANCED,
    BundlePolicy.MAX_COMPAT,
)
POLICY, BUNDLE, LONELY, HEADLESS = (
    Rejection.POLICY,
    Rejection.BUNDLE_POLICY,
    Rejection.NOT_BUNDLED,
    Rejection.BUNDLE_REJECTED,
)


def planned(offer: str, **settings: Any) -> AnswerPlan:
    """The answer to a first offer."""
    config = NegotiationConfig(**{"capabilities": CAPS, **settings})
    offered, _ = apply(Negotiation(config=config), Side.REMOTE, Offer(sdp.parse(offer)))
    return plan_next_answer(offered)


def rejections(plan: AnswerPlan) -> list[Rejection | None]:
    return [one.rejected for one in plan.sections]


def grouped(*groups: str) -> str:
    """Audio, video, data and another audio section, in these groups."""
    lines = (f"a=group:BUNDLE {group}" for group in groups)
    second = changed(AUDIO_SECTION, ("a=mid:0", "a=mid:3"), ("s1 ta", "s1 tb"))
    return text(*SESSION, *lines) + AUDIO_SECTION + VIDEO_SECTION + DATA_SECTION + second


def bundle_only(section: str) -> str:
    lines = ("a=ice-ufrag", "a=ice-pwd", "a=fingerprint", "a=setup", "a=rtcp-mux", "a=ice-options")
    kept = [line for line in section.split("\r\n")[:-1] if not line.startswith(lines)]
    return text(kept[0].replace(" 9 ", " 0 "), *kept[1:], "a=bundle-only")


def two(*wishes: Any, **settings: Any) -> tuple[Peer, Peer]:
    """After an exchange that the first has offered."""
    a, b = Peer("a", **settings), Peer("b", **settings)
    a.change(*(wishes or (AddTransceiver("audio"), AddTransceiver("video"))))
    exchange(a, b)
    return a, b


# --- single sections


@pytest.mark.parametrize(
    ("offer", "settings", "expected"),
    [
        (changed(AVD, ("m=video 9", "m=video 0")), {}, [None, Rejection.OFFERED_REJECTED, None]),
        (changed(AVD, ("m=video", "m=unicorns")), {}, [None, Rejection.UNSUPPORTED, None]),
        (
            AVD,
            {"capabilities": Capabilities(audio=CAPS.audio)},
            [None, Rejection.NO_CODEC, Rejection.UNSUPPORTED],
        ),
        (AVD, {"policy": AnswerPolicy(accept=lambda media: media.kind != "video")}, [None, POLICY, None]),
        (without(DATA, "a=sctp-port:5000"), {}, [None]),
        (without(DATA, "a=sctp-port:5000"), {"profile": STRICT}, [Rejection.NO_SCTP_PORT]),
    ],
    ids=["a-10", "a-2", "a-12", "a-11", "d-16", "d-16-strict"],
)  # fmt: skip
def test_a_section_is_rejected_for_the_first_reason_that_holds(
    offer: str, settings: dict[str, Any], expected: list[Rejection | None]
) -> None:
    plan = planned(offer, **settings)
    assert rejections(plan) == expected
    assert [one.mid for one in plan.sections] == [view.mid for view in plan.offer.views]


def test_a_11_a_stopped_transceiver_rejects_its_section() -> None:
    peer = Peer()
    peer.take(Offer(sdp.parse(AVD)))
    peer.change(StopTransceiver(0))
    assert rejections(plan_next_answer(peer.state)) == [Rejection.STOPPED, None, None]


def test_a_12_a_rejected_section_still_tells_why_each_codec_is_not_in_it() -> None:
    plan = planned(AVD, capabilities=Capabilities(audio=(OPUS,)))
    accepted, dropped = plan.sections[:2]
    assert [codec.offered.payload_type for codec in accepted.codecs] == [111]
    assert {one.payload_type: one.reason for one in accepted.dropped}[0] is CodecDrop.NO_SUCH_CODEC
    assert dropped.codecs == ()
    assert {one.reason for one in dropped.dropped} == {
        CodecDrop.NO_SUCH_CODEC,
        CodecDrop.NOTHING_TO_REPAIR,
    }


def test_a_71_the_application_chooses_codecs_by_policy_or_by_preference() -> None:
    policy = AnswerPolicy(codecs=lambda media, ours: ours[1:2] if media.kind == "audio" else ours)
    chosen = planned(AVD, policy=policy).sections[0]
    assert [codec.offered.name for codec in chosen.codecs] == ["pcmu"]
    peer = Peer(capabilities=CAPS)
    peer.take(Offer(sdp.parse(AVD)))
    peer.change(SetCodecPreferences(0, (PCMA, PCMU)))
    preferred = plan_next_answer(peer.state).sections[0]
    assert [codec.offered.name for codec in preferred.codecs] == ["pcma", "pcmu"]


def test_a_55_the_direction_is_what_both_allow() -> None:
    peer = Peer()
    peer.take(Offer(sdp.parse(changed(AVD, ("a=sendrecv", "a=recvonly")))))
    peer.change(SetDirection(0, MediaDirection.SENDRECV))
    plan = plan_next_answer(peer.state)
    assert [one.direction for one in plan.sections] == ["sendonly", "inactive", "inactive"]


# --- sections beside each other


@pytest.mark.parametrize(
    ("groups", "policy", "expected"),
    [
        (["0 1 2 3"], MAX_BUNDLE, [None, None, None, None]),
        (["0 1"], MAX_BUNDLE, [None, None, BUNDLE, BUNDLE]),
        (["0 1", "2 3"], MAX_BUNDLE, [None, None, BUNDLE, BUNDLE]),
        ([], MAX_BUNDLE, [None, BUNDLE, BUNDLE, BUNDLE]),
        ([], MAX_COMPAT, [None, None, None, None]),
    ],
)
def test_a_13_one_transport_takes_what_is_in_the_first_bundle(
    groups: list[str], policy: BundlePolicy, expected: list[Rejection | None]
) -> None:
    assert rejections(planned(grouped(*groups), bundle_policy=policy)) == expected


@pytest.mark.parametrize(
    ("groups", "enforced", "expected"),
    [
        ([], True, [None, None, None, BUNDLE]),
        ([], False, [None, None, None, None]),
        (["0 3"], True, [None, None, None, None]),
        (["1 3"], True, [None, None, None, BUNDLE]),
    ],
)
def test_a_14_balanced_takes_one_transport_for_each_kind_of_media(
    groups: list[str], enforced: bool, expected: list[Rejection | None]
) -> None:
    plan = planned(grouped(*groups), bundle_policy=BALANCED, enforce_balanced=enforced)
    assert rejections(plan) == expected


def test_a_13_and_a_14_what_is_rejected_anyway_leads_nothing() -> None:
    policy = AnswerPolicy(accept=lambda media: media.kind != "audio")
    plan = planned(grouped("1 2"), bundle_policy=MAX_BUNDLE, policy=policy)
    assert rejections(plan) == [POLICY, None, None, POLICY]


def test_a_15_what_can_only_live_in_a_bundle_needs_one() -> None:
    alone = text(*SESSION) + AUDIO_SECTION + bundle_only(VIDEO_SECTION)
    assert rejections(planned(alone)) == [None, LONELY]


def test_a_16_there_is_one_association() -> None:
    second = changed(DATA_SECTION, ("a=mid:2", "a=mid:3"))
    offer = text(*SESSION, "a=group:BUNDLE 2 3") + DATA_SECTION + second
    plan = planned(offer)
    assert rejections(plan) == [None, Rejection.SECOND_DATA]
    assert plan.bundles == (("2",),)


@pytest.mark.parametrize(
    ("wish", "expected"), [(0, [Rejection.STOPPED, HEADLESS]), (1, [None, Rejection.STOPPED])]
)
def test_a_17_and_d_4_an_established_bundle_goes_with_its_head(
    wish: int, expected: list[Rejection | None]
) -> None:
    a, b = two()
    b.take(a.offer())
    b.change(StopTransceiver(wish))
    assert rejections(plan_next_answer(b.state)) == expected


def test_d_4_a_first_bundle_goes_on_with_its_next_section() -> None:
    policy = AnswerPolicy(accept=lambda media: media.kind != "audio")
    plan = planned(AVD, policy=policy)
    assert (rejections(plan), plan.bundles) == ([POLICY, None, None], (("1", "2"),))


# --- bundles


def test_a_30_each_group_is_kept_without_what_is_rejected() -> None:
    policy = AnswerPolicy(accept=lambda media: media.kind != "video")
    assert planned(grouped("2 1", "0 3"), policy=policy).bundles == (("2",), ("0", "3"))
    assert planned(grouped("1", "3 0"), policy=policy).bundles == (("3", "0"),)


def test_v_28_without_rtcp_mux_each_section_has_a_port_of_its_own() -> None:
    policy = RtcpMuxPolicy.NEGOTIATE
    both = text(*SESSION, "a=group:BUNDLE 0 1") + AUDIO_SECTION + VIDEO_SECTION
    plan = planned(without(both, "a=rtcp-mux"), rtcp_mux_policy=policy)
    assert (rejections(plan), plan.bundles) == ([None, None], ())
    assert [one.members for one in plan.transports] == [("0",), ("1",)]
    one = text(*SESSION, "a=group:BUNDLE 0") + AUDIO_SECTION
    assert planned(without(one, "a=rtcp-mux"), rtcp_mux_policy=policy).bundles == (("0",),)


def test_a_31_what_is_bundle_only_is_never_in_front() -> None:
    offer = text(*SESSION, GROUP) + bundle_only(AUDIO_SECTION) + VIDEO_SECTION + DATA_SECTION
    plan = planned(offer)
    assert plan.bundles == (("1", "0", "2"),)
    assert (plan.owner("0"), plan.owner("1"), plan.owner("9")) == ("1", "1", "9")


def test_a_33_without_anybody_in_front_there_is_no_bundle() -> None:
    offer = text(*SESSION, "a=group:BUNDLE 0 1") + AUDIO_SECTION + bundle_only(VIDEO_SECTION)
    plan = planned(offer, policy=AnswerPolicy(accept=lambda media: media.kind != "audio"))
    assert (rejections(plan), plan.bundles, plan.owners) == ([POLICY, LONELY], (), ())


def test_a_35_bundles_may_be_declined_in_a_first_answer_only() -> None:
    plan = planned(AVD, bundle=False)
    assert (plan.bundles, plan.owners) == ((), ("0", "1", "2"))
    wanted = text(*SESSION, "a=group:BUNDLE 0 1") + AUDIO_SECTION + bundle_only(VIDEO_SECTION)
    assert rejections(planned(wanted, bundle=False)) == [None, LONELY]
    a, b = two()
    configured(b, bundle=False)
    b.take(a.offer())
    assert plan_next_answer(b.state).bundles == (("0", "1"),)


def test_a_32_and_a_34_nothing_is_bundled_that_was_not_offered_so() -> None:
    plan = planned(grouped("0 3"))
    assert (plan.bundles, plan.owners) == ((("0", "3"),), ("0", "1", "2"))
    assert plan.transports[0].members == ("0", "3")


# --- transports


@pytest.mark.parametrize(
    ("offered", "wish", "setup"),
    [
        ("actpass", SetupRole.PASSIVE, "passive"),
        ("active", SetupRole.ACTIVE, "passive"),
        ("passive", SetupRole.PASSIVE, "active"),
        (None, SetupRole.PASSIVE, "passive"),
    ],
)
def test_a_43_the_role_is_ours_to_choose_where_the_offer_leaves_it(
    offered: str | None, wish: SetupRole, setup: str
) -> None:
    line = "a=setup:actpass"
    offer = without(AVD, line) if offered is None else changed(AVD, (line, f"a=setup:{offered}"))
    plan = planned(offer, policy=AnswerPolicy(setup=wish))
    assert [one.setup for one in plan.transports] == [setup]


def test_a_43_an_association_that_goes_on_keeps_its_roles() -> None:
    a, b = two()
    configured(b, policy=AnswerPolicy(setup=SetupRole.PASSIVE))
    for restart in (False, True):
        b.take(a.offer(ice_restart=restart))
        (transport,) = plan_next_answer(b.state).transports
        assert (transport.setup, transport.restarted, transport.new) == (
            SetupRole.ACTIVE,
            restart,
            restart,
        )
        a.take(b.answer())


def test_a_43_another_certificate_begins_another_association() -> None:
    a, b = two()
    configured(b, policy=AnswerPolicy(setup=SetupRole.PASSIVE))
    b.take(reworded(a.offer(ice_restart=True), (":61" * 31, ":6F" * 31)))
    assert plan_next_answer(b.state).transports[0].setup is SetupRole.PASSIVE


@pytest.mark.parametrize(("restart", "needs"), [(False, ()), (True, ("0",))])
def test_a_45_and_a_47_only_what_is_new_or_restarts_needs_anything(
    restart: bool, needs: tuple[str, ...]
) -> None:
    assert planned(grouped("0 3")).needs == ("0", "1", "2")
    a, b = two()
    b.take(a.offer(ice_restart=restart))
    assert plan_next_answer(b.state).needs == needs


def test_a_36_the_transport_goes_on_when_another_section_carries_it() -> None:
    a, b = two()
    a.change(StopTransceiver(0))
    b.take(a.offer())
    plan = plan_next_answer(b.state)
    (transport,) = plan.transports
    assert (transport.mid, transport.before, transport.new) == ("1", b.state.transports[0], False)


def test_v_20_who_is_to_carry_the_others_has_to_say_how() -> None:
    bare = without(VIDEO_SECTION, "a=ice-ufrag:EsAw", "a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1")
    offer = text(*SESSION, "a=group:BUNDLE 0 1") + AUDIO_SECTION + bare
    with pytest.raises(RemoteProtocolError) as caught:
        planned(offer, capabilities=Capabilities(video=CAPS.video))
    assert (caught.value.fault.rule, caught.value.fault.section) == ("V-20", 1)


# --- later answers


def test_a_131_what_is_new_joins_the_bundle() -> None:
    a, b = two()
    a.change(AddDataChannels())
    b.take(a.offer())
    plan = plan_next_answer(b.state)
    assert (plan.bundles, plan.needs) == ((("0", "1", "2"),), ())


def test_a_132_what_was_rejected_stays_rejected_and_what_takes_its_place_is_new() -> None:
    a, b = two()
    a.change(StopTransceiver(1))
    exchange(a, b)
    b.take(a.offer())
    assert rejections(plan_next_answer(b.state)) == [None, Rejection.OFFERED_REJECTED]
    b.take(Rollback())
    a.set_local_description(Rollback())
    a.change(AddTransceiver("video"))
    b.take(a.offer())
    plan = plan_next_answer(b.state)
    assert [(one.mid, one.rejected) for one in plan.sections] == [("0", None), ("2", None)]
    assert plan.sections[1].transceiver is b.transceivers[-1]


def test_a_134_codecs_are_matched_anew() -> None:
    a, b = two(capabilities=CAPS)
    b.change(SetCodecPreferences(0, (PCMU,)))
    b.take(a.offer())
    assert [one.offered.name for one in plan_next_answer(b.state).sections[0].codecs] == ["pcmu"]


@pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=lambda profile: profile.name)
def test_a_130_an_equal_offer_gets_an_equal_answer(profile: Profile) -> None:
    a, b = two(profile=profile)
    _, first = exchange(a, b)
    _, second = exchange(a, b)
    assert first.description.media == second.description.media


def test_sm_52_after_a_provisional_answer_nothing_new_is_needed() -> None:
    a, b = Peer("a"), Peer("b")
    a.change(AddTransceiver("audio"))
    b.take(a.offer())
    b.set_local_description(provisional(b.create_answer(b.transports)))
    assert plan_next_answer(b.state).needs == ()


def test_no_plan_shows_what_was_before() -> None:
    plan = planned(added(AVD, "a=x-secret:1"), policy=AnswerPolicy(direction=mirror))
    assert "negotiation" not in repr(plan)
    assert plan.config is plan.negotiation.config


def test_a_17_a_provisional_answer_establishes_no_bundle() -> None:
    a, b = Peer("a"), Peer("b")
    a.change(AddTransceiver("audio"), AddTransceiver("video"))
    b.take(a.offer())
    b.set_local_description(Pranswer(b.create_answer(b.transports).description))
    b.change(StopTransceiver(0))
    reasons = [section.rejected for section in plan_next_answer(b.state).sections]
    assert reasons == [Rejection.STOPPED, None]
