"""The written offer (O-1 to O-12, O-20 to O-32)."""

from typing import Any

import pytest
from attrs import evolve

from sdpsig import sdp
from sdpsig.errors import LocalProtocolError
from sdpsig.jsep import (
    INTEROP,
    STRICT,
    WEBRTC,
    AddDataChannels,
    AddTrack,
    AddTransceiver,
    Answer,
    BundlePolicy,
    Capabilities,
    Change,
    CodecCapability,
    DataCapability,
    Encoding,
    Offer,
    Profile,
    RtcpMuxPolicy,
    SetCodecPreferences,
    SetDirection,
    SetStreams,
    StopTransceiver,
    plan_next_offer,
    write_offer,
)
from sdpsig.sdp.attributes import Candidate, MediaDirection
from tests.jsep._configured import configured, head, reworded, section, starting
from tests.jsep._offers import (
    AUDIO_SECTION,
    CAPS,
    DATA_SECTION,
    MIN_A,
    OPUS,
    ORIGIN,
    PCMU,
    SESSION,
    added,
    changed,
    text,
    transport,
)
from tests.jsep._pair import Peer, exchange

AUDIO, VIDEO, DATA = AddTransceiver("audio"), AddTransceiver("video"), AddDataChannels()
PROFILES = pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=lambda profile: profile.name)
SENDRECV, SENDONLY, RECVONLY, INACTIVE = MediaDirection
HOST = Candidate.parse("1 1 udp 2122260223 192.0.2.1 50000 typ host")
SMALL = Capabilities(audio=(OPUS, PCMU), video=CAPS.video[:1], data=CAPS.data)
OF_TRANSPORT = ("a=ice-", "a=fingerprint", "a=setup", "a=rtcp:", "a=rtcp-mux", "a=rtcp-rsize")


def offered(*wishes: Change, profile: Profile = INTEROP, **settings: Any) -> Offer:
    """A first offer."""
    peer = configured(Peer(profile=profile), **settings)
    peer.change(*wishes)
    return peer.offer()


def two(*wishes: Change, profile: Profile = INTEROP, **settings: Any) -> tuple[Peer, Peer]:
    a, b = Peer("a", profile=profile, **settings), Peer("b", profile=profile, **settings)
    a.change(*wishes)
    exchange(a, b)
    return a, b


# --- a first offer, line by line

EXAMPLE = """\
v=0
o=- 98 1 IN IP4 0.0.0.0
s=-
t=0 0
a=ice-options:trickle ice2
a=group:BUNDLE 0 1 2
a=extmap-allow-mixed
m=audio 9 UDP/TLS/RTP/SAVPF 96 0
c=IN IP4 0.0.0.0
a=mid:0
a=ice-ufrag:a00001
a=ice-pwd:a00001a00001a00001a00001
<F>
a=setup:actpass
a=sendrecv
a=msid:s track-0
a=rtcp-mux
a=rtcp-mux-only
a=rtcp-rsize
a=rtpmap:96 opus/48000/2
a=fmtp:96 minptime=10;useinbandfec=1
a=rtcp-fb:96 transport-cc
a=rtpmap:0 PCMU/8000
a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid
m=audio 0 UDP/TLS/RTP/SAVPF 96 0
c=IN IP4 0.0.0.0
a=mid:1
a=bundle-only
a=ice-ufrag:a00001
a=ice-pwd:a00001a00001a00001a00001
<F>
a=setup:actpass
a=recvonly
a=rtcp-mux
a=rtcp-rsize
a=rtpmap:96 opus/48000/2
a=fmtp:96 minptime=10;useinbandfec=1
a=rtcp-fb:96 transport-cc
a=rtpmap:0 PCMU/8000
a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid
m=application 9 UDP/DTLS/SCTP webrtc-datachannel
c=IN IP4 0.0.0.0
a=mid:2
a=ice-ufrag:a00001
a=ice-pwd:a00001a00001a00001a00001
<F>
a=setup:actpass
a=sctp-port:5000
a=max-message-size:262144
"""


def test_a_first_offer_comes_out_to_the_byte() -> None:
    wishes = (AddTransceiver("audio", streams=("s",)), AddTransceiver("audio", RECVONLY), DATA)
    made = sdp.serialize(offered(*wishes, capabilities=SMALL).description)
    fingerprint = f"a=fingerprint:sha-256 {':'.join(['61'] * 32)}"
    assert made == EXAMPLE.replace("<F>", fingerprint).replace("\n", "\r\n")


