from sdpsig.sdp import parse
from sdpsig.sdp._places import Part, Whole
from sdpsig.sdp.attributes import Fingerprint, IceUfrag, Mid, Tool

from ._judged import AUDIO, TRANSPORT, C, audio, text

BUNDLED = text(
    "a=group:BUNDLE 0 1",
    "a=group:BUNDLE 1 2 nobody",
    "a=group:LS 0 3",
    *audio(mid="0"),
    *audio(mid="1"),
    *audio(mid="2"),
    AUDIO.replace(" 9 ", " 0 "),
    C,
    "a=mid:3",
    AUDIO,
    C,
)


def test_every_line_has_the_number_that_it_has_in_the_text() -> None:
    lines = BUNDLED.splitlines()
    whole = Whole(parse(BUNDLED))
    assert whole.length == len(lines)
    for part in whole.parts:
        for number, line in part.numbered():
            assert lines[number - 1] == line.text == part.texts[number - part.start]
    for part in whole.sections:
        assert lines[part.fault_line - 1].startswith("m=")


def test_a_line_is_found_by_its_kind() -> None:
    whole = Whole(parse(BUNDLED))
    assert [part.all(Mid)[0][1].mid for part in whole.sections[:4]] == ["0", "1", "2", "3"]
    assert whole.session.all(Tool) == []
    assert not whole.session.has(Tool)
    assert Mid in set(whole.sections[0].kinds())


def test_a_mid_in_two_groups_counts_for_the_first() -> None:
    whole = Whole(parse(BUNDLED))
    assert [[part.mid for part in parts] for parts in whole.bundles] == [["0", "1"], ["2"]]
    assert whole.bundled == {0: 0, 1: 0, 2: 1}
    assert [part.mid for part in whole.owners] == ["0", "2", None]
    assert [part.index for part in whole.live] == [0, 1, 2, 4]


def test_a_section_inherits_what_may_stand_in_front() -> None:
    description = text(*TRANSPORT[:3], AUDIO, C, "a=mid:0", AUDIO, C, "a=ice-ufrag:other")
    first, second = Whole(parse(description)).sections
    assert [line.ufrag for _, line in first.effective(IceUfrag)] == ["abcd"]
    assert [line.ufrag for _, line in second.effective(IceUfrag)] == ["other"]
    assert first.effective(Fingerprint) == second.effective(Fingerprint)
    assert first.effective(Mid) != second.effective(Mid) == []


def test_a_section_is_received_at_its_own_address_or_that_of_the_session() -> None:
    description = text(AUDIO, C, AUDIO).replace("s=-\r\n", "s=-\r\nc=IN IP4 192.0.2.1\r\n")
    first, second = Whole(parse(description)).sections
    assert (first.destination, second.destination) == ((9, C), (9, "c=IN IP4 192.0.2.1"))


def test_what_a_section_is_follows_from_its_m_line() -> None:
    description = text(
        AUDIO, "m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "m=audio 9 RTP/AVP 0"
    )
    sections = Whole(parse(description)).sections
    assert [part.is_rtp for part in sections] == [True, False, True]
    assert [part.is_dtls for part in sections] == [True, True, False]


def test_a_part_without_a_section_is_the_session() -> None:
    whole = Whole(parse(BUNDLED))
    assert type(whole.parts[0]) is Part
    assert whole.parts[0].index is None
