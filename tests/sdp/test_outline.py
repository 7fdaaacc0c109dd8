"""What descriptions of one program have in common, and that no connection is in it."""

import pytest

from sdpsig import sdp
from sdpsig.sdp import STANDARD, Connection, Line, Registry, SessionDescription, edit
from sdpsig.sdp._description import Section
from sdpsig.sdp._memo import MAX_OUTLINES, Memo
from sdpsig.sdp._outline import MOST_CHARACTERS, MOST_LINES, OF_THE_CONNECTION
from sdpsig.sdp.attributes import Rtcp, Ssrc
from tests._corpus import CAPTURES, OWN, OWN_OFFERS
from tests.bench._offers import from_capture

HEAD = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
AUDIO = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\n"


@pytest.fixture
def registry() -> Registry:
    return Registry(STANDARD.kinds)


def twice(text: str, registry: Registry) -> SessionDescription:
    """Read for the second time: lines are remembered from the first."""
    sdp.parse(text, registry=registry)
    return sdp.parse(text, registry=registry)


def grouped(section: Section) -> dict[type[Line], tuple[Line, ...]]:
    kinds = dict.fromkeys(map(type, section.lines))
    return {kind: tuple(line for line in section.lines if type(line) is kind) for kind in kinds}


def test_offers_of_one_program_share_their_outline(registry: Registry) -> None:
    first, *others = from_capture().all.batches()()
    outline = twice(first, registry).outline
    assert outline is not None
    assert {sdp.parse(text, registry=registry).outline for text in others} == {outline}


def test_nothing_that_was_seen_for_the_first_time_has_one(registry: Registry) -> None:
    assert sdp.parse(HEAD + AUDIO, registry=registry).outline is None


def test_without_a_memo_there_is_none() -> None:
    registry = Registry(STANDARD.kinds, Memo(0))
    assert twice(HEAD + AUDIO, registry).outline is None


def test_a_description_that_was_made_has_none(registry: Registry) -> None:
    read = twice(HEAD + AUDIO, registry)
    assert read.outline is not None
    assert SessionDescription(read.lines, read.media).outline is None
    assert edit.add(read, sdp.Information("more")).outline is None


def test_asked_again_it_is_the_same(registry: Registry) -> None:
    description = twice(HEAD + AUDIO, registry)
    assert description.outline is description.outline


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a=mid:0", "a=mid:1"),
        ("audio 9", "audio 0"),
        ("audio 9", "audio 9/2"),
        ("audio 9", "video 9"),
        ("SAVPF 111", "SAVPF 111 0"),
        ("UDP/TLS/RTP/SAVPF", "RTP/AVP"),
        ("a=mid:0\r\n", "a=mid:0\r\na=sendonly\r\n"),
        ("a=mid:0\r\n", "a=mid:0\r\na=rid:1 send\r\n"),
        ("a=mid:0\r\n", ""),
        ("s=-", "s=other"),
    ],
)
def test_what_is_said_of_the_session_makes_another(old: str, new: str, registry: Registry) -> None:
    one, other = HEAD + AUDIO, (HEAD + AUDIO).replace(old, new)
    assert twice(one, registry).outline is not twice(other, registry).outline


def test_lines_that_go_to_another_section_make_another(registry: Registry) -> None:
    line = "a=sendonly\r\n"
    texts = (HEAD + AUDIO + line + AUDIO, HEAD + AUDIO + AUDIO + line)
    assert len({twice(text, registry).outline for text in texts}) == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("audio 9", "audio 5004"),
        ("o=- 1 1", "o=- 2 7"),
        ("a=mid:0\r\n", "a=mid:0\r\na=ice-ufrag:abcd\r\na=ssrc:1 cname:x\r\na=x-new:1\r\n"),
    ],
)
def test_what_is_said_of_the_connection_does_not(old: str, new: str, registry: Registry) -> None:
    one, other = HEAD + AUDIO, (HEAD + AUDIO).replace(old, new)
    assert twice(one, registry).outline is twice(other, registry).outline


