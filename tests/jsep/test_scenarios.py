"""The conformance scenarios on answers and validation, by their numbers (S-20 to S-65)."""

from typing import TypeVar

import pytest
from attrs import evolve

from sdpsig import sdp
from sdpsig.errors import FaultCode, LocalProtocolError, RemoteProtocolError, SdpError
from sdpsig.jsep import (
    INTEROP,
    STRICT,
    AddTransceiver,
    Answer,
    AnswerPolicy,
    Capabilities,
    CodecCapability,
    Negotiation,
    NegotiationConfig,
    Offer,
    Profile,
    Rejection,
    Sections,
    SetCodecPreferences,
    Side,
    SignalingState,
    apply,
    mirror,
    write_answer,
)
from sdpsig.sdp import Attribute, SessionDescription
from sdpsig.sdp.attributes import (
    Candidate,
    Direction,
    Extmap,
    Fingerprint,
    Fmtp,
    Group,
    IcePwd,
    IceUfrag,
    MediaDirection,
    Mid,
    Rid,
    RtcpFb,
    RtcpMux,
    Rtpmap,
    SctpPort,
    Setup,
    SetupRole,
    Simulcast,
)
from tests.jsep._offers import (
    AUDIO_SECTION,
    AV,
    AVD,
    CAPS,
    DATA,
    DATA_SECTION,
    DIGEST,
    H264,
    H264_ONE,
    LEVEL_EXTENSION,
    MID_EXTENSION,
    MIN_A,
    NOISE,
    OPUS,
    ORIGIN,
    PCMA,
    PCMU,
    PWD,
    RID_EXTENSION,
    SESSION,
    TRANSPORT,
    UFRAG,
    VIDEO_SECTION,
    VP8,
    added,
    answer,
    changed,
    plan,
    text,
    transport,
    without,
    written,
)
from tests.jsep._pair import Peer, exchange

A = TypeVar("A", bound=Attribute)
PROFILES = pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=lambda profile: profile.name)
NO_VIDEO = evolve(CAPS, video=())
NO_AUDIO = evolve(CAPS, audio=())
RED = CodecCapability("red", 48_000, 2)
HOST = Candidate.parse("1 1 udp 2122260223 192.0.2.1 50000 typ host")


def fresh(profile: Profile = INTEROP) -> Negotiation:
    return Negotiation(config=NegotiationConfig(capabilities=CAPS, profile=profile))


def made(
    offer: str, capabilities: Capabilities = CAPS, profile: Profile = INTEROP
) -> SessionDescription:
    return answer(offer, capabilities, profile=profile).description


def every(description: SessionDescription, kind: type[A]) -> list[A | None]:
    """For each section the one attribute of this kind, or None."""
    assert all(len(media.all(kind)) <= 1 for media in description.media)
    return [media.get(kind) for media in description.media]


def groups(description: SessionDescription) -> list[tuple[str, ...]]:
    return [group.mids for group in description.all(Group)]


def current(peer: Peer) -> SessionDescription:
    assert peer.state.current_local is not None
    return peer.state.current_local.description


def refused(offer: str, rule: str, profile: Profile = INTEROP) -> RemoteProtocolError:
    with pytest.raises(RemoteProtocolError) as caught:
        plan(offer, profile=profile)
    assert caught.value.fault.rule == rule
    before = fresh(profile)
    with pytest.raises(RemoteProtocolError) as again:
        apply(before, Side.REMOTE, Offer(sdp.parse(offer)))
    assert again.value.fault == caught.value.fault
    assert before == fresh(profile)
    return caught.value


# --- answers


@PROFILES
def test_s_20_everything_is_accepted_in_one_bundle(profile: Profile) -> None:
    local = transport("one1", candidates=(HOST,), end_of_candidates=True)
    description = write_answer(plan(AVD, profile=profile), local, origin=ORIGIN).description
    assert all(media.port != 0 for media in description.media)
    assert groups(description) == [("0", "1", "2")]
    assert every(description, Mid) == [Mid("0"), Mid("1"), Mid("2")]
    for kind in (IceUfrag, IcePwd, Fingerprint, Setup):
        first, *others = every(description, kind)
        assert first is not None
        assert others == [None if profile.strict else first] * 2  # D-5
    assert every(description, Setup)[0] == Setup("active")
    assert every(description, RtcpMux) == [RtcpMux(), None if profile.strict else RtcpMux(), None]
    assert every(description, SctpPort) == [None, None, SctpPort(5000)]
    assert [len(media.all(Candidate)) for media in description.media] == [1, 0, 0]