def test_o_2_an_offer_of_nothing_says_nothing() -> None:
    made = offered()
    assert head(made) == [
        "v=0",
        "o=- 98 1 IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        "a=ice-options:trickle",
    ]
    assert made.description.media == ()


@PROFILES
def test_equal_plans_give_equal_bytes(profile: Profile) -> None:
    one, other = (offered(AUDIO, VIDEO, DATA, profile=profile) for _ in range(2))
    assert sdp.serialize(one.description) == sdp.serialize(other.description)
    assert sdp.check(one.description, profile=profile) == ()


# --- the session part


@pytest.mark.parametrize(
    ("trickle", "said"), [(True, ["a=ice-options:trickle ice2"]), (False, ["a=ice-options:ice2"])]
)
def test_o_1_who_does_not_trickle_does_not_say_so(trickle: bool, said: list[str]) -> None:
    made = offered(AUDIO, trickle=trickle, capabilities=WEBRTC)
    assert starting(head(made), "a=ice-options") == said


def test_o_1_a_lite_agent_says_so() -> None:
    assert "a=ice-lite" in head(offered(AUDIO, ice_lite=True))
    peer = Peer()
    peer.change(AUDIO)
    assert "a=ice-lite" in head(peer.create_offer(transport(ice_lite=True)))
    assert "a=ice-lite" not in head(offered(AUDIO))


def test_o_1_mixing_is_offered_by_who_can_do_it() -> None:
    assert "a=extmap-allow-mixed" in head(offered(AUDIO))
    never = evolve(SMALL, extmap_allow_mixed=False)
    assert "a=extmap-allow-mixed" not in head(offered(AUDIO, capabilities=never))


@pytest.mark.parametrize(
    ("wishes", "groups"),
    [
        ([("s",), ("s",)], ["a=group:LS 0 1"]),
        ([("s",), ("t",)], []),
        ([("s",), ()], []),
        ([("s", "t"), ("s",), ("t",)], ["a=group:LS 0 1"]),
        ([("s",), ("t",), ("s",), ("t",)], ["a=group:LS 0 2", "a=group:LS 1 3"]),
    ],
)
def test_o_6_sections_that_share_a_stream_are_played_together(
    wishes: list[tuple[str, ...]], groups: list[str]
) -> None:
    made = offered(*(AddTransceiver("audio", streams=streams) for streams in wishes))
    assert starting(head(made), "a=group:LS") == groups


def test_o_6_what_is_not_sent_is_played_with_nothing() -> None:
    silent = AddTransceiver("audio", RECVONLY, ("s",))
    assert starting(head(offered(silent, AddTransceiver("audio", streams=("s",)), DATA)), "a=group:LS") == []  # fmt: skip


# --- transports


@PROFILES
def test_o_4_o_5_and_d_29_what_is_bundle_only_says_nothing_of_a_transport_in_strict(
    profile: Profile,
) -> None:
    made = offered(AUDIO, AUDIO, profile=profile)
    lines = section(made, 1)
    assert lines[0].startswith("m=audio 0 ")
    assert "a=bundle-only" in lines
    repeated = [*starting(section(made), *OF_TRANSPORT)]
    assert starting(lines, *OF_TRANSPORT) == (
        [] if profile.strict else [line for line in repeated if line != "a=rtcp-mux-only"]
    )
    assert lines[1] == "c=IN IP4 0.0.0.0"


@PROFILES
def test_d_29_what_is_bundle_only_has_port_0_and_no_candidates(profile: Profile) -> None:
    peer = configured(Peer(profile=profile), bundle_policy=BundlePolicy.MAX_BUNDLE)
    peer.change(AUDIO, VIDEO, DATA)
    made = peer.create_offer({"0": transport(candidates=(HOST,), end_of_candidates=True)})
    assert [section(made, at)[0].split()[1] for at in range(3)] == ["50000", "0", "0"]
    assert [starting(section(made, at), "c=") for at in (1, 2)] == [["c=IN IP4 0.0.0.0"]] * 2
    candidates = [starting(section(made, at), "a=candidate", "a=end-of") for at in range(3)]
    assert candidates == [[HOST.text, "a=end-of-candidates"], [], []]


