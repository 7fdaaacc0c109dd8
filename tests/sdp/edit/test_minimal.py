"""An edit touches the lines that it names, and no byte of any other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig import sdp
from sdpsig.sdp import SessionDescription, edit
from tests._corpus import CAPTURES, OWN, shared_captures
from tests.sdp.edit._edits import CASES, VARIANTS, Case

EVERY_CASE = pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
FEW = {name: CAPTURES[name] for name in list(CAPTURES)[::5]}


def assert_minimal(text: str, case: Case) -> None:
    before = sdp.parse(text)
    after = case.edit(before)
    written = sdp.serialize(after)
    assert sdp.parse(written) == after
    assert untouched(written, case) == untouched(text, case)
    assert written.startswith("\ufeff") == text.startswith("\ufeff")
    assert surplus(written) == surplus(text)


def untouched(text: str, case: Case) -> list[str]:
    """The lines that an edit leaves alone, with their ends."""
    return [line for line in text.splitlines(keepends=True) if not case.touches.match(line)]


def surplus(text: str) -> int:
    """How often the last line ends."""
    return text.count("\n", len(text.rstrip("\r\n")))


@EVERY_CASE
@pytest.mark.parametrize("text", CAPTURES.values(), ids=list(CAPTURES))
def test_an_edit_touches_only_what_it_names(text: str, case: Case) -> None:
    assert_minimal(text, case)


@EVERY_CASE
def test_an_edit_of_any_capture_touches_only_what_it_names(case: Case) -> None:
    for text in (*OWN.values(), *shared_captures().values()):
        if len(text) < 40_000:  # fifty sections say nothing new, and cost a second each
            assert_minimal(text, case)


@EVERY_CASE
@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("name", FEW)
def test_lines_that_are_not_touched_keep_their_ends(name: str, variant: str, case: Case) -> None:
    text = VARIANTS[variant](FEW[name])
    before, after = sdp.parse(text), case.edit(sdp.parse(text))
    assert sdp.parse(sdp.serialize(after)) == after
    assert surplus(sdp.serialize(after)) == surplus(text)
    old, new = every_line(before), every_line(after)
    ends = dict(zip(map(id, old), every_end(text), strict=True))
    single = {id(line) for line in old if sum(line is other for other in old) == 1}
    single -= {id(old[-1]), id(new[-1])}  # how the last line ends is how the text ends
    stayed = [
        (end, ends[id(line)])
        for line, end in zip(new, every_end(sdp.serialize(after)), strict=True)
        if id(line) in single
    ]
    assert stayed
    assert all(now == then for now, then in stayed)


def every_line(description: SessionDescription) -> list[sdp.Line]:
    found = list(description.lines)
    for media in description.media:
        found += [media.media_line, *media.lines]
    return found


def every_end(text: str) -> list[str]:
    body = text.rstrip("\r\n")
    ends = [line[len(line.rstrip("\r\n")) :] for line in body.splitlines(keepends=True)[:-1]]
    return [*ends, text[len(body) :]]


LINES = tuple(sdp.parse(CAPTURES["audio-video-data--chromium-offer-created"]).media[0].lines)


@given(
    ends=st.lists(st.sampled_from(("\n", "\r\n")), min_size=8, max_size=8),
    tail=st.sampled_from(("", "\n", "\r\n", "\n\n", "\r\n\r\n", "\n\r\n")),
    doubles=st.lists(st.integers(0, 3), min_size=4, max_size=4),
    data=st.data(),
)
def test_a_line_that_was_there_keeps_its_end_whatever_comes_and_goes(
    ends: list[str], tail: str, doubles: list[int], data: st.DataObject
) -> None:
    texts = ["v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0", "m=audio 9 RTP/AVP 0"]
    texts += [LINES[double].text for double in doubles]
    text = "".join(line + end for line, end in zip(texts, [*ends, tail], strict=True))
    before = sdp.parse(text)
    assert sdp.serialize(before) == text
    keep = data.draw(st.lists(st.booleans(), min_size=4, max_size=4), "keep")
    left = [line for line, kept in zip(before.media[0].lines, keep, strict=True) if kept]
    new = data.draw(st.lists(st.integers(0, len(left)), max_size=2), "new")
    changed = list(left)
    for at in new:
        changed.insert(at, sdp.Unknown("x-new"))
    media = before.media[0].with_lines(changed)
    after = before.replacing(0, media)
    written = sdp.serialize(after)
    assert sdp.parse(written) == after
    assert written.startswith("".join(map("".join, zip(texts[:4], ends[:4], strict=True))))
    assert surplus(written) == surplus(text)
    assert sdp.serialize(after.replacing(0, before.media[0])).rstrip("\r\n").count("\n") == 8


@pytest.mark.parametrize("variant", VARIANTS)
def test_what_was_added_and_is_removed_leaves_no_trace(variant: str) -> None:
    text = VARIANTS[variant](CAPTURES["audio-video-data--firefox-offer-created"])
    before = sdp.parse(text)
    line = sdp.Unknown("x-mine", "1")
    for at in range(len(before.media)):
        added = edit.section(before, at, lambda media: edit.add(media, line))
        assert sdp.serialize(added) != text
        back = edit.section(added, at, lambda media: edit.remove(media, line))
        assert sdp.serialize(back) == text
        assert back == before
    assert sdp.serialize(edit.remove(edit.add(before, line), line)) == text


@pytest.mark.parametrize("variant", VARIANTS)
def test_of_two_values_the_last_one_counts(variant: str) -> None:
    text = VARIANTS[variant](CAPTURES["audio-video-data--chromium-offer-created"])
    before = sdp.parse(text)

    def put(description: SessionDescription, bandwidth: int) -> SessionDescription:
        return edit.section(
            description, 1, lambda media: edit.set_bandwidth(media, "AS", bandwidth)
        )

    assert sdp.serialize(put(put(before, 1), 2)) == sdp.serialize(put(before, 2))
    assert put(put(before, 1), 2) == put(before, 2)


@pytest.mark.parametrize("variant", VARIANTS)
def test_what_is_put_back_is_as_it_was(variant: str) -> None:
    text = VARIANTS[variant](CAPTURES["audio-video-data--chromium-offer-created"])
    before = sdp.parse(text)
    away = edit.each_section(before, lambda media: edit.set_port(media, 4))
    ports = iter([media.port for media in before.media])
    back = edit.each_section(away, lambda media: edit.set_port(media, next(ports)))
    assert sdp.serialize(back) == text
    assert back == before
