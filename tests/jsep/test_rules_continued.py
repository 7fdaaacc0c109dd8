"""What transports keep that go on: V-23, V-30 to V-38, A-45."""

from typing import Any

import pytest

from sdpsig.errors import FaultCode
from sdpsig.jsep import STRICT, Side
from sdpsig.jsep._config import RtcpMuxPolicy
from tests.jsep._judged import (
    ANSWER,
    AVD_ANSWER,
    BARE_VIDEO,
    DATA_ANSWER,
    NOTHING,
    OUR_DIGEST,
    OUR_PWD,
    OUR_RESTART,
    OUR_UFRAG,
    RESTART,
    E,
    W,
    after,
    again,
    answered,
    answered_again,
    as_answer,
    expect,
    fresh,
    line,
    of_answer,
    offered,
)
from tests.jsep._offers import (
    AUDIO_SECTION,
    AVD,
    DATA,
    DIGEST,
    MIN_A,
    PWD,
    SESSION,
    UFRAG,
    VIDEO_SECTION,
    added,
    changed,
    text,
    without,
)

C = FaultCode
BOTH_SIDES = pytest.mark.parametrize("side", Side)
OTHER, OURS = ":".join(["CD"] * 32), ":".join(["EF"] * 32)
ONE = (MIN_A, ANSWER)
CERTIFICATE, OUR_CERTIFICATE = (DIGEST, OTHER), (OUR_DIGEST, OURS)


# --- restarts of ICE


@BOTH_SIDES
def test_s_54_an_offer_may_restart_ice_and_an_answer_follows(side: Side) -> None:
    offer, reply = changed(AVD, *RESTART), changed(AVD_ANSWER, *OUR_RESTART)
    assert again(offer, side=side, offerer=side) == NOTHING
    assert answered_again(offer, reply, side=side, offerer=side.other) == NOTHING
    assert answered_again(AVD, AVD_ANSWER, side=side, offerer=side.other) == NOTHING


@BOTH_SIDES
def test_v_32_and_s_55_an_answer_begins_no_restart(side: Side) -> None:
    reply = changed(ANSWER, *OUR_RESTART)
    at = (C.ICE_RESTART, "V-32", line(reply, "a=ice-ufrag"), 0)
    expect(answered_again(MIN_A, reply, ONE, side, offerer=side.other), "refused", at)


def test_v_33_and_d_20_a_peer_that_does_not_follow_our_restart_is_tolerated() -> None:
    offer = changed(MIN_A, *RESTART)
    at = (C.ICE_RESTART, "V-33", line(ANSWER, "a=ice-ufrag"), 0)
    told = answered_again(offer, ANSWER, ONE, Side.REMOTE, offerer=Side.LOCAL)
    expect(told, "tolerated", at)


def test_a_45_we_follow_the_restart_of_a_peer() -> None:
    at = (C.ICE_RESTART, "A-45", line(ANSWER, "a=ice-ufrag"), 0)
    expect(answered_again(changed(MIN_A, *RESTART), ANSWER, ONE), "refused", at)


@BOTH_SIDES
@pytest.mark.parametrize("change", RESTART)
def test_v_33a_half_a_restart_is_told(change: tuple[str, str], side: Side) -> None:
    offer = changed(MIN_A, change)
    at = (C.ICE_RESTART, "V-33a", line(offer, "a=ice-ufrag"), 0)
    expect(again(offer, ONE, side, offerer=side), "warned", at)
    reply = changed(ANSWER, OUR_RESTART[RESTART.index(change)])
    told = answered_again(changed(MIN_A, *RESTART), reply, ONE, side, offerer=side.other)
    expect(told, "warned", (C.ICE_RESTART, "V-33a", line(reply, "a=ice-ufrag"), 0))


def test_a_new_transport_restarts_nothing() -> None:
    third = changed(VIDEO_SECTION, ("a=mid:1", "a=mid:3"), (UFRAG, "third"))
    offer = AVD + without(third, "a=msid:s1 tv")
    assert again(offer) == NOTHING
    assert answered_again(offer, as_answer(offer.replace("third", UFRAG))) == NOTHING