@PROFILES
def test_s_21_without_an_offered_mid_there_is_none_in_the_answer(profile: Profile) -> None:
    offer = without(MIN_A, "a=mid:0")
    planned = plan(offer, profile=profile)
    assert every(written(planned).description, Mid) == [None]
    mid = planned.sections[0].mid
    assert planned.owners == (mid,)
    settled, warnings = apply(fresh(profile), Side.REMOTE, Offer(sdp.parse(offer)))
    assert [fault.rule for fault in warnings] == ["V-12"]
    settled, _ = apply(settled, Side.LOCAL, written(planned))
    assert settled.transport(mid) is settled.transports[0]
    assert [one.mid for one in settled.transceivers] == [mid]


@PROFILES
def test_s_22_a_rejected_section_stays_in_its_place(profile: Profile) -> None:
    description = made(AVD, NO_VIDEO, profile)
    video = description.media[1]
    assert [media.kind for media in description.media] == ["audio", "video", "application"]
    assert [media.port != 0 for media in description.media] == [True, False, True]
    assert (video.get(Mid), video.get(Direction)) == (Mid("1"), Direction("inactive"))
    assert video.formats
    assert video.get(sdp.Connection) is not None
    assert groups(description) == [("0", "2")]


@PROFILES
def test_s_23_the_next_section_carries_the_bundle(profile: Profile) -> None:
    planned = plan(AVD, NO_AUDIO, profile=profile)
    assert planned.owners == ("1",)
    local = transport("own1", candidates=(HOST,))
    description = write_answer(planned, local, origin=ORIGIN).description
    assert groups(description) == [("1", "2")]
    assert [media.port for media in description.media] == [0, 50_000, 50_000]
    assert [len(media.all(Candidate)) for media in description.media] == [0, 1, 0]
    offered, _ = apply(fresh(profile), Side.REMOTE, Offer(sdp.parse(AVD)))
    (settled,) = apply(offered, Side.LOCAL, Answer(description))[0].transports
    assert (settled.mid, settled.members, settled.local_ufrag) == ("1", ("1", "2"), "own1")


@PROFILES
def test_s_24_an_unknown_medium_is_rejected_and_the_others_live(profile: Profile) -> None:
    unicorns = text("m=unicorns 9 UDP/TLS/RTP/SAVPF 111", *TRANSPORT, "a=mid:u")
    offer = text(*SESSION) + AUDIO_SECTION + unicorns + DATA_SECTION
    description = answer(offer, profile=profile).description
    assert description.media[1].media_line.text == "m=unicorns 0 UDP/TLS/RTP/SAVPF 111"
    assert [media.port for media in description.media] == [9, 0, 9]


@PROFILES
def test_s_25_without_a_bundle_there_is_none_in_the_answer(profile: Profile) -> None:
    apart = without(AV, "a=group:BUNDLE 0 1")
    description = made(apart, profile=profile)
    assert groups(description) == []
    ufrags = every(description, IceUfrag)
    assert None not in ufrags
    assert len(set(ufrags)) == 2


@PROFILES
def test_s_26_a_bundle_only_section_lives_in_its_bundle(profile: Profile) -> None:
    bundled = changed(AV, ("m=video 9", "m=video 0"), ("a=mid:1", "a=mid:1\r\na=bundle-only"))
    description = made(bundled, profile=profile)
    assert [media.port for media in description.media] == [9, 9]
    assert groups(description) == [("0", "1")]
    assert "bundle-only" not in sdp.serialize(description)
    alone = plan(without(bundled, "a=group:BUNDLE 0 1"), profile=profile)
    assert [item.rejected for item in alone.sections] == [None, Rejection.NOT_BUNDLED]


