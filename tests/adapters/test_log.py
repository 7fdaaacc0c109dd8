"""One line for each event: nothing secret, nothing that a peer could forge a line with."""

import logging
import re
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.adapters._log import LINES, MAX_TEXT, EventLog, public_id
from sdpsig.errors import Fault, FaultCode
from sdpsig.jsep import (
    Answer,
    LocalTransport,
    NegotiationNeed,
    Offer,
    RemoteTransport,
    SignalingState,
    Transport,
)
from sdpsig.sdp import parse
from sdpsig.sdp.attributes import Candidate, Fingerprint, SetupRole
from sdpsig.session import (
    AnswerOverdue,
    AnswerReceived,
    CandidateDropped,
    CandidateReceived,
    Closed,
    ConnectionState,
    ConnectionStateChanged,
    EndReason,
    Event,
    GatheringRequired,
    IceCandidate,
    LocalCandidate,
    NegotiationNeeded,
    OfferExpired,
    OfferIgnored,
    OfferReceived,
    OfferRetry,
    OfferWithdrawn,
    RestartSuggested,
    RetryGivenUp,
    SignalingStateChanged,
    TransportAdded,
    TransportChanged,
    TransportRemoved,
    TransportRestarted,
    Warned,
)
from sdpsig.trickle import Drop
from tests._corpus import CAPTURES, OFFERS

SESSION = "kJ9-0Yt_f8sQ3xZb7LrN1aWcV5uEoGhM"
AUDIO_VIDEO = parse(OFFERS["audio-video-data--chromium-offer-created"])
EMPTY = parse("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n")
HOST = Candidate.parse("1 1 udp 1 198.51.100.77 54321 typ host")
PWD = "x9Kq2mWv7Rt4Yp1Zc8Nb3Hd6"


def transport(*members: str) -> Transport:
    remote = RemoteTransport(
        ufrag="Uf4a",
        pwd=PWD,
        fingerprints=(Fingerprint("sha-256", ":".join(["AB"] * 32)),),
        setup=SetupRole.ACTPASS,
        candidates=(HOST,),
        end_of_candidates=False,
        ice_lite=False,
        trickle=True,
    )
    local = LocalTransport("Our1", PWD, remote.fingerprints)
    return Transport(members[0], members, remote, local, SetupRole.ACTIVE)


# what happened, and what the log says of it
ROWS: list[tuple[Event, str]] = [
    (OfferReceived(Offer(AUDIO_VIDEO)), "INFO {} offer with audio video application"),
    (OfferReceived(Offer(EMPTY)), "INFO {} offer with no section"),
    (AnswerReceived(Answer(AUDIO_VIDEO)), "INFO {} answer with audio video application"),
    (AnswerOverdue(), "WARNING {} no answer of ours in time: the offer is taken back"),
    (OfferExpired(), "WARNING {} no answer to our offer in time: it is taken back"),
    (
        OfferIgnored(Offer(AUDIO_VIDEO)),
        "INFO {} offers met: theirs with audio video application is passed over",
    ),
    (
        OfferWithdrawn(Offer(AUDIO_VIDEO)),
        "INFO {} offers met: ours with audio video application is taken back",
    ),
    (OfferRetry(2), "DEBUG {} offers met: time for attempt 2"),
    (RetryGivenUp(), "WARNING {} offers met too often: given up"),
    (
        NegotiationNeeded((NegotiationNeed.STOPPED, NegotiationNeed.DIRECTION)),
        "DEBUG {} an offer is needed: stopped direction",
    ),
    (
        GatheringRequired(),
        "DEBUG {} the peer takes no trickled candidates: gather before sending",
    ),
    (LocalCandidate(IceCandidate("candidate:1", "0")), "DEBUG {} candidate of ours"),
    (LocalCandidate(IceCandidate("", "0")), "DEBUG {} no more candidates of ours"),
    (
        Warned(Fault(FaultCode.SDP_LINE_SYNTAX, "an odd line", "RFC 8866 §5", 3)),
        "DEBUG {} tolerated: line 3: an odd line [sdp.line-syntax] (RFC 8866 §5)",
    ),
    (
        TransportAdded(transport("0", "1", "2")),
        "INFO {} answered: a transport for 0 1 2, DTLS active",
    ),
    (
        TransportRestarted(transport("0", "1")),
        "INFO {} ICE begins anew on the transport of 0",
    ),
    (
        TransportChanged(transport("1", "2"), "0"),
        "DEBUG {} the transport of 0 is now for 1 2",
    ),
    (TransportRemoved("0"), "DEBUG {} the transport of 0 is no longer used"),
    (CandidateReceived("0", HOST), "DEBUG {} candidate host udp"),
    (CandidateReceived("0", None), "DEBUG {} no more candidates"),
    (CandidateDropped("0", Drop.HOST_NAME), "DEBUG {} candidate dropped: host-name"),
    (SignalingStateChanged(SignalingState.STABLE), "DEBUG {} signaling stable"),
    (ConnectionStateChanged(ConnectionState.CONNECTED), "INFO {} connection connected"),
    (RestartSuggested(), "WARNING {} contact lost: an ICE restart may help"),
    (Closed(EndReason.IDLE), "INFO {} closed: idle"),
    (Closed(EndReason.CLOSED_BY_PEER, "had enough"), "INFO {} closed: closed-by-peer (had enough)"),
]


