"""The written answer, beyond what a first one says (A-39 to A-51, A-110 to A-114, A-125, A-133)."""

from typing import Any

import pytest
from attrs import evolve

from sdpsig import sdp
from sdpsig.errors import LocalProtocolError
from sdpsig.jsep import (
    INTEROP,
    STRICT,
    AddDataChannels,
    AddTrack,
    AddTransceiver,
    Answer,
    BundlePolicy,
    Capabilities,
    CodecCapability,
    DataCapability,
    Negotiation,
    NegotiationConfig,
    Offer,
    Profile,
    RtcpMuxPolicy,
    SetStreams,
    Side,
    StopTransceiver,
    apply,
    next_answer,
    plan_next_answer,
    write_answer,
)
from sdpsig.sdp.attributes import Candidate
from tests.jsep._configured import configured, head, provisional, reworded, section, starting
from tests.jsep._offers import (
    AUDIO_SECTION,
    AV,
    AVD,
    CAPS,
    DATA,
    EVENTS,
    MIN_A,
    OPUS,
    ORIGIN,
    RID_EXTENSION,
    SESSION,
    VIDEO_SECTION,
    added,
    changed,
    text,
    transport,
    without,
)
from tests.jsep._pair import Peer, exchange, transports

PROFILES = pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=lambda profile: profile.name)
HOST = Candidate.parse("1 1 udp 2122260223 192.0.2.1 50000 typ host")


def answered(offer: str, **settings: Any) -> Answer:
    """The answer to a first offer."""
    config = NegotiationConfig(**{"capabilities": CAPS, **settings})
    offered, _ = apply(Negotiation(config=config), Side.REMOTE, Offer(sdp.parse(offer)))
    return next_answer(offered, transports("b"))[1]


def two(*wishes: Any, profile: Profile = INTEROP) -> tuple[Peer, Peer]:
    a, b = Peer("a", profile=profile), Peer("b", profile=profile)
    a.change(*wishes)
    exchange(a, b)
    return a, b


# --- the session part


LIP_SYNC = changed(AVD, ("t=0 0", "t=0 0\r\na=group:LS 0 1"))


@pytest.mark.parametrize(
    ("group", "streams", "kept"),
    [
        ("0 1", [("s",), ("s",)], ["a=group:LS 0 1"]),
        ("1 0", [("s",), ()], ["a=group:LS 1 0"]),
        ("0 1 2", [(), ()], ["a=group:LS 0 1"]),
        ("0 1", [("s",), ("t",)], []),
        ("0 2", [("s",), ("s",)], []),
        ("0 9", [("s",), ("s",)], []),
    ],
)
def test_a_39_what_is_played_together_stays_so_while_it_shares_a_stream(
    group: str, streams: list[tuple[str, ...]], kept: list[str]
) -> None:
    peer = Peer()
    peer.take(Offer(sdp.parse(changed(AVD, ("t=0 0", f"t=0 0\r\na=group:LS {group}")))))
    peer.change(*(SetStreams(number, names) for number, names in enumerate(streams)))
    assert starting(head(peer.answer()), "a=group:LS") == kept


def test_a_39_and_a_22_what_is_rejected_is_played_with_nothing() -> None:
    made = answered(LIP_SYNC, capabilities=Capabilities(audio=CAPS.audio))
    assert starting(head(made), "a=group:LS") == []


@pytest.mark.parametrize(
    ("configured", "agent", "said"), [(False, False, 0), (True, False, 1), (False, True, 1)]
)
def test_a_46_a_lite_agent_says_so(configured: bool, agent: bool, said: int) -> None:
    config = NegotiationConfig(ice_lite=configured)
    offered, _ = apply(Negotiation(config=config), Side.REMOTE, Offer(sdp.parse(AVD)))
    _, made = next_answer(offered, transport(ice_lite=agent))
    assert head(made).count("a=ice-lite") == said


def test_a_60_old_peers_may_be_told_that_streams_are_named() -> None:
    assert head(answered(AVD, legacy_msid_semantic=True))[-1] == "a=msid-semantic: WMS *"


