"""What a rollback takes back, and what it leaves (SM-40 to SM-47)."""

import pytest

from sdpsig import sdp
from sdpsig.jsep import (
    AddDataChannels,
    AddTrack,
    AddTransceiver,
    Change,
    NegotiationNeed,
    Pranswer,
    Profile,
    RemoveTrack,
    RestartIce,
    Rollback,
    SetCodecPreferences,
    SetDirection,
    SetStreams,
    StopTransceiver,
)
from sdpsig.sdp.attributes import MediaDirection
from tests.jsep._offers import (
    AV,
    PCMA,
    text,
)
from tests.jsep._pair import exchange
from tests.jsep._states import OURS, PROFILES, described, mids, needs, peer


@PROFILES
@pytest.mark.parametrize("restart", [False, True])
@pytest.mark.parametrize("theirs", [False, True])
def test_sm_40_a_rollback_leads_to_the_last_stable_state(
    theirs: bool, restart: bool, profile: Profile
) -> None:
    one, other = peer(profile, OURS), peer(profile, name="b")
    exchange(one, other)
    before = one.state
    if theirs:
        other.change(AddTransceiver("video"), AddDataChannels())
        one.take(other.offer(ice_restart=restart))
    else:
        one.offer(ice_restart=restart)
    one.set_local_description(Rollback())
    after = one.state
    assert after.before is None
    for slot in ("state", "exchange", "sections", "transports", "transceivers", "data_channels"):
        assert getattr(after, slot) == getattr(before, slot)
    for slot in ("current_local", "current_remote", "pending_local", "pending_remote"):
        assert getattr(after, slot) == getattr(before, slot)
    if theirs:
        other.set_local_description(Rollback())
    exchange(one, other)


@PROFILES
def test_sm_40_layers_that_an_offer_asked_for_are_dropped(profile: Profile) -> None:
    one = peer(profile, AddTrack("video", streams=("s1",)))
    asked = text("a=rid:h recv", "a=rid:l recv", "a=simulcast:recv h;l")
    one.take(described(AV + asked))
    answer = one.create_answer(one.transports)
    one.set_local_description(Pranswer(answer.description))
    other = peer(profile, AddTrack("video", streams=("s1",)))
    other.take(described(AV + asked))
    other.take(Rollback())
    (kept,) = other.transceivers
    assert (kept.mid, kept.encodings) == (None, ())
    assert [layer.rid for layer in one.transceivers[0].encodings] == ["h", "l"]


@PROFILES
def test_sm_41_sections_are_forgotten_again(profile: Profile) -> None:
    one = peer(profile, OURS)
    one.offer()
    assert [found.mid for found in one.transceivers] == ["0"]
    one.set_local_description(Rollback())
    assert [found.mid for found in one.transceivers] == [None]
    assert one.state.transceiver("0") is None


@PROFILES
@pytest.mark.parametrize(
    ("wish", "stays"),
    [
        (AddTrack("video", "t1", ("s1",)), True),
        (SetDirection(1, MediaDirection.SENDRECV), False),
        (SetStreams(1, ("s1",)), False),
        (AddTransceiver("audio"), False),
    ],
)
def test_sm_42_only_a_track_keeps_what_an_offer_has_made(
    wish: Change, stays: bool, profile: Profile
) -> None:
    one = peer(profile)
    one.take(described())
    one.change(wish)
    one.take(Rollback())
    assert ("video" in [found.kind for found in one.transceivers]) is stays


@PROFILES
def test_sm_42_one_that_has_lost_its_track_goes(profile: Profile) -> None:
    one = peer(profile)
    one.take(described())
    one.change(AddTrack("video"), RemoveTrack(1))
    one.take(Rollback())
    assert one.transceivers == ()


@PROFILES
def test_sm_42_survivors_keep_their_order(profile: Profile) -> None:
    one = peer(profile, AddTransceiver("video"))
    one.take(described())
    one.change(AddTransceiver("video"), AddTrack("audio"))
    one.take(Rollback())
    assert [found.kind for found in one.transceivers] == ["video", "audio", "video"]
    assert [media.kind for media in one.offer().description.media] == ["video", "audio", "video"]


@PROFILES
def test_sm_43_what_the_application_wants_outlives_a_rollback(profile: Profile) -> None:
    one, other = peer(profile, OURS, AddTransceiver("video")), peer(profile, name="b")
    exchange(one, other)
    one.take(described(sdp.serialize(other.offer().description)))
    one.change(
        SetDirection(0, MediaDirection.SENDONLY),
        SetCodecPreferences(0, (PCMA,)),
        SetStreams(0, ("s2",)),
        StopTransceiver(1),
        AddTransceiver("audio"),
        AddDataChannels(),
    )
    wanted = one.transceivers
    one.take(Rollback())
    assert one.state.data_channels
    assert len(one.transceivers) == len(wanted) == 3
    for now, then in zip(one.transceivers, wanted, strict=True):
        assert (now.direction, now.preferences, now.streams, now.stop) == (
            then.direction,
            then.preferences,
            then.streams,
            then.stop,
        )


@PROFILES
def test_sm_44_a_restart_that_was_taken_back_is_still_asked_for(profile: Profile) -> None:
    one, other = peer(profile, OURS), peer(profile, name="b")
    exchange(one, other)
    (before,) = one.state.transports
    one.change(RestartIce())
    replaced = one.state.restarting
    one.offer()
    one.set_local_description(Rollback())
    assert one.state.restarting == replaced == {before.local.credentials}
    assert one.state.transports == (before,)
    assert needs(one) == [NegotiationNeed.ICE_RESTART]


@PROFILES
def test_sm_45_versions_are_not_taken_back(profile: Profile) -> None:
    one = peer(profile, OURS)
    versions = []
    for _ in range(3):
        origin = one.offer().description.get(sdp.Origin)
        assert origin is not None
        versions.append(int(origin.version))
        one.set_local_description(Rollback())
    assert versions == [versions[0], versions[0] + 1, versions[0] + 2]


@PROFILES
def test_sm_46_a_name_never_goes_to_another_section(profile: Profile) -> None:
    one = peer(profile, OURS)
    first = mids(one.offer())
    one.set_local_description(Rollback())
    one.change(StopTransceiver(0), AddTransceiver("audio"))
    second = mids(one.offer())
    assert {*first}.isdisjoint(second)
    one.set_local_description(Rollback())
    one.take(described())
    one.take(Rollback())
    assert {*first, "0", "1", "2"}.isdisjoint(mids(one.offer()))


@PROFILES
def test_sm_47_after_a_rollback_an_offer_is_needed_again(profile: Profile) -> None:
    one = peer(profile, OURS)
    one.offer()
    assert needs(one) == []
    one.set_local_description(Rollback())
    assert needs(one) == [NegotiationNeed.NEW_TRANSCEIVER]
