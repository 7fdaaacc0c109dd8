"""Offers that aiortc 1.16.0 fails on: what must come out of each instead."""

import pytest
from attrs import evolve

from sdpsig import sdp
from sdpsig.errors import FaultCode, RemoteProtocolError, SdpError, SdpsigError, Severity
from sdpsig.jsep import (
    AIORTC,
    INTEROP,
    STRICT,
    WEBRTC,
    AddTransceiver,
    Answer,
    AnswerPolicy,
    Capabilities,
    Negotiation,
    NegotiationConfig,
    Offer,
    Profile,
    Rollback,
    Side,
    SignalingState,
    answer_offer,
    apply,
    mirror,
)
from sdpsig.sdp import SessionDescription
from sdpsig.sdp.attributes import (
    Direction,
    Extmap,
    Group,
    IcePwd,
    IceUfrag,
    MediaDirection,
    Mid,
    Rid,
    Rtpmap,
    Setup,
    Simulcast,
    Ssrc,
)
from tests._corpus import OFFERS
from tests.jsep._offers import (
    AV,
    AVD,
    CAPS,
    DIGEST,
    LEVEL_EXTENSION,
    MIN_A,
    PWD,
    TRANSPORT,
    UFRAG,
    added,
    changed,
    text,
    without,
)
from tests.jsep._pair import Peer, exchange, transports

PROFILES = pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=lambda profile: profile.name)


def answered(
    words: str,
    profile: Profile,
    capabilities: Capabilities = CAPS,
    *,
    warnings: tuple[str, ...] = (),
) -> SessionDescription:
    """The answer, which the offerer takes without a word; ``warnings`` are the rules to be told."""
    offer = Offer(sdp.parse(words, profile=profile))
    policy = AnswerPolicy(direction=mirror)
    config = NegotiationConfig(capabilities=capabilities, profile=profile, policy=policy)
    _, answer, told = answer_offer(Negotiation(config=config), offer, transports("a"))
    faults = (*offer.description.warnings, *told)
    assert tuple(fault.rule for fault in faults) == warnings
    assert all(fault.severity is Severity.WARNING for fault in faults)
    offerer = Negotiation(config=NegotiationConfig(capabilities=CAPS, profile=profile))
    offerer, _ = apply(offerer, Side.LOCAL, offer)
    again = sdp.parse(sdp.serialize(answer.description), profile=profile)
    assert again.warnings == ()
    settled, doubts = apply(offerer, Side.REMOTE, Answer(again))
    assert doubts == ()
    assert settled.state is SignalingState.STABLE
    return again


def refused(words: str, profile: Profile) -> SdpsigError:
    with pytest.raises((SdpError, RemoteProtocolError)) as caught:
        answered(words, profile)
    return caught.value


def live(description: SessionDescription) -> list[bool]:
    return [media.port != 0 for media in description.media]


def bundles(description: SessionDescription) -> list[tuple[str, ...]]:
    return [group.mids for group in description.all(Group)]


# --- lines that are odd

ODD_FORMAT = changed(MIN_A, ("SAVPF 111", "SAVPF 96 111")) + "a=fmtp:96 x=1\r\n"


def test_parameters_of_a_format_without_a_meaning_are_left_out() -> None:
    (audio,) = answered(ODD_FORMAT, INTEROP, warnings=("V-64",)).media
    assert audio.formats == ("111", "0", "8")
    error = refused(ODD_FORMAT, STRICT)
    assert (error.fault.rule, error.fault.code) == ("V-64", FaultCode.RTP_UNKNOWN_FORMAT)


def test_a_section_of_nothing_else_is_rejected() -> None:
    words = added(
        changed(
            without(MIN_A, "a=fmtp:111 minptime=10;useinbandfec=1"), ("SAVPF 111 0 8", "SAVPF 96")
        ),
        "a=fmtp:96 x=1",
    )
    assert live(answered(words, INTEROP, warnings=("V-64",))) == [False]


@PROFILES
def test_attributes_of_a_header_extension_are_read_and_not_repeated(profile: Profile) -> None:
    offer = added(MIN_A, f"a=extmap:1 {LEVEL_EXTENSION} vad=on")
    (audio,) = answered(offer, profile).media
    assert [line.text for line in audio.all(Extmap)] == [f"a=extmap:1 {LEVEL_EXTENSION}"]


@PROFILES
def test_holdconn_is_refused(profile: Profile) -> None:
    error = refused(changed(MIN_A, ("setup:actpass", "setup:holdconn")), profile)
    assert (error.fault.code, error.fault.rule) == (FaultCode.DTLS_SETUP, "V-22")
    assert (error.fault.w3c, error.fault.line) == ("InvalidAccessError", 10)