# --- transports

NAMED = "t" * 20


@pytest.mark.parametrize(
    ("offered", "switched_on", "said"), [(True, True, 1), (True, False, 0), (False, True, 0)]
)
def test_a_51_and_d_11_an_association_is_named_where_the_offer_names_its_own(
    offered: bool, switched_on: bool, said: int
) -> None:
    offer = added(MIN_A, "a=tls-id:" + "u" * 20) if offered else MIN_A
    config = NegotiationConfig(tls_id=switched_on)
    pending, _ = apply(Negotiation(config=config), Side.REMOTE, Offer(sdp.parse(offer)))
    _, made = next_answer(pending, evolve(transport(), tls_id=NAMED))
    assert section(made).count(f"a=tls-id:{NAMED}") == said


def test_a_51_what_is_rejected_names_no_association() -> None:
    config = NegotiationConfig(tls_id=True, capabilities=Capabilities())
    offer = Offer(sdp.parse(added(MIN_A, "a=tls-id:" + "u" * 20)))
    pending, _ = apply(Negotiation(config=config), Side.REMOTE, offer)
    _, made = next_answer(pending, evolve(transport(), tls_id=NAMED))
    assert not starting(section(made), "a=tls-id")
    assert starting(section(made), "a=setup") == ["a=setup:active"]


@PROFILES
def test_a_130_and_a_133_a_later_answer_says_the_same_and_the_candidates_that_are_known(
    profile: Profile,
) -> None:
    a, b = two(AddTransceiver("audio"), AddTransceiver("video"), profile=profile)
    b.take(a.offer())
    known = evolve(b.state.transports[0].local, candidates=(HOST,), end_of_candidates=True)
    plan = plan_next_answer(b.state)
    first = write_answer(plan, {}, origin=ORIGIN)
    later = write_answer(plan, {"0": known}, origin=ORIGIN)
    assert section(later)[-2:] == [HOST.text, "a=end-of-candidates"]
    assert section(later, 1)[0].startswith("m=video 50000 ")
    ufrags = [starting(section(made), "a=ice-ufrag") for made in (first, later)]
    assert ufrags == [["a=ice-ufrag:b00001"]] * 2


def ufrags(made: Offer | Answer) -> list[str]:
    """What each section says of it; nothing where it says nothing."""
    sections = range(len(made.description.media))
    return ["".join(starting(section(made, at), "a=ice-ufrag"))[12:] for at in sections]


@PROFILES
def test_d_5_an_answer_repeats_what_each_section_has_said_until_ice_restarts(
    profile: Profile,
) -> None:
    a, b = (Peer(name, profile=profile, bundle_policy=BundlePolicy.MAX_COMPAT) for name in "ab")
    a.change(AddTransceiver("audio"), AddTransceiver("video"), AddDataChannels())
    exchange(a, b)
    _, answer = exchange(b, a)
    said = ["a00001", "", ""] if profile.strict else ["a00001", "a00002", "a00003"]
    assert ufrags(answer) == said
    _, restarted = exchange(b, a, ice_restart=True)
    assert ufrags(restarted) == ["a00004" if ufrag else "" for ufrag in said]


def test_d_5_an_answer_repeats_the_new_owner_where_the_owner_changes() -> None:
    a, b = (Peer(name, bundle_policy=BundlePolicy.MAX_COMPAT) for name in "ab")
    a.change(AddTransceiver("audio"), AddTransceiver("video"), AddDataChannels())
    exchange(a, b)
    b.change(StopTransceiver(0))
    _, answer = exchange(b, a)
    assert ufrags(answer)[1:] == ["a00001", "a00001"]


def test_a_45_and_a_47_a_restart_is_answered_with_new_credentials() -> None:
    a, b = two(AddTransceiver("audio"))
    b.take(a.offer(ice_restart=True))
    old = b.state.transports[0].local
    with pytest.raises(LocalProtocolError) as caught:
        b.create_answer(old)
    assert caught.value.fault.rule == "A-45"
    assert starting(section(b.answer()), "a=ice-ufrag") == ["a=ice-ufrag:b00002"]


