from concurrent.futures import ThreadPoolExecutor

import pytest
from attrs import evolve

from sdpsig import sdp
from sdpsig.sdp import STANDARD, Codec, MediaDescription, MediaLine, Registry, codecs
from sdpsig.sdp import _codecs as module
from sdpsig.sdp._codecs import MAX_KNOWN, MAX_LINES, OFTEN, STATIC, Said
from sdpsig.sdp._memo import MAX_LINE, Memo
from sdpsig.sdp.attributes import Fmtp, RtcpFb, Rtpmap
from tests._corpus import OFFERS

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


def test_feedback_for_all_formats_is_told_when_it_is_asked_for() -> None:
    lines = (Rtpmap(96, "VP8", 90_000), RtcpFb("*", "nack"), RtcpFb("96", "ccm", "fir"))
    (codec,) = codecs(section("96", *lines, RtcpFb("*", "ccm", "fir")))
    assert codec.feedback == ("ccm fir",)
    assert codec.effective_feedback == ("ccm fir", "nack")


def test_channels_that_are_not_said_are_one() -> None:
    media = section("96 97", Rtpmap(96, "L16", 8_000), Rtpmap(97, "L16", 8_000, 0))
    assert [codec.channels for codec in codecs(media)] == [1, 1]


@pytest.mark.parametrize("formats", ["webrtc-datachannel", "5000", "9" * 5_000, "00", "t140"])
def test_formats_that_are_no_payload_types_are_left_out(formats: str) -> None:
    assert codecs(section(formats, proto="UDP/DTLS/SCTP")) == ()


# --- what refers to what


REPAIRED = section(
    "96 97 98 99 100 63",
    Rtpmap(96, "VP8", 90_000),
    Rtpmap(97, "rtx", 90_000),
    Fmtp("97", "apt=96"),
    Rtpmap(98, "RTX", 90_000),
    Fmtp("98", "rtx-time=3000;apt=96"),
    Rtpmap(99, "rtx", 90_000),
    Fmtp("99", "apt=x"),
    Rtpmap(100, "rtx", 90_000),
    Rtpmap(63, "red", 90_000),
    Fmtp("63", "96/96/100"),
)


def test_a_codec_knows_what_repairs_it_and_what_carries_it() -> None:
    found = {codec.payload_type: codec for codec in codecs(REPAIRED)}
    assert {at: codec.rtx for at, codec in found.items() if codec.rtx} == {96: (97, 98)}
    assert {at: codec.red for at, codec in found.items() if codec.red} == {96: (63,), 100: (63,)}


def test_rtx_knows_what_it_repairs() -> None:
    assert [codec.apt for codec in codecs(REPAIRED)] == [None, 96, 96, None, None, None]


def test_a_red_format_that_is_malformed_or_says_nothing_carries_nothing() -> None:
    for lines in ((), (Fmtp("63", "96,96"),)):
        media = section("96 63", Rtpmap(96, "VP8", 90_000), Rtpmap(63, "red", 90_000), *lines)
        assert [codec.red for codec in codecs(media)] == [(), ()]


def test_a_format_that_the_m_line_does_not_list_repairs_nothing() -> None:
    lines = (Rtpmap(96, "VP8", 90_000), Rtpmap(97, "rtx", 90_000), Fmtp("97", "apt=96"))
    assert codecs(section("96", *lines))[0].rtx == ()


def test_a_codec_by_itself_has_no_neighbours() -> None:
    codec = Codec(96, "VP8", 90_000, feedback=("nack",))
    assert (codec.rtx, codec.red, codec.apt) == ((), (), None)
    assert codec.effective_feedback == ("nack",)
    assert Codec(97, "rtx", 90_000, fmtp="apt=96").apt == 96


def test_what_refers_to_a_codec_is_no_part_of_its_value() -> None:
    codec = codecs(REPAIRED)[0]
    assert codec == Codec(96, "VP8", 90_000)
    assert "relations" not in repr(codec)


# --- what many sections say


Known = dict[tuple[object, ...], tuple[Said, tuple[Codec, ...]]]


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Known:
    """What is remembered: nothing yet."""
    table: Known = {}
    monkeypatch.setattr(module, "_KNOWN", table)
    monkeypatch.setattr(module, "_ASKED", {})
    return table


def sealed(*lines: Rtpmap | Fmtp | RtcpFb) -> tuple[Rtpmap | Fmtp | RtcpFb, ...]:
    """Lines whose text is known, as that of lines that were read."""
    assert all(line.text for line in lines)
    return lines


