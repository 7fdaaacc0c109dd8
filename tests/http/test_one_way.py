"""What an offer must be for WHIP and WHEP, and what an answer has to say (RFC 9725 §4.2, §4.4)."""

import re
from collections.abc import Mapping

import pytest

from sdpsig.errors import FaultCode, LocalProtocolError, RemoteProtocolError
from sdpsig.http import Whep, Whip
from sdpsig.http._one_way import finish, judge_answer, judge_offer
from sdpsig.sdp import parse, serialize
from tests._corpus import OFFERS
from tests.http._streams import RFC_OFFER, Stage

WHIP, WHEP = Whip.way, Whep.way
PLAYER = RFC_OFFER.replace("a=sendonly", "a=recvonly")
VIDEO = RFC_OFFER[RFC_OFFER.index("m=video") :]
SECOND = VIDEO.replace("a=mid:1", "a=mid:2").replace("3956b460", "4956b460")


def refused(sdp: str, way: object = WHIP, *, tracks: int = 1, strict: bool = False) -> object:
    """The code and the rule of the refusal; None: the offer is taken."""
    assert way in (WHIP, WHEP)
    try:
        judge_offer(parse(sdp), WHIP if way is WHIP else WHEP, tracks=tracks, strict=strict)
    except RemoteProtocolError as error:
        return error.fault.code, error.fault.rule, error.fault.line
    return None


def line(sdp: str, text: str) -> int:
    return sdp.split("\r\n").index(text) + 1


@pytest.mark.parametrize("strict", [False, True])
def test_the_offer_of_figure_2_is_taken(strict: bool) -> None:
    assert refused(RFC_OFFER, strict=strict) is None
    assert refused(PLAYER, WHEP, strict=strict) is None


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize(
    ("direction", "publishes", "plays"),
    [
        ("sendonly", True, False),
        ("sendrecv", True, True),
        ("recvonly", False, True),
        ("inactive", False, False),
    ],
)
def test_media_flows_one_way(direction: str, publishes: bool, plays: bool, strict: bool) -> None:
    sdp = RFC_OFFER.replace("a=sendonly", f"a={direction}")
    at = line(sdp, "m=audio 9 UDP/TLS/RTP/SAVPF 111")
    wrong = FaultCode.JSEP_DIRECTION
    whip, whep = (wrong, "RFC 9725 §4.2", at), (wrong, "WHEP §4.2.5", at)
    assert refused(sdp, strict=strict) == (None if publishes else whip)
    assert refused(sdp, WHEP, strict=strict) == (None if plays else whep)


ALWAYS: Mapping[str, tuple[str, FaultCode, str]] = {
    "a section of its own that is outside the bundle": (
        RFC_OFFER.replace("BUNDLE 0 1", "BUNDLE 0").replace("m=video 0", "m=video 9"),
        FaultCode.BUNDLE_REQUIRED,
        "RFC 9725 §4.4.1",
    ),
    "no bundle at all": (
        RFC_OFFER.replace("a=group:BUNDLE 0 1\r\n", "").replace("m=video 0", "m=video 9"),
        FaultCode.BUNDLE_REQUIRED,
        "RFC 9725 §4.4.1",
    ),
    "two tracks of one kind": (
        RFC_OFFER.replace("BUNDLE 0 1", "BUNDLE 0 1 2") + SECOND,
        FaultCode.RTP_TRACK_COUNT,
        "RFC 9725 §4.4.2",
    ),
    "data and nothing else": (
        OFFERS["data-only--chromium-offer-created"],
        FaultCode.RTP_TRACK_COUNT,
        "RFC 9725 §4.4.2",
    ),
    "a section that is rejected already": (
        RFC_OFFER.replace("a=bundle-only\r\n", ""),
        FaultCode.JSEP_PARTIAL_ANSWER,
        "RFC 9725 §4.4.3",
    ),
}


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("name", ALWAYS)
def test_what_cannot_be_one_stream_in_one_bundle_is_refused(name: str, strict: bool) -> None:
    sdp, code, rule = ALWAYS[name]
    said = refused(sdp, strict=strict)
    assert isinstance(said, tuple)
    assert said[:2] == (code, rule)


STRICTLY: Mapping[str, tuple[str, FaultCode, str]] = {
    "FFmpeg's two streams": (
        RFC_OFFER.replace("a=msid:d46fb922", "a=msid:e46fb922", 1),
        FaultCode.RTP_TRACK_COUNT,
        "RFC 9725 §4.4.2",
    ),
    "no stream": (
        "".join(one for one in RFC_OFFER.splitlines(keepends=True) if "a=msid" not in one),
        FaultCode.RTP_TRACK_COUNT,
        "RFC 9725 §4.4.2",
    ),
    "FFmpeg's setup:passive": (
        RFC_OFFER.replace("a=setup:actpass", "a=setup:passive"),
        FaultCode.DTLS_SETUP,
        "RFC 9725 §4.4.4",
    ),
    "no rtcp-mux-only": (
        RFC_OFFER.replace("a=rtcp-mux-only\r\n", ""),
        FaultCode.RTP_MUX_REQUIRED,
        "RFC 9725 §4.4.1",
    ),
}