@PROFILES
def test_several_ports_are_refused(profile: Profile) -> None:
    error = refused(changed(MIN_A, ("m=audio 9", "m=audio 9/2")), profile)
    assert (error.fault.code, error.fault.rule) == (FaultCode.SDP_LINE_SYNTAX, "V-8")
    assert (error.fault.w3c, error.fault.line) == ("RTCError", 5)
    assert live(answered(changed(MIN_A, ("m=audio 9", "m=audio 9/1")), profile)) == [True]


@PROFILES
def test_a_protocol_in_lower_case_is_unknown_and_only_its_section_rejected(
    profile: Profile,
) -> None:
    """It is none of the names that are known, and no reason to refuse the rest (A-2)."""
    offer = changed(AVD, ("m=audio 9 UDP/TLS/RTP/SAVPF", "m=audio 9 udp/tls/rtp/savpf"))
    description = answered(offer, profile)
    assert live(description) == [False, True, True]
    assert description.media[0].proto == "udp/tls/rtp/savpf"
    assert bundles(description) == [("1", "2")]


def test_a_source_without_an_attribute_is_passed_over() -> None:
    offer = added(MIN_A, "a=ssrc:1234")
    (audio,) = answered(offer, INTEROP, warnings=("RFC 5576 §4.1",)).media
    assert (audio.port, audio.all(Ssrc)) == (9, ())
    error = refused(offer, STRICT)
    assert (error.fault.code, error.fault.line) == (FaultCode.SDP_ATTRIBUTE_SYNTAX, 18)


def test_a_candidate_that_is_cut_off_is_passed_over() -> None:
    offer = added(MIN_A, "a=candidate:1 1 udp 2122260223 192.0.2.1")
    assert live(answered(offer, INTEROP, warnings=("RFC 8839 §5.1",))) == [True]
    error = refused(offer, STRICT)
    assert (error.fault.code, error.fault.line) == (FaultCode.SDP_ATTRIBUTE_SYNTAX, 18)


@PROFILES
def test_without_a_direction_media_flows_both_ways(profile: Profile) -> None:
    (audio,) = answered(without(MIN_A, "a=sendrecv"), profile).media
    assert audio.all(Direction) == (Direction(MediaDirection.SENDRECV),)


# --- sections that are rejected

NO_VIDEO = changed(AVD, ("m=video 9", "m=video 0"), ("BUNDLE 0 1 2", "BUNDLE 0 2"))


@PROFILES
def test_a_section_that_the_offer_rejects_stays_rejected(profile: Profile) -> None:
    description = answered(NO_VIDEO, profile)
    assert live(description) == [True, False, True]
    assert bundles(description) == [("0", "2")]
    assert description.media[1].get(Mid) == Mid("1")


@PROFILES
def test_a_rejected_section_needs_no_transport(profile: Profile) -> None:
    head, video, data = (
        NO_VIDEO.partition("m=video")[0],
        *NO_VIDEO.partition("m=video")[2].split("m=application"),
    )
    bare = "".join(f"{line}\r\n" for line in video.splitlines() if line not in TRANSPORT)
    assert live(answered(f"{head}m=video{bare}m=application{data}", profile)) == [True, False, True]


WHIP = text(
    "v=0",
    "o=- 5228595038118931041 2 IN IP4 127.0.0.1",
    "s=-",
    "t=0 0",
    "a=group:BUNDLE 0 1",
    "a=extmap-allow-mixed",
    "a=ice-options:trickle ice2",
    "m=audio 9 UDP/TLS/RTP/SAVPF 111",
    "c=IN IP4 0.0.0.0",
    "a=rtcp:9 IN IP4 0.0.0.0",
    "a=ice-ufrag:EsAw",
    "a=ice-pwd:bP+XJMM09aR8AiX1jdukzR6Y",
    f"a=fingerprint:sha-256 {DIGEST}",
    "a=setup:actpass",
    "a=mid:0",
    "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid",
    "a=sendonly",
    "a=msid:d46fb922-d52a-4e9c-aa87-444eadc1521b ce326ecf-a081-453a-8f9f-0605d5ef4128",
    "a=rtcp-mux",
    "a=rtcp-mux-only",
    "a=rtpmap:111 opus/48000/2",
    "a=fmtp:111 minptime=10;useinbandfec=1",
    "m=video 0 UDP/TLS/RTP/SAVPF 96 97",
    "a=mid:1",
    "a=bundle-only",
    "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid",
    "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
    "a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
    "a=sendonly",
    "a=msid:d46fb922-d52a-4e9c-aa87-444eadc1521b 3956b460-40f4-4d05-acef-03abcdd8c6fd",
    "a=rtpmap:96 VP8/90000",
    "a=rtcp-fb:96 ccm fir",
    "a=rtcp-fb:96 nack",
    "a=rtcp-fb:96 nack pli",
    "a=rtpmap:97 rtx/90000",
    "a=fmtp:97 apt=96",
)
"""The example of RFC 9725 §4.2, whose second section has neither a port nor a transport."""


