import pytest

from sdpsig import sdp
from sdpsig.jsep import Sections, SectionView
from sdpsig.sdp import MediaDescription, MediaLine, SessionDescription
from sdpsig.sdp.attributes import MediaDirection, Mid, SetupRole
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


def sections(offer: str, *names: str) -> Sections:
    return Sections.of(sdp.parse(offer), names)


def only(offer: str) -> SectionView:
    (view,) = sections(offer).views
    return view


def data(m_line: str, *lines: str) -> SectionView:
    return only(text(*SESSION, m_line, *lines))


# --- names


def test_a_section_is_found_by_its_mid_and_by_its_index() -> None:
    found = sections(AVD)
    assert [view.mid for view in found.views] == ["0", "1", "2"]
    assert [view.index for view in found.views] == [0, 1, 2]
    assert all(view.named for view in found.views)
    assert found["1"] is found.get("1") is found.views[1]
    assert found.get("9") is None


def test_a_25_a_section_without_a_mid_gets_a_short_one() -> None:
    view = only(without(MIN_A, "a=mid:0"))
    assert not view.named
    assert 1 <= len(view.mid) <= 3


def test_a_26_a_made_up_mid_is_none_that_is_said_anywhere() -> None:
    unnamed, second = MIN_A, AUDIO_SECTION
    for said in ("0", "1", "2"):
        offer = without(unnamed, "a=mid:0") + changed(second, ("a=mid:0", f"a=mid:{said}"))
        found = sections(offer)
        assert found.views[0].mid != said == found.views[1].mid


def test_a_26_a_made_up_mid_is_none_that_a_group_names() -> None:
    group = "a=group:BUNDLE 0 1 2 3"
    offer = changed(without(MIN_A, "a=mid:0"), ("t=0 0\r\n", f"t=0 0\r\n{group}\r\n"))
    found = sections(offer)
    assert found.views[0].mid == "4"
    assert found.bundles == ()


def test_an_answer_takes_the_names_of_its_offer_where_it_has_none() -> None:
    assert [view.mid for view in sections(without(MIN_A, "a=mid:0"), "audio").views] == ["audio"]
    assert [view.mid for view in sections(MIN_A, "audio").views] == ["0"]


# --- what a section says


def test_a_transport_is_what_the_section_says_of_it() -> None:
    transport = only(MIN_A).transport
    assert (transport.ufrag, transport.pwd, transport.setup) == (UFRAG, PWD, SetupRole.ACTPASS)
    assert [fingerprint.digest for fingerprint in transport.fingerprints] == [DIGEST]
    assert (transport.candidates, transport.end_of_candidates) == ((), False)
    assert (transport.ice_lite, transport.trickle) == (False, False)
    assert PWD not in repr(transport)


def test_a_transport_of_the_session_holds_for_every_section() -> None:
    block = (f"a=ice-ufrag:{UFRAG}", f"a=ice-pwd:{PWD}", "a=setup:actpass")
    moved = without(MIN_A, *block)
    moved = changed(moved, ("t=0 0\r\n", "t=0 0\r\na=ice-lite\r\n" + text(*block)))
    transport = only(moved).transport
    assert (transport.ufrag, transport.pwd, transport.setup) == (UFRAG, PWD, SetupRole.ACTPASS)
    assert transport.ice_lite


def test_candidates_and_their_end_are_told() -> None:
    offer = added(
        MIN_A,
        "a=candidate:1 1 udp 1 192.0.2.1 9 typ host",
        "a=candidate:2 1 udp 1 192.0.2.2 9 typ host",
        "a=end-of-candidates",
    )
    transport = only(offer).transport
    assert [candidate.address for candidate in transport.candidates] == ["192.0.2.1", "192.0.2.2"]
    assert transport.end_of_candidates


@pytest.mark.parametrize(
    ("line", "trickles"),
    [("trickle", True), ("ice2,trickle", True), ("ice2", False), ("trickle2", False)],
)
def test_trickling_is_an_option(line: str, trickles: bool) -> None:
    assert only(added(MIN_A, f"a=ice-options:{line}")).transport.trickle is trickles


def test_a_section_at_any_level_has_one_direction_and_the_last_word_counts() -> None:
    assert only(MIN_A).direction is MediaDirection.SENDRECV
    assert only(without(MIN_A, "a=sendrecv")).direction is MediaDirection.SENDRECV
    assert only(added(MIN_A, "a=recvonly")).direction is MediaDirection.RECVONLY
    session = changed(without(MIN_A, "a=sendrecv"), ("t=0 0\r\n", "t=0 0\r\na=inactive\r\n"))
    assert only(session).direction is MediaDirection.INACTIVE


