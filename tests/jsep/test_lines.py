"""The lines that offers and answers have in common (A-20, A-43 to A-49, A-57 to A-60, A-120)."""

import pytest
from attrs import evolve

from sdpsig import sdp
from sdpsig.jsep import (
    INTEROP,
    STRICT,
    NegotiationConfig,
    Origin,
    Profile,
    Sections,
    Side,
    Transceiver,
)
from sdpsig.jsep._lines import (
    as_before,
    candidate_lines,
    common,
    default_candidate,
    msids,
    opening,
    rejected_section,
    ssrc_lines,
    transport_lines,
)
from sdpsig.jsep._negotiation import Exchange
from sdpsig.sdp.attributes import Candidate, ExtmapAllowMixed, Mid, Msid, Setup, SetupRole
from tests.jsep._offers import (
    DATA,
    FINGERPRINT,
    MIN_A,
    PWD,
    SESSION,
    UFRAG,
    VIDEO_SECTION,
    added,
    changed,
    lines_of,
    text,
    transport,
    without,
)

HOST = Candidate.parse("1 1 udp 2122260223 192.0.2.1 50000 typ host")
SRFLX = Candidate.parse("2 1 udp 1 198.51.100.2 50002 typ srflx raddr 192.0.2.1 rport 50000")
RELAY = Candidate.parse("3 1 udp 1 203.0.113.3 50003 typ relay raddr 192.0.2.1 rport 50000")
CONFIG = NegotiationConfig()
AUDIO = Transceiver(number=0, kind="audio")


# --- the session part


def test_a_120_the_session_part_has_one_order() -> None:
    lines = common(
        evolve(CONFIG, legacy_msid_semantic=True),
        ice_options=("trickle", "ice2"),
        bundles=[("0", "1"), ("2",)],
        lip_sync=[("0", "1")],
        ice_lite=True,
        rest=[ExtmapAllowMixed()],
    )
    assert lines_of([*opening(Origin(7, 9)), *lines]) == [
        "v=0",
        "o=- 7 9 IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        "a=ice-options:trickle ice2",
        "a=group:BUNDLE 0 1",
        "a=group:BUNDLE 2",
        "a=group:LS 0 1",
        "a=extmap-allow-mixed",
        "a=msid-semantic: WMS *",
    ]


def test_a_120_what_is_not_the_case_is_not_said() -> None:
    assert not [*common(CONFIG, ice_options=(), bundles=(), ice_lite=False)]


# --- transports


@pytest.mark.parametrize(
    ("tls_id", "wanted", "said"),
    [(None, True, []), ("t" * 20, False, []), ("t" * 20, True, [f"a=tls-id:{'t' * 20}"])],
)
def test_a_51_and_d_11_the_association_is_named_where_that_is_switched_on(
    tls_id: str | None, wanted: bool, said: list[str]
) -> None:
    local = evolve(transport(), tls_id=tls_id)
    lines = lines_of(transport_lines(local, SetupRole.PASSIVE, tls_id=wanted))
    assert lines == [
        "a=ice-ufrag:9uB6",
        "a=ice-pwd:YH75Fviy6338Vbrhrlp8Yh44",
        FINGERPRINT.text,
        "a=setup:passive",
        *said,
    ]


def test_a_49_candidates_are_told_in_their_order_and_their_end_last() -> None:
    assert lines_of(candidate_lines(transport(candidates=(SRFLX, HOST)))) == [SRFLX.text, HOST.text]
    ended = transport(end_of_candidates=True)
    assert lines_of(candidate_lines(ended)) == ["a=end-of-candidates"]


