"""How an answer is decided and written: shape, rejections, bundles, session part (A-1 to A-32)."""

import pytest

from sdpsig import sdp
from sdpsig.errors import FaultCode, LocalProtocolError, RemoteProtocolError
from sdpsig.jsep import (
    DATA as DATA_ONLY,
)
from sdpsig.jsep import (
    INTEROP,
    STRICT,
    AnswerPolicy,
    Capabilities,
    CodecCapability,
    DataCapability,
    HeaderExtension,
    LocalTransport,
    Negotiation,
    NegotiationConfig,
    Offer,
    Profile,
    Rejection,
    Side,
    apply,
    create_answer,
    next_answer,
    plan_answer,
    write_answer,
)
from sdpsig.sdp import Origin
from sdpsig.sdp.attributes import (
    Mid,
)
from tests.jsep._answers import AUDIO_CAPS, NO_VIDEO, PROFILES, head, rejections, said, section
from tests.jsep._offers import (
    AUDIO_SECTION,
    AVD,
    CAPS,
    DATA,
    DATA_SECTION,
    DIGEST,
    EVENTS,
    FINGERPRINT,
    MID_EXTENSION,
    MIN_A,
    NOISE,
    OPUS,
    ORIGIN,
    PWD,
    SESSION,
    TRANSPORT,
    UFRAG,
    VIDEO_SECTION,
    added,
    answer,
    changed,
    lines_of,
    plan,
    text,
    transport,
    without,
    written,
)

# --- the worked example

EXAMPLE = """\
v=0
o=- 4611731400430051336 1 IN IP4 0.0.0.0
s=-
t=0 0
a=ice-options:trickle
a=group:BUNDLE 0 1 2
a=extmap-allow-mixed
m=audio 9 UDP/TLS/RTP/SAVPF 111 110
c=IN IP4 0.0.0.0
a=mid:0
<T>
a=recvonly
a=rtcp-mux
a=rtpmap:111 opus/48000/2
a=fmtp:111 minptime=10;useinbandfec=1
a=rtpmap:110 telephone-event/48000
a=fmtp:110 0-15
a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
m=video 9 UDP/TLS/RTP/SAVPF 96 97
c=IN IP4 0.0.0.0
a=mid:1
<T>
a=recvonly
a=rtcp-mux
a=rtcp-rsize
a=rtpmap:96 VP8/90000
a=rtcp-fb:96 transport-cc
a=rtcp-fb:96 nack
a=rtcp-fb:96 nack pli
a=rtpmap:97 rtx/90000
a=fmtp:97 apt=96
a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
m=application 9 UDP/DTLS/SCTP webrtc-datachannel
c=IN IP4 0.0.0.0
a=mid:2
<T>
a=sctp-port:5000
a=max-message-size:262144
"""
SHARED = (
    f"a=ice-ufrag:9uB6\na=ice-pwd:YH75Fviy6338Vbrhrlp8Yh44\n"
    f"a=fingerprint:sha-256 {FINGERPRINT.digest}\na=setup:active"
)
EXAMPLE_CAPS = Capabilities(
    audio=(OPUS, EVENTS),
    video=(
        CodecCapability("VP8", 90_000, 1, None, ("nack", "nack pli", "transport-cc"), rtx=True),
    ),
    extensions=(HeaderExtension(MID_EXTENSION),),
    data=DataCapability(),
)


def test_the_worked_example_comes_out_to_the_byte() -> None:
    section_1 = changed(VIDEO_SECTION, ("a=rtcp-mux", "a=rtcp-mux\r\na=rtcp-rsize"))
    offer = changed(AVD, (VIDEO_SECTION, section_1))
    made = create_answer(Offer(sdp.parse(offer)), transport(), EXAMPLE_CAPS, origin=ORIGIN)
    assert sdp.serialize(made.description) == EXAMPLE.replace("<T>", SHARED).replace("\n", "\r\n")


def test_equal_arguments_give_equal_bytes() -> None:
    one, other = (sdp.serialize(answer(AVD).description) for _ in range(2))
    assert one == other


# --- shape


