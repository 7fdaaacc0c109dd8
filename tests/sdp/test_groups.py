from sdpsig.sdp import MediaDescription, MediaLine, SessionDescription, groups
from sdpsig.sdp.attributes import Group, Mid
from tests._corpus import CAPTURES


def section(mid: str | None, port: int = 9) -> MediaDescription:
    lines = () if mid is None else (Mid(mid),)
    return MediaDescription(lines, media_line=MediaLine("audio", port, "RTP/AVP", ("0",)))


def description(*sections: MediaDescription, group: str) -> SessionDescription:
    return SessionDescription((Group.parse(group),), media=sections)


def test_mids_are_looked_up_in_the_order_of_the_group() -> None:
    first, second = section("a"), section("b")
    (found,) = groups(description(first, section("c"), second, group="BUNDLE b a"))
    assert (found.semantics, found.mids, found.unknown) == ("BUNDLE", ("b", "a"), ())
    assert found.sections == (second, first)
    assert found.tagged is second
    assert found.line == Group("BUNDLE", ("b", "a"))


def test_a_mid_that_no_section_has_is_told_and_counts_for_nothing() -> None:
    (found,) = groups(description(section("a"), section(None), group="LS x a y x"))
    assert found.unknown == ("x", "y")
    assert [media.get(Mid) for media in found.sections] == [Mid("a")]


def test_a_section_that_is_named_twice_stands_once() -> None:
    (found,) = groups(description(section("a"), group="BUNDLE a a"))
    assert found.mids == ("a", "a")
    assert len(found.sections) == 1


def test_of_two_sections_with_one_mid_the_first_counts() -> None:
    (found,) = groups(description(section("a", 1), section("a", 2), group="BUNDLE a"))
    assert [media.port for media in found.sections] == [1]


def test_an_empty_group_has_no_tagged_section() -> None:
    (found,) = groups(description(section("a"), group="BUNDLE"))
    assert (found.sections, found.tagged) == ((), None)


def test_a_description_without_groups_has_none() -> None:
    assert groups(SessionDescription(media=(section("a"),))) == ()


def test_browsers_bundle_all_their_sections() -> None:
    from sdpsig.sdp import parse

    for text in CAPTURES.values():
        read = parse(text)
        assert [found.sections for found in groups(read)] == [read.media]