@PROFILES
def test_the_example_of_whip_is_answered_in_one_bundle(profile: Profile) -> None:
    description = answered(WHIP, profile)
    assert live(description) == [True, True]
    assert bundles(description) == [("0", "1")]
    audio, video = description.media
    assert (audio.formats, video.formats) == (("111",), ("96", "97"))
    ways = [media.get(Direction) for media in description.media]
    assert ways == [Direction(MediaDirection.RECVONLY)] * 2
    assert "bundle-only" not in sdp.serialize(description)
    assert "rtcp-mux-only" not in sdp.serialize(description)  # D-8


FOREIGN_VIDEO = text(
    "m=video 9 UDP/TLS/RTP/SAVPF 49",
    "c=IN IP4 0.0.0.0",
    *TRANSPORT,
    "a=mid:9",
    "a=rtcp-mux",
    "a=rtpmap:49 H265/90000",
    "a=fmtp:49 level-id=93;profile-id=1;tier-flag=0;tx-mode=SRST",
)


@PROFILES
def test_a_section_of_unknown_codecs_is_rejected_and_the_others_live(profile: Profile) -> None:
    offer = changed(AVD, ("BUNDLE 0 1 2", "BUNDLE 0 1 2 9")) + FOREIGN_VIDEO
    description = answered(offer, profile)
    assert live(description) == [True, True, True, False]
    assert description.media[3].media_line.text == "m=video 0 UDP/TLS/RTP/SAVPF 49"
    assert bundles(description) == [("0", "1", "2")]


TEXT = text("m=text 9 RTP/AVP 98", *TRANSPORT, "a=mid:3", "a=rtpmap:98 t140/1000")


@PROFILES
def test_a_section_of_text_is_rejected_and_the_others_live(profile: Profile) -> None:
    description = answered(changed(AVD, ("E 0 1 2", "E 0 1 2 3")) + TEXT, profile)
    assert live(description) == [True, True, True, False]
    assert description.media[3].media_line.text == "m=text 0 RTP/AVP 98"
    assert description.media[3].get(Mid) == Mid("3")


@PROFILES
def test_a_static_payload_type_needs_no_rtpmap_and_gets_one(profile: Profile) -> None:
    lines = ("a=rtpmap:111 opus/48000/2", "a=fmtp:111 minptime=10;useinbandfec=1", "a=rtpmap:0 PCMU/8000", "a=rtpmap:8 PCMA/8000")  # fmt: skip
    offer = changed(without(MIN_A, *lines), ("SAVPF 111 0 8", "SAVPF 0"))
    (audio,) = answered(offer, profile).media
    assert audio.formats == ("0",)
    assert audio.all(Rtpmap) == (Rtpmap(0, "PCMU", 8_000),)


# --- bundles and names


@PROFILES
def test_nothing_is_bundled_that_was_not_offered_so(profile: Profile) -> None:
    description = answered(without(AV, "a=group:BUNDLE 0 1"), profile)
    assert live(description) == [True, True]
    assert bundles(description) == []
    assert len({media.get(IceUfrag) for media in description.media} - {None}) == 2


@PROFILES
def test_duplicate_mids_are_refused(profile: Profile) -> None:
    error = refused(changed(AVD, ("a=mid:1", "a=mid:0")), profile)
    assert (error.fault.code, error.fault.rule) == (FaultCode.JSEP_DUPLICATE_MID, "V-10")
    assert (error.fault.w3c, error.fault.section) == ("InvalidAccessError", 1)


# --- simulcast


@PROFILES
def test_layers_are_answered(profile: Profile) -> None:
    offer = added(AV, "a=rid:h send", "a=rid:l send", "a=simulcast:send h;l")
    video = answered(offer, profile).media[1]
    assert [line.text for line in video.all(Simulcast)] == ["a=simulcast:recv h;l"]
    assert [line.rid for line in video.all(Rid)] == ["h", "l"]


