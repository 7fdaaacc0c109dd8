"""What an offer consists of, decided before it is written (O-2, O-4 to O-8, O-20 to O-45)."""

import pytest

from sdpsig import sdp
from sdpsig.jsep import (
    CHROMIUM,
    INTEROP,
    STRICT,
    AddDataChannels,
    AddTransceiver,
    BundlePolicy,
    Capabilities,
    Change,
    Negotiation,
    Offer,
    OfferPlan,
    Profile,
    RestartIce,
    Rollback,
    StopTransceiver,
    plan_next_offer,
)
from tests.jsep._configured import configured
from tests.jsep._offers import AVD, changed
from tests.jsep._pair import Peer, exchange

AUDIO, VIDEO, DATA = AddTransceiver("audio"), AddTransceiver("video"), AddDataChannels()
BALANCED, MAX_COMPAT, MAX_BUNDLE = BundlePolicy
PROFILES = pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=lambda profile: profile.name)


def planned(peer: Peer, *wishes: Change, ice_restart: bool = False) -> OfferPlan:
    """The next offer of a peer that also wishes this."""
    peer.change(*wishes)
    return plan_next_offer(peer.state, ice_restart=ice_restart)


def two(*wishes: Change, profile: Profile = INTEROP) -> tuple[Peer, Peer]:
    """After an exchange that the first has offered."""
    a, b = Peer("a", profile=profile), Peer("b", profile=profile)
    a.change(*wishes)
    exchange(a, b)
    return a, b


def places(plan: OfferPlan) -> list[str]:
    """The mid, the kind and the fate of each place."""
    return [
        f"{one.mid} {one.kind}{'' if one.live else ' gone'}{' new' if one.new else ''}"
        for one in plan.sections
    ]


# --- first offers


def test_o_2_there_is_one_section_for_each_transceiver_and_one_for_data() -> None:
    plan = planned(Peer(), VIDEO, AUDIO, DATA, DATA)
    assert places(plan) == ["0 video new", "1 audio new", "2 application new"]
    assert plan.proposed == {"0": 0, "1": 1}
    assert [one.is_data for one in plan.sections] == [False, False, True]
    assert [one.index for one in plan.sections] == [0, 1, 2]


def test_o_2_nothing_to_say_is_nothing_to_bundle() -> None:
    plan = plan_next_offer(Negotiation())
    assert (plan.sections, plan.bundles, plan.transports, plan.needs) == ((), (), (), ())
    stopped = planned(Peer(), AUDIO, StopTransceiver(0))
    assert stopped.sections == ()


@pytest.mark.parametrize(
    ("policy", "bundle_only", "needs"),
    [
        (BALANCED, ["1", "3"], ("0", "2", "4")),
        (MAX_COMPAT, [], ("0", "1", "2", "3", "4")),
        (MAX_BUNDLE, ["1", "2", "3", "4"], ("0",)),
    ],
)
def test_o_4_and_o_5_the_policy_says_which_can_only_live_in_a_bundle(
    policy: BundlePolicy, bundle_only: list[str], needs: tuple[str, ...]
) -> None:
    peer = Peer(bundle_policy=policy, profile=STRICT)
    plan = planned(peer, AUDIO, AUDIO, VIDEO, VIDEO, DATA)
    assert [one.mid for one in plan.sections if one.bundle_only] == bundle_only
    assert plan.bundles == (("0", "1", "2", "3", "4"),)
    assert plan.needs == needs
    assert plan.owners == {mid: mid for mid in needs}


@pytest.mark.parametrize(
    ("policy", "bundle_only", "owners"),
    [
        (BALANCED, ["1", "3"], "00000"),
        (MAX_COMPAT, [], "01234"),
        (MAX_BUNDLE, ["1", "2", "3", "4"], "00000"),
    ],
)
def test_d_28_in_interop_all_speak_of_one_transport_where_old_peers_do_not_count(
    policy: BundlePolicy, bundle_only: list[str], owners: str
) -> None:
    plan = planned(Peer(bundle_policy=policy), AUDIO, AUDIO, VIDEO, VIDEO, DATA)
    assert [one.mid for one in plan.sections if one.bundle_only] == bundle_only
    assert plan.bundles == (("0", "1", "2", "3", "4"),)
    assert plan.needs == tuple(dict.fromkeys(owners))
    assert plan.owners == dict(zip("01234", owners, strict=True))


