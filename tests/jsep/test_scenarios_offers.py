"""The conformance scenarios on offers and renegotiation, by their numbers (S-50 to S-57)."""

from collections.abc import Callable, Iterator

import pytest
from attrs import evolve

from sdpsig import sdp
from sdpsig.errors import RemoteProtocolError
from sdpsig.jsep import (
    DATA,
    INTEROP,
    STRICT,
    AddDataChannels,
    AddTrack,
    AddTransceiver,
    Answer,
    AnswerPolicy,
    BundlePolicy,
    Change,
    Description,
    NegotiationNeed,
    Offer,
    Pranswer,
    Profile,
    RemoveTrack,
    RestartIce,
    Rollback,
    SetCodecPreferences,
    SetDirection,
    SetStreams,
    SignalingState,
    StopTransceiver,
    Transport,
)
from sdpsig.sdp import MediaDescription
from sdpsig.sdp.attributes import (
    BundleOnly,
    Candidate,
    Direction,
    EndOfCandidates,
    Fingerprint,
    Group,
    IcePwd,
    IceUfrag,
    MediaDirection,
    Mid,
    Msid,
    RtcpMux,
    Setup,
    SetupRole,
)
from tests.jsep._offers import AVD, CAPS, DIGEST, PCMA, PWD, UFRAG, VIDEO_SECTION, changed
from tests.jsep._pair import Peer, exchange

PROFILES = pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=lambda profile: profile.name)
Need = NegotiationNeed
TRANSPORT_LINES = (IceUfrag, IcePwd, Fingerprint, Setup, Candidate, EndOfCandidates)


def peer(
    profile: Profile, *wishes: Change, name: str = "a", policy: BundlePolicy = BundlePolicy.BALANCED
) -> Peer:
    one = Peer(name, profile=profile, capabilities=CAPS, bundle_policy=policy)
    one.change(*wishes)
    return one


def pair(profile: Profile, *wishes: Change) -> tuple[Peer, Peer]:
    """Two of which the first has offered what it wishes, and the other has answered."""
    one, other = peer(profile, *wishes), peer(profile, name="b")
    exchange(one, other)
    return one, other


def described(words: str) -> Offer:
    return Offer(sdp.parse(words))


def media(made: Description) -> tuple[MediaDescription, ...]:
    return made.description.media


def mids(made: Description) -> list[str]:
    return [line.mid for one in media(made) for line in one.all(Mid)]


def bundle(made: Description) -> tuple[str, ...]:
    """The one BUNDLE group."""
    (group,) = (one for one in made.description.all(Group) if one.semantics == "BUNDLE")
    return group.mids


def ufrags(made: Description) -> set[str]:
    return {line.ufrag for one in media(made) for line in one.all(IceUfrag)}


def credentials(made: Description) -> Iterator[tuple[str, str]]:
    """What each live section that says so says of ICE."""
    for one in media(made):
        for ufrag, pwd in zip(one.all(IceUfrag), one.all(IcePwd), strict=True):
            yield ufrag.ufrag, pwd.pwd


def fingerprints(made: Description) -> set[str]:
    return {line.digest for one in media(made) for line in one.all(Fingerprint)}


def needs(one: Peer) -> list[NegotiationNeed]:
    return [*one.negotiation_needed]


# --- first offers

ALL = (
    AddTransceiver("video", streams=("s1",)),
    AddTransceiver("audio", streams=("s1",)),
    AddDataChannels(),
)


@PROFILES
@pytest.mark.parametrize("policy", BundlePolicy)
def test_s_50_sections_come_in_the_order_of_their_making_and_data_last(
    policy: BundlePolicy, profile: Profile
) -> None:
    offer = peer(profile, *ALL, policy=policy).offer()
    assert [one.kind for one in media(offer)] == ["video", "audio", "application"]
    assert bundle(offer) == tuple(mids(offer))
    full = [one for one in media(offer) if one.get(BundleOnly) is None]
    assert {one.get(Setup) for one in full} == {Setup("actpass")}


