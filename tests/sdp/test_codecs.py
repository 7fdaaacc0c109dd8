import pytest

from sdpsig.sdp import Codec, MediaDescription, MediaLine, codecs
from sdpsig.sdp._codecs import STATIC
from sdpsig.sdp.attributes import Fmtp, RtcpFb, Rtpmap

PROTO = "UDP/TLS/RTP/SAVPF"


def section(formats: str, *lines: Rtpmap | Fmtp | RtcpFb, proto: str = PROTO) -> MediaDescription:
    media_line = MediaLine("video", 9, proto, tuple(formats.split()))
    return MediaDescription(lines, media_line=media_line)


def test_what_is_said_of_a_payload_type_comes_together() -> None:
    rtpmap = Rtpmap(96, "VP8", 90_000)
    media = section(
        "96", RtcpFb("96", "nack"), Fmtp("96", "max-fs=3600"), rtpmap, RtcpFb("96", "ccm", "fir")
    )
    (codec,) = codecs(media)
    assert codec == Codec(96, "VP8", 90_000, 1, "max-fs=3600", ("nack", "ccm fir"))
    assert codec.rtpmap is rtpmap
    assert (codec.name, codec.parameters()) == ("vp8", {"max-fs": "3600"})


def test_codecs_stand_in_the_order_of_the_m_line() -> None:
    media = section("98 96", Rtpmap(96, "VP8", 90_000), Rtpmap(98, "VP9", 90_000))
    assert [codec.encoding for codec in codecs(media)] == ["VP9", "VP8"]


def test_a_dynamic_payload_type_without_an_rtpmap_means_nothing() -> None:
    assert codecs(section("96 35")) == ()


@pytest.mark.parametrize("payload_type", STATIC)
def test_a_static_payload_type_needs_no_rtpmap(payload_type: int) -> None:
    (codec,) = codecs(section(str(payload_type)))
    assert (codec.encoding, codec.clock_rate, codec.channels) == STATIC[payload_type]
    assert codec.rtpmap is None


def test_an_rtpmap_wins_over_the_static_meaning() -> None:
    (codec,) = codecs(section("0", Rtpmap(0, "opus", 48_000, 2)))
    assert (codec.encoding, codec.channels) == ("opus", 2)


def test_the_first_of_several_lines_counts_and_a_format_is_listed_once() -> None:
    media = section(
        "96 96",
        Rtpmap(96, "VP8", 90_000),
        Rtpmap(96, "VP9", 90_000),
        Fmtp("96", "a=1"),
        Fmtp("96", "a=2"),
    )
    (codec,) = codecs(media)
    assert (codec.encoding, codec.fmtp) == ("VP8", "a=1")


def test_feedback_for_all_formats_stays_with_the_section() -> None:
    media = section("96", Rtpmap(96, "VP8", 90_000), RtcpFb("*", "nack"))
    assert codecs(media)[0].feedback == ()


def test_channels_that_are_not_said_are_one() -> None:
    media = section("96 97", Rtpmap(96, "L16", 8_000), Rtpmap(97, "L16", 8_000, 0))
    assert [codec.channels for codec in codecs(media)] == [1, 1]


@pytest.mark.parametrize("formats", ["webrtc-datachannel", "5000", "9" * 5_000, "00", "t140"])
def test_formats_that_are_no_payload_types_are_left_out(formats: str) -> None:
    assert codecs(section(formats, proto="UDP/DTLS/SCTP")) == ()