@pytest.mark.parametrize(
    ("policy", "profile", "needs"),
    [
        (BALANCED, INTEROP, ("0",)),
        (BALANCED, STRICT, ("0", "1", "2")),
        (MAX_COMPAT, INTEROP, ("0", "1", "2")),
        (MAX_COMPAT, STRICT, ("0", "1", "2")),
        (MAX_BUNDLE, INTEROP, ("0",)),
        (MAX_BUNDLE, STRICT, ("0",)),
    ],
)
def test_o_4_for_old_peers_no_section_is_bundle_only(
    policy: BundlePolicy, profile: Profile, needs: tuple[str, ...]
) -> None:
    peer = configured(Peer(bundle_policy=policy, profile=profile), offer_bundle_only=False)
    plan = planned(peer, AUDIO, AUDIO, VIDEO)
    assert not any(one.bundle_only for one in plan.sections)
    assert (plan.bundles, plan.needs) == ((("0", "1", "2"),), needs)


def test_o_8_a_name_is_given_once() -> None:
    peer = Peer()
    peer.take(Offer(sdp.parse(changed(AVD, ("a=mid:2", "a=mid:4"), ("0 1 2", "0 1 4")))))
    peer.take(Rollback())
    assert places(planned(peer, AUDIO, VIDEO, AUDIO)) == [
        "2 audio new",
        "3 video new",
        "5 audio new",
    ]


# --- places


@PROFILES
def test_o_20_and_o_23_a_place_goes_on_or_is_given_up_and_never_goes(profile: Profile) -> None:
    a, b = two(AUDIO, VIDEO, DATA, profile=profile)
    assert places(planned(a)) == ["0 audio", "1 video", "2 application"]
    assert places(planned(a, StopTransceiver(0))) == ["0 audio gone", "1 video", "2 application"]
    exchange(a, b)
    for peer in (a, b):
        assert places(planned(peer)) == ["0 audio gone", "1 video", "2 application"]
        assert planned(peer).bundles == (("1", "2"),)


@pytest.mark.parametrize(
    ("profile", "wishes", "expected"),
    [
        (INTEROP, [AUDIO], ["3 audio new", "1 video", "2 application"]),
        (INTEROP, [VIDEO], ["0 audio gone", "1 video", "2 application", "3 video new"]),
        (STRICT, [VIDEO], ["3 video new", "1 video", "2 application"]),
        (INTEROP, [AUDIO, AUDIO], ["3 audio new", "1 video", "2 application", "4 audio new"]),
        (INTEROP, [VIDEO, AUDIO], ["3 audio new", "1 video", "2 application", "4 video new"]),
    ],
)
def test_o_35_and_o_36_a_free_place_is_used_again_under_a_new_name(
    profile: Profile, wishes: list[Change], expected: list[str]
) -> None:
    a, b = two(AUDIO, VIDEO, DATA, profile=profile)
    a.change(StopTransceiver(0))
    exchange(a, b)
    assert places(planned(a, *wishes)) == expected


def test_o_35_a_place_is_free_only_when_both_know_that_it_is_rejected() -> None:
    a, _ = two(AUDIO, VIDEO)
    a.change(StopTransceiver(0))
    assert places(planned(a, AUDIO)) == ["0 audio gone", "1 video", "2 audio new"]
    a.offer()
    assert places(planned(a)) == ["0 audio gone", "1 video", "2 audio new"]


def test_o_35_a_place_that_the_answer_rejected_is_free() -> None:
    a, b = Peer("a"), Peer("b", capabilities=Capabilities(video=CHROMIUM.video))
    a.change(AUDIO, VIDEO)
    exchange(a, b)
    assert places(planned(a)) == ["0 audio gone", "1 video"]
    assert places(planned(a, AUDIO)) == ["2 audio new", "1 video"]