@PROFILES
def test_a_1_an_answer_has_the_sections_of_its_offer(profile: Profile) -> None:
    made = answer(AVD, profile=profile).description
    assert [(media.kind, media.proto) for media in made.media] == [
        ("audio", "UDP/TLS/RTP/SAVPF"),
        ("video", "UDP/TLS/RTP/SAVPF"),
        ("application", "UDP/DTLS/SCTP"),
    ]


@pytest.mark.parametrize(
    "proto",
    [
        "RTP/AVP",
        "RTP/AVPF",
        "RTP/SAVP",
        "RTP/SAVPF",
        "TCP/DTLS/RTP/SAVP",
        "TCP/DTLS/RTP/SAVPF",
        "UDP/TLS/RTP/SAVP",
    ],
)
def test_a_2_every_protocol_that_means_dtls_srtp_is_taken_and_echoed(proto: str) -> None:
    assert section(changed(MIN_A, ("UDP/TLS/RTP/SAVPF", proto)))[0] == f"m=audio 9 {proto} 111 0 8"


@PROFILES
@pytest.mark.parametrize(
    ("m_line", "answered"),
    [
        ("m=unicorns 9 UDP/TLS/RTP/SAVPF 111", "m=unicorns 0 UDP/TLS/RTP/SAVPF 111"),
        ("m=audio 9 X/Y 111 0 8", "m=audio 0 X/Y 111 0 8"),
        ("m=application 9 UDP/BFCP *", "m=application 0 UDP/BFCP *"),
        ("m=application 9 UDP/DTLS/SCTP t38", "m=application 0 UDP/DTLS/SCTP t38"),
        ("m=application 9 DTLS/SCTP 70000", "m=application 0 DTLS/SCTP 70000"),
        ("m=Audio 9 UDP/TLS/RTP/SAVPF 0", "m=Audio 0 UDP/TLS/RTP/SAVPF 0"),
    ],
)
def test_a_2_and_s_24_what_nobody_knows_is_rejected_and_echoed(
    m_line: str, answered: str, profile: Profile
) -> None:
    for transport_lines in (TRANSPORT, []):
        strange = text(m_line, *transport_lines, "a=mid:x")
        offer = text(*SESSION) + AUDIO_SECTION + strange + DATA_SECTION
        planned = plan(offer, profile=profile)
        assert rejections(planned) == [None, Rejection.UNSUPPORTED, None]
        lines = said(written(planned).description, 1)
        assert lines[0] == answered
        assert "a=mid:x" in lines


@PROFILES
def test_a_3_an_offer_of_nothing_gets_an_answer_of_nothing(profile: Profile) -> None:
    made = answer(text(*SESSION), profile=profile).description
    assert lines_of(made.lines) == [
        ORIGIN.text if at == 1 else line for at, line in enumerate(SESSION)
    ]
    assert made.media == ()


# --- rejected sections


def test_a_10_what_the_offer_rejected_stays_rejected() -> None:
    offer = changed(AVD, ("m=video 9", "m=video 0"))
    planned = plan(offer)
    assert rejections(planned) == [None, Rejection.OFFERED_REJECTED, None]
    assert planned.bundles == (("0", "2"),)


def test_a_11_the_application_may_reject_a_section() -> None:
    policy = AnswerPolicy(accept=lambda media: media.kind != "video")
    planned = plan(AVD, policy=policy)
    assert rejections(planned) == [None, Rejection.POLICY, None]


def test_a_12_a_section_without_a_codec_in_common_is_rejected() -> None:
    assert rejections(plan(AVD, AUDIO_CAPS)) == [None, Rejection.NO_CODEC, Rejection.UNSUPPORTED]


def test_a_15_and_a_33_what_is_wanted_only_in_a_bundle_is_rejected_without_one() -> None:
    wanted = changed(
        VIDEO_SECTION, ("m=video 9", "m=video 0"), ("a=mid:1", "a=mid:1\r\na=bundle-only")
    )
    alone = text(*SESSION) + AUDIO_SECTION + wanted
    assert rejections(plan(alone)) == [None, Rejection.NOT_BUNDLED]
    bundled = text(*SESSION, "a=group:BUNDLE 0 1") + AUDIO_SECTION + wanted
    assert rejections(plan(bundled)) == [None, None]
    without_audio = Capabilities(video=CAPS.video)
    assert rejections(plan(bundled, without_audio)) == [Rejection.NO_CODEC, Rejection.NOT_BUNDLED]
    both = changed(bundled, ("m=audio 9", "m=audio 0"), ("a=mid:0", "a=mid:0\r\na=bundle-only"))
    planned = plan(both)
    assert rejections(planned) == [Rejection.NOT_BUNDLED, Rejection.NOT_BUNDLED]
    assert planned.bundles == ()


