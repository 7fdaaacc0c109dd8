import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig import sdp
from sdpsig.errors import FaultCode, SdpError
from sdpsig.sdp import Codec, MediaDescription, codecs, edit
from sdpsig.sdp.attributes import Fmtp, Mid, RtcpFb, Rtpmap
from sdpsig.sdp.formats import FORMATS, Format, Opus, Rtx
from tests._corpus import CAPTURES

HEAD = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
VIDEO = sdp.parse(
    HEAD + "m=video 9 UDP/TLS/RTP/SAVPF 96 97 98 99 100 101 102 35\r\n"
    "a=mid:1\r\n"
    "a=rtpmap:96 VP8/90000\r\n"
    "a=rtcp-fb:96 nack pli\r\n"
    "a=rtcp-fb:* ccm fir\r\n"
    "a=rtpmap:97 rtx/90000\r\n"
    "a=fmtp:97 apt=96\r\n"
    "a=rtpmap:98 VP9/90000\r\n"
    "a=fmtp:98 profile-id=0\r\n"
    "a=rtpmap:99 rtx/90000\r\n"
    "a=fmtp:99 apt=98\r\n"
    "a=rtpmap:100 red/90000\r\n"
    "a=rtpmap:101 rtx/90000\r\n"
    "a=fmtp:101 apt=100\r\n"
    "a=rtpmap:102 ulpfec/90000\r\n"
    "a=framesize:96 320-240\r\n"
    "a=imageattr:98 send [x=1,y=1]\r\n"
    "a=imageattr:* recv [x=1,y=1]\r\n"
    "a=rid:hi send pt=96,98;max-width=1280\r\n"
    "a=rid:lo send pt=98\r\n"
    "a=rid:any send max-width=7\r\n"
    "a=fmtp:96\r\n"
).media[0]
AUDIO = sdp.parse(
    HEAD + "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 64 9 0 8 13 126\r\n"
    "a=rtpmap:111 opus/48000/2\r\n"
    "a=fmtp:111 minptime=10\r\n"
    "a=rtpmap:63 red/48000/2\r\n"
    "a=fmtp:63 111/111\r\n"
    "a=rtpmap:64 red/8000\r\n"
    "a=fmtp:64 9/0\r\n"
    "a=rtpmap:9 G722/8000\r\n"
    "a=rtpmap:13 CN/8000\r\n"
    "a=rtpmap:126 telephone-event/8000\r\n"
).media[0]
DATA = sdp.parse(HEAD + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:2\r\n").media[0]


def formats(media: MediaDescription) -> str:
    return " ".join(media.formats)


def texts(media: MediaDescription) -> set[str]:
    return {line.text for line in media.lines}


# --- which


def profile_0(codec: Codec) -> bool:
    return codec.fmtp == "profile-id=0"


@pytest.mark.parametrize(
    ("which", "first"),
    [
        ("vp9", "98"),
        ("VP9", "98"),
        (98, "98"),
        (codecs(VIDEO)[2], "98"),
        (profile_0, "98"),
        ("ulpfec", "102"),
    ],
)
def test_a_codec_is_named_in_many_ways(which: edit.Which, first: str) -> None:
    assert edit.prefer_codecs(VIDEO, which).formats[0] == first


@pytest.mark.parametrize("which", ["H264", 35, 1, None, object(), "", codecs(AUDIO)[0], b"vp8"])
@pytest.mark.parametrize("change", [edit.prefer_codecs, edit.keep_codecs, edit.remove_codecs])
def test_a_codec_that_is_not_there_is_told(
    change: Callable[[MediaDescription, Any], object], which: object
) -> None:
    with pytest.raises(SdpError) as caught:
        change(VIDEO, which)
    assert caught.value.fault.code is FaultCode.EDIT_NO_CODEC


def test_what_is_true_of_no_codec_changes_nothing() -> None:
    for change in (edit.prefer_codecs, edit.remove_codecs):
        assert change(VIDEO, lambda _: False) == VIDEO
        assert change(DATA, lambda _: True) == DATA


# --- order


def test_a_codec_brings_along_what_serves_it() -> None:
    assert formats(edit.prefer_codecs(VIDEO, "VP9")) == "98 99 96 97 100 101 102 35"
    assert formats(edit.prefer_codecs(VIDEO, "red", "VP9")) == "100 101 98 99 96 97 102 35"
    assert formats(edit.prefer_codecs(AUDIO, "PCMU", "opus")) == "0 64 111 63 9 8 13 126"
    assert formats(edit.prefer_codecs(AUDIO, "G722", "opus")) == "9 64 111 63 0 8 13 126"
    assert formats(edit.prefer_codecs(AUDIO, "PCMU", "G722")) == "0 64 9 111 63 8 13 126"


def test_what_is_named_itself_stands_where_it_is_named() -> None:
    assert formats(edit.prefer_codecs(AUDIO, 63, "opus")) == "63 111 64 9 0 8 13 126"
    assert formats(edit.prefer_codecs(AUDIO, "opus", "G722", 63)) == "111 9 64 63 0 8 13 126"
    assert formats(edit.prefer_codecs(VIDEO, "VP9", "rtx")) == "98 97 99 101 96 100 102 35"


def test_an_order_that_holds_already_leaves_the_very_section() -> None:
    assert edit.prefer_codecs(VIDEO, "VP8") is VIDEO
    assert edit.prefer_codecs(VIDEO) is VIDEO


def test_only_the_m_line_changes() -> None:
    changed = edit.prefer_codecs(VIDEO, "VP9")
    assert changed.lines == VIDEO.lines
    assert changed.media_line.port == VIDEO.port


@given(st.permutations([codec.payload_type for codec in codecs(VIDEO)]), st.integers(0, 7))
def test_an_order_is_the_same_formats_again(order: list[int], count: int) -> None:
    changed = edit.prefer_codecs(VIDEO, *order[:count])
    assert sorted(changed.formats) == sorted(VIDEO.formats)
    assert edit.prefer_codecs(changed, *order[:count]) is changed
    at = {text: place for place, text in enumerate(changed.formats)}
    named = [at[str(payload_type)] for payload_type in order[:count]]
    assert named == sorted(named)


def test_a_format_that_is_listed_twice_stays_so() -> None:
    twice = sdp.parse(HEAD + "m=audio 9 RTP/AVP 0 8 0\r\n").media[0]
    assert formats(edit.prefer_codecs(twice, "PCMA")) == "8 0 0"


def test_formats_that_repair_each_other_end() -> None:
    circle = sdp.parse(
        HEAD + "m=video 9 RTP/AVP 96 97 98\r\na=rtpmap:96 VP8/90000\r\n"
        "a=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=98\r\n"
        "a=rtpmap:98 rtx/90000\r\na=fmtp:98 apt=97\r\n"
    ).media[0]
    assert formats(edit.prefer_codecs(circle, 98)) == "98 97 96"
    assert formats(edit.remove_codecs(circle, 98)) == "96"


# --- removing


def test_what_speaks_of_a_codec_goes_with_it() -> None:
    left = edit.remove_codecs(VIDEO, "VP8")
    assert formats(left) == "98 99 100 101 102 35"
    assert texts(VIDEO) - texts(left) == {
        "a=rtpmap:96 VP8/90000",
        "a=rtcp-fb:96 nack pli",
        "a=rtpmap:97 rtx/90000",
        "a=fmtp:97 apt=96",
        "a=framesize:96 320-240",
        "a=rid:hi send pt=96,98;max-width=1280",
    }
    assert texts(left) - texts(VIDEO) == {"a=rid:hi send pt=98;max-width=1280"}
    assert left.lines[-1] is VIDEO.lines[-1]  # malformed lines stay


def test_a_layer_whose_formats_are_all_gone_may_use_any() -> None:
    left = edit.remove_codecs(VIDEO, "VP9")
    assert texts(left) - texts(VIDEO) == {
        "a=rid:hi send pt=96;max-width=1280",
        "a=rid:lo send",
    }


def test_red_forgets_what_is_gone_and_goes_with_the_last() -> None:
    left = edit.remove_codecs(AUDIO, "G722")
    assert formats(left) == "111 63 64 0 8 13 126"
    assert texts(left) - texts(AUDIO) == {"a=fmtp:64 0"}
    assert formats(edit.remove_codecs(left, "PCMU")) == "111 63 8 13 126"
    assert formats(edit.remove_codecs(AUDIO, "opus")) == "64 9 0 8 13 126"


def test_red_that_does_not_say_what_it_carries_stays() -> None:
    strange = sdp.parse(
        HEAD + "m=audio 9 RTP/AVP 0 8 96\r\na=rtpmap:96 red/8000\r\na=fmtp:96 anything\r\n"
    ).media[0]
    assert formats(edit.remove_codecs(strange, "PCMU")) == "8 96"
    assert formats(edit.keep_codecs(strange, "PCMU")) == "0 96"


def test_something_that_carries_media_is_left() -> None:
    changes: tuple[Callable[[], object], ...] = (
        lambda: edit.remove_codecs(VIDEO, "VP8", "VP9"),
        lambda: edit.remove_codecs(AUDIO, lambda _: True),
        lambda: edit.keep_codecs(VIDEO, "red", "rtx"),
        lambda: edit.keep_codecs(AUDIO, lambda _: False),
        lambda: edit.keep_codecs(DATA),
    )
    for change in changes:
        with pytest.raises(SdpError) as caught:
            change()
        assert caught.value.fault.code is FaultCode.EDIT_LAST_FORMAT


def test_a_section_that_carries_nothing_may_lose_some_of_it() -> None:
    odd = sdp.parse(
        HEAD + "m=audio 9 RTP/AVP 96 97\r\na=rtpmap:96 red/8000\r\na=rtpmap:97 ulpfec/8000\r\n"
    ).media[0]
    assert formats(edit.remove_codecs(odd, "red")) == "97"


# --- keeping


def test_a_codec_is_kept_with_what_serves_it() -> None:
    assert formats(edit.keep_codecs(VIDEO, "VP8")) == "96 97 100 101 102"
    assert formats(edit.keep_codecs(AUDIO, "opus")) == "111 63"
    assert formats(edit.keep_codecs(AUDIO, "PCMA", "telephone-event")) == "8 126"
    kept = edit.keep_codecs(AUDIO, "PCMU")
    assert formats(kept) == "64 0"
    assert kept.all(Fmtp) == (Fmtp("64", "0"),)


def test_to_keep_all_changes_nothing() -> None:
    assert edit.keep_codecs(AUDIO, lambda _: True) == AUDIO


@pytest.mark.parametrize("text", CAPTURES.values(), ids=list(CAPTURES))
def test_nothing_refers_to_what_was_removed(text: str) -> None:
    for media in sdp.parse(text).media:
        for codec in codecs(media):
            try:
                left = edit.remove_codecs(media, codec)
            except SdpError:
                continue
            assert str(codec.payload_type) not in left.formats
            mentions = re.compile(rf"a=(rtpmap|fmtp|rtcp-fb):{codec.payload_type} ")
            assert not [line for line in left.lines if mentions.match(line.text)]
            assert all(one.apt != codec.payload_type for one in codecs(left))


# --- adding


def test_a_codec_is_added_behind_the_others() -> None:
    changed = edit.add_codec(
        AUDIO, "L16", 48000, 2, fmtp="a=b", feedback=("nack", "nack pli", "transport-cc")
    )
    assert changed.formats == (*AUDIO.formats, "96")
    at = changed.lines.index(Rtpmap(96, "L16", 48000, 2))
    assert changed.lines[at:] == (
        Rtpmap(96, "L16", 48000, 2),
        RtcpFb("96", "nack"),
        RtcpFb("96", "nack", "pli"),
        RtcpFb("96", "transport-cc"),
        Fmtp("96", "a=b"),
    )
    assert edit.remove_codecs(changed, "L16") == AUDIO


def test_its_lines_stand_behind_those_of_the_others() -> None:
    changed = edit.add_codec(VIDEO, "AV1", 90000)
    at = changed.lines.index(Rtpmap(103, "AV1", 90000))
    assert isinstance(changed.lines[at - 1], Rtpmap)
    assert edit.add_codec(DATA, "AV1", 90000).lines == (Mid("2"), Rtpmap(96, "AV1", 90000))


def test_parameters_may_be_a_value_and_feedback_one_text() -> None:
    changed = edit.add_codec(AUDIO, "opus", 48000, 2, fmtp=Opus(stereo=True), feedback="nack")
    assert changed.all(Fmtp)[-1] == Fmtp("96", "stereo=1")
    assert changed.all(RtcpFb) == (RtcpFb("96", "nack"),)
    assert edit.add_codec(AUDIO, "opus", 48000, 2, fmtp=Opus()).all(Fmtp) == AUDIO.all(Fmtp)
    assert edit.add_codec(VIDEO, "rtx", 90000, fmtp=Rtx(98)).all(Fmtp)[-1] == Fmtp("103", "apt=98")


def test_a_payload_type_is_one_that_nobody_uses() -> None:
    description = sdp.SessionDescription(media=(VIDEO, AUDIO, DATA))
    used = edit.payload_types(description)
    assert {0, 8, 63, 96, 111, 35} <= used
    added = edit.add_codec(AUDIO, "AV1", 90000, avoid=used)
    assert codecs(added)[-1].payload_type == 103
    most = edit.add_codec(AUDIO, "AV1", 90000, avoid=range(96, 128))
    assert codecs(most)[-1].payload_type == 35
    assert codecs(edit.add_codec(AUDIO, "A", 1, payload_type=5))[-1].payload_type == 5


def test_a_payload_type_in_use_is_refused_and_so_is_one_too_many() -> None:
    stray = edit.add(AUDIO, Rtpmap(99, "AV1", 90000))
    changes: tuple[Callable[[], object], ...] = (
        lambda: edit.add_codec(AUDIO, "AV1", 90000, payload_type=111),
        lambda: edit.add_codec(AUDIO, "AV1", 90000, payload_type=0),
        lambda: edit.add_codec(stray, "AV1", 90000, payload_type=99),
        lambda: edit.add_codec(AUDIO, "AV1", 90000, avoid=range(128)),
    )
    for change in changes:
        with pytest.raises(SdpError) as caught:
            change()
        assert caught.value.fault.code is FaultCode.RTP_PAYLOAD_TYPE


def chain(kind: str, length: int) -> MediaDescription:
    """Formats that each serve the one before, with much to read in each."""
    rest = {"rtx": "".join(f";x{at}=1" for at in range(200)), "red": "/0" * 400}[kind]
    spelt = {"rtx": "apt={}", "red": "{}"}[kind]
    lines = ["a=rtpmap:0 VP8/90000"]
    for one in range(1, length):
        lines.append(f"a=rtpmap:{one} {kind}/90000")
        lines.append(f"a=fmtp:{one} {spelt.format(one - 1)}{rest}")
    formats = " ".join(map(str, range(length)))
    text = f"{HEAD}m=video 9 UDP/TLS/RTP/SAVPF {formats}\r\n" + "\r\n".join((*lines, ""))
    return sdp.parse(text).media[0]


@pytest.mark.parametrize("kind", ["rtx", "red"])
def test_parameters_are_read_once_however_long_the_chain_of_formats(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    media, parsed = chain(kind, 100), 0
    assert edit.keep_codecs(media, 0) == media
    parse = FORMATS[kind].parse

    def counted(text: str) -> Format:
        nonlocal parsed
        parsed += 1
        return parse(text)

    monkeypatch.setattr(FORMATS[kind], "parse", counted)
    edit.keep_codecs(media, 0)
    with pytest.raises(SdpError):
        edit.remove_codecs(media, 0)
    assert parsed < 10 * 100