def test_the_transport_of_a_bundle_goes_on_with_another_first_section() -> None:
    offer = changed(AVD, ("m=audio 9", "m=audio 0"), ("BUNDLE 0 1 2", "BUNDLE 1 2"))
    assert again(offer) == NOTHING
    offer = changed(offer, (UFRAG, "other"))
    at = (C.ICE_RESTART, "V-33a", line(offer, "a=ice-ufrag", 2), 1)
    expect(again(offer), "warned", at)


def test_sections_that_join_a_transport_need_not_describe_it() -> None:
    bare = without(changed(BARE_VIDEO, ("a=mid:1", "a=mid:3")), "a=msid:s1 tv")
    offer = changed(AVD, ("BUNDLE 0 1 2", "BUNDLE 0 1 2 3")) + bare
    assert again(offer) == NOTHING


def test_v_36_another_kind_of_agent_is_told() -> None:
    offer = changed(MIN_A, ("t=0 0", "t=0 0\r\na=ice-lite"))
    expect(again(offer, ONE), "warned", (C.ICE_RESTART, "V-36", line(offer, "a=ice-lite"), 0))
    assert again(changed(offer, *RESTART), ONE) == NOTHING
    assert offered(offer) == NOTHING  # V-35: both may be lite


@BOTH_SIDES
def test_v_38_what_was_said_to_the_other_side_comes_back(side: Side) -> None:
    reply = changed(ANSWER, (OUR_UFRAG, UFRAG), (OUR_PWD, PWD))
    at = (C.ICE_BAD_CREDENTIALS, "V-38", line(reply, "a=ice-ufrag"), 0)
    expect(answered(MIN_A, reply, side), "warned", at)
    base = after(MIN_A, ANSWER, offerer=side.other)
    told = of_answer(changed(MIN_A, *RESTART), reply, base, side)
    assert [fault[2] for fault in told] == ["V-38"]


def test_v_38_an_offer_may_come_back_too() -> None:
    offer = changed(MIN_A, (UFRAG, OUR_UFRAG), (PWD, OUR_PWD))
    at = (C.ICE_BAD_CREDENTIALS, "V-38", line(offer, "a=ice-ufrag"), 0)
    expect(again(offer, ONE), "warned", at)


# --- certificates and roles


@BOTH_SIDES
def test_v_34_and_s_56_a_new_certificate_needs_a_restart(side: Side) -> None:
    offer = changed(MIN_A, CERTIFICATE)
    at = (C.DTLS_CHANGED_FINGERPRINT, "V-34", line(offer, "a=fingerprint"), 0)
    expect(again(offer, ONE, side, offerer=side), "refused", at)
    assert again(changed(offer, *RESTART), ONE, side, offerer=side) == NOTHING
    reply = changed(ANSWER, OUR_CERTIFICATE)
    told = answered_again(MIN_A, reply, ONE, side, offerer=side.other)
    expect(told, "refused", (C.DTLS_CHANGED_FINGERPRINT, "V-34", line(reply, "a=finger"), 0))
    both = changed(MIN_A, CERTIFICATE, *RESTART), changed(reply, *OUR_RESTART)
    assert answered_again(*both, ONE, side, offerer=side.other) == NOTHING


def test_v_34_the_order_and_the_letters_of_fingerprints_do_not_count() -> None:
    second = f"a=fingerprint:sha-1 {OTHER[:59]}"
    before = added(MIN_A, second)
    now = changed(MIN_A, ("a=fingerprint", f"{second.lower()}\r\na=fingerprint"))
    assert again(now, (before, ANSWER)) == NOTHING


def test_v_34_and_d_11_a_tls_id_counts_where_we_have_one() -> None:
    name, other = f"a=tls-id:{'a' * 20}", f"a=tls-id:{'b' * 20}"
    offer = added(MIN_A, other)
    assert again(offer, (added(MIN_A, name), ANSWER)) == NOTHING
    told = again(offer, (added(MIN_A, name), added(ANSWER, name)))
    expect(told, "refused", (C.DTLS_CHANGED_FINGERPRINT, "V-34", line(offer, "a=finger"), 0))


