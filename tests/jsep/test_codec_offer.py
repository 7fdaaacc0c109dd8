"""The codecs of our offers, their order and their payload types (O-9, O-11, O-21)."""

from collections.abc import Sequence

import pytest
from attrs import evolve

from sdpsig import sdp
from sdpsig.errors import FaultCode, LocalProtocolError
from sdpsig.jsep import CHROMIUM, Bindings, CodecCapability
from sdpsig.jsep._codec_offer import (
    DYNAMIC,
    WantedFormat,
    give_payload_types,
    offer_codecs,
    wanted_codecs,
)
from sdpsig.jsep._codec_rules import capability_key
from sdpsig.sdp.attributes import MediaDirection
from tests.jsep._offers import EVENTS, NARROW_EVENTS, NOISE, OPUS, PCMA, PCMU, SESSION, VP8, text

SENDRECV, SENDONLY, RECVONLY, INACTIVE = MediaDirection
RED = CodecCapability("red", 48_000, 2)
FEC = CodecCapability("ulpfec", 90_000)
VP9 = CodecCapability("VP9", 90_000, fmtp="profile-id=0")
SENT, RECEIVED = evolve(PCMU, direction=SENDONLY), evolve(PCMA, direction=RECVONLY)


def wanted(
    *capabilities: CodecCapability,
    direction: MediaDirection = SENDRECV,
    preferences: Sequence[CodecCapability] | None = None,
    answered: str | None = None,
    noise: bool = False,
) -> tuple[WantedFormat, ...]:
    return wanted_codecs(
        capabilities,
        direction,
        preferences=preferences,
        answered=None if answered is None else sdp.parse(answered).media[0],
        voice_activity_detection=noise,
    )


def names(formats: Sequence[WantedFormat]) -> list[str]:
    return [f"rtx {one.capability.name}" if one.rtx else one.capability.name for one in formats]


def section(kind: str, formats: str, *lines: str) -> str:
    return text(*SESSION, f"m={kind} 9 UDP/TLS/RTP/SAVPF {formats}", *lines)


# --- which, and in which order


def test_o_11_media_come_first_then_what_repairs_them_then_tones() -> None:
    found = wanted(EVENTS, RED, PCMU, NARROW_EVENTS, OPUS)
    assert names(found) == ["pcmu", "opus", "red", "telephone-event", "telephone-event"]


def test_o_11_retransmission_follows_its_codec() -> None:
    assert names(wanted(FEC, VP8, VP9)) == ["vp8", "rtx vp8", "vp9", "ulpfec"]


def test_o_11_tones_need_media_of_their_clock() -> None:
    assert names(wanted(OPUS, NARROW_EVENTS)) == ["opus"]
    assert names(wanted(PCMU, NARROW_EVENTS)) == ["pcmu", "telephone-event"]


@pytest.mark.parametrize(("noise", "found"), [(True, ["pcmu", "cn"]), (False, ["pcmu"])])
def test_noise_is_offered_where_it_is_wanted(noise: bool, found: list[str]) -> None:
    assert names(wanted(PCMU, NOISE, noise=noise)) == found


@pytest.mark.parametrize(
    ("direction", "found"),
    [
        (SENDRECV, ["opus"]),
        (SENDONLY, ["opus", "pcmu"]),
        (RECVONLY, ["opus", "pcma"]),
        (INACTIVE, ["opus", "pcmu", "pcma"]),
    ],
)
def test_o_11_a_codec_has_to_flow_the_way_of_the_section(
    direction: MediaDirection, found: list[str]
) -> None:
    assert names(wanted(OPUS, SENT, RECEIVED, direction=direction)) == found


@pytest.mark.parametrize("capabilities", [(), (EVENTS, RED), (SENT,)])
def test_o_11_a_section_without_a_codec_cannot_be_offered(
    capabilities: tuple[CodecCapability, ...],
) -> None:
    with pytest.raises(LocalProtocolError) as caught:
        wanted(*capabilities, direction=RECVONLY)
    assert (caught.value.fault.code, caught.value.fault.rule) == (
        FaultCode.JSEP_NO_CODEC,
        "O-11",
    )


@pytest.mark.parametrize(
    ("preferences", "found"),
    [
        (None, ["opus", "pcmu", "pcma"]),
        ((), ["opus", "pcmu", "pcma"]),
        ((PCMA, OPUS), ["pcma", "opus"]),
        ((PCMA, PCMA), ["pcma"]),
        ((VP8, PCMA), ["pcma"]),
        ((VP8,), ["opus", "pcmu", "pcma"]),
        ((EVENTS,), ["opus", "pcmu", "pcma"]),
    ],
)
def test_o_11_preferences_order_and_leave_out(
    preferences: Sequence[CodecCapability] | None, found: list[str]
) -> None:
    assert names(wanted(OPUS, PCMU, PCMA, preferences=preferences)) == found


def test_retransmission_is_preferred_with_its_codec() -> None:
    bare = evolve(VP8, rtx=False)
    assert names(wanted(VP8, VP9, preferences=(VP8,))) == ["vp8", "rtx vp8"]
    assert names(wanted(VP8, VP9, preferences=(bare,))) == ["vp8"]
    assert names(wanted(bare, VP9, preferences=(VP8,))) == ["vp8"]