@PROFILES
@pytest.mark.parametrize(
    ("offered", "answered"), [("active", "passive"), ("passive", "active"), ("actpass", "active")]
)
def test_s_27_the_role_is_what_the_offer_leaves(
    offered: str, answered: str, profile: Profile
) -> None:
    offer = changed(MIN_A, ("setup:actpass", f"setup:{offered}"))
    (setup,) = every(answer(offer, profile=profile).description, Setup)
    assert setup is not None
    assert setup.role == answered


@PROFILES
def test_s_27_holdconn_is_refused(profile: Profile) -> None:
    error = refused(changed(MIN_A, ("setup:actpass", "setup:holdconn")), "V-22", profile)
    assert error.fault.w3c == "InvalidAccessError"


@PROFILES
def test_s_27_the_role_is_ours_to_choose_where_the_offer_leaves_it(profile: Profile) -> None:
    policy = AnswerPolicy(setup=SetupRole.PASSIVE)
    for offered, answered in (("actpass", "passive"), ("active", "passive"), ("passive", "active")):
        offer = changed(MIN_A, ("setup:actpass", f"setup:{offered}"))
        description = answer(offer, policy=policy, profile=profile).description
        assert every(description, Setup) == [Setup(answered)]


@PROFILES
def test_s_28_the_role_in_dtls_stays_whatever_is_preferred_later(profile: Profile) -> None:
    ours, theirs = Peer("a", profile=profile), Peer("b", profile=profile)
    theirs.change(AddTransceiver("audio"))
    exchange(theirs, ours)
    assert every(current(ours), Setup) == [Setup("active")]
    config = evolve(ours.state.config, policy=AnswerPolicy(setup=SetupRole.PASSIVE))
    ours.state = evolve(ours.state, config=config)
    offer, again = exchange(theirs, ours)
    assert every(offer.description, Setup) == [Setup("actpass")]
    assert every(again.description, Setup) == [Setup("active")]
    offer = ours.offer()
    assert every(offer.description, Setup) == [Setup("actpass")]
    theirs.take(offer)
    kept = sdp.serialize(theirs.create_answer(theirs.transports).description)
    flipped = changed(kept, ("a=setup:passive", "a=setup:active"))
    before = ours.state
    with pytest.raises(RemoteProtocolError) as caught:
        ours.take(Answer(sdp.parse(flipped)))
    assert (caught.value.fault.rule, caught.value.fault.w3c) == ("V-23", "InvalidAccessError")
    assert ours.state is before
    assert before.state is SignalingState.HAVE_LOCAL_OFFER
    ours.take(Answer(sdp.parse(kept)))
    assert ours.signaling_state is SignalingState.STABLE


@PROFILES
def test_s_29_numbers_and_order_are_the_offers(profile: Profile) -> None:
    shuffled = changed(MIN_A, ("SAVPF 111 0 8", "SAVPF 8 111 0"))
    for offer in (MIN_A, shuffled):
        (asked,) = sdp.parse(offer).media
        assert made(offer, profile=profile).media[0].formats == asked.formats


@PROFILES
def test_s_29_preferences_come_before_the_offers_order(profile: Profile) -> None:
    peer = Peer(profile=profile, capabilities=CAPS)
    peer.take(Offer(sdp.parse(MIN_A)))
    peer.change(SetCodecPreferences(0, (PCMA, OPUS)))
    assert peer.create_answer(peer.transports).description.media[0].formats == ("8", "111")


@PROFILES
def test_s_30_a_repair_goes_with_what_it_repairs(profile: Profile) -> None:
    ours = evolve(CAPS, video=(VP8, CAPS.video[4]))
    video = made(AVD, ours, profile).media[1]
    assert video.formats == ("96", "97", "39", "40")
    assert Fmtp("97", "apt=96") in video.all(Fmtp)


@PROFILES
def test_s_31_baseline_is_not_constrained_baseline(profile: Profile) -> None:
    only = evolve(CAPS, video=(H264_ONE,))
    planned = plan(AVD, only, profile=profile)
    assert planned.sections[1].rejected is Rejection.NO_CODEC
    fmtp = H264_ONE.fmtp or ""
    constrained = changed(AVD, (H264, fmtp))
    assert made(constrained, only, profile).media[1].get(Fmtp) == Fmtp("102", fmtp)