def test_v_34_and_sm_51_a_provisional_answer_binds_the_certificate() -> None:
    reply, base = changed(ANSWER, OUR_CERTIFICATE), fresh(STRICT)
    at = (E, C.DTLS_CHANGED_FINGERPRINT, "V-34", line(reply, "a=fingerprint"), 0)
    assert of_answer(MIN_A, reply, base, earlier=ANSWER) == [at]
    assert of_answer(MIN_A, changed(reply, *OUR_RESTART), base, earlier=ANSWER) == []
    assert of_answer(MIN_A, ANSWER, base, earlier=ANSWER) == []
    gone = changed(ANSWER, ("m=audio 9", "m=audio 0"))
    assert of_answer(MIN_A, reply, base, earlier=gone) == []
    assert of_answer(AVD, AVD_ANSWER, base, earlier=AVD_ANSWER) == []


@BOTH_SIDES
def test_v_23_an_association_that_goes_on_keeps_its_roles(side: Side) -> None:
    reply = changed(ANSWER, ("setup:active", "setup:passive"))
    at = (C.DTLS_SETUP, "V-23", line(reply, "a=setup"), 0)
    expect(answered_again(MIN_A, reply, ONE, side, offerer=side.other), "refused", at)
    anew = changed(MIN_A, *RESTART, CERTIFICATE), changed(reply, *OUR_RESTART)
    assert answered_again(*anew, ONE, side, offerer=side.other) == NOTHING
    anew = changed(MIN_A, *RESTART), changed(reply, *OUR_RESTART, OUR_CERTIFICATE)
    assert answered_again(*anew, ONE, side, offerer=side.other) == NOTHING


@pytest.mark.parametrize(("side", "how"), [(Side.LOCAL, "refused"), (Side.REMOTE, "tolerated")])
def test_v_23_and_d_31_a_peer_may_follow_a_restart_in_another_role(side: Side, how: str) -> None:
    reply = changed(ANSWER, ("setup:active", "setup:passive"), *OUR_RESTART)
    at = (C.DTLS_SETUP, "V-23", line(reply, "a=setup"), 0)
    told = answered_again(changed(MIN_A, *RESTART), reply, ONE, side, offerer=side.other)
    expect(told, how, at)


NO_OWNER = ("m=audio 9", "m=audio 0"), ("BUNDLE 0 1 2", "BUNDLE 1 2")
"""Changes that reject the owner of the bundle."""


@pytest.mark.parametrize("offer", [AVD, changed(AVD, *NO_OWNER)], ids=["live", "rejected"])
@pytest.mark.parametrize(("side", "how"), [(Side.LOCAL, "refused"), (Side.REMOTE, "tolerated")])
def test_v_23_and_d_31_a_peer_may_take_another_role_where_the_owner_is_rejected(
    side: Side, how: str, offer: str
) -> None:
    reply = changed(AVD_ANSWER, *NO_OWNER, ("setup:active", "setup:passive"))
    at = (C.DTLS_SETUP, "V-23", line(reply, "a=setup", 2), 1)
    expect(answered_again(offer, reply, side=side, offerer=side.other), how, at)
    same = changed(AVD_ANSWER, *NO_OWNER)
    assert answered_again(offer, same, side=side, offerer=side.other) == NOTHING


@pytest.mark.parametrize("role", ["active", "passive"])
def test_v_32_and_d_31_a_peer_may_begin_anew_where_the_owner_is_rejected(role: str) -> None:
    reply = changed(AVD_ANSWER, *NO_OWNER, *OUR_RESTART, ("setup:active", f"setup:{role}"))
    interop, strict = answered_again(AVD, reply, side=Side.REMOTE, offerer=Side.LOCAL)
    assert interop == [(W, C.ICE_RESTART, "V-32", line(reply, "m=video"), 1)]
    assert (E, C.ICE_RESTART, "V-32", line(reply, "a=ice-ufrag", 2), 1) in strict
    certificate = changed(reply, OUR_CERTIFICATE)
    told = answered_again(AVD, certificate, side=Side.REMOTE, offerer=Side.LOCAL)
    assert [fault[:3] for fault in told[0]] == [(W, C.ICE_RESTART, "V-32")]