@pytest.mark.parametrize("line", ["a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + "A" * 40])
def test_a_line_that_may_be_a_secret_of_no_connection_leaves_none(
    line: str, registry: Registry
) -> None:
    assert twice(f"{HEAD}{AUDIO}{line}\r\n", registry).outline is None


def test_a_malformed_line_leaves_none(registry: Registry) -> None:
    assert twice(HEAD + AUDIO + "a=rtpmap:x\r\n", registry).outline is None


@pytest.mark.parametrize("text", [*CAPTURES.values(), *OWN.values()], ids=[*CAPTURES, *OWN])
def test_it_finds_lines_as_looking_for_them_does(text: str, registry: Registry) -> None:
    for _ in range(3):  # unknown, then made, then found
        description = sdp.parse(text, registry=registry)
        _ = description.outline
        for section in (description, *description.media):
            wanted = grouped(section)
            assert {kind: section.all(kind) for kind in wanted} == wanted
            assert section.all(Ssrc) == wanted.get(Ssrc, ())
            for kind, lines in wanted.items():
                assert all(map(lambda a, b: a is b, section.all(kind), lines))


@pytest.mark.parametrize("text", OWN_OFFERS.values(), ids=OWN_OFFERS)
def test_it_holds_no_line_of_a_connection(text: str, registry: Registry) -> None:
    outline = twice(text, registry).outline
    if outline is not None:
        kinds = {kind for index in outline.indexes for kind in index}
        assert kinds.isdisjoint(OF_THE_CONNECTION - {Connection, Rtcp})


def test_an_address_that_was_never_seen_does_not_make_another(registry: Registry) -> None:
    outline = twice(HEAD + AUDIO, registry).outline
    text = (HEAD + AUDIO).replace("0.0.0.0\r\na=", "192.0.2.1\r\na=rtcp:9 IN IP4 192.0.2.1\r\na=")
    known = twice((HEAD + AUDIO).replace("c=IN IP4 0.0.0.0\r\n", ""), registry).outline
    assert sdp.parse(text, registry=registry).outline is known is not outline


def test_a_new_address_beside_a_known_one_stands_in_its_place(registry: Registry) -> None:
    twice(HEAD + AUDIO, registry)
    text = (HEAD + AUDIO).replace("a=mid", "c=IN IP4 192.0.2.1\r\na=mid")
    description = sdp.parse(text, registry=registry)
    assert description.outline is not None
    (media,) = description.media
    assert [line.address for line in media.all(Connection)] == ["0.0.0.0", "192.0.2.1"]


@pytest.mark.parametrize(
    "rest",
    ["a=sendonly\r\n" * MOST_LINES, "".join(f"a=fmtp:{at} {'x' * 200}\r\n" for at in range(100))],
)
def test_a_long_one_is_not_remembered(rest: str, registry: Registry) -> None:
    text = HEAD + AUDIO + rest
    assert len(text) > MOST_CHARACTERS or text.count("\n") > MOST_LINES
    first, second = (twice(text, registry).outline for _ in range(2))
    assert first is not second
    assert registry.memo.outlines == {}


def test_never_are_more_remembered_than_may_be(registry: Registry) -> None:
    for number in range(3 * MAX_OUTLINES):
        assert twice(f"{HEAD}{AUDIO}a=label:{number}\r\n", registry).outline is not None
        assert len(registry.memo.outlines) <= MAX_OUTLINES


def test_they_go_with_the_lines_they_are_known_by() -> None:
    registry = Registry(STANDARD.kinds, Memo(8))
    assert twice(HEAD + AUDIO, registry).outline is not None
    assert registry.memo.outlines
    for number in range(9):
        sdp.parse(f"{HEAD}{AUDIO}a=label:{number}\r\n", registry=registry)
    assert len(registry.memo.outlines) <= 1