def refused_data(profile: Profile = INTEROP) -> Peer:
    a = Peer("a", profile=profile)
    b = Peer("b", profile=profile, capabilities=Capabilities(audio=CHROMIUM.audio))
    a.change(AUDIO, DATA)
    exchange(a, b)
    return a


@PROFILES
def test_o_32_data_come_back_in_their_own_place(profile: Profile) -> None:
    peer = refused_data(profile)
    assert places(planned(peer)) == ["0 audio", "1 application gone"]
    assert places(planned(peer, DATA)) == ["0 audio", "2 application new"]


@PROFILES
def test_o_32_a_place_of_data_is_for_data_only(profile: Profile) -> None:
    peer = refused_data(profile)
    assert places(planned(peer, VIDEO)) == ["0 audio", "1 application gone", "2 video new"]


def test_o_32_a_place_of_media_is_not_for_data() -> None:
    a, b = two(AUDIO)
    a.change(StopTransceiver(0))
    exchange(a, b)
    assert places(planned(a, DATA)) == ["0 audio gone", "1 application new"]


def test_o_30_a_pending_offer_keeps_its_places() -> None:
    a = Peer()
    a.change(AUDIO, DATA)
    a.offer()
    assert places(planned(a, VIDEO)) == ["0 audio new", "1 application new", "2 video new"]
    assert places(planned(a, StopTransceiver(0))) == [
        "0 audio gone new",
        "1 application new",
        "2 video new",
    ]


# --- bundles


def test_o_24_and_o_25_what_is_new_joins_the_bundle_that_there_is() -> None:
    a, _ = two(AUDIO, VIDEO)
    plan = planned(a, AUDIO, DATA)
    assert plan.bundles == (("0", "1", "2", "3"),)
    assert not any(one.bundle_only for one in plan.sections)
    assert (plan.needs, set(plan.owners.values())) == ((), {"0"})


def test_o_25_the_next_section_carries_a_bundle_whose_first_is_gone() -> None:
    a, _ = two(AUDIO, VIDEO, DATA)
    plan = planned(a, StopTransceiver(0))
    assert plan.bundles == (("1", "2"),)
    (transport,) = plan.transports
    assert (transport.mid, transport.before, transport.new) == ("1", a.state.transports[0], False)


@pytest.mark.parametrize(
    ("policy", "profile", "needs"),
    [
        (BALANCED, INTEROP, ("2",)),
        (BALANCED, STRICT, ("2", "3")),
        (MAX_COMPAT, INTEROP, ("2", "3")),
    ],
)
def test_o_25_what_the_peer_did_not_bundle_is_not_bundled_again(
    policy: BundlePolicy, profile: Profile, needs: tuple[str, ...]
) -> None:
    a = Peer("a", bundle_policy=policy, profile=profile)
    b = configured(Peer("b", profile=profile), bundle=False)
    a.change(AUDIO, VIDEO)
    exchange(a, b)
    plan = planned(a)
    assert (plan.bundles, [one.mid for one in plan.transports]) == ((), ["0", "1"])
    more = planned(a, AUDIO, VIDEO)
    assert more.bundles == (("2", "3"),)
    assert (more.needs, more.owners["3"]) == (needs, needs[-1])


def test_d_28_a_bundle_only_section_speaks_of_no_transport_where_there_is_none() -> None:
    a, b = Peer("a"), configured(Peer("b"), bundle=False)
    a.change(AUDIO, VIDEO)
    exchange(a, b)
    plan = planned(a, AUDIO, AUDIO)
    assert [one.mid for one in plan.sections if one.bundle_only] == ["3"]
    assert [plan.owners[mid] for mid in ("2", "3")] == ["2", "2"]
    assert [one.before is None for one in plan.transports] == [False, False, True]


def test_o_25_each_established_bundle_goes_on() -> None:
    a = Peer()
    a.take(Offer(sdp.parse(changed(AVD, ("a=group:BUNDLE 0 1 2", "a=group:BUNDLE 2 0")))))
    a.answer()
    assert planned(a, AUDIO).bundles == (("2", "0", "3"),)
    assert [one.mid for one in planned(a).transports] == ["2", "1"]