# --- live, rejected, bundle-only

GROUP = ("t=0 0\r\n", "t=0 0\r\na=group:BUNDLE 0\r\n")
ZERO = ("m=audio 9", "m=audio 0")


@pytest.mark.parametrize(
    ("offer", "live", "bundle_only"),
    [
        (MIN_A, True, False),
        (changed(MIN_A, ZERO), False, False),
        (changed(MIN_A, ZERO, GROUP), False, False),
        (added(changed(MIN_A, ZERO), "a=bundle-only"), False, True),
        (added(changed(MIN_A, ZERO, GROUP), "a=bundle-only"), True, True),
        (added(changed(MIN_A, GROUP), "a=bundle-only"), True, False),
    ],
    ids=["live", "rejected", "rejected-in-group", "lonely", "bundle-only", "a-37"],
)
def test_a_section_with_port_0_lives_only_in_a_bundle(
    offer: str, live: bool, bundle_only: bool
) -> None:
    assert (only(offer).live, only(offer).bundle_only) == (live, bundle_only)


def test_d_10_a_rejected_section_is_in_no_bundle() -> None:
    offer = changed(AVD, ("m=audio 9", "m=audio 0"))
    found = sections(offer)
    assert found.bundles == (("1", "2"),)
    assert found.owners() == {"1": "1", "2": "1"}
    assert [line.mids for line in found.bundle_lines] == [("0", "1", "2")]


def test_the_first_of_a_bundle_owns_the_transport() -> None:
    assert sections(AVD).owners() == {"0": "0", "1": "0", "2": "0"}
    assert sections(without(AVD, "a=group:BUNDLE 0 1 2")).owners() == {"0": "0", "1": "1", "2": "2"}
    swapped = changed(AVD, ("a=group:BUNDLE 0 1 2", "a=group:LS 0 1\r\na=group:BUNDLE 2 0"))
    assert sections(swapped).owners() == {"0": "2", "1": "1", "2": "2"}


def test_a_group_without_anybody_is_no_bundle() -> None:
    assert sections(changed(AVD, ("a=group:BUNDLE 0 1 2", "a=group:BUNDLE"))).bundles == ()
    assert sections(changed(AVD, ("a=group:BUNDLE 0 1 2", "a=group:BUNDLE 7"))).bundles == ()


def test_rtcp_shares_a_port_by_the_word_of_the_section_or_of_its_transport() -> None:
    silent = AUDIO_SECTION + without(VIDEO_SECTION, "a=rtcp-mux")
    bundled = sections(text(*SESSION, "a=group:BUNDLE 0 1") + silent)
    assert bundled.multiplexed(bundled["0"])
    assert bundled.multiplexed(bundled["1"])
    assert not bundled["1"].rtcp_mux
    apart = sections(text(*SESSION) + silent)
    assert not apart.multiplexed(apart["1"])


# --- places in the text


def test_every_line_is_found_where_it_stands() -> None:
    found = sections(AVD)
    description = found.description
    lines = sdp.serialize(description).split("\r\n")
    for index, view in enumerate(found.views):
        assert lines[found.line_number(index) - 1] == view.media.media_line.text
        for line in view.media.lines:
            assert lines[found.line_number(index, line) - 1] == line.text
            assert found.line_number(index, line) == description.line_number(index, line)
    for line in description.lines:
        assert lines[found.line_number(None, line) - 1] == line.text
        assert found.line_number(1, line) == found.line_number(None, line)


def test_what_does_not_stand_there_has_the_place_of_its_section() -> None:
    found = sections(AVD)
    stranger = Mid("stranger")
    assert found.line_number(None, stranger) == found.line_number(None) == 1
    assert found.line_number(1, stranger) == found.line_number(1)


# --- names that its places had


def test_d_10_a_section_with_port_0_in_a_group_is_live_where_that_is_agreed() -> None:
    offer = sdp.parse(changed(MIN_A, ZERO, GROUP))
    for port0_live in (True, False):
        found = Sections.of(offer, port0_live=port0_live)
        assert found.views[0].live is port0_live
        assert found.bundles == ((("0",),) if port0_live else ())


def test_a_25_a_made_up_mid_is_none_that_was_ever_used() -> None:
    offer = sdp.parse(without(MIN_A, "a=mid:0"))
    assert Sections.of(offer, taken=("0", "1")).views[0].mid == "2"
    second = sdp.parse(without(MIN_A, "a=mid:0") + changed(AUDIO_SECTION, ("a=mid:0", "a=mid:x")))
    assert [view.mid for view in Sections.of(second, ("x", "x")).views] == ["0", "x"]