@PROFILES
def test_s_31_the_level_is_ours_where_both_allow_it_and_the_lower_one_else(
    profile: Profile,
) -> None:
    only = evolve(CAPS, video=(H264_ONE,))
    higher = changed(AVD, ("profile-level-id=42001f", "profile-level-id=42e034"))
    assert made(higher, only, profile).media[1].get(Fmtp) == Fmtp(
        "102", "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"
    )
    one_sided = changed(higher, ("level-asymmetry-allowed=1;", ""))
    assert made(one_sided, only, profile).media[1].get(Fmtp) == Fmtp(
        "102", "packetization-mode=1;profile-level-id=42e01f"
    )


@PROFILES
def test_s_32_tones_go_with_a_codec_of_their_clock(profile: Profile) -> None:
    opus = evolve(CAPS, audio=(OPUS, *CAPS.audio[4:]))
    assert made(AVD, opus, profile).media[0].formats == ("111", "110")
    both = evolve(CAPS, audio=(OPUS, PCMU, *CAPS.audio[4:]))
    assert made(AVD, both, profile).media[0].formats == ("111", "0", "110", "126")


@PROFILES
def test_s_32_redundancy_goes_with_what_it_carries(profile: Profile) -> None:
    opus = evolve(CAPS, audio=(OPUS, RED, PCMU))
    audio = made(AVD, opus, profile).media[0]
    assert audio.formats == ("111", "63", "0")
    assert Fmtp("63", "111/111") in audio.all(Fmtp)
    without_opus = evolve(CAPS, audio=(RED, PCMU))
    assert made(AVD, without_opus, profile).media[0].formats == ("0",)


@PROFILES
def test_s_33_tones_and_noise_are_no_media(profile: Profile) -> None:
    offer = changed(MIN_A, ("SAVPF 111 0 8", "SAVPF 126 13"))
    offer = added(offer, "a=rtpmap:126 telephone-event/8000")
    offer = without(offer, "a=fmtp:111 minptime=10;useinbandfec=1")
    planned = plan(offer, evolve(CAPS, audio=(NOISE, CAPS.audio[6])), profile=profile)
    assert planned.sections[0].rejected is Rejection.NO_CODEC


@PROFILES
def test_s_34_feedback_for_all_is_said_of_each(profile: Profile) -> None:
    offer = changed(AVD, ("a=rtcp-fb:96 transport-cc", "a=rtcp-fb:* nack\r\na=rtcp-fb:* ccm fir"))
    keep = {"a=rtcp-fb:* nack", "a=rtcp-fb:* ccm fir"}
    lines = [line for line in offer.split("\r\n") if "rtcp-fb" not in line or line in keep]
    video = made("\r\n".join(lines), profile=profile).media[1]
    said: dict[str, list[str]] = {}
    for line in video.all(RtcpFb):
        said.setdefault(line.payload_type, []).append(line.feedback)
    assert said == {number: ["nack", "ccm fir"] for number in ("96", "39", "98")}


@PROFILES
def test_s_35_extensions_keep_their_ids(profile: Profile) -> None:
    offer = changed(
        without(
            AVD,
            "a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
        ),
        (f"a=extmap:4 {MID_EXTENSION}", f"a=extmap:7 {MID_EXTENSION}\r\na=extmap:5/sendonly urn:x"),
        (f"a=extmap:1 {LEVEL_EXTENSION}", f"a=extmap:12 {LEVEL_EXTENSION}"),
    )
    audio = made(offer, profile=profile).media[0]
    assert audio.all(Extmap) == (Extmap(12, LEVEL_EXTENSION), Extmap(7, MID_EXTENSION))
    one_way = changed(
        offer, (f"a=extmap:7 {MID_EXTENSION}", f"a=extmap:7/sendonly {MID_EXTENSION}")
    )
    (_, mid) = made(one_way, profile=profile).media[0].all(Extmap)
    assert mid.text == f"a=extmap:7/recvonly {MID_EXTENSION}"