@PROFILES
def test_s_50_max_compat_gives_each_section_a_transport(profile: Profile) -> None:
    offer = peer(profile, *ALL, policy=BundlePolicy.MAX_COMPAT).offer()
    assert len(ufrags(offer)) == 3
    assert all(one.port != 0 for one in media(offer))


@PROFILES
def test_s_50_and_d_29_max_bundle_gives_only_the_first_section_one(profile: Profile) -> None:
    offer = peer(profile, *ALL, policy=BundlePolicy.MAX_BUNDLE).offer()
    first, *others = media(offer)
    assert first.port != 0
    assert first.get(BundleOnly) is None
    assert first.get(IceUfrag) is not None
    repeated = () if profile.strict else (IceUfrag, IcePwd, Fingerprint, Setup)
    for one in others:
        assert (one.port, one.get(BundleOnly)) == (0, BundleOnly())
        assert all(one.all(kind) == first.all(kind) != () for kind in repeated)
        left = set(TRANSPORT_LINES) - set(repeated)
        assert not any(one.all(kind) for kind in left)
        assert (one.get(RtcpMux) is not None) is (not profile.strict and one.kind == "audio")


@PROFILES
def test_d_28_balanced_shares_a_transport_from_the_start_in_interop(profile: Profile) -> None:
    offer = peer(profile, *ALL).offer()
    assert len(ufrags(offer)) == (3 if profile.strict else 1)
    assert all(one.port != 0 and one.get(IceUfrag) is not None for one in media(offer))


@PROFILES
def test_s_50_a_second_section_of_its_kind_can_only_live_in_the_bundle(profile: Profile) -> None:
    offer = peer(profile, *ALL, AddTransceiver("video")).offer()
    only = [one.get(BundleOnly) is not None for one in media(offer)]
    assert only == [False, False, True, False]


# --- later offers


@PROFILES
def test_s_51_a_new_section_joins_at_the_end(profile: Profile) -> None:
    one, other = pair(profile, *ALL)
    first = one.state.current_local
    assert first is not None
    (before,) = one.state.transports
    one.change(AddTransceiver("audio"))
    offer, answer = exchange(one, other)
    assert mids(offer)[:3] == mids(first)
    assert [again.formats for again in media(offer)[:3]] == [old.formats for old in media(first)]
    assert [again.kind for again in media(offer)] == ["video", "audio", "application", "audio"]
    assert ufrags(offer) == {before.local_ufrag}
    assert bundle(offer) == tuple(mids(offer)) == bundle(answer)
    assert len({*mids(offer)}) == 4
    assert all(again.get(BundleOnly) is None and again.port != 0 for again in media(offer))
    (after,) = one.state.transports
    assert (after.number, after.generation) == (before.number, before.generation)


@PROFILES
def test_s_52_a_stopped_section_keeps_its_name_and_gives_its_place(profile: Profile) -> None:
    one, other = pair(profile, *ALL)
    first = one.state.current_local
    assert first is not None
    video, audio, data = mids(first)
    one.change(StopTransceiver(one.transceivers[0].number))
    offer, answer = exchange(one, other)
    gone = media(offer)[0]
    assert (gone.port, gone.get(Mid), gone.get(Msid)) == (0, Mid(video), None)
    assert gone.get(Direction) == Direction("inactive")
    assert bundle(offer) == bundle(answer) == (audio, data)
    assert [kept.mid for kept in one.transceivers] == [audio]
    one.change(AddTransceiver("video"))
    again, _ = exchange(one, other)
    assert len(media(again)) == 3
    fresh, *rest = mids(again)
    assert fresh not in (video, audio, data)
    assert rest == [audio, data]
    assert media(again)[0].port != 0
    assert set(bundle(again)) == {fresh, audio, data}


@PROFILES
def test_s_53_a_restart_renews_credentials_and_nothing_else(profile: Profile) -> None:
    one, other = pair(profile, *ALL)
    first = one.state.current_local
    assert first is not None
    (before,) = one.state.transports
    one.change(RestartIce())
    assert needs(one) == [Need.ICE_RESTART]
    offer, _ = exchange(one, other)
    old, new = zip(*credentials(first), strict=True), zip(*credentials(offer), strict=True)
    assert all({*was}.isdisjoint(now) for was, now in zip(old, new, strict=True))
    assert fingerprints(offer) == fingerprints(first)
    assert mids(offer) == mids(first)
    (after,) = one.state.transports
    assert (after.number, after.generation) == (before.number, before.generation + 1)
    assert after.dtls_role is before.dtls_role
    assert needs(one) == []


