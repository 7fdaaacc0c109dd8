import pytest
from attrs import evolve

from sdpsig import sdp
from sdpsig.sdp import Line, Malformed, MediaDescription, SessionDescription, Unknown
from sdpsig.sdp._description import Section
from sdpsig.sdp.attributes import (
    Candidate,
    Direction,
    Fingerprint,
    Group,
    IceLite,
    IceUfrag,
    MediaDirection,
    Mid,
    RtcpMux,
    Setup,
)

TEXT = (
    "v=0\r\n"
    "o=- 1 1 IN IP4 0.0.0.0\r\n"
    "s=-\r\n"
    "t=0 0\r\n"
    "a=ice-ufrag:head\r\n"
    "a=mid:misplaced\r\n"
    "a=rtcp-mux\r\n"
    "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n"
    "a=mid:0\r\n"
    "a=ice-ufrag:own\r\n"
    "a=group:BUNDLE 0\r\n"
    "a=ice-lite\r\n"
    "m=video 0 UDP/TLS/RTP/SAVPF 96\r\n"
    "a=mid:1\r\n"
    "a=mid:1\r\n"
    "a=x-thing\r\n"
    "a=rtcp-mux\r\n"
)
DESCRIPTION = sdp.parse(TEXT)
AUDIO, VIDEO = DESCRIPTION.media


def test_get_gives_the_first_and_all_gives_every_one() -> None:
    assert VIDEO.get(Mid) == Mid("1")
    assert VIDEO.all(Mid) == (Mid("1"), Mid("1"))
    assert VIDEO.get(Candidate) is None
    assert VIDEO.all(Candidate) == ()


def test_attributes_are_the_well_formed_a_lines() -> None:
    kinds = [type(line) for line in VIDEO.attributes]
    assert kinds == [Mid, Mid, Unknown, RtcpMux]
    tolerated = sdp.parse(TEXT.replace("a=mid:0", "a=mid:"))
    assert type(tolerated.media[0].lines[0]) is Malformed
    assert tolerated.media[0].attributes == AUDIO.attributes[1:]


def test_a_section_tells_what_its_m_line_says() -> None:
    assert (VIDEO.kind, VIDEO.port, VIDEO.proto, VIDEO.formats) == (
        "video",
        0,
        "UDP/TLS/RTP/SAVPF",
        ("96",),
    )


def test_what_holds_in_a_section_is_its_own_or_the_sessions() -> None:
    for ask in (DESCRIPTION.effective, DESCRIPTION.stated):
        assert ask(AUDIO, IceUfrag) == IceUfrag("own")
        assert ask(VIDEO, IceUfrag) == IceUfrag("head")


def test_where_nothing_is_stated_the_default_of_the_rfc_holds() -> None:
    bare = SessionDescription(media=(AUDIO,))
    silent = evolve(AUDIO, lines=())
    assert bare.stated(silent, Direction) is None
    assert bare.effective(silent, Direction) == Direction(MediaDirection.SENDRECV)
    assert bare.effective_all(silent, Direction) == ()
    head = evolve(bare, lines=(Direction(MediaDirection.INACTIVE),))
    assert head.effective(silent, Direction) == Direction(MediaDirection.INACTIVE)


def test_silence_is_told_from_a_default() -> None:
    assert DESCRIPTION.stated(VIDEO, Setup) is None
    assert DESCRIPTION.effective(VIDEO, Setup) == Setup.default()


def test_an_attribute_holds_only_at_its_own_level() -> None:
    assert DESCRIPTION.stated(AUDIO, RtcpMux) is None
    assert DESCRIPTION.stated(VIDEO, RtcpMux) == RtcpMux()
    assert DESCRIPTION.stated(AUDIO, Group) is None
    assert DESCRIPTION.stated(AUDIO, IceLite) is None
    assert DESCRIPTION.stated(AUDIO, Mid) == Mid("0")


