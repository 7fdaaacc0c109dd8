"""The conformance scenarios on the state machine, by their numbers (S-01 to S-12)."""

from collections.abc import Callable
from functools import partial

import attrs
import pytest
from attrs import evolve

from sdpsig import sdp
from sdpsig.errors import LocalProtocolError, RemoteProtocolError, SdpError, SdpsigError
from sdpsig.jsep import (
    INTEROP,
    STRICT,
    AddDataChannels,
    AddTrack,
    AddTransceiver,
    Answer,
    Change,
    Close,
    LocalDescriptions,
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
)
from sdpsig.sdp.attributes import MediaDirection
from tests.jsep._offers import (
    AUDIO_SECTION,
    AVD,
    CAPS,
    MIN_A,
    PWD,
    SESSION,
    TRANSPORT,
    UFRAG,
    VIDEO_SECTION,
    added,
    changed,
    text,
    without,
)
from tests.jsep._pair import Peer, exchange

PROFILES = pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=lambda profile: profile.name)
STABLE, HLO, HRO, HLP, HRP = SignalingState
ISE, MODIFICATION = "InvalidStateError", "InvalidModificationError"


def peer(profile: Profile, name: str = "a") -> Peer:
    return Peer(name, profile=profile, capabilities=CAPS)


def offering(profile: Profile) -> Peer:
    """One that wants to send audio."""
    one = peer(profile)
    one.change(AddTransceiver("audio", streams=("s1",)))
    return one


def described(words: str, profile: Profile = INTEROP) -> Offer:
    return Offer(sdp.parse(words, profile=profile))


def version(made: Offer | Answer | Pranswer) -> tuple[int, int]:
    """The session id and the version in o=."""
    origin = made.description.get(sdp.Origin)
    assert origin is not None
    return int(origin.session_id), int(origin.version)


def needs(one: Peer) -> list[NegotiationNeed]:
    return [*one.negotiation_needed]


def refused(one: Peer, call: Callable[[], object]) -> SdpsigError:
    """What a call raises, which changes nothing."""
    before, told = one.state, dump(one)
    with pytest.raises(SdpsigError) as caught:
        call()
    assert one.state is before
    assert dump(one) == told
    return caught.value


APART = ("config", "before", "_index", "_layout", "_outline")
"""What is dumped elsewhere, and what is made again when it is needed."""


def dump(one: Peer) -> tuple[object, ...]:
    """All that there is to know of a peer, to the last byte."""
    state = one.state
    slots = (state.current_local, state.current_remote, state.pending_local, state.pending_remote)
    return (
        *(None if slot is None else sdp.serialize(slot.description) for slot in slots),
        attrs.asdict(state, filter=lambda at, value: at.name not in APART),
        state.history.bindings,
        one.negotiation_needed,
        one.signaling_state,
    )


# --- states


@PROFILES
def test_s_01_a_fresh_session_has_nothing_to_answer_and_nothing_to_take_back(
    profile: Profile,
) -> None:
    one = peer(profile)
    answer = Answer(described(AVD).description)
    refusals: dict[str, tuple[Callable[[], object], str]] = {
        "createAnswer": (lambda: one.create_answer(one.transports), ISE),
        "setLocal(answer)": (lambda: one.set_local_description(answer), MODIFICATION),
        "setRemote(answer)": (lambda: one.set_remote_description(answer), ISE),
        "setLocal(rollback)": (lambda: one.set_local_description(Rollback()), ISE),
        "setRemote(rollback)": (lambda: one.set_remote_description(Rollback()), ISE),
    }
    assert {name: refused(one, call).fault.w3c for name, (call, _) in refusals.items()} == {
        name: expected for name, (_, expected) in refusals.items()
    }
    one.create_offer(one.transports)
    one.take(described(AVD))
    assert one.signaling_state is HRO


@PROFILES
def test_s_01_an_answer_of_our_media_stack_comes_in_the_wrong_state(profile: Profile) -> None:
    one = peer(profile)
    config = evolve(one.state.config, local_descriptions=LocalDescriptions.FOREIGN)
    one.state = evolve(one.state, config=config)
    answer = Answer(described(AVD).description)
    assert refused(one, lambda: one.set_local_description(answer)).fault.w3c == ISE