def test_a_16_the_second_association_is_rejected() -> None:
    second = changed(DATA_SECTION, ("a=mid:2", "a=mid:3"))
    offer = text(*SESSION, "a=group:BUNDLE 2 3") + DATA_SECTION + second
    planned = plan(offer)
    assert rejections(planned) == [None, Rejection.SECOND_DATA]
    rejected = changed(DATA_SECTION, ("m=application 9", "m=application 0"))
    assert rejections(plan(text(*SESSION) + rejected + second)) == [
        Rejection.OFFERED_REJECTED,
        None,
    ]


def test_d_16_data_without_a_port_are_rejected_where_strict() -> None:
    offer = without(DATA, "a=sctp-port:5000")
    planned = plan(offer)
    assert rejections(planned) == [None]
    assert [fault.rule for fault in planned.warnings] == ["D-16"]
    assert "a=sctp-port:5000" in said(written(planned).description, 0)
    assert rejections(plan(offer, profile=STRICT)) == [Rejection.NO_SCTP_PORT]


def test_data_is_rejected_by_who_cannot_do_it() -> None:
    assert rejections(plan(DATA, AUDIO_CAPS)) == [Rejection.UNSUPPORTED]
    assert rejections(plan(DATA, DATA_ONLY)) == [None]


def test_a_20_a_rejected_section_shows_what_some_peers_look_for() -> None:
    assert section(AVD, 1, NO_VIDEO) == [
        "m=video 0 UDP/TLS/RTP/SAVPF 96 102 39 98",
        "c=IN IP4 0.0.0.0",
        "a=mid:1",
        "a=ice-ufrag:uf00",
        "a=ice-pwd:YH75Fviy6338Vbrhrlp8Yh44",
        FINGERPRINT.text,
        "a=setup:active",
        "a=inactive",
        "a=rtcp-mux",
        "a=rtpmap:96 VP8/90000",
        "a=rtpmap:102 H264/90000",
        "a=rtpmap:39 AV1/90000",
        "a=rtpmap:98 VP9/90000",
    ]


def test_a_20_where_strict_it_shows_what_it_has_to() -> None:
    assert section(AVD, 1, NO_VIDEO, profile=STRICT) == [
        "m=video 0 UDP/TLS/RTP/SAVPF 96 102 39 98",
        "c=IN IP4 0.0.0.0",
        "a=mid:1",
        "a=inactive",
    ]


@pytest.mark.parametrize(
    ("formats", "lines", "answered"),
    [
        ("96 97", ["a=rtpmap:96 rtx/90000", "a=rtpmap:97 red/90000"], "96 97"),
        ("13 34", [], "34"),
        ("126 13 98", ["a=rtpmap:126 telephone-event/8000"], "98"),
        ("96", [], "96"),
    ],
)
def test_a_20_formats_that_carry_no_media_go_unless_nothing_else_is_left(
    formats: str, lines: list[str], answered: str
) -> None:
    offer = text(
        *SESSION, f"m=video 9 UDP/TLS/RTP/SAVPF {formats}", *TRANSPORT, "a=rtcp-mux", *lines
    )
    assert section(offer)[0] == f"m=video 0 UDP/TLS/RTP/SAVPF {answered}"


@PROFILES
def test_a_20_an_answer_of_rejected_sections_needs_one_transport_or_none(profile: Profile) -> None:
    planned = plan(AVD, Capabilities(), profile=profile)
    assert planned.owners == ()
    for local in (transport("free"), {"2": transport("free")}, {"other": transport("free")}):
        made = write_answer(planned, local, origin=ORIGIN).description
        for media in made.media:
            assert media.port == 0
            assert ("a=ice-ufrag:free" in lines_of(media.lines)) is not profile.strict
        assert not [line for line in lines_of(made.lines) if line.startswith("a=group")]
    made = write_answer(planned, {}, origin=ORIGIN).description
    assert "ufrag" not in sdp.serialize(made)