@PROFILES
def test_s_53_every_transport_is_restarted(profile: Profile) -> None:
    one, other = peer(profile, *ALL, policy=BundlePolicy.MAX_COMPAT), peer(profile, name="b")
    config = evolve(other.state.config, bundle=False)
    other.state = evolve(other.state, config=config)
    exchange(one, other)
    assert len(one.state.transports) == 3
    first = one.state.current_local
    assert first is not None
    one.change(RestartIce())
    offer, answer = exchange(one, other)
    assert len(ufrags(offer)) == len(ufrags(answer)) == 3
    assert ufrags(offer).isdisjoint(ufrags(first))
    assert [again.generation for again in one.state.transports] == [1, 1, 1]


@PROFILES
def test_s_53_a_restart_that_is_rolled_back_is_still_wanted(profile: Profile) -> None:
    one, other = pair(profile, *ALL)
    before = one.state.transports
    one.change(RestartIce())
    lost = one.offer()
    one.set_local_description(Rollback())
    assert needs(one) == [Need.ICE_RESTART]
    assert one.state.transports == before
    offer, _ = exchange(one, other)
    assert ufrags(offer).isdisjoint(ufrags(lost))  # O-43
    assert needs(one) == []


@PROFILES
def test_s_53_the_peers_restart_is_ours_too(profile: Profile) -> None:
    """A restart that the peer offers and we answer does what we wanted (O-41)."""
    one, other = pair(profile, *ALL)
    one.change(RestartIce())
    exchange(other, one, ice_restart=True)
    assert needs(one) == []


# --- offers of the peer

NEW_ICE = ((f"a=ice-ufrag:{UFRAG}", "a=ice-ufrag:newU"), (PWD, "n" * 24))
NEW_CERTIFICATE = (DIGEST, DIGEST.replace("19:E2", "E2:19"))


def established(profile: Profile) -> tuple[Peer, Answer]:
    """One that has answered AVD, as the DTLS client, and its answer."""
    one = peer(profile)
    one.take(described(AVD))
    return one, one.answer()


def only(one: Peer) -> Transport:
    (transport,) = one.state.transports
    return transport


@PROFILES
def test_s_54_a_restart_is_answered_with_new_credentials(profile: Profile) -> None:
    one, first = established(profile)
    assert one.take(described(changed(AVD, *NEW_ICE))) == ()
    answer = one.answer()
    old, new = zip(*credentials(first), strict=True), zip(*credentials(answer), strict=True)
    assert all({*was}.isdisjoint(now) for was, now in zip(old, new, strict=True))
    assert fingerprints(answer) == fingerprints(first)
    assert media(answer)[0].get(Setup) == media(first)[0].get(Setup) == Setup("active")
    assert (only(one).number, only(one).generation) == (0, 1)


@PROFILES
def test_s_54_without_a_restart_the_answer_keeps_its_credentials(profile: Profile) -> None:
    one, first = established(profile)
    assert one.take(described(AVD)) == ()
    answer = one.answer()
    assert [*credentials(answer)] == [*credentials(first)]
    assert (only(one).number, only(one).generation) == (0, 0)


@PROFILES
@pytest.mark.parametrize("kind", [Answer, Pranswer])
def test_s_55_only_an_offer_begins_a_restart(kind: type[Answer], profile: Profile) -> None:
    one, other = pair(profile, *ALL)
    other.take(one.offer())
    words = sdp.serialize(other.create_answer(other.transports).description)
    ufrag, pwd = only(other).local.credentials
    bad = changed(words, (f"ice-ufrag:{ufrag}", "ice-ufrag:newB"), (pwd, "n" * 24))
    before = one.state
    with pytest.raises(RemoteProtocolError) as caught:
        one.take(kind(sdp.parse(bad)))
    assert (caught.value.fault.rule, caught.value.fault.w3c) == ("V-32", "InvalidAccessError")
    assert one.state is before
    one.take(Answer(sdp.parse(words)))
    assert one.signaling_state is SignalingState.STABLE