@pytest.mark.parametrize(
    ("policy", "profile", "number"),
    [
        (BundlePolicy.BALANCED, INTEROP, 1),
        (BundlePolicy.BALANCED, STRICT, 3),
        (BundlePolicy.MAX_COMPAT, INTEROP, 3),
        (BundlePolicy.MAX_COMPAT, STRICT, 3),
        (BundlePolicy.MAX_BUNDLE, INTEROP, 1),
    ],
)
def test_o_5_and_d_28_a_full_section_has_credentials_of_its_own_or_of_the_bundle(
    policy: BundlePolicy, profile: Profile, number: int
) -> None:
    made = offered(AUDIO, VIDEO, DATA, bundle_policy=policy, profile=profile)
    told = [starting(section(made, at), "a=ice-", "a=finger", "a=setup") for at in range(3)]
    assert [len(lines) for lines in told] == [4, 4, 4]
    assert len({lines[0] for lines in told}) == len({lines[1] for lines in told}) == number
    assert len({lines[0] for lines in told[:2]}) == min(number, 2)
    assert {tuple(lines[2:]) for lines in told} == {tuple(told[0][2:])}


def ufrags(made: Offer | Answer) -> list[str]:
    """What each section says of it; nothing where it says nothing."""
    sections = range(len(made.description.media))
    return ["".join(starting(section(made, at), "a=ice-ufrag"))[12:] for at in sections]


def test_d_5_a_section_repeats_what_it_has_said_until_ice_restarts() -> None:
    a, b = two(AUDIO, VIDEO, DATA, bundle_policy=BundlePolicy.MAX_COMPAT)
    for _ in range(2):
        made, _ = exchange(a, b)
        assert ufrags(made) == ["a00001", "a00002", "a00003"]
        assert [item.local_ufrag for item in a.state.transports] == ["a00001"]
    a.change(AUDIO)
    assert ufrags(exchange(a, b)[0]) == ["a00001", "a00002", "a00003", "a00001"]
    made, _ = exchange(a, b, ice_restart=True)
    assert ufrags(made) == ["a00004"] * 4
    assert ufrags(exchange(a, b)[0]) == ["a00004"] * 4


def test_d_5_a_section_repeats_the_new_owner_where_the_owner_changes() -> None:
    a, b = two(AUDIO, VIDEO, DATA, bundle_policy=BundlePolicy.MAX_COMPAT)
    a.change(StopTransceiver(0))
    assert ufrags(exchange(a, b)[0])[1:] == ["a00001", "a00001"]


def test_d_5_in_strict_nothing_is_repeated() -> None:
    a, b = two(AUDIO, VIDEO, profile=STRICT, bundle_policy=BundlePolicy.MAX_COMPAT)
    assert ufrags(exchange(a, b)[0]) == ["a00001", ""]


@pytest.mark.parametrize(
    ("policy", "profile", "said"),
    [
        (RtcpMuxPolicy.REQUIRE, INTEROP, ["a=rtcp-mux", "a=rtcp-mux-only"]),
        (RtcpMuxPolicy.REQUIRE, STRICT, ["a=rtcp:9 IN IP4 0.0.0.0", "a=rtcp-mux", "a=rtcp-mux-only"]),
        (RtcpMuxPolicy.NEGOTIATE, INTEROP, ["a=rtcp:9 IN IP4 0.0.0.0", "a=rtcp-mux"]),
        (RtcpMuxPolicy.NEGOTIATE, STRICT, ["a=rtcp:9 IN IP4 0.0.0.0", "a=rtcp-mux"]),
    ],
)  # fmt: skip
def test_o_7_and_d_6_the_policy_says_whether_rtcp_shares_the_port(
    policy: RtcpMuxPolicy, profile: Profile, said: list[str]
) -> None:
    made = offered(AUDIO, profile=profile, rtcp_mux_policy=policy)
    assert starting(section(made), "a=rtcp:", "a=rtcp-mux") == said


@PROFILES
def test_o_27_what_was_agreed_on_rtcp_is_said_again_and_nothing_more(profile: Profile) -> None:
    a, _ = two(AUDIO, VIDEO, profile=profile)
    made = a.offer()
    said = [starting(section(made, at), "a=rtcp:", "a=rtcp-mux", "a=rtcp-rsize") for at in (0, 1)]
    agreed = ["a=rtcp-mux", "a=rtcp-rsize"]
    assert said == [agreed, [] if profile.strict else agreed]