def test_a_21_rejected_data_keep_their_old_form() -> None:
    sctpmap = "a=sctpmap:5000 webrtc-datachannel 16"
    old = text("m=application 9 DTLS/SCTP 5000", *TRANSPORT, "a=mid:2", sctpmap)
    offer = text(*SESSION) + AUDIO_SECTION + old
    assert section(offer, 1, AUDIO_CAPS, profile=STRICT) == [
        "m=application 0 DTLS/SCTP 5000",
        "c=IN IP4 0.0.0.0",
        "a=mid:2",
        sctpmap,
    ]


@PROFILES
def test_a_22_a_rejected_mid_is_in_no_group_and_never_bundle_only(profile: Profile) -> None:
    wanted = changed(AVD, ("m=video 9", "m=video 0"), ("a=mid:1", "a=mid:1\r\na=bundle-only"))
    made = sdp.serialize(answer(wanted, NO_VIDEO, profile=profile).description)
    assert "a=group:BUNDLE 0 2\r\n" in made
    assert "bundle-only" not in made


# --- names and bundles


def test_a_25_no_mid_is_made_up_in_the_text() -> None:
    made = answer(without(MIN_A, "a=mid:0")).description
    assert "a=mid" not in sdp.serialize(made)


def test_a_30_each_group_is_answered_without_what_is_rejected() -> None:
    two = changed(AVD, ("a=group:BUNDLE 0 1 2", "a=group:BUNDLE 2\r\na=group:BUNDLE 1 0"))
    groups = [line for line in head(two) if line.startswith("a=group")]
    assert groups == ["a=group:BUNDLE 2", "a=group:BUNDLE 1 0"]
    assert plan(two).owners == ("1", "2")
    assert plan(two).owner("0") == "1"


def test_a_30_a_group_of_one_is_answered() -> None:
    assert "a=group:BUNDLE 2" in head(DATA)


def test_a_31_the_first_that_can_carry_the_others_comes_first() -> None:
    wanted = changed(
        AUDIO_SECTION, ("m=audio 9", "m=audio 0"), ("a=mid:0", "a=mid:0\r\na=bundle-only")
    )
    offer = text(*SESSION, "a=group:BUNDLE 0 1 2") + wanted + VIDEO_SECTION + DATA_SECTION
    planned = plan(offer)
    assert planned.bundles == (("1", "0", "2"),)
    assert said(written(planned).description, 0)[0].startswith("m=audio 9 ")


def test_a_32_without_a_bundle_every_section_has_a_transport_of_its_own() -> None:
    planned = plan(text(*SESSION) + AUDIO_SECTION + VIDEO_SECTION)
    assert (planned.owners, planned.bundles) == (("0", "1"), ())


def test_a_32_transports_have_to_be_given_for_each() -> None:
    planned = plan(text(*SESSION) + AUDIO_SECTION + VIDEO_SECTION)
    locals_: list[LocalTransport | dict[str, LocalTransport]] = [
        transport(),
        {"0": transport("aaaa")},
        {},
    ]
    for local in locals_:
        with pytest.raises(LocalProtocolError) as caught:
            write_answer(planned, local, origin=ORIGIN)
        assert (caught.value.fault.code, caught.value.fault.rule) == (
            FaultCode.JSEP_MISSING_TRANSPORT,
            "A-32",
        )


def test_a_45_transports_differ_in_their_credentials() -> None:
    planned = plan(text(*SESSION) + AUDIO_SECTION + VIDEO_SECTION)
    with pytest.raises(LocalProtocolError) as caught:
        write_answer(planned, {"0": transport("same"), "1": transport("same")}, origin=ORIGIN)
    assert (caught.value.fault.code, caught.value.fault.rule) == (
        FaultCode.ICE_BAD_CREDENTIALS,
        "A-45",
    )


# --- the session part


def test_a_120_the_session_has_one_order() -> None:
    made = write_answer(plan(AVD), transport(ice_lite=True), origin=ORIGIN).description
    assert lines_of(made.lines) == [
        "v=0",
        "o=- 4611731400430051336 1 IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        "a=ice-options:trickle",
        "a=group:BUNDLE 0 1 2",
        "a=extmap-allow-mixed",
    ]