@PROFILES
def test_s_02_an_offer_and_its_answer_are_the_current_pair(profile: Profile) -> None:
    one, offer = peer(profile), described(AVD)
    one.take(offer)
    assert one.signaling_state is HRO
    assert refused(one, lambda: one.create_offer(one.transports)).fault.w3c == ISE
    answer = one.answer()
    state = one.state
    assert state.state is STABLE
    assert (state.pending_local, state.pending_remote) == (None, None)
    assert (state.current_local, state.current_remote) == (answer, offer)
    assert refused(one, lambda: one.create_answer(one.transports)).fault.w3c == ISE


@PROFILES
def test_s_03_our_second_offer_replaces_the_first(profile: Profile) -> None:
    one = offering(profile)
    first = one.offer()
    assert (one.signaling_state, one.state.pending_local) == (HLO, first)
    one.change(AddDataChannels())
    second = one.offer()
    assert second != first
    assert (one.signaling_state, one.state.pending_local) == (HLO, second)
    assert (one.state.current_local, one.state.current_remote) == (None, None)


@PROFILES
def test_s_04_an_offer_that_meets_ours_takes_ours_back(profile: Profile) -> None:
    one, other = offering(profile), peer(profile, "b")
    other.change(AddDataChannels())
    one.offer()
    assert one.take(other.offer()) == ()
    assert one.signaling_state is HRO
    assert one.state.pending_local is None
    answer = one.answer()
    assert other.take(answer) == ()
    assert needs(one) == [NegotiationNeed.NEW_TRANSCEIVER]
    exchange(one, other)
    assert needs(one) == []


@PROFILES
@pytest.mark.parametrize("words", ["", "<html>", changed(MIN_A, ("v=0", "v=1"))])
def test_s_05_what_is_no_description_leaves_our_offer_pending(words: str, profile: Profile) -> None:
    one, other = offering(profile), peer(profile, "b")
    offer = one.offer()
    error = refused(one, lambda: one.take(described(words, profile)))
    assert isinstance(error, SdpError)
    assert error.fault.w3c == "RTCError"
    assert (one.signaling_state, one.state.pending_local) == (HLO, offer)
    other.take(offer)
    assert one.take(other.answer()) == ()
    assert one.signaling_state is STABLE


@PROFILES
def test_s_05_an_offer_that_breaks_a_rule_leaves_ours_pending(profile: Profile) -> None:
    """An offer that meets ours rolls it back only if it is taken (D-27)."""
    one, other = offering(profile), peer(profile, "b")
    offer = one.offer()
    bad = changed(AVD, ("a=mid:1", "a=mid:0"))
    assert isinstance(refused(one, lambda: one.take(described(bad))), RemoteProtocolError)
    assert (one.signaling_state, one.state.pending_local) == (HLO, offer)
    other.take(offer)
    assert one.take(other.answer()) == ()


@PROFILES
def test_s_06_after_a_provisional_answer_only_answers_follow(profile: Profile) -> None:
    one, other = offering(profile), peer(profile, "b")
    other.take(one.offer())
    first = Pranswer(other.create_answer(other.transports).description)
    assert one.take(first) == ()
    assert one.signaling_state is HRP
    theirs = described(AVD)
    for call in (
        lambda: one.set_local_description(Rollback()),
        lambda: one.set_remote_description(Rollback()),
        lambda: one.create_offer(one.transports),
        lambda: one.set_remote_description(theirs),
    ):
        assert refused(one, call).fault.w3c == ISE
    assert one.take(first) == ()
    assert one.signaling_state is HRP
    assert one.take(Answer(first.description)) == ()
    assert one.signaling_state is STABLE


@PROFILES
def test_s_07_versions_never_go_down(profile: Profile) -> None:
    one = offering(profile)
    session, first = version(one.offer())
    one.set_local_description(Rollback())
    assert version(one.create_offer(one.transports)) == (session, first + 1)
    again, last = version(one.create_offer(one.transports))
    assert again == session
    assert last in (first + 1, first + 2)


@PROFILES
def test_s_07_answers_count_too(profile: Profile) -> None:
    one, other = offering(profile), peer(profile, "b")
    offer, _ = exchange(one, other)
    _, theirs = exchange(other, one)
    third, _ = exchange(one, other)
    assert len({version(made)[0] for made in (offer, theirs, third)}) == 1
    assert version(offer)[1] < version(theirs)[1] < version(third)[1]


