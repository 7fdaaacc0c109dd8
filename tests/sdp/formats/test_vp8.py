from sdpsig.sdp.formats import Vp8


def test_the_example_of_the_rfc() -> None:
    assert Vp8.parse("max-fr=30; max-fs=3600;") == Vp8(30, 3_600)
    assert Vp8(30, 3_600).serialize() == "max-fr=30;max-fs=3600"


def test_nothing_said_is_no_limit() -> None:
    assert Vp8.parse("") == Vp8(None, None)