@pytest.mark.parametrize(
    ("candidates", "port", "address"),
    [
        ((), 9, "c=IN IP4 0.0.0.0"),
        ((HOST, RELAY, SRFLX), 50_003, "c=IN IP4 203.0.113.3"),
        ((HOST, evolve(SRFLX, type="SRFLX")), 50_002, "c=IN IP4 198.51.100.2"),
        ((evolve(HOST, address="2001:db8::1"),), 50_000, "c=IN IP6 2001:db8::1"),
        ((evolve(HOST, address="x.local"),), 9, "c=IN IP4 0.0.0.0"),
        ((evolve(HOST, transport="tcp"),), 9, "c=IN IP4 0.0.0.0"),
        ((evolve(HOST, component=2),), 9, "c=IN IP4 0.0.0.0"),
        ((evolve(HOST, port=0),), 9, "c=IN IP4 0.0.0.0"),
    ],
)
def test_a_49_the_default_address_is_that_of_the_widest_reach(
    candidates: tuple[Candidate, ...], port: int, address: str
) -> None:
    found, connection = default_candidate(transport(candidates=candidates))
    assert (found, connection.text) == (port, address)


def exchanged(side: Side, words: str) -> Exchange:
    """An exchange in which ``side`` has offered this."""
    sections = Sections.of(sdp.parse(words))
    answer = Sections.of(sdp.parse(changed(words, (UFRAG, "answ"))))
    return Exchange(side, sections, answer)


@pytest.mark.parametrize(("side", "ufrag"), [(Side.LOCAL, UFRAG), (Side.REMOTE, "answ")])
def test_d_5_a_section_repeats_what_it_has_said_of_the_transport_of_another(
    side: Side, ufrag: str
) -> None:
    again = as_before(transport(candidates=(HOST,)), exchanged(side, MIN_A), "0")
    assert again == evolve(transport(candidates=(HOST,)), ufrag=ufrag, pwd=PWD)


@pytest.mark.parametrize(
    ("words", "mid"),
    [
        (None, "0"),
        (MIN_A, "1"),
        (changed(MIN_A, ("m=audio 9", "m=audio 0")), "0"),
        (without(MIN_A, f"a=ice-ufrag:{UFRAG}"), "0"),
        (without(MIN_A, f"a=ice-pwd:{PWD}"), "0"),
    ],
    ids=["first", "new", "rejected", "no-ufrag", "no-password"],
)
def test_d_5_a_section_that_has_said_nothing_repeats_the_owner(words: str | None, mid: str) -> None:
    exchange = None
    if words is not None:
        sections = Sections.of(sdp.parse(words))
        exchange = Exchange(Side.LOCAL, sections, sections)
    assert as_before(transport(), exchange, mid) == transport()


# --- streams


@pytest.mark.parametrize(
    ("transceiver", "profile", "said"),
    [
        (AUDIO, INTEROP, ["- track-5"]),
        (AUDIO, STRICT, ["-"]),
        (evolve(AUDIO, streams=("s", "t"), track="x"), INTEROP, ["s x", "t x"]),
        (evolve(AUDIO, streams=("s", "t"), track="x"), STRICT, ["s", "t"]),
    ],
)
def test_a_57_and_d_14_a_track_that_is_sent_names_its_streams(
    transceiver: Transceiver, profile: Profile, said: list[str]
) -> None:
    lines = msids(transceiver, "5", sends=True, profile=profile)
    assert [line.text.removeprefix("a=msid:") for line in lines] == said


def test_a_57_what_is_not_sent_and_never_was_names_nothing() -> None:
    assert msids(evolve(AUDIO, streams=("s",)), "0", sends=False, profile=INTEROP) == ()


@pytest.mark.parametrize("sends", [True, False])
def test_o_22_what_was_said_once_stays(sends: bool) -> None:
    said = (Msid("t", "old"), Msid("s", "old"))
    one = evolve(AUDIO, streams=("s", "t"), track="new", msids=said)
    assert msids(one, "0", sends=sends, profile=INTEROP) == said
    nameless = evolve(AUDIO, msids=(Msid("-", "old"),))
    assert msids(nameless, "0", sends=True, profile=INTEROP) == (Msid("-", "old"),)


def test_o_22_other_streams_are_said_when_they_are_sent() -> None:
    moved = evolve(AUDIO, streams=("s",), track="x", msids=(Msid("t", "x"),))
    assert msids(moved, "0", sends=True, profile=INTEROP) == (Msid("s", "x"),)
    assert msids(moved, "0", sends=False, profile=INTEROP) == (Msid("t", "x"),)


