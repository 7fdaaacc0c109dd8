from attrs import evolve

from sdpsig.jsep import Capabilities, CodecCapability, DataCapability
from sdpsig.sdp.attributes import MediaDirection


def test_nothing_can_be_done_unless_it_is_said() -> None:
    nothing = Capabilities()
    assert nothing.codecs("audio") == nothing.codecs("video") == ()
    assert (nothing.data, nothing.extensions) == (None, ())
    assert nothing.ice_options == ("trickle", "ice2")
    assert nothing.simulcast == 3


def test_there_are_codecs_for_audio_and_video_only() -> None:
    opus, vp8 = CodecCapability("opus", 48_000, 2), CodecCapability("VP8", 90_000)
    both = Capabilities(audio=(opus,), video=(vp8,))
    assert both.codecs("audio") == (opus,)
    assert both.codecs("video") == (vp8,)
    for kind in ("application", "text", "Audio", ""):
        assert both.codecs(kind) == ()


def test_data_channels_have_the_usual_port_and_sizes() -> None:
    assert DataCapability() == DataCapability(5000, 262_144, 65_535)


def test_names_of_codecs_are_compared_in_lower_case() -> None:
    assert CodecCapability("PCMU", 8_000).name == "pcmu"


def test_a_codec_flows_both_ways_under_any_number_unless_it_is_said() -> None:
    codec = CodecCapability("PCMU", 8_000)
    assert codec.direction is MediaDirection.SENDRECV
    assert (codec.payload_type, codec.maxptime, codec.fmtp) == (None, None, None)


def test_codecs_are_alike_where_all_of_their_fields_are() -> None:
    codec = CodecCapability("VP8", 90_000, payload_type=96)
    again = evolve(codec, payload_type=97)
    assert len({codec, again, evolve(again, payload_type=96)}) == 2