@pytest.mark.parametrize("kind", tuple(sdp.STANDARD), ids=lambda kind: kind.spec.name)
def test_a_level_that_an_attribute_does_not_allow_lends_it_to_nobody(
    kind: type[sdp.Attribute],
) -> None:
    line = object.__new__(kind)
    media = evolve(AUDIO, lines=())
    head = SessionDescription((line,), media=(media,))
    own = evolve(AUDIO, lines=(line,))
    silent = SessionDescription(media=(own,))
    level = kind.spec.level
    assert len(head.effective_all(media, kind)) == (sdp.Level.SESSION in level)
    assert len(silent.effective_all(own, kind)) == (sdp.Level.MEDIA in level)


def test_of_several_those_of_the_section_replace_those_of_the_session() -> None:
    head, own = Fingerprint("sha-1", "AA"), Fingerprint("sha-256", "BB")
    description = evolve(DESCRIPTION, lines=(*DESCRIPTION.lines, head, head))
    media = evolve(AUDIO, lines=(*AUDIO.lines, own))
    assert description.effective_all(AUDIO, Fingerprint) == (head, head)
    assert description.effective_all(media, Fingerprint) == (own,)


def test_an_index_is_no_part_of_the_value() -> None:
    fresh = sdp.parse(TEXT)
    DESCRIPTION.get(Mid)
    assert fresh == DESCRIPTION
    assert hash(fresh) == hash(DESCRIPTION)
    assert "_index" not in repr(DESCRIPTION)


def test_a_changed_section_finds_what_is_new() -> None:
    AUDIO.get(Mid)
    assert evolve(AUDIO, lines=(Mid("9"),)).get(Mid) == Mid("9")


def test_warnings_are_told_beside_the_value() -> None:
    tolerated = sdp.parse(TEXT.replace("a=x-thing", "a=x thing"))
    assert tolerated.warnings
    assert tolerated == evolve(tolerated, warnings=())
    assert "warnings" not in repr(tolerated)


@pytest.mark.parametrize("section", [None, 0, 1])
def test_every_line_knows_its_number(section: int | None) -> None:
    part: Section = DESCRIPTION if section is None else DESCRIPTION.media[section]
    for line in part.lines:
        number = DESCRIPTION.line_number(section, line)
        assert TEXT.splitlines()[number - 1] == line.text


def test_a_line_that_stands_twice_has_the_number_of_the_first() -> None:
    first, second = VIDEO.all(Mid)
    assert first is second
    assert DESCRIPTION.line_number(1, second) == 14


def test_without_a_line_it_is_where_the_part_begins() -> None:
    assert [DESCRIPTION.line_number(at) for at in (None, 0, 1)] == [1, 8, 13]
    stranger = Mid("7")
    assert [DESCRIPTION.line_number(at, stranger) for at in (None, 0, 1)] == [1, 8, 13]


def test_a_line_of_the_session_is_found_from_a_section() -> None:
    ufrag = DESCRIPTION.stated(VIDEO, IceUfrag)
    assert DESCRIPTION.line_number(1, ufrag) == 5


def test_a_description_can_be_made_from_nothing() -> None:
    lines: tuple[Line, ...] = (
        sdp.Version(),
        sdp.Origin(1, 1),
        sdp.SessionName(),
        sdp.Timing(),
    )
    media_line = sdp.MediaLine("audio", 9, "UDP/TLS/RTP/SAVPF", ("0",))
    made = SessionDescription(lines, media=(MediaDescription((Mid("0"),), media_line=media_line),))
    assert sdp.parse(sdp.serialize(made)) == made
    assert sdp.serialize(SessionDescription()) == ""


def test_lines_are_found_again_after_they_were_forgotten() -> None:
    before = VIDEO.all(Mid)
    VIDEO.forget()
    assert VIDEO.all(Mid) == before


def test_descriptions_share_the_words_of_their_lines() -> None:
    one, other = (sdp.parse(TEXT).media[0].formats for _ in range(2))
    assert all(map(lambda a, b: a is b, one, other))