def test_sm_51_a_second_answer_keeps_the_credentials_of_the_first() -> None:
    a, b = Peer("a"), Peer("b")
    a.change(AddTransceiver("audio"))
    b.take(a.offer())
    first = provisional(b.create_answer(b.transports))
    b.set_local_description(first)
    second = b.create_answer(b.transports)
    assert starting(section(second), "a=ice") == starting(section(first), "a=ice")


@PROFILES
def test_a_50_and_d_6_rtcp_that_has_a_port_of_its_own_is_told_with_each_transport(
    profile: Profile,
) -> None:
    apart = without(AV, "a=rtcp-mux")
    made = answered(apart, rtcp_mux_policy=RtcpMuxPolicy.NEGOTIATE, profile=profile)
    said = [starting(section(made, at), "a=rtcp:", "a=rtcp-mux") for at in (0, 1)]
    assert said == [["a=rtcp:9 IN IP4 0.0.0.0"], ["a=rtcp:9 IN IP4 0.0.0.0"]]


@PROFILES
def test_a_40_and_d_5_what_is_the_transports_is_repeated_in_interop_only(profile: Profile) -> None:
    made = answered(changed(AV, ("a=rtcp-mux", "a=rtcp-mux\r\na=rtcp-rsize")), profile=profile)
    of_transport = starting(
        section(made, 1), "a=ice-ufrag", "a=setup", "a=rtcp-mux", "a=rtcp-rsize"
    )
    assert len(of_transport) == (0 if profile.strict else 4)


# --- media


def test_a_59_sources_are_told_where_they_send() -> None:
    peer = Peer()
    peer.change(AddTrack("audio", streams=("s",)))
    one = peer.transceivers[0]
    peer.state = evolve(peer.state, transceivers=(evolve(one, ssrcs=(7, 8)),))
    peer.take(Offer(sdp.parse(MIN_A)))
    assert starting(section(peer.answer()), "a=ssrc") == [
        "a=ssrc-group:FID 7 8",
        "a=ssrc:7 cname:s",
        "a=ssrc:8 cname:s",
    ]


def test_a_57_streams_stay_as_they_were_said() -> None:
    a, b = two(AddTrack("audio"))
    b.change(AddTrack("audio", "t", ("s",)))
    exchange(b, a)
    _, answer = exchange(a, b)
    assert starting(section(answer), "a=msid:") == ["a=msid:s t"]


def test_a_82_the_longest_packet_is_the_shortest_that_all_take() -> None:
    ours = Capabilities(
        audio=(evolve(OPUS, maxptime=120), CodecCapability("PCMU", 8_000, maxptime=60), EVENTS)
    )
    assert starting(section(answered(MIN_A, capabilities=ours)), "a=maxptime") == ["a=maxptime:60"]
    assert starting(section(answered(MIN_A)), "a=maxptime") == []


def test_a_102_layers_are_answered_in_their_place() -> None:
    offer = added(AV, "a=rid:h send", "a=rid:l send", "a=simulcast:send h;l")
    assert RID_EXTENSION in offer
    lines = section(answered(offer), 1)
    assert lines[-3:] == ["a=rid:h recv", "a=rid:l recv", "a=simulcast:recv h;l"]