def test_o_27_small_reports_are_offered_again_only_where_they_were_taken() -> None:
    a, b = Peer("a"), Peer("b")
    a.change(AUDIO)
    b.take(a.offer())
    a.take(reworded(b.answer(), ("a=rtcp-rsize\r\n", "")))
    assert "a=rtcp-rsize" not in section(a.offer())


@PROFILES
def test_o_27_rtcp_that_has_a_port_of_its_own_keeps_it(profile: Profile) -> None:
    negotiate = RtcpMuxPolicy.NEGOTIATE
    a, b = (Peer(name, profile=profile, rtcp_mux_policy=negotiate) for name in "ab")
    configured(b, bundle=False)
    a.change(AUDIO, VIDEO)
    b.take(a.offer())
    a.take(reworded(b.answer(), ("a=rtcp-mux\r\n", "a=rtcp:9 IN IP4 0.0.0.0\r\n")))
    made = a.offer()
    said = [starting(section(made, at), "a=rtcp:", "a=rtcp-mux") for at in (0, 1)]
    assert said == [["a=rtcp:9 IN IP4 0.0.0.0"]] * 2


def test_o_24_what_is_new_does_not_join_a_bundle_without_rtcp_mux() -> None:
    negotiate = RtcpMuxPolicy.NEGOTIATE
    a, b = (Peer(name, rtcp_mux_policy=negotiate) for name in "ab")
    a.change(AUDIO)
    b.take(a.offer())
    a.take(reworded(b.answer(), ("a=rtcp-mux\r\n", "a=rtcp:9 IN IP4 0.0.0.0\r\n")))
    a.change(VIDEO)
    made = a.offer()
    told = (starting(section(made, at), "a=rtcp") for at in (0, 1))
    said = [[line for line in lines if "rtcp-fb" not in line] for lines in told]
    rtcp = "a=rtcp:9 IN IP4 0.0.0.0"
    assert said == [[rtcp, "a=rtcp-rsize"], [rtcp, "a=rtcp-mux", "a=rtcp-rsize"]]
    groups = [line.text for line in made.description.lines if line.text.startswith("a=group")]
    assert groups == ["a=group:BUNDLE 1", "a=group:BUNDLE 0"]


def test_a_113_our_sctp_port_stays_as_it_was_said() -> None:
    a, b = Peer("a"), Peer("b")
    a.change(AddDataChannels())
    b.take(a.offer())
    a.take(b.answer())
    b.take(reworded(a.offer(), ("a=sctp-port:5000", "a=sctp-port:6000")))
    answer = b.answer()
    assert starting(section(answer, 0), "a=sctp-port") == ["a=sctp-port:5001"]
    a.take(answer)
    assert starting(section(b.offer(), 0), "a=sctp-port") == ["a=sctp-port:5001"]


@PROFILES
def test_o_24_what_is_new_in_a_bundle_speaks_of_its_transport_in_interop_only(
    profile: Profile,
) -> None:
    a, _ = two(AUDIO, profile=profile)
    a.change(VIDEO, DATA)
    made = a.offer()
    for at in (1, 2):
        assert bool(starting(section(made, at), "a=ice-ufrag", "a=setup")) is not profile.strict
        assert section(made, at)[0].split()[1] == "9"
        assert "a=bundle-only" not in section(made, at)


def test_o_26_the_owner_has_the_candidates_and_all_have_the_default() -> None:
    a, _ = two(AUDIO, VIDEO)
    known = evolve(a.state.transports[0].local, candidates=(HOST,), end_of_candidates=True)
    made = write_offer(plan_next_offer(a.state), {"0": known}, origin=ORIGIN)
    assert section(made)[-2:] == [HOST.text, "a=end-of-candidates"]
    for at in (0, 1):
        assert section(made, at)[0].split()[1] == "50000"
        assert section(made, at)[1] == "c=IN IP4 192.0.2.1"
    assert starting(section(made, 1), "a=candidate", "a=end-of") == []


def test_o_29_and_o_42_a_restart_offers_new_credentials_and_the_same_certificate() -> None:
    a, b = two(AUDIO)
    first = b.state.current_remote
    assert isinstance(first, Offer)
    made = a.offer(ice_restart=True)
    assert starting(section(made), "a=ice-ufrag") == ["a=ice-ufrag:a00002"]
    for name in ("a=fingerprint", "a=setup"):
        assert starting(section(made), name) == starting(section(first), name)


