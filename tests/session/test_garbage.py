"""The table of what engines do on garbage (jsep §5.7), each row with what we do."""

from collections.abc import Callable

import pytest
from attrs import evolve

from sdpsig.errors import FaultCode, SdpError
from sdpsig.jsep import INTEROP, STRICT, NegotiationConfig, Offer, Profile
from sdpsig.sdp import parse
from sdpsig.session import CandidateReceived, IceCandidate, Session, SessionConfig
from sdpsig.trickle import LAN, PUBLIC, AddressClass, CandidatePolicy, Drop
from tests.session._peer import (
    UFRAG,
    answer_to,
    answered_session,
    candidate,
    fates,
    line,
    offer,
    offer_text,
    offered_session,
    refusal,
    section,
)

MDNS = "0b7e4b5e-1b4f-4a2b-9c55-0a9d0b8f7a11.local"
TCP = evolve(LAN, transports=frozenset({"udp", "tcp"}))
NAMES = evolve(PUBLIC, classes=PUBLIC.classes | {AddressClass.MDNS})
Make = Callable[[SessionConfig], Session]


def answered(config: SessionConfig) -> Session:
    return answered_session(config=config)


def restarted(config: SessionConfig) -> Session:
    """A session whose first ICE generation is over."""
    session = answered(config)
    again = offer(section(ufrag="newer"))
    session.receive(again, 0.0)
    session.send(answer_to(again, name="more"), 0.0)
    return session


Fate = str | Drop | int
ROWS: dict[str, tuple[Make, IceCandidate, Fate]] = {
    "candidate before remote description": (Session, candidate(), "InvalidStateError"),
    "unknown mid, valid index": (answered, IceCandidate(line(), "9", 0), "OperationError"),
    "unknown ufrag": (answered, IceCandidate(line(), "0", ufrag="no"), "OperationError"),
    "unknown ufrag in the line": (
        answered,
        IceCandidate(line(rest=" ufrag nope"), "0"),
        "OperationError",
    ),
    "old-generation ufrag": (
        restarted,
        IceCandidate(line(), "0", ufrag=UFRAG),
        Drop.OLD_GENERATION,
    ),
    "unknown candidate type": (answered, IceCandidate(line(kind="magic"), "0"), Drop.TYPE),
    "unknown candidate transport": (
        answered,
        IceCandidate(line(transport="ssltcp"), "0"),
        Drop.TRANSPORT,
    ),
    "zero address": (answered, candidate(50_000, "0.0.0.0"), Drop.ADDRESS),
    "zero IPv6 address": (answered, candidate(50_000, "::"), Drop.ADDRESS),
    "port below 1024": (answered, candidate(22), Drop.PORT),
    "port 443, which is allowed": (answered, candidate(443, "8.8.8.8"), 443),
    "port 80, which is allowed": (answered, candidate(80, "8.8.8.8"), 80),
    "unparsable text": (answered, IceCandidate("hello", "0"), "OperationError"),
    "host name": (answered, candidate(50_000, "peer.example"), Drop.HOST_NAME),
    "mDNS name": (answered, candidate(50_000, MDNS), Drop.HOST_NAME),
}


@pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=lambda profile: profile.name)
@pytest.mark.parametrize(("make", "message", "fate"), ROWS.values(), ids=ROWS)
def test_5_7_garbage_gets_what_the_table_says(
    make: Make, message: IceCandidate, fate: Fate, profile: Profile
) -> None:
    """In strict too: what cannot be used is dropped and told, it is no error."""
    session = make(SessionConfig(negotiation=NegotiationConfig(profile=profile)))
    if isinstance(fate, str) and not isinstance(fate, Drop):
        assert refusal(session, message).w3c == fate
    else:
        assert fates(session.receive(message, 0.0)) == [fate]


def test_5_7_a_candidate_before_remote_description_waits_where_that_is_switched_on() -> None:
    session = Session(SessionConfig(early_candidates=True))
    assert session.receive(candidate(), 0.0) == ()
    assert session.state.early == (candidate(),)


@pytest.mark.parametrize("policy", [LAN, TCP])
def test_5_7_tcp_without_tcptype_is_passive(policy: CandidatePolicy) -> None:
    session = answered_session(config=SessionConfig(candidates=policy))
    told = session.receive(IceCandidate(line(transport="tcp"), "0"), 0.0)
    assert fates(told) == [Drop.TRANSPORT if policy is LAN else 50_000]
    for event in told:
        if isinstance(event, CandidateReceived):
            assert event.candidate is not None
            assert event.candidate.tcp_type == "passive"


def test_5_7_a_bad_candidate_line_inside_sdp_is_dropped_and_told_in_interop() -> None:
    offered = Offer(parse(offer_text(section(lines=("candidate:bad", line(1_111))))))
    (warning,) = offered.description.warnings
    assert (warning.code, warning.rule) == (FaultCode.SDP_ATTRIBUTE_SYNTAX, "RFC 8839 §5.1")
    session = offered_session(offered)
    assert fates(session.send(answer_to(offered), 0.0)) == [1_111]


def test_5_7_a_bad_candidate_line_inside_sdp_is_an_error_of_syntax_in_strict() -> None:
    text = offer_text(section(lines=("candidate:bad", line(1_111))))
    with pytest.raises(SdpError) as caught:
        parse(text, profile=STRICT)
    assert caught.value.fault.code is FaultCode.SDP_ATTRIBUTE_SYNTAX


def test_5_7_a_host_name_is_kept_and_flagged_where_names_are_allowed() -> None:
    """Nobody looks it up but an application that wants to."""
    session = answered_session(config=SessionConfig(candidates=NAMES))
    (event,) = session.receive(candidate(50_000, MDNS), 0.0)
    assert isinstance(event, CandidateReceived)
    assert event.candidate is not None
    assert (event.candidate.address, event.candidate.needs_resolution) == (MDNS, True)
