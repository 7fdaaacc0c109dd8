"""RTCP feedback of answers: V-69."""

import pytest

from sdpsig.errors import FaultCode
from sdpsig.jsep import Side
from tests.jsep._judged import ANSWER, AVD_ANSWER, NOTHING, answered, expect, line
from tests.jsep._offers import AVD, MIN_A, added, changed

C = FaultCode


@pytest.mark.parametrize("side", Side)
def test_v_69_and_d_19_an_answer_wants_what_was_offered(side: Side) -> None:
    reply = added(ANSWER, "a=rtcp-fb:111 nack")
    at = (C.RTP_FEEDBACK, "V-69", line(reply, "a=rtcp-fb"), 0)
    expect(answered(MIN_A, reply, side), "tolerated", at)
    for words in ("a=rtcp-fb:111 nack", "a=rtcp-fb:* nack"):
        assert answered(added(MIN_A, words), reply, side) == NOTHING
    expect(answered(added(MIN_A, "a=rtcp-fb:0 nack"), reply, side), "tolerated", at)


def test_v_69_an_answer_may_say_it_in_other_words() -> None:
    offer = added(MIN_A, "a=rtcp-fb:111 nack")
    assert answered(offer, added(ANSWER, "a=rtcp-fb:* nack")) == NOTHING
    told = answered(MIN_A, added(ANSWER, "a=rtcp-fb:* nack"))[0]
    assert [fault[2] for fault in told] == ["V-69"]
    renumbered = changed(ANSWER, ("SAVPF 111", "SAVPF 109"), (":111 ", ":109 "))
    assert answered(offer, added(renumbered, "a=rtcp-fb:109 nack")) == NOTHING


def test_no_other_section_is_asked() -> None:
    rejected = changed(AVD_ANSWER, ("m=video 9", "m=video 0"), ("BUNDLE 0 1 2", "BUNDLE 0 2"))
    assert (
        answered(AVD, changed(rejected, ("a=rtcp-fb:96 nack\r\n", "a=rtcp-fb:96 x\r\n"))) == NOTHING
    )
