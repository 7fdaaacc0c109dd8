"""Provisional answers (SM-50 to SM-53)."""

import pytest
from attrs import evolve

from sdpsig import sdp
from sdpsig.jsep import (
    AddTransceiver,
    Answer,
    BundlePolicy,
    Pranswer,
    Profile,
)
from sdpsig.sdp.attributes import Group, MediaDirection
from tests.jsep._offers import (
    AUDIO_SECTION,
    CAPS,
    DIGEST,
    SESSION,
    VIDEO_SECTION,
    changed,
    text,
)
from tests.jsep._pair import Peer, exchange
from tests.jsep._states import (
    OURS,
    PROFILES,
    STABLE,
    configured,
    described,
    other_credentials,
    peer,
    refused,
)


@PROFILES
def test_sm_50_a_provisional_answer_takes_effect_and_frees_nothing(profile: Profile) -> None:
    one, other = peer(profile, OURS, AddTransceiver("video")), peer(profile, name="b")
    bare = Peer("c", profile=profile, capabilities=evolve(CAPS, video=()))
    offer = one.offer()
    bare.take(offer)
    other.take(offer)
    one.take(Pranswer(bare.create_answer(bare.transports).description))
    assert [found.members for found in one.state.transports] == [("0",)]
    assert one.transceivers[0].current_direction is MediaDirection.SENDONLY
    assert [found.kind for found in one.transceivers] == ["audio", "video"]
    assert one.state.pending_local == offer
    one.take(other.answer())
    assert [found.members for found in one.state.transports] == [("0", "1")]
    assert [found.kind for found in one.transceivers] == ["audio", "video"]


APART = text(*SESSION) + AUDIO_SECTION + VIDEO_SECTION


@PROFILES
@pytest.mark.parametrize("bundled_first", [False, True])
def test_sm_50_transports_that_a_provisional_answer_bundles_are_there_if_the_last_does_not(
    bundled_first: bool, profile: Profile
) -> None:
    one, other = peer(profile, OURS, AddTransceiver("video")), peer(profile, name="b")
    apart = Peer("c", profile=profile, capabilities=CAPS)
    configured(apart, lambda config: evolve(config, bundle=False))
    configured(one, lambda config: evolve(config, bundle_policy=BundlePolicy.MAX_COMPAT))
    offer = one.offer()
    for each in (other, apart):
        each.take(offer)
    answers = [other.answer(), apart.answer()]
    first, last = answers if bundled_first else reversed(answers)
    one.take(Pranswer(first.description))
    assert len(one.state.transports) == (1 if bundled_first else 2)
    one.take(last)
    assert len(one.state.transports) == (2 if bundled_first else 1)
    ufrags = {found.local_ufrag for found in one.state.transports}
    assert len(ufrags) == len(one.state.transports)


def answered(one: Peer, other: Peer) -> str:
    """What the other answers to an offer of ours."""
    other.take(one.offer())
    return sdp.serialize(other.create_answer(other.transports).description)


@PROFILES
def test_sm_51_a_later_answer_may_say_something_else(profile: Profile) -> None:
    one, other = peer(profile, OURS), peer(profile, name="b")
    first = answered(one, other)
    ufrag, pwd = other_credentials(first)
    one.take(Pranswer(sdp.parse(first)))
    (before,) = one.state.transports
    last = changed(
        first,
        (f"a=ice-ufrag:{ufrag}", "a=ice-ufrag:newB"),
        (f"a=ice-pwd:{pwd}", f"a=ice-pwd:{'n' * 24}"),
        (":".join(["62"] * 32), DIGEST),
        ("a=setup:active", "a=setup:passive"),
        ("a=recvonly", "a=inactive"),
    )
    one.take(Answer(sdp.parse(last)))
    (after,) = one.state.transports
    assert after.number != before.number, "with another certificate it is another transport"
    assert after.remote.ufrag == "newB"
    assert after.dtls_role is not before.dtls_role
    assert one.transceivers[0].current_direction is MediaDirection.INACTIVE


@PROFILES
@pytest.mark.parametrize("kind", [Pranswer, Answer])
def test_sm_51_another_certificate_needs_other_credentials(
    kind: type[Pranswer | Answer], profile: Profile
) -> None:
    one, other = peer(profile, OURS), peer(profile, name="b")
    first = answered(one, other)
    one.take(Pranswer(sdp.parse(first)))
    other_certificate = changed(first, (":".join(["62"] * 32), DIGEST))
    error = refused(one, lambda: one.take(kind(sdp.parse(other_certificate))))
    assert (error.fault.rule, error.fault.w3c) == ("V-34", "InvalidAccessError")
    one.take(kind(sdp.parse(first)))


@PROFILES
def test_sm_52_an_answer_can_be_made_again_after_a_provisional_one(profile: Profile) -> None:
    one = peer(profile)
    one.take(described())
    versions = []
    for _ in range(3):
        answer = one.create_answer(one.transports)
        one.set_local_description(Pranswer(answer.description))
        origin = answer.description.get(sdp.Origin)
        assert origin is not None
        versions.append(int(origin.version))
    assert versions == sorted({*versions})
    one.set_local_description(one.create_answer(one.transports))
    assert one.signaling_state is STABLE


@PROFILES
def test_sm_52_an_answer_that_is_made_again_keeps_its_credentials(profile: Profile) -> None:
    one = peer(profile)
    one.take(described())
    first = one.create_answer(one.transports)
    one.set_local_description(Pranswer(first.description))
    again = one.create_answer(one.transports)
    said = [other_credentials(sdp.serialize(made.description)) for made in (first, again)]
    assert said[0] == said[1]
    one.set_local_description(again)
    assert [found.generation for found in one.state.transports] == [0]


@PROFILES
def test_sm_53_only_the_last_answer_counts(profile: Profile) -> None:
    one, other = peer(profile, OURS), peer(profile, name="b")
    exchange(one, other)
    before = one.state
    other.change(AddTransceiver("video"))
    one.take(other.offer())
    answer = one.create_answer(one.transports)
    one.set_local_description(Pranswer(answer.description))
    assert one.state.exchange is before.exchange
    assert (one.state.current_local, one.state.current_remote) == (
        before.current_local,
        before.current_remote,
    )
    one.set_local_description(answer)
    assert one.state.exchange is not before.exchange
    assert one.state.current_local == answer
    (group,) = answer.description.all(Group)
    assert [found.members for found in one.state.transports] == [group.mids]
