"""Two engines that do whatever they may, in any order: what one may send, the other accepts."""

from collections.abc import Hashable, Mapping

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sdpsig import sdp
from sdpsig.errors import LocalProtocolError, SdpsigError
from sdpsig.jsep import (
    CHROMIUM,
    INTEROP,
    STRICT,
    WEBRTC,
    AddDataChannels,
    AddTrack,
    AddTransceiver,
    Answer,
    BundlePolicy,
    Change,
    Encoding,
    LocalTransport,
    Offer,
    Pranswer,
    RemoveTrack,
    RestartIce,
    Rollback,
    SetCodecPreferences,
    SetDirection,
    SetStreams,
    SignalingState,
    StopTransceiver,
)
from sdpsig.jsep._bindings import format_keys
from sdpsig.jsep._transceivers import MediaKind
from sdpsig.sdp.attributes import BundleOnly, Extmap, MediaDirection, Mid, Msid
from tests.jsep._checklist import checklist
from tests.jsep._pair import Made, Peer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1_800)]

S = SignalingState
DIRECTIONS = st.sampled_from(list(MediaDirection))
KINDS: st.SearchStrategy[MediaKind] = st.sampled_from(("audio", "video"))
STREAMS = st.sampled_from([(), ("s1",), ("s1", "s2")])
LAYERS = st.sampled_from([(), (Encoding("h"), Encoding("l")), (Encoding("q"),)])
PREFERENCES = {
    "audio": st.sampled_from([None, CHROMIUM.audio[:2], CHROMIUM.audio[2:4]]),
    "video": st.sampled_from([None, CHROMIUM.video[:1], CHROMIUM.video[1:3]]),
}
CAPABILITIES = {"Chromium": CHROMIUM, "WebRTC": WEBRTC}
MOST_SECTIONS = 8