@PROFILES
def test_s_08_what_an_offer_made_goes_when_it_is_taken_back(profile: Profile) -> None:
    one = peer(profile)
    one.take(described(AVD))
    assert [found.kind for found in one.transceivers] == ["audio", "video"]
    one.set_remote_description(Rollback())
    assert one.transceivers == ()


@PROFILES
def test_s_08_what_got_a_track_stays_and_is_offered(profile: Profile) -> None:
    one = peer(profile)
    one.take(described(AVD))
    assert one.change(AddTrack("video", "t1", ("s1",))) is None  # it has gone to one that is there
    one.set_remote_description(Rollback())
    (kept,) = one.transceivers
    assert (kept.kind, kept.mid) == ("video", None)
    assert needs(one) == [NegotiationNeed.NEW_TRANSCEIVER]
    assert [media.kind for media in one.offer().description.media] == ["video"]


@PROFILES
def test_s_09_a_rollback_has_no_text_that_could_be_wrong(profile: Profile) -> None:
    assert attrs.fields(Rollback) == ()
    one = offering(profile)
    one.offer()
    one.set_local_description(Rollback())
    assert one.signaling_state is STABLE
    assert refused(one, lambda: one.set_local_description(Rollback())).fault.w3c == ISE
    assert refused(one, lambda: one.take(Rollback())).fault.w3c == ISE


@PROFILES
def test_s_10_a_created_offer_is_applied_as_it_is_or_not_at_all(profile: Profile) -> None:
    one = offering(profile)
    offer = one.create_offer(one.transports)
    words = sdp.serialize(offer.description)
    modified = (
        changed(words, ("a=sendrecv", "a=recvonly")),
        changed(words, ("IN IP4 0.0.0.0\r\ns=", "IN IP4 127.0.0.1\r\ns=")),
        added(words, "a=x-more"),
        without(words, "a=rtcp-mux"),
    )
    for other in map(described, modified):
        error = refused(one, partial(one.set_local_description, other))
        assert isinstance(error, LocalProtocolError)
        assert error.fault.w3c == MODIFICATION
    assert one.signaling_state is STABLE
    one.set_local_description(offer)
    assert one.signaling_state is HLO


# --- offers that are broken

THIRD = changed(AUDIO_SECTION, ("a=mid:0", "a=mid:9"), ("a=msid:s1 ta", "a=msid:s1 tz"))
PLAN_B = "a=ssrc:1 msid:s t\r\na=ssrc:2 msid:s u"
Spoil = Callable[[str], str]


def with_(*changes: tuple[str, str]) -> Spoil:
    """The offer with these pieces replaced."""
    return lambda words: changed(words, *changes)


def less(line: str) -> Spoil:
    """The offer without a line, in whatever section."""
    return lambda words: without(words, line)


def swapped(words: str) -> str:
    head = text(*SESSION, "a=group:BUNDLE 0 1 2")
    return head + VIDEO_SECTION + AUDIO_SECTION + words[words.index("m=application") :]


BROKEN: dict[str, tuple[str, Spoil]] = {
    "empty": ("V-1", lambda words: ""),
    "no text but a page": ("V-1", lambda words: "<html>502</html>"),
    "no origin": ("V-2", less(SESSION[1])),
    "a port that is none": ("RFC 8866 §5.14", with_(("m=audio 9", "m=audio 99999"))),
    "a payload type that is none": ("RFC 8866 §5.14", with_(("SAVPF 111", "SAVPF 300 111"))),
    "several ports": ("V-8", with_(("m=audio 9", "m=audio 9/2"))),
    "duplicate mids": ("V-10", with_(("a=mid:1", "a=mid:0"))),
    "a long mid": ("V-11", with_(("a=mid:1", f"a=mid:{'m' * 17}"))),
    "fewer sections": ("V-19", lambda words: words[: words.index("m=application")]),
    "sections in another order": ("V-19", swapped),
    "another mid in a live place": ("V-19", with_(("a=mid:1", "a=mid:7"), ("E 0 1", "E 0 7"))),
    "other media in a live place": ("V-19", with_(("m=video", "m=audio"))),
    "no ICE user": ("V-20", less(f"a=ice-ufrag:{UFRAG}")),
    "no ICE password": ("V-20", less(f"a=ice-pwd:{PWD}")),
    "a short ICE password": ("V-21", with_((PWD, PWD[:21]))),
    "holdconn": ("V-22", with_(("setup:actpass", "setup:holdconn"))),
    "the other role in DTLS": ("V-23", with_(("setup:actpass", "setup:active"))),
    "no fingerprint": ("V-25", less(TRANSPORT[2])),
    "no rtcp-mux": ("V-26", less("a=rtcp-mux")),
    "another fingerprint, no restart": ("V-34", with_(("19:E2", "E2:19"))),
    "a mid in two bundles": ("V-46", with_(("E 0 1 2", "E 0 1 2\r\na=group:BUNDLE 2"))),
    "an extension id of two meanings": ("V-56", with_(("a=extmap:10 ", "a=extmap:1 "))),
    "a payload type of RTCP": ("V-62", with_(("SAVPF 111", "SAVPF 72 111"))),
    "two tracks in one section": ("V-76", with_(("a=msid:s1 tv", PLAN_B))),
}
"""Ways to spoil an offer after an exchange: the rule that each breaks in either profile."""