def often(formats: str, *lines: Rtpmap | Fmtp | RtcpFb) -> tuple[Codec, ...]:
    """The codecs of many sections of the same lines."""
    found = [codecs(section(formats, *lines)) for _ in range(OFTEN + 1)]
    assert all(one == found[0] for one in found)
    return found[-1]


LINES = sealed(Rtpmap(96, "VP8", 90_000), Fmtp("96", "max-fs=3600"), RtcpFb("96", "nack"))


def test_sections_of_the_same_lines_share_their_codecs(known: Known) -> None:
    found = [codecs(section("96", *LINES)) for _ in range(OFTEN + 1)]
    assert all(one == found[0] for one in found)
    assert found[0] is not found[-2]
    assert found[-2] is found[-1]
    assert len(known) == 1


def test_what_is_seldom_asked_for_is_not_remembered(known: Known) -> None:
    for _ in range(OFTEN - 1):
        codecs(section("96", *LINES))
    assert known == {}


def test_equal_lines_are_not_the_same_lines(known: Known) -> None:
    other = sealed(*(evolve(line) for line in LINES))
    for lines in (LINES, other):
        assert often("96", *lines)[0].rtpmap is lines[0]
    assert len(known) == 2


def test_other_formats_of_the_same_lines_are_other_codecs(known: Known) -> None:
    lines = sealed(Rtpmap(96, "VP8", 90_000), Rtpmap(97, "VP9", 90_000))
    for formats, names in (("96 97", ["VP8", "VP9"]), ("97 96", ["VP9", "VP8"]), ("97", ["VP9"])):
        assert [codec.encoding for codec in often(formats, *lines)] == names
    assert len(known) == 3


def test_what_nobody_wrote_yet_is_neither_remembered_nor_written(known: Known) -> None:
    assert often("96", Rtpmap(96, "VP8", 90_000), Fmtp("96", "cannot be\r\nwritten"))
    assert known == {}


@pytest.mark.parametrize(("length", "count"), [(MAX_LINE, 1), (MAX_LINE + 1, 0)])
def test_a_section_with_a_long_line_is_not_remembered(
    known: Known, length: int, count: int
) -> None:
    long = Fmtp("96", "x" * (length - len("a=fmtp:96 ")))
    often("96", *sealed(Rtpmap(96, "VP8", 90_000), long))
    assert len(known) == count


@pytest.mark.parametrize(("lines", "count"), [(MAX_LINES, 1), (MAX_LINES + 1, 0)])
def test_a_section_of_many_lines_is_not_remembered(known: Known, lines: int, count: int) -> None:
    messages = (RtcpFb("96", f"x{number}") for number in range(lines - 1))
    often("96", *sealed(Rtpmap(96, "VP8", 90_000), *messages))
    assert len(known) == count


def test_no_more_is_remembered_than_may_be(known: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_ASKED", 9)
    kept = [sealed(Rtpmap(96, f"x{number}", 90_000)) for number in range(2 * MAX_KNOWN + 1)]
    for number, lines in enumerate(kept):
        assert often("96", *lines)[0].encoding == f"x{number}"
        assert len(known) <= MAX_KNOWN
        assert len(module._ASKED) <= 9
    assert len(known) == 1


def test_lines_that_no_memo_holds_go_with_their_section(known: Known) -> None:
    forgetful = Registry(STANDARD.kinds, memo=Memo(0))
    for text in OFFERS.values():
        media = sdp.parse(text, registry=forgetful).media
        assert [codecs(one) for one in media] == [codecs(one) for one in media]
    held = [line for said, _ in known.values() for lines in said[1:] for line in lines]
    assert held == []


def test_of_a_section_nothing_is_remembered_but_its_codecs(known: Known) -> None:
    for text in OFFERS.values():
        for _ in range(OFTEN):
            for media in sdp.parse(text).media:
                codecs(media)
    held = {type(line) for said, _ in known.values() for lines in said[1:] for line in lines}
    assert held == {Rtpmap, Fmtp, RtcpFb}


def test_threads_may_ask_for_codecs_at_once(known: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_KNOWN", 2)
    monkeypatch.setattr(module, "OFTEN", 2)
    texts = [*OFFERS.values()]
    expected = {text: [codecs(media) for media in sdp.parse(text).media] for text in texts}
    with ThreadPoolExecutor(8) as threads:
        every = texts * 3
        found = threads.map(lambda text: [codecs(media) for media in sdp.parse(text).media], every)
        for text, one in zip(every, found, strict=True):
            assert one == expected[text]
    assert 0 < len(known) <= 2 + 8  # at worst one more for each that came together