def test_a_45_a_restart_has_to_be_given_new_credentials() -> None:
    a, _ = two(AUDIO)
    with pytest.raises(LocalProtocolError) as caught:
        a.create_offer(a.state.transports[0].local, ice_restart=True)
    assert caught.value.fault.rule == "A-45"


@pytest.mark.parametrize(("switched_on", "said"), [(True, 1), (False, 0)])
def test_d_11_an_association_is_named_where_that_is_switched_on(
    switched_on: bool, said: int
) -> None:
    peer = configured(Peer(), tls_id=switched_on)
    peer.change(AUDIO)
    made = peer.create_offer(evolve(transport(), tls_id="t" * 20))
    assert section(made).count(f"a=tls-id:{'t' * 20}") == said


# --- media


@pytest.mark.parametrize("direction", MediaDirection)
def test_o_7_and_o_13_a_section_flows_as_it_is_wanted_and_names_what_it_sends(
    direction: MediaDirection,
) -> None:
    lines = section(offered(AddTransceiver("audio", direction, ("s",), "t", ssrcs=(7,))))
    assert f"a={direction}" in lines
    said = ["a=msid:s t", "a=ssrc:7 cname:s"] if direction.sends else []
    assert starting(lines, "a=msid", "a=ssrc:") == said


def test_o_22_streams_stay_as_they_were_said_until_they_are_set() -> None:
    a, b = two(AddTransceiver("audio", streams=("s",)))
    a.change(SetDirection(0, RECVONLY))
    assert starting(section(exchange(a, b)[0]), "a=msid") == ["a=msid:s track-0"]
    a.change(SetDirection(0, SENDRECV), SetStreams(0, ("t",)))
    assert starting(section(exchange(a, b)[0]), "a=msid") == ["a=msid:t track-0"]


def test_o_9_and_o_21_numbers_stay_and_refused_codecs_are_offered_again() -> None:
    a = Peer("a", capabilities=SMALL)
    b = Peer("b", capabilities=evolve(SMALL, audio=(PCMU,)))
    a.change(AUDIO)
    first, answer = exchange(a, b)
    assert section(first)[0].endswith(" 96 0")
    assert section(answer)[0].endswith(" 0")
    assert section(a.offer())[0].endswith(" 0 96")


def test_o_9_and_o_10_numbers_of_the_peer_are_used() -> None:
    peer = Peer(capabilities=CAPS)
    peer.take(Offer(sdp.parse(text(*SESSION) + AUDIO_SECTION)))
    peer.answer()
    peer.change(AUDIO)
    lines = section(peer.offer(), 1)
    assert starting(lines, "a=rtpmap:111") == ["a=rtpmap:111 opus/48000/2"]
    assert starting(lines, "a=extmap:4") == ["a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid"]


def test_o_11_preferences_are_kept() -> None:
    made = offered(AUDIO, SetCodecPreferences(0, (PCMU,)), capabilities=SMALL)
    assert section(made)[0] == "m=audio 9 UDP/TLS/RTP/SAVPF 0"


def test_a_82_the_longest_packet_is_the_shortest_that_all_take() -> None:
    ours = Capabilities(audio=(evolve(OPUS, maxptime=120), CodecCapability("PCMU", 8_000)))
    lines = section(offered(AUDIO, capabilities=ours))
    assert starting(lines, "a=maxptime") == ["a=maxptime:120"]
    assert starting(section(offered(AUDIO, capabilities=SMALL)), "a=maxptime") == []


LAYERS = (Encoding("h"), Encoding("l"))


@PROFILES
def test_o_12_and_o_28_layers_are_offered_and_stay_as_they_were_agreed(profile: Profile) -> None:
    a, b = two(AddTransceiver("video", encodings=LAYERS), profile=profile)
    assert a.state.current_local is not None
    said = ["a=rid:h send", "a=rid:l send", "a=simulcast:send h;l"]
    for made in (a.state.current_local, a.offer()):
        assert starting(section(made), "a=rid", "a=simulcast") == said
    assert b.signaling_state == "stable"


def test_o_12_one_layer_needs_no_simulcast() -> None:
    lines = section(offered(AddTransceiver("video", encodings=LAYERS[:1])))
    assert starting(lines, "a=rid", "a=simulcast") == ["a=rid:h send"]


