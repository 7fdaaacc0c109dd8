"""Layers that we send: in our offers, and after their answers (O-12, O-28)."""

import pytest

from sdpsig.errors import LocalProtocolError
from sdpsig.jsep import Encoding, RidAnswer
from sdpsig.jsep._encodings import after_answer, offer_rids, prepare_encodings
from tests.jsep._layers import answered, said, section


def encodings(*rids: str | None) -> tuple[Encoding, ...]:
    return tuple(Encoding(rid) for rid in rids)


def offered(layers: tuple[Encoding, ...], **options: bool) -> list[str]:
    rids, simulcast = offer_rids(layers, **options)  # type: ignore[arg-type]  # only booleans
    return said(RidAnswer(rids, simulcast))


def test_o_12_several_layers_are_listed_in_their_order() -> None:
    assert offered(encodings("q", "h", "f")) == [
        *("rid:q send", "rid:h send", "rid:f send"),
        "simulcast:send q;h;f",
    ]


def test_o_12_one_layer_with_a_rid_is_no_simulcast() -> None:
    assert offered(encodings("q")) == ["rid:q send"]
    assert offered(encodings(None)) == offered(()) == []


def test_o_12_layers_without_names_are_numbered() -> None:
    assert offered(encodings(None, None)) == ["rid:0 send", "rid:1 send", "simulcast:send 0;1"]
    assert prepare_encodings((Encoding(), Encoding(active=False))) == (
        Encoding("0"),
        Encoding("1", active=False),
    )


def test_o_12_paused_is_only_said_where_it_is_configured() -> None:
    layers = (Encoding("a"), Encoding("b", active=False))
    assert offered(layers)[-1] == "simulcast:send a;b"
    assert offered(layers, pausing=True)[-1] == "simulcast:send a;~b"


def test_o_12_where_nothing_is_sent_or_named_no_layers_are_offered() -> None:
    assert offered(encodings("a", "b"), sends=False) == []
    assert offered(encodings("a", "b"), rid_extension=False) == []


def test_o_28_what_we_receive_stays_in_our_offers() -> None:
    answer = answered("a=rid:a send max-br=9", "a=rid:b send", "a=simulcast:send a;b")
    rids, simulcast = offer_rids((), receiving=answer.rids)
    assert RidAnswer(rids, simulcast) == RidAnswer(answer.rids, answer.simulcast)
    rids, simulcast = offer_rids(encodings("x", "y"), receiving=answer.rids)
    assert said(RidAnswer(rids, simulcast)) == [
        *("rid:x send", "rid:y send", "rid:a recv max-br=9", "rid:b recv"),
        "simulcast:send x;y recv a;b",
    ]
    rids, simulcast = offer_rids(encodings("x"), sends=False, receiving=answer.rids[:1])
    assert said(RidAnswer(rids, simulcast)) == ["rid:a recv max-br=9", "simulcast:recv a"]


@pytest.mark.parametrize("rid", ["", "a-b", "a_b", "ü", "x" * 17])
def test_our_rids_are_letters_and_digits(rid: str) -> None:
    with pytest.raises(LocalProtocolError, match="O-12"):
        prepare_encodings(encodings("a", rid))


@pytest.mark.parametrize("rids", [("a", "a"), ("a", None), (None, "b")])
def test_our_layers_have_a_rid_each(rids: tuple[str | None, ...]) -> None:
    with pytest.raises(LocalProtocolError, match="O-12"):
        prepare_encodings(encodings(*rids))


def test_o_28_layers_that_a_peer_named_keep_their_names() -> None:
    layers = encodings("a-b", "x" * 40)
    assert offered(layers)[-1] == f"simulcast:send a-b;{'x' * 40}"
    answer = section("a=rid:a-b recv", "a=simulcast:recv a-b")
    assert after_answer(layers, answer) == encodings("a-b")


def test_our_layers_are_as_many_as_we_can_send() -> None:
    assert prepare_encodings(encodings("a", "b", "c"), most=2) == encodings("a", "b")
    assert prepare_encodings(encodings("a", "b"), most=1) == encodings("a")
    assert prepare_encodings(encodings(None, None), most=1) == encodings(None)
    assert prepare_encodings(encodings("a", "b"), most=0) == ()
    assert prepare_encodings(encodings("x" * 16)) == encodings("x" * 16)


SENT = encodings("q", "h", "f")


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        (("a=rid:q recv", "a=rid:h recv", "a=rid:f recv", "a=simulcast:recv f;h;q"), "qhf"),
        (("a=rid:h recv", "a=rid:f recv", "a=simulcast:recv f;h"), "hf"),
        (("a=rid:f recv", "a=simulcast:recv f"), "f"),
        (("a=rid:h recv", "a=rid:f recv", "a=simulcast:recv ~f,h"), "hf"),
        (("a=rid:q recv", "a=rid:h recv"), "q"),
        ((), "q"),
        (("a=rid:x recv", "a=simulcast:recv x"), "q"),
        (("a=rid:h send", "a=rid:f recv", "a=simulcast:recv h;f"), "f"),
        (("a=rid:h recv max-br=1", "a=rid:f recv", "a=simulcast:recv h;f"), "f"),
        (("a=rid:h recv", "a=rid:h recv", "a=rid:f recv", "a=simulcast:recv h;f"), "f"),
        (("a=rid:f recv", "a=simulcast:recv h;f"), "f"),
        (("a=rid:h recv", "a=rid:f recv", "a=simulcast:send h;f"), "q"),
        (("a=rid:f recv", "a=simulcast:recv f", "a=simulcast:recv f"), "q"),
        (("a=rid:f recv", "a=simulcast:nonsense"), "q"),
    ],
)
def test_o_28_layers_that_the_answer_drops_stay_dropped(lines: tuple[str, ...], left: str) -> None:
    assert after_answer(SENT, section(*lines)) == encodings(*left)


def test_o_28_without_the_extension_only_the_first_layer_stays() -> None:
    lines = ("a=rid:h recv", "a=rid:f recv", "a=simulcast:recv h;f")
    assert after_answer(SENT, section(*lines), rid_extension=False) == encodings("q")


def test_o_28_one_layer_stays_whatever_the_answer_says() -> None:
    assert after_answer(encodings("q"), section()) == encodings("q")
    assert after_answer(encodings(None), section()) == encodings(None)
    assert after_answer((), section()) == ()


def test_o_28_a_layer_keeps_what_else_is_known_of_it() -> None:
    layers = (Encoding("q", active=False), Encoding("h"))
    assert after_answer(layers, section()) == layers[:1]
    answer = section("a=rid:0 recv", "a=rid:1 recv", "a=simulcast:recv 0;1")
    assert after_answer(encodings(None, None), answer) == encodings("0", "1")


def test_our_offer_and_our_answer_agree() -> None:
    rids, simulcast = offer_rids(SENT)
    assert simulcast is not None
    answer = answered(*(line.text for line in (*rids, simulcast)), most=2)
    back = section(*(f"a={text}" for text in said(answer)))
    assert after_answer(SENT, back) == encodings("q", "h")
