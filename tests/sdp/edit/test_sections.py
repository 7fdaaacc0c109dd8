from collections.abc import Callable

import pytest
from attrs import evolve

from sdpsig import sdp
from sdpsig.errors import FaultCode, SdpError
from sdpsig.sdp import MediaDescription, MediaLine, Version, edit
from sdpsig.sdp.attributes import BundleOnly, Group, Mid, Tool

TEXT = (
    "v=0\r\n"
    "o=- 1 1 IN IP4 0.0.0.0\r\n"
    "s=-\r\n"
    "t=0 0\r\n"
    "a=group:BUNDLE one two\r\n"
    "a=group:LS two one\r\n"
    "a=group:FID three\r\n"
    "m=audio 9 RTP/AVP 0\r\n"
    "a=mid:one\r\n"
    "m=video 0 RTP/AVP 96\r\n"
    "a=mid:two\r\n"
    "a=bundle-only\r\n"
    "a=depend:96 lay one:0,8 three:0; 97 lay one:0\r\n"
    "m=video 9 RTP/AVP 96\r\n"
    "a=depend:96 lay three:0\r\n"
)
DESCRIPTION = sdp.parse(TEXT)


def changes(after: sdp.SessionDescription) -> dict[str, str]:
    pairs = zip(TEXT.splitlines(), sdp.serialize(after).splitlines(), strict=True)
    return {old: new for old, new in pairs if old != new}


def code(call: Callable[[], object]) -> FaultCode:
    with pytest.raises(SdpError) as caught:
        call()
    return caught.value.fault.code


# --- one section, every section


@pytest.mark.parametrize(("name", "at"), [("one", 0), ("two", 1), (0, 0), (1, 1), (2, 2)])
def test_a_section_is_known_by_its_mid_or_its_index(name: int | str, at: int) -> None:
    assert DESCRIPTION.index(name) == at
    changed = edit.section(DESCRIPTION, name, lambda media: edit.add(media, Tool("x")))
    assert [media.get(Tool) for media in changed.media].index(Tool("x")) == at
    assert changed.lines == DESCRIPTION.lines


@pytest.mark.parametrize("name", ["three", "0", "", 3, -1, None, "One"])
def test_a_section_that_is_not_there_is_told(name: int | str) -> None:
    calls: tuple[Callable[[], object], ...] = (
        lambda: edit.section(DESCRIPTION, name, lambda media: media),
        lambda: DESCRIPTION.replacing(name, DESCRIPTION.media[0]),
        lambda: edit.rename_mid(DESCRIPTION, name, "new"),
        lambda: edit.reject(DESCRIPTION, name),
    )
    for call in calls:
        assert code(call) is FaultCode.EDIT_NO_SECTION


def test_of_two_sections_with_one_mid_the_first_is_meant() -> None:
    twice = sdp.parse(TEXT.replace("a=mid:two", "a=mid:one"))
    assert twice.index("one") == 0


def test_every_section_can_be_changed() -> None:
    changed = edit.each_section(DESCRIPTION, lambda media: edit.set_port(media, 5))
    assert [media.port for media in changed.media] == [5, 5, 5]
    assert edit.each_section(DESCRIPTION, lambda media: media) == DESCRIPTION


@pytest.mark.parametrize(
    "media",
    [
        None,
        "m=audio 9 RTP/AVP 0",
        evolve(DESCRIPTION.media[0], media_line=Mid("a")),  # type: ignore[arg-type]
        evolve(DESCRIPTION.media[0], media_line=MediaLine("au dio", 9, "RTP/AVP", ("0",))),
        evolve(DESCRIPTION.media[0], lines=(Mid("a\r\nm=x"),)),
        evolve(DESCRIPTION.media[0], lines=("a=mid:0",)),  # type: ignore[arg-type]
        evolve(DESCRIPTION.media[0], lines=(Version(),)),
        evolve(DESCRIPTION.media[0], lines=(DESCRIPTION.media[1].media_line,)),
    ],
)
def test_what_does_not_fit_into_a_description_is_refused(media: MediaDescription) -> None:
    with pytest.raises(SdpError) as caught:
        DESCRIPTION.replacing(1, media)
    assert caught.value.fault.section == 1
    assert caught.value.fault.code in {FaultCode.SDP_BAD_VALUE, FaultCode.SDP_LINE_ORDER}


