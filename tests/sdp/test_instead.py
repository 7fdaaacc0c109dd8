"""What stands where a description should is told, and nothing of it is."""

import pytest

from sdpsig.sdp import SdpError, parse
from sdpsig.sdp._instead import STARTS, Instead, instead

SDP = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
TEXTS = [
    ('{"type": "offer", "sdp": "v=0"}', Instead.JSON),
    ('\n  [{"type": "offer"}]', Instead.JSON),
    ('"v=0\\r\\n"', Instead.JSON),
    ("<!doctype html><title>hush</title>", Instead.HTML),
    (SDP.replace("\r\n", "\\r\\n"), Instead.SPELT_ENDS),
    (SDP.replace("\r\n", "\\n"), Instead.SPELT_ENDS),
    (f" {SDP}", Instead.BLANKS),
    (f"\r\n{SDP}", Instead.BLANKS),
    ("a=ice-pwd:hush\r\n", Instead.PART),
    ("m=audio 9 RTP/AVP 0\r\n", Instead.PART),
    ("candidate:1 1 udp 1 192.0.2.1 9 typ host", Instead.CANDIDATE),
    ("hush", None),
    ("v=1\r\nhush\r\n", None),
    ("v=0hush", None),
]


@pytest.mark.parametrize(("text", "what"), TEXTS)
def test_a_text_is_told_by_how_it_starts(text: str, what: Instead | None) -> None:
    assert instead(text) is what


def test_every_start_and_every_word_is_tried() -> None:
    assert {what for _, what in TEXTS} == {*Instead, None}
    assert all(any(text.lstrip().startswith(start) for text, _ in TEXTS) for start in STARTS)


@pytest.mark.parametrize(("text", "what"), TEXTS)
def test_the_fault_says_what_it_is_and_nothing_of_the_text(text: str, what: Instead | None) -> None:
    with pytest.raises(SdpError) as caught:
        parse(text)
    fault = caught.value.fault
    told = "" if what is None else f": {what}"
    assert (fault.code, fault.line, fault.rule) == ("sdp.missing-line", 1, "V-1")
    assert fault.detail == f"the first line is not v=0{told}"