# --- sources


@pytest.mark.parametrize(
    ("ssrcs", "streams", "config", "said"),
    [
        ((), (Msid("s"),), CONFIG, []),
        ((7,), (Msid("s"),), CONFIG, ["a=ssrc:7 cname:s"]),
        ((7,), (), CONFIG, ["a=ssrc:7 cname:-"]),
        ((7, 8), (), CONFIG, ["a=ssrc-group:FID 7 8", "a=ssrc:7 cname:-", "a=ssrc:8 cname:-"]),
        (
            (7,),
            (Msid("s", "t"),),
            evolve(CONFIG, legacy_ssrc_msid=True),
            ["a=ssrc:7 cname:s", "a=ssrc:7 msid:s t"],
        ),
        ((7,), (), evolve(CONFIG, legacy_ssrc_msid=True), ["a=ssrc:7 cname:-"]),
        (
            (7,),
            (Msid("s"),),
            evolve(CONFIG, legacy_ssrc_msid=True, profile=STRICT),
            ["a=ssrc:7 cname:s"],
        ),
    ],
)
def test_a_59_sources_are_told_where_they_are_known(
    ssrcs: tuple[int, ...], streams: tuple[Msid, ...], config: NegotiationConfig, said: list[str]
) -> None:
    assert lines_of(ssrc_lines(evolve(AUDIO, ssrcs=ssrcs), streams, config)) == said


# --- rejected sections


def rejected(words: str, *, mid: Mid | None = None, profile: Profile = STRICT) -> list[str]:
    (view,) = Sections.of(sdp.parse(words)).views
    media = rejected_section(view, mid, [Setup(SetupRole.ACTIVE)], profile=profile)
    return [media.media_line.text, *lines_of(media.lines)]


def test_a_20_a_rejected_section_shows_what_it_has_to() -> None:
    assert rejected(MIN_A) == [
        "m=audio 0 UDP/TLS/RTP/SAVPF 111 0 8",
        "c=IN IP4 0.0.0.0",
        "a=inactive",
    ]


def test_a_20_in_interop_it_shows_what_some_peers_look_for() -> None:
    video = text(*SESSION) + VIDEO_SECTION
    assert rejected(video, mid=Mid("1"), profile=INTEROP) == [
        "m=video 0 UDP/TLS/RTP/SAVPF 96 102 39 98",
        "c=IN IP4 0.0.0.0",
        "a=mid:1",
        "a=setup:active",
        "a=inactive",
        "a=rtcp-mux",
        "a=rtpmap:96 VP8/90000",
        "a=rtpmap:102 H264/90000",
        "a=rtpmap:39 AV1/90000",
        "a=rtpmap:98 VP9/90000",
    ]


def test_a_20_a_static_format_needs_no_meaning() -> None:
    bare = text(*SESSION, "m=audio 9 UDP/TLS/RTP/SAVPF 0 99")
    assert rejected(bare, profile=INTEROP) == [
        "m=audio 0 UDP/TLS/RTP/SAVPF 0 99",
        "c=IN IP4 0.0.0.0",
        "a=setup:active",
        "a=inactive",
    ]


def test_a_20_where_only_repair_is_left_it_stays() -> None:
    repair = text(*SESSION, "m=audio 9 UDP/TLS/RTP/SAVPF 96", "a=rtpmap:96 red/48000/2")
    assert rejected(repair)[0].endswith(" 96")


def test_a_21_rejected_data_keep_their_old_form() -> None:
    assert rejected(added(DATA, "a=sctpmap:5000 webrtc-datachannel 16"))[2:] == [
        "a=sctpmap:5000 webrtc-datachannel 16"
    ]
    assert rejected(DATA)[1:] == ["c=IN IP4 0.0.0.0"]


def test_a_2_what_nobody_knows_is_echoed() -> None:
    strange = text(*SESSION, "m=unicorns 9 X/Y a b", "a=rtcp-mux")
    assert rejected(strange, profile=INTEROP) == [
        "m=unicorns 0 X/Y a b",
        "c=IN IP4 0.0.0.0",
        "a=setup:active",
    ]
