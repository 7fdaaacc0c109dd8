from sdpsig.jsep import CodecCapability
from sdpsig.jsep._codec_outcome import AcceptedCodec, CodecDrop, CodecMatch, DroppedCodec
from sdpsig.sdp import Codec
from sdpsig.sdp.attributes import Rtpmap


def test_a_84_a_static_payload_type_gets_its_rtpmap_too() -> None:
    assert AcceptedCodec(Codec(0, "PCMU", 8_000), None).lines[0].text == "a=rtpmap:0 PCMU/8000"
    stereo = AcceptedCodec(Codec(10, "L16", 44_100, 2), None)
    assert stereo.lines[0].text == "a=rtpmap:10 L16/44100/2"


def test_a_73_an_rtpmap_is_repeated_as_it_was_offered() -> None:
    line = Rtpmap.parse("96 vp8/30")
    offered = Codec(96, "vp8", 30, rtpmap=line)
    assert AcceptedCodec(offered, None).lines == (line,)


def accepted(maxptime: int | None) -> AcceptedCodec:
    ours = CodecCapability("PCMU", 8_000, maxptime=maxptime)
    return AcceptedCodec(Codec(0, "PCMU", 8_000), None, (), ours)


def test_a_82_packets_are_as_long_as_every_codec_takes_them() -> None:
    repair = AcceptedCodec(Codec(97, "rtx", 90_000), "apt=96")
    assert CodecMatch((accepted(120), accepted(None), accepted(60), repair)).maxptime == 60
    assert CodecMatch((accepted(None), repair)).maxptime is None
    assert CodecMatch().maxptime is None


def test_a_reason_is_a_word_for_programs() -> None:
    assert DroppedCodec(96, "theora", CodecDrop.NO_SUCH_CODEC).reason == "no-such-codec"
    assert all(reason.value == reason.name.lower().replace("_", "-") for reason in CodecDrop)


def test_the_lines_of_a_section_are_made_once() -> None:
    match = CodecMatch((accepted(None), AcceptedCodec(Codec(97, "rtx", 90_000), "apt=96")))
    assert match.formats == ("0", "97")
    assert [line.text for line in match.lines] == [
        "a=rtpmap:0 PCMU/8000",
        "a=rtpmap:97 rtx/90000",
        "a=fmtp:97 apt=96",
    ]
    assert match.lines is match.lines