def test_v_32_we_begin_nothing_anew_where_the_owner_is_rejected() -> None:
    reply = changed(AVD_ANSWER, *NO_OWNER, *OUR_RESTART)
    at = (C.ICE_RESTART, "V-32", line(reply, "a=ice-ufrag", 2), 1)
    expect(answered_again(AVD, reply), "refused", at)


def test_v_32_whoever_keeps_the_owner_begins_nothing_anew() -> None:
    reply = changed(AVD_ANSWER, *OUR_RESTART)
    at = (C.ICE_RESTART, "V-32", line(reply, "a=ice-ufrag"), 0)
    expect(answered_again(AVD, reply, side=Side.REMOTE, offerer=Side.LOCAL), "refused", at)


def test_v_23_an_answer_without_a_role_is_active() -> None:
    silent, passive = without(ANSWER, "a=setup:active"), ("setup:active", "setup:passive")
    base = (MIN_A, changed(ANSWER, passive))
    told = answered_again(MIN_A, silent, base, Side.REMOTE, offerer=Side.LOCAL)
    assert (E, C.DTLS_SETUP, "V-23", 5, 0) in told[0]
    told = answered_again(MIN_A, silent, ONE, Side.REMOTE, offerer=Side.LOCAL)
    assert "V-23" not in [fault[2] for fault in told[0]]


def test_v_23_an_offer_takes_no_other_role() -> None:
    offer = changed(MIN_A, ("setup:actpass", "setup:active"))
    at = (C.DTLS_SETUP, "V-23", line(offer, "a=setup"), 0)
    expect(again(offer, ONE), "refused", at)
    assert again(changed(MIN_A, ("setup:actpass", "setup:passive")), ONE) == NOTHING


# --- RTCP

SILENT = without(MIN_A, "a=rtcp-mux"), without(ANSWER, "a=rtcp-mux")
FREE: dict[str, Any] = {"rtcp_mux_policy": RtcpMuxPolicy.NEGOTIATE}


def test_v_30_what_is_multiplexed_stays_so() -> None:
    at = (C.RTP_MUX_REQUIRED, "V-30", 5, 0)
    expect(again(SILENT[0], ONE, **FREE), "refused", at)
    expect(answered_again(MIN_A, SILENT[1], ONE, **FREE), "refused", at)


def test_v_30_an_offer_may_want_it_anew_but_an_answer_does_not() -> None:
    assert again(MIN_A, SILENT, **FREE) == NOTHING
    expect(answered_again(*ONE, SILENT, **FREE), "refused", (C.RTP_MUX_REQUIRED, "V-30", 5, 0))


def test_v_30_media_may_join_data_and_leave_it() -> None:
    both = text(*SESSION, "a=group:BUNDLE 2 0") + DATA.split("BUNDLE 2\r\n")[1] + AUDIO_SECTION
    alone = changed(both, ("m=audio 9", "m=audio 0"), ("BUNDLE 2 0", "BUNDLE 2"))
    assert again(both, (DATA, DATA_ANSWER)) == NOTHING
    assert answered_again(both, as_answer(both), (DATA, DATA_ANSWER)) == NOTHING
    assert again(alone, (both, as_answer(both))) == NOTHING
    silent = without(both, "a=rtcp-mux")
    assert again(silent, (DATA, DATA_ANSWER), **FREE) == NOTHING


def test_v_30_and_a_41_data_may_say_it_for_media() -> None:
    head = text(*SESSION, "a=group:BUNDLE 2 0") + added(DATA.split("BUNDLE 2\r\n")[1], "a=rtcp-mux")
    both = head + without(AUDIO_SECTION, "a=rtcp-mux")
    assert again(both, (both, as_answer(both))) == NOTHING
    silent = without(both, "a=rtcp-mux")
    at = (C.RTP_MUX_REQUIRED, "V-30", line(silent, "m=application"), 0)
    expect(again(silent, (both, as_answer(both)), **FREE), "refused", at)