@PROFILES
def test_s_56_another_certificate_needs_a_restart(profile: Profile) -> None:
    one, _ = established(profile)
    before = one.state
    with pytest.raises(RemoteProtocolError) as caught:
        one.take(described(changed(AVD, NEW_CERTIFICATE)))
    assert (caught.value.fault.rule, caught.value.fault.w3c) == ("V-34", "InvalidAccessError")
    assert one.state is before


@PROFILES
@pytest.mark.parametrize(
    ("offered", "preferred", "answered"),
    [
        ("actpass", SetupRole.PASSIVE, "passive"),
        ("actpass", SetupRole.ACTIVE, "active"),
        ("active", SetupRole.ACTIVE, "passive"),
    ],
)
def test_s_56_another_certificate_with_a_restart_begins_a_new_association(
    offered: str, preferred: SetupRole, answered: str, profile: Profile
) -> None:
    one, _ = established(profile)
    config = evolve(one.state.config, policy=AnswerPolicy(setup=preferred))
    one.state = evolve(one.state, config=config)
    offer = changed(AVD, NEW_CERTIFICATE, *NEW_ICE, ("setup:actpass", f"setup:{offered}"))
    assert one.take(described(offer)) == ()
    answer = one.answer()
    assert media(answer)[0].get(Setup) == Setup(answered)
    assert only(one).dtls_role == answered
    assert only(one).remote.fingerprints[0].digest == NEW_CERTIFICATE[1]
    assert (only(one).number, only(one).generation) == (1, 0), "another transport"


@PROFILES
def test_s_56_another_certificate_of_ours_is_another_association_too(profile: Profile) -> None:
    one, _ = established(profile)
    one.take(described(changed(AVD, *NEW_ICE)))
    mine = evolve(one.transports("0"), fingerprints=(Fingerprint("sha-256", DIGEST[::-1]),))
    one.set_local_description(one.create_answer(mine))
    assert (only(one).number, only(one).generation) == (1, 0)


# --- whether an offer is needed


def audio(profile: Profile) -> tuple[Peer, Peer]:
    """A pair of which the first has offered to send and receive audio."""
    return pair(profile, AddTransceiver("audio", streams=("s1",)))


def answerer(profile: Profile) -> tuple[Peer, Peer]:
    """The same, from the other side, which sends and receives too."""
    one, other = peer(profile, AddTransceiver("audio")), peer(profile, name="b")
    other.take(one.offer())
    other.change(SetDirection(0, MediaDirection.SENDRECV), SetStreams(0, ("s1",)))
    one.take(other.answer())
    return other, one


NUMBER = 0
CAUSES: dict[str, tuple[Change, NegotiationNeed]] = {
    "O-51": (RestartIce(), Need.ICE_RESTART),
    "O-52": (AddDataChannels(), Need.DATA_CHANNELS),
    "O-53": (StopTransceiver(NUMBER), Need.STOPPED),
    "O-54": (AddTransceiver("video"), Need.NEW_TRANSCEIVER),
    "O-54 by a track": (AddTrack("video"), Need.NEW_TRANSCEIVER),
    "O-55": (SetStreams(NUMBER, ("s1", "s2")), Need.STREAMS),
    "O-56": (SetDirection(NUMBER, MediaDirection.INACTIVE), Need.DIRECTION),
    "O-56 by a track": (RemoveTrack(NUMBER), Need.DIRECTION),
}


@PROFILES
@pytest.mark.parametrize("cause", CAUSES)
@pytest.mark.parametrize("made", [audio, answerer])
def test_s_57_each_cause_alone_needs_an_offer_until_there_is_an_answer(
    cause: str, made: Callable[[Profile], tuple[Peer, Peer]], profile: Profile
) -> None:
    """O-51 to O-56; from the side that has answered, O-57."""
    one, other = made(profile)
    assert needs(one) == []
    wish, need = CAUSES[cause]
    one.change(wish)
    assert needs(one) == [need]
    offer = one.offer()
    assert needs(one) == []  # only while stable
    other.take(offer)
    one.take(other.answer())
    assert needs(one) == []


