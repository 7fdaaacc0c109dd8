from sdpsig import sdp
from sdpsig.jsep import CodecOutcome, ExtensionOutcome
from sdpsig.jsep._compare_media import compare_codecs, compare_extensions
from sdpsig.sdp.attributes import Extmap

HEAD = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"


def media(formats: str, *lines: str) -> sdp.MediaDescription:
    text = f"{HEAD}m=video 9 UDP/TLS/RTP/SAVPF {formats}\r\n" + "".join(
        f"a={one}\r\n" for one in lines
    )
    return sdp.parse(text).media[0]


VP8_RTX = ("rtpmap:96 VP8/90000", "rtpmap:97 rtx/90000", "fmtp:97 apt=96")


def test_codecs_and_their_retransmission_are_found_behind_other_numbers() -> None:
    answered = media("120 124", "rtpmap:120 VP8/90000", "rtpmap:124 rtx/90000", "fmtp:124 apt=120")
    assert compare_codecs(media("96 97", *VP8_RTX), answered) == (
        CodecOutcome("VP8", 96, 120),
        CodecOutcome("rtx of VP8", 97, 124),
    )


def test_the_same_number_is_preferred_where_a_codec_stands_twice() -> None:
    twice = ("rtpmap:96 VP8/90000", "rtpmap:98 VP8/90000")
    found = compare_codecs(media("96 98", *twice), media("98", twice[1]))
    assert found == (
        CodecOutcome("VP8", 96, None, "the answer has it once"),
        CodecOutcome("VP8", 98, 98),
    )


def test_a_retransmission_goes_with_what_it_repairs() -> None:
    dropped = compare_codecs(media("96 97", *VP8_RTX), media("0", "rtpmap:0 X/90000"))
    assert dropped[1] == CodecOutcome("rtx of VP8", 97, None, "what it repairs is not kept")
    without = compare_codecs(media("96 97", *VP8_RTX), media("96", VP8_RTX[0]))
    assert without[1] == CodecOutcome("rtx of VP8", 97, None)
    lonely = compare_codecs(media("97", VP8_RTX[1]), media("96", VP8_RTX[0]))
    assert lonely[0] == CodecOutcome("rtx", 97, None, "what it repairs is not kept")


def test_what_the_answer_adds_stands_behind() -> None:
    found = compare_codecs(media("96", "rtpmap:96 VP8/90000"), media("97", "rtpmap:97 VP9/90000"))
    assert found == (CodecOutcome("VP8", 96, None), CodecOutcome("VP9 profile 0", None, 97))


def test_another_profile_and_another_clock_are_told() -> None:
    theirs = media("96 97", "rtpmap:96 VP9/90000", "fmtp:96 profile-id=2", "rtpmap:97 L16/44100")
    ours = media("96 97", "rtpmap:96 VP9/90000", "rtpmap:97 L16/8000/2")
    assert [codec.why for codec in compare_codecs(theirs, ours)][:2] == [
        "the answer has only VP9 profile 0",
        "the answer has only L16/8000/2",
    ]


def test_header_extensions_are_matched_by_uri() -> None:
    theirs = [Extmap(1, "urn:a"), Extmap(2, "urn:b")]
    ours = [Extmap(5, "urn:a"), Extmap(6, "urn:c")]
    assert tuple(compare_extensions(theirs, ours)) == (
        ExtensionOutcome("urn:a", 1, 5),
        ExtensionOutcome("urn:b", 2, None),
        ExtensionOutcome("urn:c", None, 6),
    )


def test_a_reason_stays_short_however_much_the_answer_has() -> None:
    numbers = range(96, 128)
    named = [f"rtpmap:{one} VP9/90000" for one in numbers]
    listed = " ".join(map(str, numbers))
    ours = media(listed, *named, *(f"fmtp:{one} profile-id={one}{'x' * 999}" for one in numbers))
    (dropped, *_) = compare_codecs(media("96", named[0], "fmtp:96 profile-id=7"), ours)
    assert dropped.why.startswith("the answer has only VP9 profile 96xxx")
    assert dropped.why.endswith(" and 24 more")
    assert len(dropped.why) < 400