@PROFILES
def test_where_there_is_no_simulcast_the_one_layer_that_is_left_is_named(profile: Profile) -> None:
    """What aiortc can do, answered honestly: the peer learns that the others are not wanted."""
    offer = added(AV, "a=rid:h send", "a=rid:l send", "a=simulcast:send h;l")
    one_layer = evolve(CAPS, simulcast=1)
    video = answered(offer, profile, one_layer).media[1]
    assert [line.text for line in video.all(Simulcast)] == ["a=simulcast:recv h"]
    video = answered(offer, profile, AIORTC).media[1]  # without the header extension for it
    assert (video.port, video.all(Simulcast), video.all(Rid)) == (9, (), ())


# --- transports


@PROFILES
def test_a_short_ufrag_is_refused(profile: Profile) -> None:
    error = refused(changed(MIN_A, (f"ufrag:{UFRAG}", "ufrag:ab")), profile)
    assert (error.fault.code, error.fault.rule) == (FaultCode.ICE_BAD_CREDENTIALS, "V-21")


@PROFILES
def test_a_fingerprint_by_md5_counts_for_nothing(profile: Profile) -> None:
    md5 = f"a=fingerprint:md5 {':'.join(['AB'] * 16)}"
    error = refused(changed(MIN_A, (TRANSPORT[2], md5)), profile)
    assert (error.fault.code, error.fault.rule) == (FaultCode.DTLS_MISSING_FINGERPRINT, "V-25")
    both = changed(MIN_A, (TRANSPORT[2], f"{md5}\r\n{TRANSPORT[2]}"))
    assert live(answered(both, profile)) == [True]


# --- what is no offer


@PROFILES
@pytest.mark.parametrize(
    ("words", "code"),
    [("<html>502</html>", FaultCode.SDP_MISSING_LINE), ("", FaultCode.SDP_EMPTY)],
    ids=["html", "empty"],
)
def test_what_is_no_description_is_refused(words: str, code: FaultCode, profile: Profile) -> None:
    error = refused(words, profile)
    assert isinstance(error, SdpError)
    assert (error.fault.code, error.fault.rule, error.fault.line) == (code, "V-1", 1)
    assert error.fault.w3c == "RTCError"


# --- one after another


@PROFILES
def test_a_restart_of_ice_is_answered_with_new_credentials(profile: Profile) -> None:
    peer = Peer(profile=profile, capabilities=CAPS)
    peer.take(Offer(sdp.parse(AVD)))
    first = peer.answer().description.media[0]
    restart = changed(AVD, (f"ufrag:{UFRAG}", "ufrag:newU"), (PWD, "n" * 24))
    assert peer.take(Offer(sdp.parse(restart))) == ()
    second = peer.answer().description.media[0]
    for kind in (IceUfrag, IcePwd):
        assert None not in (first.get(kind), second.get(kind))
        assert first.get(kind) != second.get(kind)
    assert first.get(Setup) == second.get(Setup)
    assert [found.generation for found in peer.state.transports] == [1]


@PROFILES
def test_a_later_answer_names_the_same_session(profile: Profile) -> None:
    peer = Peer(profile=profile, capabilities=CAPS)
    origins = []
    for _ in range(2):
        peer.take(Offer(sdp.parse(AVD)))
        origins.append(peer.answer().description.get(sdp.Origin))
    first, second = origins
    assert first is not None
    assert second is not None
    assert first.session_id == second.session_id
    assert int(second.version) == int(first.version) + 1


@PROFILES
def test_glare_is_resolved(profile: Profile) -> None:
    ours, theirs = Peer("a", profile=profile), Peer("b", profile=profile)
    for peer in (ours, theirs):
        peer.change(AddTransceiver("audio"))
        peer.offer()
    offer = theirs.state.pending_local
    assert isinstance(offer, Offer)
    assert ours.take(offer) == ()
    assert theirs.take(ours.answer()) == ()
    exchange(ours, theirs)
    assert [peer.signaling_state for peer in (ours, theirs)] == [SignalingState.STABLE] * 2
    assert len(ours.transceivers) == len(theirs.transceivers) == 2


@PROFILES
def test_a_rollback_is_one(profile: Profile) -> None:
    peer = Peer(profile=profile)
    peer.change(AddTransceiver("audio"))
    peer.offer()
    peer.set_local_description(Rollback())
    assert peer.signaling_state is SignalingState.STABLE
    assert peer.state.local is None


# --- and what it can do as well


@PROFILES
def test_an_offer_of_a_browser_is_answered_whole(profile: Profile) -> None:
    words = OFFERS["audio-video-data--chromium-offer-created"]
    description = answered(words, profile, WEBRTC)
    assert live(description) == [True, True, True]
    assert bundles(description) == [("0", "1", "2")]
    assert [media.get(Mid) for media in description.media] == [Mid("0"), Mid("1"), Mid("2")]
