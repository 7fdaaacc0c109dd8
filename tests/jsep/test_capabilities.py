import pytest

from sdpsig.jsep import DATA, WEBRTC, Capabilities, CodecCapability, DataCapability, HeaderExtension
from sdpsig.sdp.attributes import Extmap, Fmtp, MediaDirection, RtcpFb, Rtpmap


def test_nothing_can_be_done_unless_it_is_said() -> None:
    nothing = Capabilities()
    assert nothing.codecs("audio") == nothing.codecs("video") == ()
    assert (nothing.data, nothing.extensions) == (None, ())
    assert nothing.ice_options == ("trickle", "ice2")


def test_there_are_codecs_for_audio_and_video_only() -> None:
    assert WEBRTC.codecs("audio") == WEBRTC.audio
    assert WEBRTC.codecs("video") == WEBRTC.video
    for kind in ("application", "text", "Audio", ""):
        assert WEBRTC.codecs(kind) == ()


def test_data_channels_by_themselves() -> None:
    assert Capabilities(data=DataCapability()) == DATA
    assert DataCapability() == DataCapability(5000, 262_144, 65_535)


def test_names_of_codecs_are_compared_in_lower_case() -> None:
    assert CodecCapability("PCMU", 8_000).name == "pcmu"


def test_what_browsers_have_in_common_is_there() -> None:
    assert [codec.name for codec in WEBRTC.audio] == [
        "opus",
        "g722",
        "pcmu",
        "pcma",
        "telephone-event",
        "telephone-event",
    ]
    assert [codec.name for codec in WEBRTC.video] == ["vp8", "vp9", "h264", "h264", "av1"]
    assert all(codec.rtx and codec.clock_rate == 90_000 for codec in WEBRTC.video)
    assert len({extension.uri for extension in WEBRTC.extensions}) == 6


@pytest.mark.parametrize("codec", [*WEBRTC.audio, *WEBRTC.video], ids=lambda codec: codec.name)
def test_a_capability_can_be_written(codec: CodecCapability) -> None:
    channels = None if codec.channels == 1 else codec.channels
    assert Rtpmap(96, codec.encoding, codec.clock_rate, channels).text
    if codec.fmtp is not None:
        assert Fmtp("96", codec.fmtp).text
    for message in codec.feedback:
        kind, _, parameter = message.partition(" ")
        assert RtcpFb("96", kind, parameter or None).feedback == message


@pytest.mark.parametrize("extension", WEBRTC.extensions, ids=lambda extension: extension.uri[-12:])
def test_an_extension_can_be_written(extension: HeaderExtension) -> None:
    assert Extmap(1, extension.uri).text
    assert extension.direction is MediaDirection.SENDRECV
    assert set(extension.kinds) <= {"audio", "video"}