@PROFILES
def test_a_125_a_section_that_says_everything_has_one_order(profile: Profile) -> None:
    layers = added(
        AV, "a=rid:h recv", "a=rid:l recv", "a=simulcast:recv h;l", "a=tls-id:" + "u" * 20
    )
    offer = changed(
        layers,
        ("a=rtcp-mux", "a=rtcp-rsize\r\na=rtcp-mux"),
        ("BUNDLE 0 1", "BUNDLE 1 0"),
    )
    vp8 = CodecCapability("VP8", 90_000, feedback=("nack",), maxptime=60)
    capabilities = evolve(CAPS, video=(vp8,))
    peer = configured(Peer(profile=profile, capabilities=capabilities), tls_id=True)
    peer.change(AddTrack("video"))
    one = peer.transceivers[0]
    peer.state = evolve(peer.state, transceivers=(evolve(one, ssrcs=(7, 8)),))
    peer.take(Offer(sdp.parse(offer)))
    local = evolve(transport(candidates=(HOST,), end_of_candidates=True), tls_id=NAMED)
    lines = section(peer.create_answer(local), 1)
    names = list(dict.fromkeys(line.partition(":")[0].partition("=")[2] or line for line in lines))
    assert names[0].startswith("video ")
    assert names[1:] == [
        "IN IP4 192.0.2.1", "mid", "ice-ufrag", "ice-pwd", "fingerprint", "setup", "tls-id",
        "sendrecv", "msid", "rtcp-mux", "rtcp-rsize", "rtpmap", "rtcp-fb", "extmap", "maxptime",
        "rid", "simulcast", "ssrc-group", "ssrc", "candidate", "end-of-candidates",
    ]  # fmt: skip


# --- data channels


def test_a_114_data_say_nothing_of_media() -> None:
    lines = section(answered(DATA))
    assert not starting(lines, "a=send", "a=recv", "a=inactive", "a=rtpmap", "a=msid", "a=rtcp")


def test_a_111_our_port_and_size_are_ours() -> None:
    ours = Capabilities(data=DataCapability(5001, 0))
    assert section(answered(DATA, capabilities=ours))[-2:] == [
        "a=sctp-port:5001",
        "a=max-message-size:0",
    ]


def test_a_111_a_port_of_0_is_answered_with_0() -> None:
    closed = changed(DATA, ("sctp-port:5000", "sctp-port:0"))
    assert "a=sctp-port:0" in section(answered(closed))


def test_a_112_the_older_form_is_answered_in_kind() -> None:
    old = changed(
        without(DATA, "a=sctp-port:5000"),
        ("UDP/DTLS/SCTP webrtc-datachannel", "DTLS/SCTP 5005"),
        ("a=max-message-size:262144", "a=sctpmap:5005 webrtc-datachannel 16"),
    )
    lines = section(answered(old))
    assert lines[0] == "m=application 9 DTLS/SCTP 5005"
    assert starting(lines, "a=sctp", "a=max") == ["a=sctpmap:5005 webrtc-datachannel 65535"]


@PROFILES
def test_a_41_data_that_carry_media_say_that_rtcp_shares_their_port(profile: Profile) -> None:
    carried = changed(AVD, ("BUNDLE 0 1 2", "BUNDLE 2 0 1"))
    assert starting(section(answered(carried, profile=profile), 2), "a=rtcp-mux") == ["a=rtcp-mux"]
    alone = changed(AVD, ("a=group:BUNDLE 0 1 2", "a=group:BUNDLE 0 1"))
    assert starting(section(answered(alone, profile=profile), 2), "a=rtcp-mux") == []


def test_what_was_written_is_read_back_as_it_was() -> None:
    a, b = two(AddTransceiver("audio"), AddTransceiver("video"), AddDataChannels())
    b.take(a.offer())
    made = b.create_answer(b.transports)
    assert reworded(made, ("a=mid:0", "a=mid:0")) == made
    words = text(*SESSION) + AUDIO_SECTION + VIDEO_SECTION
    assert sdp.check(answered(words).description, profile=STRICT) == ()


def test_a_40_what_only_lives_in_a_bundle_uses_rtcp_as_its_bundle_does() -> None:
    a, b = Peer("a", bundle_policy=BundlePolicy.MAX_BUNDLE), Peer("b")
    a.change(AddTransceiver("audio"), AddTransceiver("video"))
    b.take(a.offer())
    answer = b.answer()
    assert [starting(section(answer, at), "a=rtcp-rsize") for at in (0, 1)] == [
        ["a=rtcp-rsize"],
        ["a=rtcp-rsize"],
    ]
