"""Layers in answers (RFC 8851, RFC 8853; A-102 to A-107)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig import sdp
from sdpsig.jsep import INTEROP, STRICT, Profile, RidAnswer, Sections
from sdpsig.jsep._rids import answer_rids, proposed_rids
from sdpsig.jsep._rules_rids import judge_rids
from sdpsig.sdp.attributes import Rid, Simulcast
from tests._corpus import CORPUS
from tests.jsep._layers import ASKED, BOTH, THREE, answered, dropped, said, section


@BOTH
def test_a_section_without_layers_has_none(profile: Profile) -> None:
    assert answered(profile=profile) == RidAnswer()


def test_a_102_the_order_is_that_of_the_list() -> None:
    answer = answered(*THREE)
    assert said(answer) == ["rid:h recv", "rid:m recv", "rid:l recv", "simulcast:recv h;m;l"]
    assert (answer.receive, answer.send) == (("h", "m", "l"), ())
    assert answer.warnings == ()


@pytest.mark.parametrize("listed", ["send a;b recv c", "recv c send a;b"])
def test_a_102_both_directions_are_on_one_line_ours_first(listed: str) -> None:
    lines = ("a=rid:a send", "a=rid:b send", "a=rid:c recv", f"a=simulcast:{listed}")
    answer = answered(*lines)
    assert said(answer) == ["rid:c send", "rid:a recv", "rid:b recv", "simulcast:send c recv a;b"]
    assert (answer.send, answer.receive) == (("c",), ("a", "b"))


# --- how many, which, and within what


@pytest.mark.parametrize(("most", "kept"), [(0, ""), (1, "h"), (2, "hm"), (3, "hml"), (4, "hml")])
def test_a_103_the_first_layers_are_kept(most: int, kept: str) -> None:
    answer = answered(*THREE, most=most)
    assert answer.receive == tuple(kept)
    assert [line.rid for line in answer.rids] == [*kept]
    assert (answer.simulcast is None) == (most == 0)
    assert {reason for reason, _ in dropped(answer)} <= {"too-many"}


def test_a_103_the_limit_is_for_each_direction() -> None:
    lines = ("a=rid:a send", "a=rid:b send", "a=rid:c recv", "a=rid:d recv")
    answer = answered(*lines, "a=simulcast:send a;b recv c;d", most=1)
    assert (answer.send, answer.receive) == (("c",), ("a",))


def test_a_103_of_alternatives_the_first_that_we_can_do_is_kept() -> None:
    lines = ("a=rid:a send pt=97", "a=rid:b send", "a=rid:c send", "a=rid:d send")
    answer = answered(*lines, "a=simulcast:send a,b,c;d", accepted=(96,))
    assert said(answer) == ["rid:b recv", "rid:d recv", "simulcast:recv b;d"]
    assert dropped(answer) == [("no-format", "a"), ("alternative", "c")]


def test_a_103_an_alternative_that_was_passed_over_does_not_come_back() -> None:
    answer = answered("a=rid:a send", "a=rid:b send", "a=simulcast:send a,b;b")
    assert answer.receive == ("a",)
    assert dropped(answer) == [("alternative", "b"), ("repeated", "-")]


@pytest.mark.parametrize(
    ("feedback", "pausing", "expected"),
    [
        ("a=rtcp-fb:* ccm pause nowait", True, "simulcast:recv a;~b"),
        ("a=rtcp-fb:96 ccm pause", True, "simulcast:recv a;~b"),
        ("a=rtcp-fb:97 ccm pause", True, "simulcast:recv a;b"),
        ("a=rtcp-fb:96 ccm pausing", True, "simulcast:recv a;b"),
        ("a=rtcp-fb:* ccm fir", True, "simulcast:recv a;b"),
        ("a=rtcp-fb:* ccm pause nowait", False, "simulcast:recv a;b"),
    ],
)
def test_a_103_a_layer_starts_paused_where_both_sides_can_pause(
    feedback: str, pausing: bool, expected: str
) -> None:
    lines = ("a=rid:a send", "a=rid:b send", "a=simulcast:send a;~b", feedback)
    assert said(answered(*lines, accepted=(96,), pausing=pausing))[-1] == expected


def test_a_104_payload_types_are_those_that_are_accepted() -> None:
    lines = (
        "a=rid:a send pt=97,96,11;max-width=1280",
        "a=rid:b send max-width=640;pt=96",
        "a=rid:c send pt=97",
        "a=rid:d send pt=",
        "a=simulcast:send a;b;c;d",
    )
    answer = answered(*lines, accepted=("96",))
    assert said(answer)[:-1] == [
        "rid:a recv pt=96;max-width=1280",
        "rid:b recv max-width=640;pt=96",
    ]
    assert dropped(answer) == [("no-format", "c"), ("no-format", "d")]


def test_a_104_restrictions_are_those_that_were_offered() -> None:
    lines = ("a=rid:a send  max-width=1280 ; max-fps;", "a=rid:b send", "a=simulcast:send a;b")
    assert said(answered(*lines))[:-1] == ["rid:a recv max-width=1280;max-fps", "rid:b recv"]
    assert said(answered("a=rid:a send ;", "a=simulcast:send a"))[0] == "rid:a recv"


# --- when there are none


@BOTH
def test_a_105_without_the_extension_there_are_no_layers(profile: Profile) -> None:
    answer = answered(*THREE, rid_extension=False, profile=profile)
    assert said(answer) == []
    assert {reason for reason, _ in dropped(answer)} == {"no-extension"}
    lone = answered("a=rid:a send", rid_extension=False, profile=profile)
    assert dropped(lone) == [("no-extension", "a")]


@BOTH
def test_a_105_layers_that_do_not_flow_are_left_out(profile: Profile) -> None:
    lines = ("a=rid:a send", "a=rid:b recv", "a=simulcast:send a recv b")
    receiving = answered(*lines, sends=False, profile=profile)
    assert said(receiving) == ["rid:a recv", "simulcast:recv a"]
    assert dropped(receiving) == [("no-flow", "b")]
    sending = answered(*lines, receives=False, profile=profile)
    assert said(sending) == ["rid:b send", "simulcast:send b"]
    assert said(answered(*lines, receives=False, sends=False, profile=profile)) == []


def test_a_106_the_layers_that_we_are_asked_for() -> None:
    lines = (
        *("a=rid:a recv", "a=rid:b recv", "a=rid:c recv", "a=rid:d recv"),
        "a=simulcast:recv d,a;c;d;b",
    )
    answer = answered(*lines, most=2)
    assert answer.send == ("d", "c")
    assert said(answer) == ["rid:d send", "rid:c send", "simulcast:send d;c"]


def test_a_106_a_sender_takes_over_what_is_asked_for_when_the_offer_is_applied() -> None:
    media = section(*ASKED)
    assert proposed_rids(media, rid_extension=True, most=2) == ("h", "m")
    assert proposed_rids(media, rid_extension=False, most=2) == ()
    assert proposed_rids(section(*THREE), rid_extension=True, most=2) == ()


def test_a_107_what_is_not_listed_is_only_answered_in_strict() -> None:
    lines = ("a=rid:a send max-br=9", "a=rid:b recv")
    answer = answered(*lines)
    assert said(answer) == []
    assert dropped(answer) == [("unlisted", "a"), ("unlisted", "b")]
    strict = answered(*lines, sends=False, profile=STRICT)
    assert said(strict) == ["rid:a recv max-br=9"]
    assert (strict.receive, strict.send) == ((), ()), "it is no simulcast"
    assert dropped(strict) == [("no-flow", "b")]


def test_a_107_beside_a_list_too() -> None:
    lines = ("a=rid:a send depend=b", "a=rid:b send", "a=rid:c recv", "a=simulcast:send a")
    assert said(answered(*lines)) == []
    strict = answered(*lines, "a=rid:d send", profile=STRICT, most=1)
    assert said(strict)[-1] == "simulcast:recv a"
    assert said(strict)[:-1] == ["rid:a recv depend=b", "rid:b recv", "rid:c send", "rid:d recv"]


RIDS = st.sampled_from(["a", "b", "c", "d"])
RESTRICTED = st.sampled_from(["", " pt=96", " pt=97,11", " depend=a", " depend=b,c", " max-br=x"])
LINES = st.builds(
    lambda rid, way, rest: f"a=rid:{rid} {way}{rest}",
    RIDS,
    st.sampled_from(["send", "recv"]),
    RESTRICTED,
)
LISTED = st.lists(RIDS | RIDS.map("~{}".format), min_size=1, max_size=5).flatmap(
    lambda rids: st.lists(st.sampled_from(",;"), min_size=len(rids), max_size=len(rids)).map(
        lambda ends: "".join(map("".join, zip(rids, ends, strict=True)))[:-1]
    )
)
LISTS = st.builds("a=simulcast:send {} recv {}".format, LISTED, LISTED) | st.builds(
    "a=simulcast:recv {}".format, LISTED
)


@given(
    st.lists(LINES, max_size=6),
    st.lists(LISTS, max_size=2),
    st.integers(0, 3),
    st.tuples(st.booleans(), st.booleans(), st.booleans()),
    st.sampled_from([INTEROP, STRICT]),
)
def test_an_answer_is_whole_and_adds_nothing(
    lines: list[str],
    lists: list[str],
    most: int,
    flags: tuple[bool, bool, bool],
    profile: Profile,
) -> None:
    receives, sends, extension = flags
    answer = answered(
        *lines,
        *lists,
        receives=receives,
        sends=sends,
        rid_extension=extension,
        most=most,
        profile=profile,
        accepted=(96,),
    )
    offered = section(*lines).all(Rid)
    kept = {line.rid for line in answer.rids}
    lost = [one.line for one in answer.warnings if isinstance(one.line, Rid)]
    assert len(kept) == len(answer.rids)
    assert sorted(line.text for line in lost) == sorted(
        line.text for line in offered if line.rid not in kept
    )
    assert len(answer.send) <= most * sends
    assert len(answer.receive) <= most * receives
    listed = answer.simulcast
    assert answer.send == (() if listed is None else tuple(one.id for (one,) in listed.sent))
    assert answer.receive == (() if listed is None else tuple(one.id for (one,) in listed.received))
    assert kept >= {*answer.send, *answer.receive}
    if profile is INTEROP:
        assert kept == {*answer.send, *answer.receive}
    again = answer_rids(
        section(*(line.text for line in answer.rids), *([listed.text] if listed else [])),
        receives=True,
        sends=True,
        accepted_formats=(96,),
        rid_extension=True,
        most=most,
        profile=profile,
    )
    assert again.warnings == (), "an answer is a description without faults"


@pytest.mark.parametrize("name", ["chromium-156-simulcast-offer", "firefox-153-simulcast-offer"])
def test_the_layers_of_browsers_are_answered(name: str) -> None:
    offer = sdp.parse((CORPUS / f"{name}.sdp").read_bytes())
    (media,) = (media for media in offer.media if media.get(Simulcast) is not None)
    answer = answer_rids(
        media,
        receives=True,
        sends=True,
        accepted_formats=media.formats,
        rid_extension=True,
        most=3,
        profile=INTEROP,
    )
    assert said(answer) == ["rid:h recv", "rid:m recv", "rid:l recv", "simulcast:recv h;m;l"]
    assert not [*judge_rids(Sections.of(offer), STRICT)]