@pytest.mark.parametrize("name", STRICTLY)
def test_what_real_clients_leave_out_only_strict_minds(name: str) -> None:
    sdp, code, rule = STRICTLY[name]
    said = refused(sdp, strict=True)
    assert isinstance(said, tuple)
    assert said[:2] == (code, rule)
    assert refused(sdp) is None


def test_who_plays_names_no_stream() -> None:
    sdp = "".join(one for one in PLAYER.splitlines(keepends=True) if "a=msid" not in one)
    assert refused(sdp, WHEP, strict=True) is None


def test_setup_active_is_taken_of_who_is_a_dtls_client_only() -> None:
    assert refused(RFC_OFFER.replace("a=setup:actpass", "a=setup:active"), strict=True) is None


def test_more_tracks_of_a_kind_are_taken_where_that_is_configured() -> None:
    sdp = RFC_OFFER.replace("BUNDLE 0 1", "BUNDLE 0 1 2") + SECOND
    assert refused(sdp, tracks=2, strict=True) is None


# --- answers


def answered(*changes: tuple[str, str]) -> str:
    sdp = Stage().open().text
    for old, new in changes:
        assert old in sdp
        sdp = sdp.replace(old, new)
    return sdp


def test_an_answer_that_takes_everything_may_be_given() -> None:
    judge_answer(parse(answered()), WHIP)


def test_an_answer_to_part_of_an_offer_refuses_the_offer() -> None:
    sdp = answered(("m=video 39132", "m=video 0"))
    with pytest.raises(RemoteProtocolError) as raised:
        judge_answer(parse(sdp), WHIP)
    fault = raised.value.fault
    assert (fault.code, fault.rule, fault.section) == (
        FaultCode.JSEP_PARTIAL_ANSWER,
        "RFC 9725 §4.4.3",
        1,
    )


@pytest.mark.parametrize("direction", ["sendrecv", "sendonly", "inactive"])
def test_an_answer_in_which_media_flows_another_way_is_our_own_mistake(direction: str) -> None:
    with pytest.raises(LocalProtocolError) as raised:
        judge_answer(parse(answered(("a=recvonly", f"a={direction}"))), WHIP)
    assert raised.value.fault.code is FaultCode.JSEP_DIRECTION


BARE = answered(("a=rtcp-mux-only\r\n", ""), ("a=end-of-candidates\r\n", ""))


def test_every_answer_says_rtcp_mux_only_and_the_end_of_its_candidates() -> None:
    finished = serialize(finish(parse(BARE)))
    assert finished == answered()
    assert finished.count("a=rtcp-mux\r\na=rtcp-mux-only\r\n") == 2
    assert finished.count("a=end-of-candidates") == 1


def test_an_answer_that_says_all_that_stays_as_it_is() -> None:
    description = parse(answered())
    assert finish(description) == description


def test_data_channels_have_no_rtcp() -> None:
    description = parse(OFFERS["data-only--chromium-offer-created"])
    assert "rtcp-mux-only" not in serialize(finish(description))


def test_udp_host_candidates_come_first_and_else_in_their_order() -> None:
    kinds = (
        "1 1 tcp 1518280447 192.0.2.1 9 typ host tcptype passive",
        "2 1 udp 1 192.0.2.2 2 typ srflx raddr 192.0.2.1 rport 1",
        "3 1 UDP 1 192.0.2.3 3 typ host",
        "4 1 udp 9 192.0.2.4 4 typ host",
    )
    lines = "".join(f"a=candidate:{kind}\r\n" for kind in kinds)
    host = "a=candidate:1 1 udp 2130706431 198.51.100.1 39132 typ host\r\n"
    finished = serialize(finish(parse(answered((host, lines)))))
    order = [one[12] for one in finished.split("\r\n") if one.startswith("a=candidate:")]
    assert order == ["3", "4", "1", "2"]


def names(*streams: str) -> list[str]:
    """The a=msid of the sections of an answer that sends, once it is finished."""
    lines = iter(streams)
    said = re.sub("a=recvonly\r\n", lambda _: f"a=sendonly\r\n{next(lines)}", BARE)
    finished = serialize(finish(parse(said)))
    return re.findall("^a=msid:(.*)\r$", finished, re.MULTILINE)


def test_what_players_are_sent_is_one_stream_whatever_the_answer_says_of_it() -> None:
    assert names("a=msid:- one\r\n", "a=msid:- two\r\n") == ["stream one", "stream two"]
    assert names("", "a=msid:camera two\r\n") == ["camera", "camera two"]
    assert names("a=msid:camera\r\n", "a=msid:camera two\r\n") == ["camera", "camera two"]
    assert names("a=msid:a one\r\n", "a=msid:b two\r\n") == ["stream one", "stream two"]
    assert names("a=msid:a one\r\na=msid:b one\r\n", "") == ["stream one", "stream"]


def test_who_publishes_is_told_of_no_stream() -> None:
    assert "a=msid" not in answered()