# --- kinds


@pytest.mark.parametrize(
    ("m_line", "is_rtp"),
    [
        ("m=audio 9 UDP/TLS/RTP/SAVPF 0", True),
        ("m=video 9 UDP/TLS/RTP/SAVP 96", True),
        ("m=audio 9 TCP/DTLS/RTP/SAVPF 0", True),
        ("m=audio 9 TCP/DTLS/RTP/SAVP 0", True),
        ("m=audio 9 RTP/AVP 0", True),
        ("m=audio 9 RTP/AVPF 0", True),
        ("m=audio 9 RTP/SAVP 0", True),
        ("m=audio 9 RTP/SAVPF 0", True),
        ("m=audio 9 UDP/TLS/RTP/AVP 0", False),
        ("m=audio 9 udp/tls/rtp/savpf 0", False),
        ("m=Audio 9 UDP/TLS/RTP/SAVPF 0", False),
        ("m=text 9 UDP/TLS/RTP/SAVPF 98", False),
        ("m=application 9 UDP/TLS/RTP/SAVPF 98", False),
    ],
)
def test_audio_and_video_over_rtp_are_rtp(m_line: str, is_rtp: bool) -> None:
    view = data(m_line)
    assert (view.is_rtp, view.is_data) == (is_rtp, False)


@pytest.mark.parametrize(
    ("m_line", "is_data", "legacy"),
    [
        ("m=application 9 UDP/DTLS/SCTP webrtc-datachannel", True, None),
        ("m=application 9 TCP/DTLS/SCTP webrtc-datachannel", True, None),
        ("m=application 9 DTLS/SCTP webrtc-datachannel", True, None),
        ("m=application 9 DTLS/SCTP 5000", True, 5000),
        ("m=application 9 DTLS/SCTP 65535", True, 65_535),
        ("m=application 9 DTLS/SCTP 0", True, 0),
        ("m=application 9 DTLS/SCTP 65536", False, None),
        ("m=application 9 DTLS/SCTP 05000", False, None),
        (f"m=application 9 DTLS/SCTP {'9' * 5_000}", False, None),
        ("m=application 9 UDP/DTLS/SCTP 5000", False, None),
        ("m=application 9 UDP/DTLS/SCTP t38", False, None),
        ("m=application 9 SCTP webrtc-datachannel", False, None),
        ("m=audio 9 UDP/DTLS/SCTP webrtc-datachannel", False, None),
        ("m=message 9 TCP/MSRP *", False, None),
    ],
)
def test_data_channels_have_a_new_form_and_an_old_one(
    m_line: str, is_data: bool, legacy: int | None
) -> None:
    view = data(m_line)
    assert (view.is_data, view.legacy_sctp_port) == (is_data, legacy)
    assert not view.is_rtp


def test_a_section_that_was_made_without_formats_is_no_data() -> None:
    media_line = MediaLine("application", 9, "DTLS/SCTP", ())
    made = SessionDescription(media=(MediaDescription(media_line=media_line),))
    (view,) = Sections.of(made).views
    assert not view.is_data


def test_s_40_what_the_peer_says_of_its_association() -> None:
    view = only(DATA)
    assert (view.sctp_port, view.max_message_size, view.lacks_sctp_port) == (5000, 262_144, False)
    silent = only(without(DATA, "a=sctp-port:5000", "a=max-message-size:262144"))
    assert (silent.sctp_port, silent.max_message_size, silent.lacks_sctp_port) == (
        5000,
        65_536,
        True,
    )
    odd = only(changed(DATA, ("sctp-port:5000", "sctp-port:7"), ("size:262144", "size:0")))
    assert (odd.sctp_port, odd.max_message_size) == (7, 0)
    old = data("m=application 9 DTLS/SCTP 5001", "a=sctpmap:5001 webrtc-datachannel 16")
    assert (old.sctp_port, old.max_message_size, old.lacks_sctp_port) == (5001, 65_536, False)
    assert not only(MIN_A).lacks_sctp_port


@pytest.mark.parametrize(("said", "port"), [("06000", 6000), ("0070000", 5000), ("x", 5000)])
def test_v_83_a_port_with_a_zero_in_front_is_the_number_that_it_is(said: str, port: int) -> None:
    data = changed(DATA, ("a=sctp-port:5000", f"a=sctp-port:{said}"))
    assert Sections.of(sdp.parse(data))["2"].sctp_port == port