def test_sections_may_follow_and_the_last_may_go() -> None:
    ends = TEXT.replace("\r\n", "\n", 9)
    mixed = sdp.parse(ends)
    more = mixed.with_media((*mixed.media, DESCRIPTION.media[0]))
    assert sdp.serialize(more) == ends + "m=audio 9 RTP/AVP 0\r\na=mid:one\r\n"
    assert more.with_media(mixed.media) == mixed
    assert code(lambda: mixed.with_media((*mixed.media, None))) is FaultCode.SDP_BAD_VALUE  # type: ignore[arg-type]


def test_what_did_not_fit_before_may_stay() -> None:
    odd = sdp.parse(TEXT.replace("a=bundle-only", "t=0 0"))
    assert odd.warnings
    changed = edit.section(odd, "two", lambda media: edit.add(media, Tool("x")))
    assert changed.media[1].lines == (*odd.media[1].lines, Tool("x"))


# --- mids


def test_a_mid_changes_wherever_it_is_named() -> None:
    assert changes(edit.rename_mid(DESCRIPTION, "one", "1")) == {
        "a=group:BUNDLE one two": "a=group:BUNDLE 1 two",
        "a=group:LS two one": "a=group:LS two 1",
        "a=mid:one": "a=mid:1",
        "a=depend:96 lay one:0,8 three:0; 97 lay one:0": (
            "a=depend:96 lay 1:0,8 three:0; 97 lay 1:0"
        ),
    }


def test_a_mid_comes_back() -> None:
    there = edit.rename_mid(DESCRIPTION, "one", "1")
    assert edit.rename_mid(there, "1", "one") == DESCRIPTION
    assert edit.rename_mid(DESCRIPTION, "one", "one") == DESCRIPTION


def test_a_section_without_a_mid_gets_one() -> None:
    named = edit.rename_mid(DESCRIPTION, 2, "three")
    assert named.media[2].get(Mid) == Mid("three")
    assert named.lines == DESCRIPTION.lines


def test_a_mid_belongs_to_one_section() -> None:
    assert code(lambda: edit.rename_mid(DESCRIPTION, "one", "two")) is FaultCode.JSEP_DUPLICATE_MID


@pytest.mark.parametrize("mid", ["", "a b", "a\r\nb", "x" * 65, None, 7])
def test_a_mid_is_a_token(mid: str) -> None:
    assert code(lambda: edit.rename_mid(DESCRIPTION, "one", mid)) is FaultCode.SDP_BAD_VALUE


# --- refusing


def test_a_refused_section_has_no_port_and_is_in_no_group() -> None:
    assert changes(edit.reject(DESCRIPTION, "one")) == {
        "a=group:BUNDLE one two": "a=group:BUNDLE two",
        "a=group:LS two one": "a=group:LS two",
        "m=audio 9 RTP/AVP 0": "m=audio 0 RTP/AVP 0",
    }


def test_a_refused_section_is_not_wanted_in_a_bundle_only() -> None:
    refused = edit.reject(DESCRIPTION, "two")
    assert refused.media[1].get(BundleOnly) is None
    assert refused.media[1].media_line is not DESCRIPTION.media[1].media_line
    assert refused.all(Group)[0] == Group("BUNDLE", ("one",))


def test_a_group_may_become_empty() -> None:
    empty = edit.reject(edit.reject(DESCRIPTION, "one"), "two")
    assert [line.text for line in empty.all(Group)] == [
        "a=group:BUNDLE",
        "a=group:LS",
        "a=group:FID three",
    ]
    assert sdp.parse(sdp.serialize(empty)) == empty


def test_a_section_without_a_mid_can_be_refused() -> None:
    assert changes(edit.reject(DESCRIPTION, 2)) == {"m=video 9 RTP/AVP 96": "m=video 0 RTP/AVP 96"}