def test_o_28_layers_that_we_have_agreed_to_receive_are_offered_again() -> None:
    _, b = two(AddTransceiver("video", encodings=LAYERS), AUDIO)
    b.change(SetDirection(0, SENDRECV))
    assert starting(section(b.offer()), "a=rid", "a=simulcast") == [
        "a=rid:h recv",
        "a=rid:l recv",
        "a=simulcast:recv h;l",
    ]


# --- sections that are gone


@PROFILES
def test_o_23_what_is_given_up_is_shown_as_an_answer_would(profile: Profile) -> None:
    a, _ = two(AUDIO, VIDEO, profile=profile, capabilities=SMALL)
    a.change(StopTransceiver(0))
    lines = section(a.offer())
    assert lines[0] == "m=audio 0 UDP/TLS/RTP/SAVPF 96 0"
    assert starting(lines, "a=mid", "a=inactive") == ["a=mid:0", "a=inactive"]
    assert len(lines) == (4 if profile.strict else 11)


@PROFILES
def test_o_23_an_offer_of_nothing_but_rejected_sections_needs_no_transport(
    profile: Profile,
) -> None:
    a, b = two(AUDIO, profile=profile)
    a.change(StopTransceiver(0))
    made = a.create_offer({})
    assert starting(section(made), "a=ice-ufrag") == []
    shown = a.create_offer(transport("free"))
    assert bool(starting(section(shown), "a=ice-ufrag")) is not profile.strict
    a.set_local_description(shown)
    assert b.take(shown) == ()


def test_o_3_and_d_26_protocols_are_offered_in_their_present_form() -> None:
    peer = Peer()
    old = changed(MIN_A, ("UDP/TLS/RTP/SAVPF", "RTP/SAVPF"))
    peer.take(Offer(sdp.parse(old)))
    peer.answer()
    assert section(peer.offer())[0].startswith("m=audio 9 UDP/TLS/RTP/SAVPF ")


# --- data channels


def test_o_3_data_are_offered_in_the_newer_form_with_our_port_and_size() -> None:
    ours = evolve(SMALL, data=DataCapability(5001, 0))
    lines = section(offered(DATA, capabilities=ours))
    assert lines[0] == "m=application 9 UDP/DTLS/SCTP webrtc-datachannel"
    assert lines[-2:] == ["a=sctp-port:5001", "a=max-message-size:0"]
    assert section(offered(DATA, capabilities=evolve(SMALL, data=None)))[-2:] == [
        "a=sctp-port:5000",
        "a=max-message-size:262144",
    ]


@pytest.mark.parametrize(
    ("wishes", "said"), [([AUDIO, DATA], True), ([DATA], False), ([AddTrack("audio"), DATA], True)]
)
@pytest.mark.parametrize(
    ("policy", "profile"),
    [
        (BundlePolicy.MAX_COMPAT, INTEROP),
        (BundlePolicy.MAX_COMPAT, STRICT),
        (BundlePolicy.BALANCED, STRICT),
    ],
)
def test_a_41_data_that_may_carry_media_say_that_rtcp_shares_their_port(
    policy: BundlePolicy, profile: Profile, wishes: list[Change], said: bool
) -> None:
    made = offered(*wishes, bundle_policy=policy, profile=profile)
    assert ("a=rtcp-mux" in section(made, -1)) is said


def test_a_41_data_on_the_transport_of_media_leave_that_to_them() -> None:
    made = offered(AUDIO, DATA)
    assert "a=rtcp-mux" in section(made)
    assert "a=rtcp-mux" not in section(made, 1)


def test_a_41_data_apart_from_media_carry_none() -> None:
    a = Peer()
    apart = text(*SESSION, "a=group:BUNDLE 2") + AUDIO_SECTION + DATA_SECTION
    a.take(Offer(sdp.parse(apart)))
    a.answer()
    assert "a=rtcp-mux" not in section(a.offer(), 1)


def test_o_28_layers_that_were_not_agreed_on_are_not_offered() -> None:
    asked = added(MIN_A, "a=rid:h send")
    peer = Peer()
    peer.take(Offer(sdp.parse(asked)))
    assert isinstance(peer.answer(), Answer)
    assert starting(section(peer.offer()), "a=rid") == []