WAYS = [*MediaDirection]
BOTH, OUT, IN, NONE = WAYS
FLOWS = {
    BOTH: {BOTH: BOTH, OUT: OUT, IN: IN, NONE: NONE},
    OUT: {BOTH: IN, OUT: NONE, IN: IN, NONE: NONE},
    IN: {BOTH: OUT, OUT: OUT, IN: NONE, NONE: NONE},
    NONE: {BOTH: NONE, OUT: NONE, IN: NONE, NONE: NONE},
}
"""The table of A-55: offered, then wished, then answered."""


@PROFILES
@pytest.mark.parametrize("offered", WAYS)
@pytest.mark.parametrize("wished", WAYS)
def test_s_36_media_flows_as_both_sides_want(
    offered: MediaDirection, wished: MediaDirection, profile: Profile
) -> None:
    offer = changed(MIN_A, ("a=sendrecv", f"a={offered}"))
    policy = AnswerPolicy(direction=lambda media: wished)
    description = answer(offer, policy=policy, profile=profile).description
    assert every(description, Direction) == [Direction(FLOWS[offered][wished])]


LAYERS = added(AV, "a=rid:l send", "a=rid:m send", "a=rid:h send", "a=simulcast:send h;m;l")


@PROFILES
def test_s_37_layers_are_answered_in_the_order_of_the_simulcast_line(profile: Profile) -> None:
    video = made(LAYERS, profile=profile).media[1]
    assert [line.text for line in video.all(Simulcast)] == ["a=simulcast:recv h;m;l"]
    assert {line.text for line in video.all(Rid)} == {f"a=rid:{rid} recv" for rid in "hml"}
    assert len(video.all(Rid)) == 3
    assert RID_EXTENSION in {line.uri for line in video.all(Extmap)}


@PROFILES
def test_s_38_two_simulcast_lines_are_none(profile: Profile) -> None:
    video = made(added(LAYERS, "a=simulcast:send h"), profile=profile).media[1]
    assert video.port != 0
    assert (video.all(Simulcast), video.all(Rid)) == ((), ())


@PROFILES
def test_s_39_the_older_form_of_data_is_answered_in_kind(profile: Profile) -> None:
    old = text(
        "m=application 9 DTLS/SCTP 5000",
        *TRANSPORT,
        "a=mid:2",
        "a=sctpmap:5000 webrtc-datachannel 1024",
    )
    second = changed(old, ("a=mid:2", "a=mid:3"))
    offer = text(*SESSION, "a=group:BUNDLE 2 3") + old + second
    description = made(offer, profile=profile)
    first = description.media[0]
    assert first.media_line.text == "m=application 9 DTLS/SCTP 5000"
    assert "a=sctpmap:5000 webrtc-datachannel" in sdp.serialize(description)
    assert first.get(SctpPort) is None
    assert description.media[1].port == 0


@PROFILES
def test_s_40_sizes_of_messages_are_told_by_each_side(profile: Profile) -> None:
    for offer, remote in (
        (without(DATA, "a=max-message-size:262144"), 65_536),
        (changed(DATA, ("size:262144", "size:0")), 0),
        (changed(DATA, ("size:262144", "size:100")), 100),
    ):
        (view,) = Sections.of(sdp.parse(offer)).views
        assert view.max_message_size == remote
        assert "a=max-message-size:262144\r\n" in sdp.serialize(made(offer, profile=profile))


A_120 = ("a=ice-lite", "a=ice-options", "a=group", "a=extmap-allow-mixed", "a=msid-semantic")


@PROFILES
def test_s_41_the_text_is_as_the_strictest_peer_wants_it(profile: Profile) -> None:
    offers = [MIN_A, AV, AVD, DATA, without(AVD, "a=group:BUNDLE 0 1 2"), text(*SESSION)]
    for offer in offers:
        for capabilities in (CAPS, NO_AUDIO, NO_VIDEO, Capabilities()):
            description = answer(offer, capabilities, profile=profile).description
            words = sdp.serialize(description)
            assert words.endswith("\r\n")
            assert all(len(line) >= 3 for line in words.removesuffix("\r\n").split("\r\n"))
            for media in description.media:
                assert len(media.all(Direction)) == (media.kind in ("audio", "video"))
            heads = [line.text for line in description.lines]
            assert [line[:2] for line in heads[:4]] == ["v=", "o=", "s=", "t="]
            names = [line.partition(":")[0] for line in heads[4:]]
            assert names == [name for name in A_120 if name in names]


