"""Every codec that a browser offers has typed parameters, or needs none."""

import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp import Codec, codecs, parse, typed
from sdpsig.sdp.formats import FORMATS, H264, Flexfec, Opus, Red, Rtx, TelephoneEvent
from tests._corpus import CAPTURES, OWN, shared_captures

WITHOUT_PARAMETERS = {"pcmu", "pcma", "g722", "cn"}


@pytest.mark.parametrize("encoding", FORMATS)
def test_a_codec_finds_its_class_in_any_case(encoding: str) -> None:
    fmtp = {"rtx": "apt=1", "flexfec": "repair-window=1", "flexfec-03": "repair-window=1"}
    codec = Codec(96, encoding.upper(), 90_000, fmtp=fmtp.get(encoding))
    assert type(typed(codec)) is FORMATS[encoding]


def test_a_codec_without_a_class_has_no_typed_parameters() -> None:
    assert typed(Codec(0, "PCMU", 8_000)) is None


def test_a_class_reads_what_the_codec_says() -> None:
    assert typed(Codec(111, "opus", 48_000, 2, "stereo=1")) == Opus(stereo=True)
    assert typed(Codec(101, "telephone-event", 8_000)) == TelephoneEvent()
    with pytest.raises(SdpError):
        typed(Codec(97, "rtx", 90_000))


def judge(text: str) -> set[type]:
    """The classes of all codecs of a description; each comes back from what it writes."""
    found: set[type] = set()
    for media in parse(text).media:
        for codec in codecs(media):
            view = typed(codec)
            assert (view is None) is (codec.name in WITHOUT_PARAMETERS), codec
            if view is not None:
                assert type(view).parse(view.serialize()) == view
                found.add(type(view))
    return found


@pytest.mark.parametrize("name", [*CAPTURES, *OWN])
def test_every_codec_of_every_capture_has_a_typed_view(name: str) -> None:
    judge(CAPTURES.get(name) or OWN[name])


def test_every_codec_of_the_larger_collection_has_a_typed_view() -> None:
    found = {kind for text in shared_captures().values() for kind in judge(text)}
    assert found >= {Opus, H264, Rtx, Red, TelephoneEvent, Flexfec}