def test_o_21_the_order_is_that_of_the_last_answer_and_refused_codecs_are_offered_again() -> None:
    answered = section("audio", "8 111", "a=rtpmap:111 opus/48000/2")
    assert names(wanted(OPUS, PCMU, PCMA, answered=answered)) == ["pcma", "opus", "pcmu"]
    preferred = wanted(OPUS, PCMU, PCMA, answered=answered, preferences=(PCMU, PCMA))
    assert names(preferred) == ["pcmu", "pcma"]


def test_the_first_of_two_equal_capabilities_is_meant() -> None:
    (first,) = wanted(evolve(PCMU, feedback=("nack",)), PCMU)
    assert first.capability.feedback == ("nack",)


# --- payload types


def numbers(*formats: WantedFormat, bound: Bindings | None = None) -> list[int | None]:
    given = give_payload_types(formats, bound or Bindings())
    return [given.get(one.key) for one in formats]


def test_o_9_a_static_payload_type_means_what_it_means() -> None:
    assert numbers(*wanted(PCMU, PCMA, CHROMIUM.audio[2])) == [0, 8, 9]


def test_o_9_a_codec_gets_the_number_that_it_would_like_to_have() -> None:
    liked = evolve(OPUS, payload_type=111)
    assert numbers(*wanted(liked, PCMU)) == [111, 0]
    assert numbers(*wanted(liked), *wanted(evolve(VP8, payload_type=111))) == [111, 96, 97]


@pytest.mark.parametrize("bad", [64, 95, 128, 20])
def test_o_9_a_number_that_would_be_mistaken_is_not_given(bad: int) -> None:
    assert numbers(*wanted(evolve(OPUS, payload_type=bad))) == [96]


def test_o_9_retransmission_has_the_number_after_its_codec_where_that_is_free() -> None:
    assert numbers(*wanted(evolve(VP8, payload_type=100))) == [100, 101]
    beside = evolve(VP9, payload_type=101)
    assert numbers(*wanted(evolve(VP8, payload_type=100), beside)) == [100, 96, 101]


def test_o_9_equal_codecs_share_a_number_and_others_never_do() -> None:
    formats = (*wanted(VP8, VP9), *wanted(VP8))
    assert numbers(*formats) == [96, 98, 97, 96, 98]


def test_o_9_what_the_peer_has_bound_is_used() -> None:
    bound = Bindings(formats={100: capability_key(OPUS), 96: ("x",), 0: ("y",)})
    assert numbers(*wanted(OPUS, VP9, PCMU), bound=bound) == [100, 97, 98]


def test_o_9_what_gets_no_number_is_left_out() -> None:
    bound = Bindings(formats={number: ("taken", number) for number in DYNAMIC})
    formats = wanted(OPUS, PCMU, VP8)
    given = give_payload_types(formats, bound)
    assert [codec.offered.payload_type for codec in offer_codecs(formats, given)] == [0]


def test_retransmission_goes_with_the_codec_that_got_no_number() -> None:
    formats = wanted(VP8)
    only_rtx = {formats[1].key: 97}
    assert list(offer_codecs(formats, only_rtx)) == []


# --- what is said of them


def said(*capabilities: CodecCapability) -> list[tuple[str, str | None]]:
    formats = wanted(*capabilities)
    codecs = offer_codecs(formats, give_payload_types(formats, Bindings()))
    return [(codec.lines[0].text.removeprefix("a=rtpmap:"), codec.fmtp) for codec in codecs]


def test_a_format_says_our_parameters() -> None:
    assert said(OPUS, EVENTS) == [
        ("96 opus/48000/2", "minptime=10;useinbandfec=1"),
        ("97 telephone-event/48000", "0-15"),
    ]
    assert said(PCMU) == [("0 PCMU/8000", None)]
    assert said(VP8) == [("96 VP8/90000", None), ("97 rtx/90000", "apt=96")]


def test_tones_without_parameters_are_those_of_a_telephone() -> None:
    assert said(OPUS, evolve(EVENTS, fmtp=None))[1] == ("97 telephone-event/48000", "0-15")


def test_redundant_audio_names_what_it_carries() -> None:
    assert said(PCMU, OPUS, RED)[-1] == ("97 red/48000/2", "96/96")
    assert said(PCMU, RED)[-1] == ("96 red/48000/2", None)
    assert said(VP8, CodecCapability("red", 90_000))[-1] == ("97 red/90000", None)


def test_redundant_audio_names_nothing_that_got_no_number() -> None:
    formats = wanted(OPUS, RED)
    (red,) = offer_codecs(formats, {formats[1].key: 97})
    assert red.fmtp is None


def test_feedback_is_said_for_each_format_but_not_for_retransmission() -> None:
    formats = wanted(evolve(VP8, feedback=("nack", "ccm fir")))
    first, second = offer_codecs(formats, give_payload_types(formats, Bindings()))
    assert [line.text for line in first.feedback] == ["a=rtcp-fb:96 nack", "a=rtcp-fb:96 ccm fir"]
    assert (second.feedback, second.capability) == ((), None)
    assert first.capability is formats[0].capability