# --- validation


def waiting(offer: str = AVD, profile: Profile = INTEROP) -> Negotiation:
    return apply(fresh(profile), Side.LOCAL, Offer(sdp.parse(offer)))[0]


AGREED = changed(AVD, ("setup:actpass", "setup:active"))


@PROFILES
@pytest.mark.parametrize(
    ("reply", "rule"),
    [
        (changed(AV, ("setup:actpass", "setup:active")), "V-14"),
        (
            text(*SESSION)
            + changed(VIDEO_SECTION + AUDIO_SECTION + DATA_SECTION, ("actpass", "active")),
            "V-15",
        ),
        (changed(AGREED, ("a=mid:0", "a=mid:00"), ("BUNDLE 0", "BUNDLE 00")), "V-15"),
        (changed(AGREED, ("m=audio", "m=video")), "V-16"),
    ],
    ids=["fewer", "swapped", "renamed", "other-media"],
)
def test_s_60_an_answer_that_does_not_fit_changes_nothing(
    reply: str, rule: str, profile: Profile
) -> None:
    before = waiting(profile=profile)
    with pytest.raises(RemoteProtocolError) as caught:
        apply(before, Side.REMOTE, Answer(sdp.parse(reply)))
    assert caught.value.fault.rule == rule
    assert before == waiting(profile=profile)
    assert before.state is SignalingState.HAVE_LOCAL_OFFER
    assert apply(before, Side.REMOTE, Answer(sdp.parse(AGREED)))[0].state is SignalingState.STABLE


@PROFILES
@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (f"a=ice-ufrag:{UFRAG}", "V-20"),
        (f"a=ice-pwd:{PWD}", "V-20"),
        (f"a=fingerprint:sha-256 {DIGEST}", "V-25"),
        ("a=rtcp-mux", "V-26"),
    ],
)
def test_s_61_what_carries_the_bundle_has_to_be_complete(
    line: str, rule: str, profile: Profile
) -> None:
    head = text(*SESSION, "a=group:BUNDLE 0 1")
    assert plan(head + AUDIO_SECTION + without(VIDEO_SECTION, line), profile=profile).owners == (
        "0",
    )
    tagged = without(AUDIO_SECTION, line)
    if rule == "V-26":
        refused(head + tagged + without(VIDEO_SECTION, line), rule, profile)
    refused(head + tagged + VIDEO_SECTION, rule, profile)


@PROFILES
@pytest.mark.parametrize(("old", "new"), [(UFRAG, "Es$w"), (UFRAG, "EsA"), (PWD, PWD[:21])])
def test_s_62_credentials_are_as_ice_wants_them(old: str, new: str, profile: Profile) -> None:
    refused(changed(AVD, (old, new)), "V-21", profile)


@PROFILES
def test_s_63_names_are_unique_short_and_in_one_bundle(profile: Profile) -> None:
    error = refused(changed(AVD, ("a=mid:1", "a=mid:0")), "V-10", profile)
    assert error.fault.code is FaultCode.JSEP_DUPLICATE_MID
    refused(changed(MIN_A, ("a=mid:0", f"a=mid:{'m' * 17}")), "V-11", profile)
    refused(changed(AVD, ("BUNDLE 0 1 2", "BUNDLE 0 1\r\na=group:BUNDLE 1 2")), "V-46", profile)


@PROFILES
def test_s_64_payload_types_stay_clear_of_rtcp(profile: Profile) -> None:
    for number in (64, 80, 95):
        error = refused(changed(MIN_A, ("SAVPF 111", f"SAVPF {number} 111")), "V-62", profile)
        assert error.fault.w3c == "InvalidAccessError"
    for number in (35, 63, 96, 127):
        line = f"a=rtpmap:{number} opus/48000/2"
        offer = changed(
            MIN_A, ("SAVPF 111", f"SAVPF {number}"), ("a=rtpmap:111 opus/48000/2", line)
        )
        assert Rtpmap.parse(line.partition(":")[2]) in answer(
            offer, profile=profile
        ).description.media[0].all(Rtpmap)


