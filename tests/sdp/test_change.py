from itertools import chain

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from sdpsig import sdp
from sdpsig.errors import FaultCode, SdpError
from sdpsig.sdp import Information, MediaDescription, SessionDescription, SessionName, Timing, edit
from sdpsig.sdp import Unknown as Line
from sdpsig.sdp._change import MEDIA_SHAPE, SESSION_SHAPE, Ends

ENDS = st.sampled_from(("\n", "\r\n"))
TAILS = st.sampled_from(("", "\n", "\r\n", "\n\n", "\r\n\n", "\r\n\r\n", "\n\r\n"))
HEAD = ("v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0")


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A description of a few lines that end in many ways; some lines stand twice."""
    lines = [*HEAD, *draw(st.lists(st.sampled_from(("a=x", "a=y")), max_size=3))]
    for _ in range(draw(st.integers(0, 2))):
        lines.append("m=audio 9 RTP/AVP 0")
        lines += draw(st.lists(st.sampled_from(("a=x", "a=y", "a=z:1")), max_size=4))
    ends = [draw(ENDS) for _ in lines[1:]]
    return "".join(map("".join, zip(lines, [*ends, draw(TAILS)], strict=True)))


def parts(description: SessionDescription) -> list[tuple[sdp.Line, ...]]:
    return [description.lines, *((media.media_line, *media.lines) for media in description.media)]


def ends_of(text: str) -> list[str]:
    body = text.rstrip("\r\n")
    found = body.splitlines(keepends=True)
    inner = [line[len(line.rstrip("\r\n")) :] for line in found[:-1]]
    return [*inner, text[len(body) :]]


@given(texts(), st.data())
def test_every_line_that_stays_keeps_its_end(text: str, data: st.DataObject) -> None:
    before = sdp.parse(text)
    own = dict(enumerate(ends_of(text)))
    number = 0
    after = before
    expected: list[str | None] = []
    for at, lines in enumerate(parts(before)):
        body: list[tuple[sdp.Line, str | None]] = [
            (line, own[number + place]) for place, line in enumerate(lines)
        ]
        number += len(lines)
        fixed = 4 if at == 0 else 1
        where = data.draw(st.integers(fixed, len(body)), "where")
        match data.draw(st.sampled_from(("leave", "cut", "insert", "replace")), "how"):
            case "cut":
                del body[where:]
            case "insert":
                body.insert(where, (Line("new"), None))
            case "replace" if where < len(body):
                body[where] = (Line("new"), body[where][1])
            case _:
                pass
        expected += [end for _, end in body]
        changed = [line for line, _ in body]
        after = (
            after.with_lines(changed)
            if at == 0
            else after.replacing(at - 1, before.media[at - 1].with_lines(changed[1:]))
        )
    written = sdp.serialize(after)
    assert sdp.parse(written) == after
    for now, then in list(zip(ends_of(written), expected, strict=True))[:-1]:
        if then in {"\n", "\r\n"}:
            assert now == then
        elif then is None:
            assert now == ("\r\n" if "\r" in text else "\n" if "\n" in text else "\r\n")
    assert written.count("\n", len(written.rstrip("\r\n"))) == text.count(
        "\n", len(text.rstrip("\r\n"))
    )


def test_a_line_that_takes_the_place_of_another_takes_its_end() -> None:
    text = "\n".join(HEAD) + "\na=x\na=y\r\na=z\n"
    description = sdp.parse(text)
    lines = description.lines
    replaced = description.with_lines((*lines[:4], Line("new"), *lines[5:]))
    assert sdp.serialize(replaced) == text.replace("a=x", "a=new")
    added = description.with_lines((*lines[:4], Line("new"), *lines[4:]))
    assert sdp.serialize(added) == text.replace("a=x\n", "a=new\r\na=x\n")


def test_lines_that_change_places_take_their_ends_along() -> None:
    text = "\n".join(HEAD) + "\na=x\na=y\r\na=z\n"
    description = sdp.parse(text)
    *head, x, y, z = description.lines
    moved = description.with_lines((*head, y, z, x))
    assert sdp.serialize(moved) == "\n".join(HEAD) + "\na=y\r\na=z\na=x\n"
    assert moved.with_lines(description.lines) == description


def test_ends_that_have_become_alike_are_told_once() -> None:
    text = "\n".join(HEAD) + "\na=x\r\n"
    description = sdp.parse(text)
    assert description.mixed_ends
    left = description.with_lines(description.lines[:4])
    assert (left.line_end, left.mixed_ends) == ("\n", ())


def test_ends_that_fit_no_lines_are_forgotten() -> None:
    description = sdp.parse("\n".join(HEAD) + "\na=x\r\n")
    odd = evolve(description, lines=(*description.lines, Line("y")))
    assert odd.with_lines(description.lines).mixed_ends == ()


def test_of_no_lines_there_are_no_ends() -> None:
    bare = SessionDescription((Line("x"), Line("y")), mixed_ends=("\n", "\r\n"))
    assert bare.with_lines(()) == SessionDescription()
    assert Ends("\r\n", ("\n", "")).after([[Line("x"), Line("y")]], [[]]) == Ends("\r\n", ())


def test_each_type_of_line_has_a_place_in_the_order_of_the_rfc() -> None:
    assert "".join(SESSION_SHAPE.places) == "vosiuepcbtrzka"
    assert "".join(MEDIA_SHAPE.places) == "icbka"
    for shape in (SESSION_SHAPE, MEDIA_SHAPE):
        places = list(shape.places.values())
        assert places == sorted(places)
        assert shape.once <= shape.places.keys()
        assert set(shape.needed) <= shape.once | {"t"}


def test_lines_are_judged_when_they_come_and_not_again() -> None:
    (media,) = sdp.parse("\r\n".join((*HEAD, "m=audio 9 RTP/AVP 0", "i=a", "i=b", ""))).media
    assert media.with_lines(media.lines) == media
    assert media.with_lines(reversed(media.lines)).lines == media.lines[::-1]
    with pytest.raises(SdpError) as caught:
        media.with_lines((*media.lines, Information("c")))
    assert caught.value.fault.code is FaultCode.SDP_REPEATED


@pytest.mark.parametrize("needless", [SessionName, Timing])
def test_what_was_missing_is_not_missed(needless: type[sdp.Line]) -> None:
    text = "\r\n".join((*HEAD, ""))
    full = sdp.parse(text)
    bare = evolve(full, lines=tuple(line for line in full.lines if type(line) is not needless))
    assert bare.with_lines(bare.lines) == bare
    with pytest.raises(SdpError) as caught:
        full.with_lines(bare.lines)
    assert caught.value.fault.code is FaultCode.SDP_MISSING_LINE


def test_an_m_line_can_be_exchanged() -> None:
    media = sdp.parse("\r\n".join((*HEAD, "m=audio 9 RTP/AVP 0", ""))).media[0]
    other = sdp.MediaLine("audio", 7, "RTP/AVP", ("8",))
    assert media.with_media_line(other) == MediaDescription(media_line=other)
    with pytest.raises(SdpError):
        media.with_media_line(Line("x"))  # type: ignore[arg-type]
    assert list(chain(*parts(SessionDescription()))) == []


REPEATED = sdp.parse(
    "\r\n".join((*HEAD[:3], "t=3034423619 3042462419", "r=7d 1h 0", "z=3036000000 1h", ""))
)


def test_a_new_time_takes_no_repeats_from_the_one_before() -> None:
    times = edit.add(REPEATED, Timing(3100000000, 0), sdp.Repeat.parse("1d 1h 0"))
    assert [line.text[:1] for line in times.lines[3:]] == ["t", "r", "z", "t", "r"]
    assert times.lines[-1].text == "r=1d 1h 0"


def test_a_repeat_goes_before_the_zones_of_its_time() -> None:
    times = edit.add(REPEATED, sdp.Repeat.parse("1d 1h 0"))
    assert [line.text for line in times.lines[4:]] == ["r=7d 1h 0", "r=1d 1h 0", "z=3036000000 1h"]


def test_every_time_may_have_zones_of_its_own() -> None:
    times = (*REPEATED.lines, *REPEATED.lines[3:])
    assert sdp.build(times).lines == times
    assert sdp.check(sdp.build(times), profile=sdp.STRICT) == ()