class Engines(RuleBasedStateMachine):
    """Two peers in mirrored states; every message reaches the other at once."""

    @initialize(
        profile=st.sampled_from([INTEROP, STRICT]),
        policies=st.tuples(*[st.sampled_from(BundlePolicy)] * 2),
        capabilities=st.tuples(*[st.sampled_from(sorted(CAPABILITIES))] * 2),
    )
    def connect(
        self,
        profile: sdp.Profile,
        policies: tuple[BundlePolicy, BundlePolicy],
        capabilities: tuple[str, str],
    ) -> None:
        self.peers = [
            Peer(name, profile=profile, bundle_policy=policy, capabilities=CAPABILITIES[ours])
            for name, policy, ours in zip("ab", policies, capabilities, strict=True)
        ]
        self.profile = profile
        self.formats: dict[int, Hashable] = {}
        self.extensions: dict[int, str] = {}
        self.msids: dict[tuple[str, str], tuple[Msid, ...]] = {}
        self.roles: dict[tuple[str, int], object] = {}
        self.places: list[str] = []
        self.versions = dict.fromkeys("ab", 0)

    def two(self, side: int) -> tuple[Peer, Peer]:
        return self.peers[side], self.peers[1 - side]

    # --- what is said

    def say(self, speaker: Peer, listener: Peer, message: Made) -> None:
        """What one may send, the other accepts, without a warning."""
        self.judge(speaker, message)
        for media in message.description.media:
            for number, key in format_keys(media) if is_live(media) else ():
                assert self.formats.setdefault(number, key) == key, (number, key)
            for line in media.all(Extmap):
                assert self.extensions.setdefault(line.id, line.uri) == line.uri
        warnings = listener.take(message)
        assert warnings == (), (warnings, sdp.serialize(message.description))

    def judge(self, speaker: Peer, message: Made) -> None:
        """What is true of every description that is sent."""
        description = message.description
        faults = sdp.check(description, profile=self.profile)
        assert faults == (), (faults, sdp.serialize(description))
        assert checklist(description, self.profile) == []
        origin = description.get(sdp.Origin)
        assert origin is not None
        version = int(origin.version)
        assert version > self.versions[speaker.name]
        self.versions[speaker.name] = version
        known = self.agreed_msids(speaker)
        for media in description.media:
            said = media.all(Msid)
            assert said in ((), known.get(named(media), said))

    def agreed_msids(self, peer: Peer) -> Mapping[str, tuple[Msid, ...]]:
        """What it has named its streams, by mid, as long as the application wants these."""
        wanted = {one.mid: set(one.streams or "-") for one in peer.transceivers}
        return {
            mid: msids
            for (name, mid), msids in self.msids.items()
            if name == peer.name and {line.stream for line in msids} == wanted.get(mid)
        }

    sides = st.integers(0, 1)

    @rule(side=sides, restart=st.booleans())
    def offer(self, side: int, restart: bool) -> None:
        speaker, listener = self.two(side)
        if speaker.signaling_state not in (S.STABLE, S.HAVE_LOCAL_OFFER):
            return
        offer = speaker.offer(ice_restart=restart)
        self.say(speaker, listener, offer)
        assert speaker.signaling_state is S.HAVE_LOCAL_OFFER

    @rule(side=sides)
    def an_offer_that_is_lost(self, side: int) -> None:
        speaker, _ = self.two(side)
        if speaker.signaling_state is S.STABLE:
            self.judge(speaker, speaker.offer())
            speaker.set_local_description(Rollback())

    @rule(side=sides)
    def the_same_twice(self, side: int) -> None:
        speaker, _ = self.two(side)
        before = speaker.state
        if before.state is S.STABLE:
            numbers: dict[str, LocalTransport] = {}

            def make(mid: str) -> LocalTransport:
                return numbers.setdefault(mid, speaker.transports(mid))

            first = speaker.create_offer(make)
            after = speaker.state
            speaker.state = before
            assert sdp.serialize(speaker.create_offer(make).description) == sdp.serialize(
                first.description
            )
            assert speaker.state == after
            speaker.state = before

    def answering(self, side: int) -> bool:
        states = (S.HAVE_REMOTE_OFFER, S.HAVE_LOCAL_PRANSWER)
        return self.peers[side].signaling_state in states

    @rule(side=sides, provisional=st.booleans())
    def answer(self, side: int, provisional: bool) -> None:
        speaker, listener = self.two(side)
        if not self.answering(side):
            return
        message: Made = speaker.create_answer(speaker.transports)
        if provisional:
            message = Pranswer(message.description)
        speaker.set_local_description(message)
        self.say(speaker, listener, message)
        if not provisional:
            self.settle(listener, message)

    def settle(self, offerer: Peer, answer: Made) -> None:
        """After an exchange: the places are where they were, both sides see one picture."""
        mids = [named(media) for media in answer.description.media]
        for peer in self.peers:
            for one in peer.transceivers:
                if one.mid is not None and one.msids:
                    assert self.agreed_msids(peer).get(one.mid, one.msids) == one.msids
                    self.msids[peer.name, one.mid] = one.msids
        exchange = offerer.state.exchange
        assert len(mids) >= len(self.places)
        for old, new in zip(self.places, mids, strict=False):
            assert old == new or old not in mids
        self.places = mids
        ours, theirs = (peer.state.transports for peer in self.peers)
        seen = [
            [(one.mid, set(one.members), one.number, one.generation) for one in transports]
            for transports in (ours, theirs)
        ]
        assert seen[0] == seen[1], seen
        for a, b in zip(ours, theirs, strict=True):
            assert a.dtls_role is not b.dtls_role
            assert a.remote.ufrag == b.local.ufrag
            assert b.remote.ufrag == a.local.ufrag
            assert self.roles.setdefault(("a", a.number), a.dtls_role) is a.dtls_role
        for peer in self.peers:
            assert peer.state.exchange is not None
        assert exchange is not None
        flows = [
            {one.mid: one.current_direction for one in peer.transceivers if one.mid}
            for peer in self.peers
        ]
        assert flows[0] == {mid: way and way.reversed for mid, way in flows[1].items()}

    @rule(side=sides)
    def roll_back(self, side: int) -> None:
        speaker, listener = self.two(side)
        if {speaker.signaling_state, listener.signaling_state} == {
            S.HAVE_LOCAL_OFFER,
            S.HAVE_REMOTE_OFFER,
        }:
            speaker.set_local_description(Rollback())
            listener.take(Rollback())
            assert speaker.signaling_state is listener.signaling_state is S.STABLE

    # --- what is wanted

    @rule(side=sides, kind=KINDS, direction=DIRECTIONS, streams=STREAMS, layers=LAYERS)
    def add_transceiver(
        self,
        side: int,
        kind: MediaKind,
        direction: MediaDirection,
        streams: tuple[str, ...],
        layers: tuple[Encoding, ...],
    ) -> None:
        peer = self.peers[side]
        if len(peer.transceivers) < MOST_SECTIONS:
            encodings = layers if kind == "video" else ()
            peer.change(AddTransceiver(kind, direction, streams, encodings=encodings))

    @rule(side=sides, kind=KINDS, streams=STREAMS)
    def add_track(self, side: int, kind: MediaKind, streams: tuple[str, ...]) -> None:
        peer = self.peers[side]
        if len(peer.transceivers) < MOST_SECTIONS:
            peer.change(AddTrack(kind, streams=streams))

    @rule(side=sides, wish=st.sampled_from([AddDataChannels(), RestartIce()]))
    def want(self, side: int, wish: Change) -> None:
        self.peers[side].change(wish)

    @rule(side=sides, data=st.data())
    def change(self, side: int, data: st.DataObject) -> None:
        peer = self.peers[side]
        living = [one for one in peer.transceivers if not one.stopping]
        if not living:
            return
        one = data.draw(st.sampled_from(living))
        wishes: list[st.SearchStrategy[Change]] = [
            st.builds(SetDirection, st.just(one.number), DIRECTIONS),
            st.just(RemoveTrack(one.number)),
            st.just(StopTransceiver(one.number)),
            st.builds(SetCodecPreferences, st.just(one.number), PREFERENCES[one.kind]),
            st.builds(SetStreams, st.just(one.number), STREAMS),
        ]
        peer.change(data.draw(st.one_of(wishes)))

    # --- what is refused

    @rule(side=sides, kind=st.sampled_from([Offer, Answer, Pranswer]))
    def a_stranger_is_refused_and_changes_nothing(self, side: int, kind: type[Made]) -> None:
        peer, other = self.two(side)
        description = other.state.local or other.state.remote
        if description is None:
            return
        before = peer.state
        try:
            peer.set_local_description(kind(description.description))
        except LocalProtocolError:
            assert peer.state is before
        else:
            peer.state = before  # it was ours, by chance

    @rule(side=sides)
    def an_answer_out_of_turn_is_refused_and_changes_nothing(self, side: int) -> None:
        peer = self.peers[side]
        before = peer.state
        if before.current_local is None or before.state not in (S.STABLE, S.HAVE_REMOTE_OFFER):
            return
        try:
            peer.take(Answer(before.current_local.description))
        except SdpsigError:
            assert peer.state is before
        else:
            raise AssertionError("it was taken")

    @invariant()
    def the_states_mirror_each_other(self) -> None:
        ours, theirs = (peer.state.state for peer in self.peers)
        assert MIRROR[ours] is theirs


def named(media: sdp.MediaDescription) -> str:
    mid = media.get(Mid)
    assert mid is not None
    return mid.mid


def is_live(media: sdp.MediaDescription) -> bool:
    return media.port != 0 or media.get(BundleOnly) is not None


MIRROR = {
    S.STABLE: S.STABLE,
    S.HAVE_LOCAL_OFFER: S.HAVE_REMOTE_OFFER,
    S.HAVE_REMOTE_OFFER: S.HAVE_LOCAL_OFFER,
    S.HAVE_LOCAL_PRANSWER: S.HAVE_REMOTE_PRANSWER,
    S.HAVE_REMOTE_PRANSWER: S.HAVE_LOCAL_PRANSWER,
}
TestEngines = Engines.TestCase