def test_a_121_the_origin_is_the_callers() -> None:
    made = create_answer(Offer(sdp.parse(AVD)), transport(), CAPS, origin=Origin(7, 9))
    assert made.description.lines[1].text == "o=- 7 9 IN IP4 0.0.0.0"


@PROFILES
def test_a_122_every_line_ends_with_crlf(profile: Profile) -> None:
    offer = AVD.replace("\r\n", "\n")
    made = sdp.serialize(answer(offer, profile=profile).description)
    assert made.endswith("\r\n")
    assert made.count("\n") == made.count("\r\n")


# --- refusals


def test_an_offer_that_cannot_be_answered_is_the_peers_fault() -> None:
    for bad, rule in (
        (without(MIN_A, "a=rtcp-mux"), "V-26"),
        (changed(MIN_A, ("setup:actpass", "setup:holdconn")), "V-22"),
    ):
        for profile in (INTEROP, STRICT):
            with pytest.raises(RemoteProtocolError) as caught:
                plan(bad, profile=profile)
            assert caught.value.fault.rule == rule


def test_a_23_who_is_to_carry_the_others_has_to_say_how() -> None:
    bare = without(VIDEO_SECTION, f"a=ice-ufrag:{UFRAG}", f"a=ice-pwd:{PWD}")
    offer = text(*SESSION, "a=group:BUNDLE 0 1") + AUDIO_SECTION + bare
    assert rejections(plan(offer)) == [None, None]
    with pytest.raises(RemoteProtocolError) as caught:
        plan(offer, Capabilities(video=CAPS.video))
    assert caught.value.fault.rule == "V-20"
    assert caught.value.fault.section == 1


def test_what_was_tolerated_is_told_in_the_plan() -> None:
    offer = without(added(MIN_A, "a=mid:x y"), "a=mid:0")
    planned = plan(offer)
    assert [fault.rule for fault in planned.warnings] == ["RFC 5888 §4", "V-12"]
    assert plan(AVD).warnings == ()


def test_a_plan_says_what_every_section_is_for() -> None:
    planned = plan(AVD)
    assert [item.mid for item in planned.sections] == ["0", "1", "2"]
    assert [item.direction for item in planned.sections] == ["recvonly", "recvonly", "inactive"]
    assert [len(item.codecs) for item in planned.sections] == [5, 6, 0]
    assert [len(item.extensions) for item in planned.sections] == [3, 4, 0]
    assert planned.owner("2") == "0"
    assert planned.owner("9") == "9"


@pytest.mark.parametrize(("wanted", "formats"), [(False, "111 0"), (True, "111 0 13")])
def test_a_81_noise_is_answered_where_it_was_offered_and_is_wanted(
    wanted: bool, formats: str
) -> None:
    ours = Capabilities(audio=(*CAPS.audio[:2], NOISE))
    config = NegotiationConfig(capabilities=ours, voice_activity_detection=wanted)
    offer = Offer(sdp.parse(changed(MIN_A, ("SAVPF 111 0 8", "SAVPF 111 0 13"))))
    offered, _ = apply(Negotiation(config=config), Side.REMOTE, offer)
    _, made = next_answer(offered, transport())
    assert said(made.description, 0)[0] == f"m=audio 9 UDP/TLS/RTP/SAVPF {formats}"


def test_no_password_is_shown() -> None:
    local = transport()
    planned = plan(AVD)
    assert PWD not in repr(planned)
    assert local.pwd not in f"{local!r}{write_answer(planned, local, origin=ORIGIN)!r}"
    assert DIGEST in repr(planned)


def test_digests_and_mids_are_where_they_belong() -> None:
    made = answer(AVD).description
    assert [media.get(Mid) for media in made.media] == [Mid("0"), Mid("1"), Mid("2")]


def test_create_is_plan_and_write() -> None:
    offer = Offer(sdp.parse(AVD))
    made = create_answer(offer, transport(), CAPS, origin=ORIGIN, profile=STRICT)
    planned = plan_answer(offer, CAPS, profile=STRICT)
    assert made == write_answer(planned, transport(), origin=ORIGIN)