def test_o_4_new_sections_on_one_transport_share_it() -> None:
    a = Peer("a", bundle_policy=MAX_BUNDLE)
    b = Peer("b")
    a.change(AUDIO)
    exchange(a, b)
    a.change(StopTransceiver(0))
    exchange(a, b)
    plan = planned(a, VIDEO, AUDIO)
    assert (places(plan), plan.bundles) == (["1 audio new", "2 video new"], (("1", "2"),))
    assert plan.needs == ("1",)


# --- transports


@pytest.mark.parametrize("restart", [False, True])
def test_o_26_and_o_42_credentials_change_with_a_restart_only(restart: bool) -> None:
    a, _ = two(AUDIO, VIDEO)
    plan = planned(a, ice_restart=restart)
    (transport,) = plan.transports
    assert (transport.restarted, transport.new, plan.needs) == (
        restart,
        restart,
        ("0",) if restart else (),
    )
    assert transport.local == a.state.transports[0].local


def test_o_41_a_restart_that_was_asked_for_is_in_every_offer_until_it_is_done() -> None:
    a, b = two(AUDIO)
    a.change(RestartIce())
    assert planned(a).needs == ("0",)
    a.offer()
    a.set_local_description(Rollback())
    assert planned(a).needs == ("0",)
    exchange(a, b)
    assert planned(a).needs == ()


def test_o_40_a_restart_that_one_offer_asked_for_is_in_that_offer_only() -> None:
    a, _ = two(AUDIO)
    a.offer(ice_restart=True)
    a.set_local_description(Rollback())
    assert planned(a).needs == ()


def test_o_38_a_place_that_both_use_again_at_once_goes_to_who_is_not_rolled_back() -> None:
    a, b = two(AUDIO, VIDEO)
    a.change(StopTransceiver(1))
    exchange(a, b)
    a.change(VIDEO)
    b.change(VIDEO)
    a.offer()
    theirs = b.offer()
    assert a.take(theirs) == ()
    b.take(a.answer())
    assert places(planned(a)) == ["0 audio", "2 video", "3 video new"]
    exchange(a, b)
    assert places(planned(b)) == ["0 audio", "2 video", "3 video"]


# --- offers that were taken back


@pytest.mark.parametrize("wishes", [(AUDIO, VIDEO), (VIDEO, DATA), (DATA,), (AUDIO, DATA, VIDEO)])
def test_sm_46_what_is_offered_again_has_its_name_and_its_place(wishes: tuple[Change, ...]) -> None:
    a = Peer()
    before = places(planned(a, *wishes))
    for _ in range(2):
        a.offer()
        a.set_local_description(Rollback())
        assert places(planned(a)) == before


def test_sm_46_what_is_new_comes_after_it_with_names_that_are_new() -> None:
    a = Peer()
    a.change(AUDIO, DATA)
    a.offer()
    a.set_local_description(Rollback())
    assert places(planned(a, VIDEO)) == ["0 audio new", "1 application new", "2 video new"]
    a.offer()
    a.change(AUDIO)
    a.set_local_description(Rollback())
    assert places(planned(a)) == [
        *("0 audio new", "1 application new", "2 video new", "3 audio new"),
    ]


def test_sm_46_the_name_of_what_is_gone_names_nothing_else() -> None:
    a = Peer()
    a.change(AUDIO, VIDEO)
    a.offer()
    a.change(StopTransceiver(0))
    a.set_local_description(Rollback())
    assert places(planned(a, AUDIO)) == ["1 video new", "2 audio new"]


def test_sm_46_the_places_of_an_exchange_come_first() -> None:
    a, b = two(AUDIO)
    a.change(VIDEO)
    a.offer()
    a.set_local_description(Rollback())
    assert places(planned(a, DATA)) == ["0 audio", "1 video new", "2 application new"]
    a.offer()
    a.set_local_description(Rollback())
    b.change(DATA)
    b.take(a.offer())
    assert places(planned(a)) == ["0 audio", "1 video new", "2 application new"]


