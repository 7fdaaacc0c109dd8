"""What payload types and header extension ids have come to mean (O-9, O-10, A-93)."""

import pytest

from sdpsig import sdp
from sdpsig.jsep import Bindings, Sections
from sdpsig.jsep._bindings import History, format_key, format_keys
from sdpsig.jsep._codec_rules import codec_key
from sdpsig.sdp import Codec
from tests.jsep._offers import AVD, MIN_A, SESSION, added, changed, text

OPUS = codec_key(Codec(111, "opus", 48_000, 2))
PCMU = codec_key(Codec(0, "PCMU", 8_000, 1))


def sections(words: str) -> Sections:
    return Sections.of(sdp.parse(words))


def audio(formats: str, *lines: str, port: int = 9) -> Sections:
    m_line = f"m=audio {port} UDP/TLS/RTP/SAVPF {formats}"
    return sections(text(*SESSION, m_line, "a=mid:0", *lines))


NUMBERED_96 = audio("96", "a=rtpmap:96 opus/48000/2", "a=extmap:1 urn:a", "a=extmap:9 urn:b")
NUMBERED_97 = audio("97", "a=rtpmap:97 opus/48000/2", "a=extmap:2 urn:a")
OTHER_96 = audio("96", "a=rtpmap:96 PCMU/8000", "a=extmap:1 urn:c")


# --- what formats stand for


def test_a_format_stands_for_its_codec_and_a_repair_format_for_what_it_repairs() -> None:
    (media,) = sdp.parse(
        text(
            *SESSION,
            "m=video 9 UDP/TLS/RTP/SAVPF 96 97 98 99 100",
            "a=rtpmap:96 VP8/90000",
            "a=rtpmap:97 rtx/90000",
            "a=fmtp:97 apt=96",
            "a=rtpmap:98 rtx/90000",
            "a=fmtp:98 apt=55",
            "a=rtpmap:99 rtx/90000",
        )
    ).media
    vp8 = codec_key(Codec(96, "VP8", 90_000, 1))
    assert dict(format_keys(media)) == {
        96: vp8,
        97: ("rtx", vp8),
        98: ("rtx", None),
        99: ("rtx", None),
    }
    assert format_key(Codec(5, "vp8", 90_000, 1), {}) == vp8


# --- learning


def test_the_first_meaning_of_a_number_stays() -> None:
    known = Bindings().learn(NUMBERED_96, heard=True).learn(OTHER_96, heard=True)
    assert known.formats == {96: OPUS}
    assert known.extensions == {1: "urn:a", 9: "urn:b"}


def test_the_first_number_of_a_meaning_stays() -> None:
    known = Bindings().learn(NUMBERED_96, heard=True).learn(NUMBERED_97, heard=True)
    assert known.formats == {96: OPUS, 97: OPUS}
    assert known.payload_types == {OPUS: 96}
    assert known.ids == {"urn:a": 1, "urn:b": 9}


def test_what_only_we_have_said_gives_way_to_the_peer() -> None:
    ours = Bindings().learn(NUMBERED_96, heard=False)
    assert ours.unheard_formats == {96}
    assert ours.unheard_extensions == {1, 9}
    met = ours.learn(OTHER_96, heard=True)
    assert met.formats == {96: PCMU}
    assert met.extensions == {1: "urn:c", 9: "urn:b"}
    assert met.unheard_formats == set()
    assert met.unheard_extensions == {9}
    again = ours.learn(OTHER_96, heard=False)
    assert again.formats == {96: OPUS}
    assert again.unheard_formats == {96}


def test_a_number_that_the_peer_knows_comes_first() -> None:
    known = Bindings().learn(NUMBERED_96, heard=False).learn(NUMBERED_97, heard=True)
    assert known.payload_types == {OPUS: 97}
    assert known.ids == {"urn:a": 2, "urn:b": 9}


def test_a_number_that_means_two_things_in_one_description_means_the_first() -> None:
    both = sections(
        text(*SESSION, "m=audio 9 UDP/TLS/RTP/SAVPF 96", "a=rtpmap:96 opus/48000/2")
        + text("m=audio 9 UDP/TLS/RTP/SAVPF 96", "a=rtpmap:96 PCMU/8000")
    )
    assert Bindings().learn(both, heard=True).formats == {96: OPUS}


def test_a_rejected_section_binds_extensions_but_no_formats() -> None:
    rejected = audio("96", "a=rtpmap:96 opus/48000/2", "a=extmap:1 urn:a", port=0)
    known = Bindings().learn(rejected, heard=True)
    assert (known.formats, known.extensions) == ({}, {1: "urn:a"})


def test_data_channels_bind_nothing_and_the_session_binds_for_all() -> None:
    data = sections(text(*SESSION, "a=extmap:7 urn:s", "m=application 9 UDP/DTLS/SCTP x"))
    assert Bindings().learn(data, heard=True) == Bindings()
    session = sections(changed(MIN_A, ("t=0 0", "t=0 0\r\na=extmap:7 urn:s")))
    assert Bindings().learn(session, heard=True).extensions == {7: "urn:s"}


# --- the history


def test_a_history_knows_every_offer() -> None:
    history = History().after(NUMBERED_96, heard=True).after(NUMBERED_97, heard=True)
    assert history.bindings.formats == {96: OPUS, 97: OPUS}
    assert History().bindings == Bindings()


@pytest.mark.parametrize(("answered", "expected"), [(False, PCMU), (True, OPUS)])
def test_an_offer_of_ours_counts_from_its_answer_on(answered: bool, expected: object) -> None:
    history = History().after(NUMBERED_96, heard=False)
    if answered:
        history = history.answered()
    assert history.after(OTHER_96, heard=True).bindings.formats[96] == expected


def test_no_history_shows_a_description() -> None:
    history = History().after(sections(added(AVD, "a=x-secret:1")), heard=True)
    assert "secret" not in repr(history)