def established(profile: Profile) -> Peer:
    """One that has answered AVD, as the DTLS client."""
    one = peer(profile)
    one.take(described(AVD))
    one.answer()
    return one


def test_s_11_there_are_enough_ways_to_break_an_offer() -> None:
    assert len(BROKEN) >= 20
    assert len({spoil(AVD) for _, spoil in BROKEN.values()} - {AVD}) == len(BROKEN)


@PROFILES
@pytest.mark.parametrize("way", BROKEN)
def test_s_11_a_broken_offer_leaves_an_established_session_as_it_was(
    way: str, profile: Profile
) -> None:
    one = established(profile)
    rule, spoil = BROKEN[way]
    error = refused(one, lambda: one.set_remote_description(described(spoil(AVD), profile)))
    assert isinstance(error, SdpError | RemoteProtocolError)
    assert error.fault.rule == rule
    assert one.signaling_state is STABLE
    one.take(described(AVD))
    one.answer()
    assert one.signaling_state is STABLE


@PROFILES
def test_s_11_a_session_outlives_all_broken_offers_in_a_row(profile: Profile) -> None:
    one = established(profile)
    before, told = one.state, dump(one)
    for _, spoil in BROKEN.values():
        with pytest.raises((SdpError, RemoteProtocolError)):
            one.set_remote_description(described(spoil(AVD), profile))
    assert one.state is before
    assert dump(one) == told
    more = changed(AVD, ("BUNDLE 0 1 2", "BUNDLE 0 1 2 9")) + THIRD
    assert one.take(described(more)) == ()
    answer = one.answer()
    assert [media.port != 0 for media in answer.description.media] == [True] * 4


# --- the end

CHANGES: tuple[Change, ...] = (
    AddTransceiver("audio"),
    AddTrack("video"),
    RemoveTrack(0),
    StopTransceiver(0),
    SetDirection(0, MediaDirection.INACTIVE),
    SetStreams(0, ("s",)),
    SetCodecPreferences(0, None),
    AddDataChannels(),
    RestartIce(),
)


@PROFILES
def test_s_12_what_is_closed_stays_closed_and_can_be_read(profile: Profile) -> None:
    one = established(profile)
    offer = one.create_offer(one.transports)
    local, remote = one.state.local, one.state.remote
    one.change(Close())
    assert one.signaling_state == "closed"
    closed = one.state
    one.change(Close())
    assert one.state is closed
    calls: list[Callable[[], object]] = [
        lambda: one.create_offer(one.transports),
        lambda: one.create_answer(one.transports),
        one.set_local_description,
        lambda: one.set_local_description(offer),
        lambda: one.set_local_description(Rollback()),
        lambda: one.set_remote_description(described(AVD)),
        lambda: one.set_remote_description(Answer(offer.description)),
        lambda: one.set_remote_description(Rollback()),
        *(partial(one.change, wish) for wish in CHANGES),
    ]
    assert {refused(one, call).fault.w3c for call in calls} == {ISE}
    assert (one.state.local, one.state.remote) == (local, remote)
    assert needs(one) == []


def test_d_3_what_is_for_a_section_of_both_offers_stays() -> None:
    one = Peer()
    one.take(described(AVD))
    before = {known.mid: known.number for known in one.transceivers}
    one.change(AddTrack("video", streams=("s",)))
    one.take(described(AVD))
    assert {known.mid: known.number for known in one.transceivers} == before
    assert [known.has_track for known in one.transceivers] == [False, True]
    one.take(described(MIN_A))
    assert [known.mid for known in one.transceivers] == ["0", None]