class Lines(logging.Handler):
    """What a log with one line for each record would hold."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(levelname)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        assert record.name == "sdpsig.session"
        self.lines.append(self.format(record))


def logged(event: Event, *, addresses: bool = False, session_id: str = SESSION) -> list[str]:
    handler = Lines()
    logger = logging.getLogger("sdpsig.session")
    before = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    try:
        EventLog(addresses)(session_id, event, 12.5)
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before[0])
        logger.propagate = before[1]
    return handler.lines


@pytest.mark.parametrize(("event", "line"), ROWS, ids=lambda value: type(value).__name__)
def test_each_event_is_one_line(event: Event, line: str) -> None:
    assert logged(event) == [line.format(public_id(SESSION))]


def test_no_kind_of_event_is_forgotten() -> None:
    assert set(LINES) == set(get_args(Event))
    assert {type(event) for event, _ in ROWS} == set(get_args(Event))


@pytest.mark.parametrize("reason", EndReason)
def test_every_way_to_end_has_its_word(reason: EndReason) -> None:
    assert logged(Closed(reason)) == [f"INFO {public_id(SESSION)} closed: {reason.value}"]


@pytest.mark.parametrize("state", ConnectionState)
def test_every_state_has_its_word(state: ConnectionState) -> None:
    line = f"INFO {public_id(SESSION)} connection {state.value}"
    assert logged(ConnectionStateChanged(state)) == [line]


@pytest.mark.parametrize("drop", Drop)
def test_every_reason_to_drop_a_candidate_has_its_word(drop: Drop) -> None:
    line = f"DEBUG {public_id(SESSION)} candidate dropped: {drop.value}"
    assert logged(CandidateDropped("0", drop)) == [line]


# --- secrets ----------------------------------------------------------------------------------


def test_l2_a_session_is_known_by_a_name_that_opens_nothing() -> None:
    name = public_id(SESSION)
    assert re.fullmatch("[0-9a-f]{8}", name)
    assert name == public_id(SESSION) != public_id(SESSION.lower())
    for event, _ in ROWS:
        (line,) = logged(event, addresses=True)
        assert SESSION not in line
        assert line.split()[1] == name


@pytest.mark.parametrize("addresses", [False, True])
@pytest.mark.parametrize("name", CAPTURES)
def test_l2_no_credential_of_a_description_gets_into_the_log(name: str, addresses: bool) -> None:
    text = CAPTURES[name]
    secrets = re.findall(r"a=(?:ice-pwd|ice-ufrag|fingerprint|msid|identity):(\S+)", text)
    secrets = [secret for secret in secrets if len(secret) > 3 and secret != "sha-256"]
    assert secrets
    for event in (OfferReceived(Offer(parse(text))), AnswerReceived(Answer(parse(text)))):
        (line,) = logged(event, addresses=addresses)
        assert [secret for secret in secrets if secret in line] == []


@pytest.mark.parametrize("addresses", [False, True])
def test_l2_no_credential_of_a_transport_gets_into_the_log(addresses: bool) -> None:
    (line,) = logged(TransportAdded(transport("0")), addresses=addresses)
    assert PWD not in line
    assert "198.51.100.77" not in line


@pytest.mark.parametrize(
    "text",
    [
        "1 1 udp 1 198.51.100.77 54321 typ host",
        "1 1 udp 1 198.51.100.77 54321 typ srflx raddr 198.51.100.77 rport 54321",
        "1 1 udp 1 2001:db8::5:77 54321 typ host ufrag 198.51.100.77",
        "1 1 udp 1 5e3f8a9c.local 54321 typ host",
    ],
)
def test_l3_the_address_of_a_peer_is_logged_only_if_asked_for(text: str) -> None:
    candidate = Candidate.parse(text)
    event = CandidateReceived("0", candidate)
    name = public_id(SESSION)
    assert logged(event) == [f"DEBUG {name} candidate {candidate.type} udp"]
    assert logged(event, addresses=True) == [
        f"DEBUG {name} candidate {candidate.type} udp {candidate.address} 54321"
    ]


# --- forgery ----------------------------------------------------------------------------------

NASTY = [
    "a\r\n2026-01-01 INFO deadbeef closed: idle",
    "a\nb",
    "a\rb",
    "\x1b[2J\x1b[31mred",
    "\u202egnihton",
    "\u2028\u2029\x85\x0b\x0c",
    "\x00\x07\x08\x7f\x9b",
    "'\"\\",
    "\ud800",
    "x" * 10_000,
    "é" * 10_000,
]


@pytest.mark.parametrize("text", NASTY)
def test_l1_a_clients_own_words_stay_on_their_line(text: str) -> None:
    (line,) = logged(Closed(EndReason.CLOSED_BY_PEER, text))
    assert line.isascii()
    assert line.isprintable()
    assert len(line) < 100 + MAX_TEXT * 10


def test_l1_words_that_were_escaped_can_be_told_from_words_that_were_not() -> None:
    ends = [Closed(EndReason.CLOSED_BY_PEER, text) for text in ("a\nb", "a\\nb", "a\\\\nb")]
    assert len({line for event in ends for line in logged(event)}) == 3
    assert logged(ends[0])[0].endswith("(a\\nb)")


def a_candidate(**parts: Any) -> Candidate:
    """One that no parser would have let through."""
    usual = {
        "foundation": "1",
        "component": 1,
        "transport": "udp",
        "priority": 1,
        "address": "198.51.100.77",
        "port": 5000,
        "type": "host",
    }
    return Candidate(**{**usual, **parts})


@given(st.text(max_size=200))
def test_l1_whatever_a_peer_says_is_one_line_of_printable_ascii(text: str) -> None:
    events: list[Event] = [
        Closed(EndReason.CLOSED_BY_PEER, text),
        Warned(Fault(FaultCode.SDP_LINE_SYNTAX, text)),
        CandidateReceived("0", a_candidate(transport=text)),
        CandidateReceived("0", a_candidate(type=text)),
        CandidateReceived("0", a_candidate(address=text)),
        TransportAdded(transport(text, "1")),
        CandidateDropped(text, Drop.TYPE),
    ]
    for event in events:
        (line,) = logged(event, addresses=True, session_id=text)
        assert line.isascii()
        assert line.isprintable()
