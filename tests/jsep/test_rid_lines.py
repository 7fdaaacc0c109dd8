"""Lines of layers, as answers read them (RFC 8851, RFC 8853; A-100, A-101)."""

import pytest

from sdpsig import sdp
from sdpsig.jsep import INTEROP, Profile, RidAnswer
from sdpsig.jsep._rid_lines import NUMBERS
from sdpsig.jsep._rids import answer_rids
from tests.jsep._layers import BOTH, HEAD, VIDEO, answered, dropped, said

# --- a=rid


@BOTH
def test_a_100_a_malformed_line_is_left_out(profile: Profile) -> None:
    lines = ("a=rid:a send", "a=rid:b sideways", "a=simulcast:send a;b")
    answer = answered(*lines, profile=profile)
    assert said(answer) == ["rid:a recv", "simulcast:recv a"]
    assert dropped(answer) == [("malformed", "-"), ("undefined", "-")]


@BOTH
@pytest.mark.parametrize(
    "restrictions",
    [
        *(f"{name}=" for name in sorted(NUMBERS)),
        "max-width=wide",
        "max-fps=-1",
        "max-bpp=1.",
        "max-br=1e6",
        "max_br=1",
        "=1",
        "pt",
        "depend",
        "zu kurz=1",
    ],
)
def test_a_100_a_malformed_restriction_discards_its_layer(
    restrictions: str, profile: Profile
) -> None:
    lines = (f"a=rid:a send {restrictions}", "a=rid:b send", "a=simulcast:send a;b")
    answer = answered(*lines, profile=profile)
    assert said(answer) == ["rid:b recv", "simulcast:recv b"]
    assert dropped(answer) == [("malformed", "a")]


@BOTH
def test_a_100_of_a_repeated_rid_nothing_is_left(profile: Profile) -> None:
    lines = ("a=rid:a send", "a=rid:b send", "a=rid:a send max-br=1", "a=simulcast:send a;b")
    answer = answered(*lines, profile=profile)
    assert said(answer) == ["rid:b recv", "simulcast:recv b"]
    assert dropped(answer) == [("duplicate", "a"), ("duplicate", "a")]


@pytest.mark.parametrize("rid", ["a", "A-b_9", "x" * 64])
def test_a_100_a_rid_is_answered_as_it_is(rid: str) -> None:
    assert said(answered(f"a=rid:{rid} send", f"a=simulcast:send {rid}")) == [
        f"rid:{rid} recv",
        f"simulcast:recv {rid}",
    ]


def test_a_100_a_layer_to_be_sent_may_be_restricted_by_what_we_know() -> None:
    known = "pt=96;max-width=1;max-height=1;max-fps=29.97;max-fs=1;max-br=1;max-pps=1;max-bpp=0.5"
    lines = (f"a=rid:a recv {known}", "a=rid:b recv sharpness=9", "a=simulcast:recv a;b")
    answer = answered(*lines)
    assert said(answer) == [f"rid:a send {known}", "simulcast:send a"]
    assert dropped(answer) == [("restriction", "b")]


def test_a_100_a_layer_to_be_received_may_be_restricted_by_anything() -> None:
    answer = answered("a=rid:a send sharpness=9;foo;max-fps", "a=simulcast:send a")
    assert said(answer) == ["rid:a recv sharpness=9;foo;max-fps", "simulcast:recv a"]


def test_a_100_what_depends_on_nothing_goes_and_what_depends_on_that_goes_too() -> None:
    lines = (
        "a=rid:a send depend=b",
        "a=rid:b send max-br=1;depend=c,d",
        "a=rid:c send",
        "a=rid:e send depend=c",
        "a=rid:f send depend=f",
        "a=simulcast:send a;b;c;e;f",
    )
    answer = answered(*lines, most=9)
    assert answer.receive == ("c", "e", "f")
    assert dropped(answer) == [("dependency", "a"), ("dependency", "b")]


def test_a_100_what_depends_on_several_that_are_not_there_goes_once() -> None:
    answer = answered("a=rid:a send depend=x,y", "a=rid:b send", "a=simulcast:send a;b")
    assert answer.receive == ("b",)
    assert dropped(answer) == [("dependency", "a")]


def test_a_100_a_layer_goes_with_the_one_it_depends_on() -> None:
    lines = ("a=rid:a send depend=c", "a=rid:b send", "a=rid:c send", "a=simulcast:send a;b;c")
    assert answered(*lines).receive == ("a", "b", "c")
    answer = answered(*lines, most=2)
    assert said(answer) == ["rid:b recv", "simulcast:recv b"]
    assert dropped(answer) == [("dependency", "a"), ("too-many", "c")]


# --- a=simulcast


@BOTH
def test_a_101_two_lists_disable_simulcast(profile: Profile) -> None:
    lines = ("a=rid:a send", "a=rid:b send", "a=simulcast:send a", "a=simulcast:send b")
    answer = answered(*lines, profile=profile)
    assert said(answer) == []
    assert (answer.send, answer.receive) == ((), ())
    assert dropped(answer) == [("several", "a"), ("several", "b"), ("several", "-")]
    mixed = (*lines[:3], "a=simulcast:nonsense")
    assert dropped(answered(*mixed, profile=profile))[-1] == ("several", "-")


def test_a_101_a_malformed_list_disables_simulcast() -> None:
    answer = answered("a=rid:a send", "a=simulcast:nonsense")
    assert said(answer) == []
    assert dropped(answer) == [("malformed", "a"), ("malformed", "-")]


def test_a_101_a_list_before_the_sections_says_nothing() -> None:
    text = HEAD + "a=simulcast:send a;b\r\n" + "".join(f"{line}\r\n" for line in VIDEO)
    (media,) = sdp.parse(text).media
    answer = answer_rids(
        media,
        receives=True,
        sends=True,
        accepted_formats=(96,),
        rid_extension=True,
        most=3,
        profile=INTEROP,
    )
    assert answer == RidAnswer()


def test_a_101_what_is_not_defined_or_goes_the_other_way_is_not_listed() -> None:
    lines = ("a=rid:a send", "a=rid:b recv", "a=rid:c send", "a=simulcast:send a;b;x;c")
    answer = answered(*lines)
    assert said(answer) == ["rid:a recv", "rid:c recv", "simulcast:recv a;c"]
    assert dropped(answer) == [("direction", "b"), ("undefined", "-")]


def test_a_101_what_is_listed_twice_is_listed_once() -> None:
    lines = ("a=rid:a send", "a=rid:b send", "a=simulcast:send a;b;a")
    answer = answered(*lines)
    assert answer.receive == ("a", "b")
    assert dropped(answer) == [("repeated", "-")]


def test_a_101_a_rid_in_both_directions_counts_in_its_own() -> None:
    answer = answered("a=rid:a send", "a=rid:b recv", "a=simulcast:send b;a recv a;b")
    assert said(answer) == ["rid:b send", "rid:a recv", "simulcast:send b recv a"]
    assert dropped(answer) == [("repeated", "-")]


def test_a_list_in_the_form_of_an_old_draft_is_understood_but_not_by_payload_type() -> None:
    old = answered("a=rid:a send", "a=rid:b send", "a=simulcast: send rid=b;a")
    assert said(old) == ["rid:b recv", "rid:a recv", "simulcast:recv b;a"]
    oldest = answered("a=rid:96 send", "a=simulcast: send pt=96;97")
    assert said(oldest) == []
    assert dropped(oldest) == [("old-draft", "96"), ("old-draft", "-")]