def test_sm_46_a_place_that_is_used_again_is_named_as_before() -> None:
    a, b = two(AUDIO, VIDEO, DATA)
    a.change(StopTransceiver(1))
    exchange(a, b)
    a.change(VIDEO)
    a.offer()
    a.set_local_description(Rollback())
    assert places(planned(a)) == ["0 audio", "3 video new", "2 application"]


@pytest.mark.parametrize("taken_back", [False, True])
def test_sm_46_what_the_peer_has_named_is_not_named_so_by_us(taken_back: bool) -> None:
    a, b = Peer("a"), Peer("b")
    a.change(AUDIO, VIDEO)
    b.change(DATA)
    a.offer()
    a.take(b.offer())
    if taken_back:
        a.take(Rollback())
        assert places(planned(a)) == ["1 video new", "2 audio new"]
    else:
        b.take(a.answer())
        assert places(planned(a)) == ["0 application", "1 video new", "2 audio new"]


def test_sm_46_a_name_that_was_agreed_on_is_not_proposed_again() -> None:
    a, b = Peer("a"), Peer("b", capabilities=Capabilities(audio=CHROMIUM.audio))
    a.change(AUDIO, DATA)
    a.offer()
    a.set_local_description(Rollback())
    exchange(a, b)  # which has no data channels
    assert places(planned(a, DATA)) == ["0 audio", "2 application new"]


def test_a_peer_that_has_answered_what_we_took_back_takes_it_again() -> None:
    a, b = Peer("a"), Peer("b")
    a.change(AUDIO, DATA)
    b.take(a.offer())
    b.answer()
    a.set_local_description(Rollback())
    a.change(VIDEO)
    exchange(a, b)
    b.change(AUDIO)
    exchange(b, a)


def test_o_42_on_a_first_offer_a_restart_has_no_effect() -> None:
    assert not planned(Peer(), AUDIO, ice_restart=True).transports[0].restarted
    a = Peer()
    a.change(AUDIO)
    a.offer()
    plan = planned(a, RestartIce(), ice_restart=True)
    assert (plan.transports[0].restarted, plan.needs) == (False, ())


@pytest.mark.parametrize(("profile", "number"), [(INTEROP, 1), (STRICT, 2)])
def test_o_30_a_pending_offer_keeps_its_transports(profile: Profile, number: int) -> None:
    a = Peer(profile=profile)
    a.change(AUDIO, VIDEO)
    first = a.offer()
    plan = planned(a, AUDIO)
    assert plan.needs == ()
    said = [one.local.ufrag for one in plan.transports if one.local is not None]
    assert all(f"a=ice-ufrag:{ufrag}" in sdp.serialize(first.description) for ufrag in said)
    assert len(said) == number


def test_o_30_a_pending_restart_goes_on_and_may_be_restarted_again() -> None:
    a, _ = two(AUDIO)
    a.offer(ice_restart=True)
    assert planned(a).needs == ()
    assert planned(a, ice_restart=True).needs == ("0",)


@pytest.mark.parametrize(("profile", "needs"), [(INTEROP, ()), (STRICT, ("1",))])
def test_o_30_a_bundle_only_section_may_become_one_of_its_own(
    profile: Profile, needs: tuple[str, ...]
) -> None:
    a = Peer(profile=profile)
    a.change(AUDIO, AUDIO)
    a.offer()
    plan = planned(a, StopTransceiver(0))
    assert [(one.mid, one.bundle_only) for one in plan.sections if one.live] == [("1", False)]
    assert plan.needs == needs


def test_o_30_a_place_that_is_new_in_a_pending_offer_has_a_transport_to_come() -> None:
    a, b = two(AUDIO)
    a.change(StopTransceiver(0))
    exchange(a, b)
    a.offer()
    plan = planned(a, AUDIO)
    assert (places(plan), plan.needs) == (["1 audio new"], ("1",))


def test_no_plan_shows_what_was_before() -> None:
    a, _ = two(AUDIO)
    plan = planned(a)
    assert "negotiation" not in repr(plan)
    assert a.state.transports[0].local.pwd not in repr(plan)