@PROFILES
def test_s_57_a_direction_that_the_answer_left_us_needs_no_offer(profile: Profile) -> None:
    """O-56: ours in the offer, or what the answer made of it."""
    one, _ = audio(profile)
    assert one.transceivers[0].current_direction is MediaDirection.SENDONLY
    for way, need in (
        (MediaDirection.SENDONLY, []),
        (MediaDirection.SENDRECV, []),
        (MediaDirection.RECVONLY, [Need.DIRECTION]),
    ):
        one.change(SetDirection(NUMBER, way))
        assert needs(one) == need


@PROFILES
def test_s_57_a_direction_that_the_offer_did_not_allow_needs_no_offer(profile: Profile) -> None:
    """O-57: what we want is held against what the offer has left of it."""
    other = peer(profile, name="b")
    one = peer(profile, AddTransceiver("audio", MediaDirection.RECVONLY))
    other.take(one.offer())
    other.answer()
    assert other.transceivers[0].current_direction is MediaDirection.INACTIVE
    assert needs(other) == []
    for way, need in (
        (MediaDirection.INACTIVE, []),
        (MediaDirection.SENDONLY, [Need.DIRECTION, Need.STREAMS]),
    ):
        other.change(SetDirection(NUMBER, way))
        assert sorted(needs(other)) == need


@PROFILES
def test_s_57_one_that_is_stopped_too_late_for_the_answer_needs_an_offer(profile: Profile) -> None:
    """O-58: it has ended, and its section lives on both sides."""
    one, other = peer(profile, AddTransceiver("audio")), peer(profile, name="b")
    other.take(one.offer())
    answer = other.create_answer(other.transports)
    other.change(StopTransceiver(NUMBER))
    other.set_local_description(answer)
    one.take(answer)
    assert needs(other) == [Need.STOPPED]
    offer, _ = exchange(other, one)
    assert media(offer)[0].port == 0
    assert (needs(other), other.transceivers) == ([], ())


@PROFILES
def test_s_57_data_that_were_refused_are_not_asked_for_again(profile: Profile) -> None:
    """O-52: the channels that there were are closed; a later one asks anew, in its old place."""
    one = peer(profile, AddTransceiver("audio"), AddDataChannels())
    other = Peer("b", profile=profile, capabilities=evolve(CAPS, data=None))
    first, _ = exchange(one, other)
    assert needs(one) == []
    one.change(AddDataChannels())
    assert needs(one) == [Need.DATA_CHANNELS]
    config = evolve(other.state.config, capabilities=evolve(CAPS, data=DATA.data))
    other.state = evolve(other.state, config=config)
    offer, answer = exchange(one, other)
    assert [section.kind for section in media(offer)] == ["audio", "application"]
    assert mids(offer)[1] not in mids(first)
    assert [section.port != 0 for section in media(answer)] == [True, True]
    assert needs(one) == []


@PROFILES
def test_s_57_what_the_peer_does_not_need_to_know_needs_no_offer(profile: Profile) -> None:
    one, other = audio(profile)
    one.change(SetCodecPreferences(NUMBER, (PCMA,)))
    assert needs(one) == []
    exchange(other, one)
    other.change(AddTransceiver("video"))
    exchange(other, one)
    assert needs(one) == []


@PROFILES
def test_s_57_a_section_less_of_the_peer_is_no_cause(profile: Profile) -> None:
    one, _ = established(profile)
    rejected = changed(VIDEO_SECTION, ("m=video 9", "m=video 0"))
    offer = changed(AVD, ("BUNDLE 0 1 2", "BUNDLE 0 2"), (VIDEO_SECTION, rejected))
    one.take(described(offer))
    one.answer()
    assert [kept.kind for kept in one.transceivers] == ["audio"]
    assert needs(one) == []