@PROFILES
def test_s_65_nothing_is_bundled_that_was_not_offered(profile: Profile) -> None:
    offered = waiting(changed(AVD, ("BUNDLE 0 1 2", "BUNDLE 0 1")), profile)
    with pytest.raises(RemoteProtocolError) as caught:
        apply(offered, Side.REMOTE, Answer(sdp.parse(AGREED)))
    assert caught.value.fault.rule == "V-47"
    apart = Answer(sdp.parse(without(AGREED, "a=group:BUNDLE 0 1 2")))
    assert len(apply(waiting(AVD, profile), Side.REMOTE, apart)[0].transports) == 3


def answer_to(one: Peer, profile: Profile) -> str:
    """What a peer that accepts everything answers to an offer of ours."""
    other = Peer("b", profile=profile, capabilities=CAPS)
    other.take(one.offer())
    return sdp.serialize(other.create_answer(other.transports).description)


OWN_TRANSPORT = changed(text(*TRANSPORT, "a=rtcp-mux"), (UFRAG, "bbb9"), ("actpass", "active"))


def apart(reply: str, mid: str) -> str:
    """An answer whose last section, of this mid, has left the bundle for a transport of its own."""
    head, found, last = reply.rpartition("m=video")
    said = ("a=ice-", "a=fingerprint", "a=setup", "a=rtcp-mux")
    rest = "".join(f"{line}\r\n" for line in last.splitlines() if not line.startswith(said))
    return changed(head, (f" {mid}\r\n", "\r\n")) + found + rest + OWN_TRANSPORT


@PROFILES
def test_s_65_what_was_offered_for_the_bundle_only_lives_in_no_other_place(
    profile: Profile,
) -> None:
    """It has no transport of its own to be unbundled to (V-53, RFC 9143 §7.3.2)."""
    one = Peer(profile=profile, capabilities=CAPS)
    one.change(AddTransceiver("video"), AddTransceiver("video"))
    reply = answer_to(one, profile)
    with pytest.raises(RemoteProtocolError) as caught:
        one.take(Answer(sdp.parse(apart(reply, "1"))))
    assert caught.value.fault.rule == "V-53"
    assert one.take(Answer(sdp.parse(reply))) == ()


@PROFILES
def test_s_65_a_section_that_joins_an_established_bundle_stays_in_it(profile: Profile) -> None:
    """It has no transport of its own to be unbundled to (V-50, RFC 9143 §7.3.2)."""
    one, other = (Peer(name, profile=profile, capabilities=CAPS) for name in "ab")
    one.change(AddTransceiver("audio"))
    exchange(one, other)
    one.change(AddTransceiver("video"))
    other.take(one.offer())
    reply = sdp.serialize(other.create_answer(other.transports).description)
    with pytest.raises(RemoteProtocolError) as caught:
        one.take(Answer(sdp.parse(apart(reply, "1"))))
    assert caught.value.fault.rule == "V-50"
    assert one.take(Answer(sdp.parse(reply))) == ()


# --- our own mistakes


def test_a_local_answer_that_is_wrong_is_our_fault() -> None:
    offered = apply(fresh(), Side.REMOTE, Offer(sdp.parse(AVD)))[0]
    bad = evolve(transport(), ufrag="abc")
    with pytest.raises(LocalProtocolError) as caught:
        apply(offered, Side.LOCAL, write_answer(plan(AVD), bad, origin=ORIGIN))
    assert caught.value.fault.rule == "V-21"
    unwritable = evolve(transport(), ufrag="a b\r\n")
    with pytest.raises(SdpError) as error:
        sdp.serialize(write_answer(plan(AVD), unwritable, origin=ORIGIN).description)
    assert error.value.fault.code is FaultCode.SDP_BAD_VALUE


def test_an_answer_to_a_mirrored_offer_flows_both_ways() -> None:
    description = answer(AVD, policy=AnswerPolicy(direction=mirror)).description
    assert [
        str(line.direction) for media in description.media for line in media.all(Direction)
    ] == [
        "sendrecv",
        "sendrecv",
    ]
