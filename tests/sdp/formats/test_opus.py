import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp.formats import Opus


def test_the_second_example_of_the_rfc() -> None:
    read = Opus.parse(
        "maxplaybackrate=16000; sprop-maxcapturerate=16000; "
        "maxaveragebitrate=20000; stereo=1; useinbandfec=1; usedtx=0"
    )
    assert read == Opus(16_000, 16_000, 20_000, stereo=True, useinbandfec=True)
    assert read.serialize() == (
        "maxplaybackrate=16000;sprop-maxcapturerate=16000;"
        "maxaveragebitrate=20000;stereo=1;useinbandfec=1"
    )


def test_nothing_said_is_full_band_mono_without_extras() -> None:
    read = Opus.parse("")
    assert (read.maxplaybackrate, read.sprop_maxcapturerate) == (48_000, 48_000)
    assert read.maxaveragebitrate is None
    assert {read.stereo, read.sprop_stereo, read.cbr, read.useinbandfec, read.usedtx} == {False}


@pytest.mark.parametrize(
    "said", ["maxplaybackrate=7999", "maxplaybackrate=48001", "maxaveragebitrate=0", "stereo=yes"]
)
def test_what_the_rfc_does_not_allow_is_refused(said: str) -> None:
    with pytest.raises(SdpError):
        Opus.parse(said)
