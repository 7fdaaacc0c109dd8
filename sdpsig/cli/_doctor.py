"""What signaling shows about a connection that failed: a table of rules, each with its evidence.

Only what the journal proves is said. Where two hosts cannot reach each other although all was
told in time, signaling shows nothing, and then so does this.
"""

from collections.abc import Callable, Iterable, Iterator

from sdpsig.cli._trace import Trace, heard
from sdpsig.errors import FaultCode, SdpsigError
from sdpsig.jsep import Answer, Offer, Pranswer, Side, SignalingState
from sdpsig.sdp import MediaDescription, SessionDescription, parse_candidate
from sdpsig.sdp.attributes import Candidate, EndOfCandidates
from sdpsig.session import (
    AnswerOverdue,
    CandidateDropped,
    CandidateReceived,
    Closed,
    ConnectionState,
    DtlsState,
    EndReason,
    Event,
    IceCandidate,
    OfferExpired,
    RestartSuggested,
    Tick,
    Timer,
    TransportRestarted,
)
from sdpsig.session._journal import Reported, WokenUp
from sdpsig.trickle import Drop

from .._frozen import frozen

__all__ = ["RULES", "Finding", "Rule", "examine"]

LATE = 5.0
"""Seconds after which people and clients have given up on an answer."""
POLICY = frozenset(
    {Drop.HOST_NAME, Drop.COMPONENT, Drop.TRANSPORT, Drop.TYPE, Drop.PORT, Drop.ADDRESS}
    | {Drop.NETWORK}
)
"""Reasons that lie in the candidate and what is wanted of it."""
SETTLING = (Offer, Pranswer, Answer)


@frozen
class Finding:
    """One thing that a journal shows."""

    rule: str
    """The stable name of the rule."""
    detail: str
    """What is the case: a sentence."""
    hint: str
    """What to look at."""
    lines: tuple[int, ...]
    """The lines of the journal that show it."""


@frozen
class Rule:
    """What to look for, and what it means."""

    name: str
    detail: str
    hint: str
    evidence: Callable[[Trace], Iterable[int]]
    """The lines that show it; none where it is not the case."""
    always: bool = False
    """Whether it is told of a connection that is well too."""


def examine(trace: Trace) -> tuple[Finding, ...]:
    """Everything that the rules find."""
    well = _well(trace)
    found: list[Finding] = []
    for rule in RULES:
        lines = tuple(dict.fromkeys(rule.evidence(trace))) if rule.always or not well else ()
        if lines:
            found.append(Finding(rule.name, rule.detail, rule.hint, lines))
    return tuple(found)


BROKEN = frozenset({ConnectionState.FAILED, ConnectionState.DISCONNECTED})


def _well(trace: Trace) -> bool:
    """Whether it was connected, and not broken when last heard of."""
    living = [tick.state for tick in trace.ticks if tick.state.end is None]
    last = living[-1] if living else None
    return last is not None and last.was_connected and last.connection not in BROKEN


# --- what was said


def _described(tick: Tick, side: Side) -> Iterator[SessionDescription]:
    """Descriptions that were taken."""
    if tick.refusal is None:
        for message in heard(tick, side):
            if isinstance(message, SETTLING):
                yield message.description


def _media(tick: Tick, side: Side) -> Iterator[MediaDescription]:
    for description in _described(tick, side):
        yield from description.media


def _told(trace: Trace, side: Side) -> Iterator[tuple[int, Candidate | None]]:
    """Every candidate of one side with its line, and None for the end of them."""
    for tick in trace.inputs:
        for media in _media(tick, side):
            yield from ((tick.line, one) for one in media.all(Candidate))
            if media.get(EndOfCandidates) is not None:
                yield tick.line, None
        for message in heard(tick, side):
            if isinstance(message, IceCandidate) and tick.refusal is None:
                yield from _parsed(tick.line, message)


def _parsed(line: int, message: IceCandidate) -> Iterator[tuple[int, Candidate | None]]:
    try:
        yield line, parse_candidate(message.candidate or "")
    except SdpsigError:
        return


def _candidates(trace: Trace, side: Side) -> list[tuple[int, Candidate]]:
    return [(line, one) for line, one in _told(trace, side) if one is not None]


def _settled(trace: Trace) -> int | None:
    """The line with which the first exchange was complete."""
    complete = (tick.line for tick in trace.ticks if tick.state.negotiation.exchange is not None)
    return next(complete, None)


def _events(trace: Trace, kind: type[Event]) -> Iterator[tuple[Tick, Event]]:
    for tick in trace.inputs:
        yield from ((tick, event) for event in tick.events if isinstance(event, kind))


# --- the rules


def _only_names(trace: Trace) -> Iterable[int]:
    theirs = _candidates(trace, Side.REMOTE)
    relayed = any(one.type == "relay" for _, one in _candidates(trace, Side.LOCAL))
    hidden = all(one.needs_resolution and one.type != "relay" for _, one in theirs)
    return [line for line, _ in theirs] if hidden and not relayed else ()


def _all_refused(trace: Trace) -> Iterable[int]:
    refused = [
        tick.line
        for tick, event in _events(trace, CandidateDropped)
        if isinstance(event, CandidateDropped) and event.reason in POLICY
    ]
    return refused if not [*_passed_on(trace, end=False)] else ()


def _passed_on(trace: Trace, *, end: bool) -> Iterator[int]:
    """The lines that gave the ICE agent a candidate, or the end of them."""
    for tick, event in _events(trace, CandidateReceived):
        if isinstance(event, CandidateReceived) and (event.candidate is None) is end:
            yield tick.line


def _none_from(side: Side) -> Callable[[Trace], Iterable[int]]:
    def find(trace: Trace) -> Iterable[int]:
        settled = _settled(trace)
        if settled is None or _candidates(trace, side):
            return ()
        return (settled,)

    return find


def _stale(trace: Trace) -> Iterable[int]:
    for tick in trace.inputs:
        if tick.refusal is not None and tick.refusal.code is FaultCode.ICE_UNKNOWN_GENERATION:
            yield tick.line
    for tick, event in _events(trace, CandidateDropped):
        if isinstance(event, CandidateDropped) and event.reason is Drop.OLD_GENERATION:
            yield tick.line


def _endless(trace: Trace) -> Iterable[int]:
    told = [*_told(trace, Side.REMOTE)]
    ended = any(one is None for _, one in told) or [*_passed_on(trace, end=True)]
    return [line for line, _ in told[-1:]] if not ended else ()


def _late(trace: Trace) -> Iterable[int]:
    offered: Tick | None = None
    for tick in trace.inputs:
        pending = tick.state.negotiation.state is not SignalingState.STABLE
        if not pending and offered is not None:
            answered = tick.state.negotiation.exchange is not tick.before.negotiation.exchange
            if answered and trace.at(tick) - trace.at(offered) > LATE:
                yield from (offered.line, tick.line)
        if not pending:
            offered = None
        elif tick.before.negotiation.state is SignalingState.STABLE:
            offered = tick


def _unanswered(trace: Trace) -> Iterable[int]:
    for kind in (AnswerOverdue, OfferExpired):
        yield from (tick.line for tick, _ in _events(trace, kind))
    for tick, event in _events(trace, Closed):
        if isinstance(event, Closed) and event.reason is EndReason.ANSWER_TIMEOUT:
            yield tick.line
    last = trace.ticks[-1] if trace.ticks else None
    if last is not None and last.state.negotiation.state is not SignalingState.STABLE:
        yield max(tick.line for tick in trace.ticks if _begins(tick) or tick is trace.ticks[0])


def _begins(tick: Tick) -> bool:
    """Whether an offer came onto the table."""
    was, now = tick.before.negotiation.state, tick.state.negotiation.state
    return was is SignalingState.STABLE and now is not was


def _refused(trace: Trace) -> Iterable[int]:
    for tick in trace.inputs:
        said = (*heard(tick, Side.LOCAL), *heard(tick, Side.REMOTE))
        if tick.refusal is not None and any(isinstance(one, SETTLING) for one in said):
            yield tick.line


def _timed_out(trace: Trace) -> Iterable[int]:
    for tick in trace.inputs:
        waited = {timer for timer, at in tick.before.deadlines if at <= tick.entry.t}
        failed = tick.state.connection is ConnectionState.FAILED or tick.state.end is not None
        if isinstance(tick.entry, WokenUp) and Timer.CONNECT in waited and failed:
            yield tick.line


def _not_restarted(trace: Trace) -> Iterable[int]:
    restarts = [tick.line for tick, _ in _events(trace, TransportRestarted)]
    for tick, _ in _events(trace, RestartSuggested):
        if not any(line > tick.line for line in restarts):
            yield tick.line


def _untold(trace: Trace) -> Iterable[int]:
    settled = _settled(trace)
    reported = any(isinstance(tick.entry, Reported) for tick in trace.inputs)
    return () if settled is None or reported else (settled,)


def _no_handshake(trace: Trace) -> Iterable[int]:
    for tick in trace.inputs:
        if isinstance(tick.entry, Reported) and tick.entry.dtls is DtlsState.FAILED:
            yield tick.line


RULES = (
    Rule(
        "refused-description",
        "an offer or an answer was refused",
        "the line says why; sdpsig lint says more of a description",
        _refused,
        always=True,
    ),
    Rule(
        "unanswered-offer",
        "an offer was never answered",
        "did the answer get lost between the two, or did the one who owed it fail?",
        _unanswered,
    ),
    Rule(
        "late-answer",
        f"an answer came more than {LATE:g} s after its offer",
        "clients give up; send the answer first, and candidates as they are found",
        _late,
        always=True,
    ),
    Rule(
        "no-remote-candidates",
        "the peer never told a candidate, neither in a description nor later",
        "are its trickled candidates carried here? is its network up?",
        _none_from(Side.REMOTE),
    ),
    Rule(
        "no-local-candidates",
        "we never told a candidate that this journal knows of",
        "an ICE agent that gathers nothing, or candidates that are not sent through the session",
        _none_from(Side.LOCAL),
    ),
    Rule(
        "only-host-names",
        "the peer told nothing but host names (mDNS), and neither side has a relay",
        "names in .local are found in the same network only: give the peer a STUN or TURN server",
        _only_names,
    ),
    Rule(
        "all-candidates-refused",
        "every candidate of the peer was refused by the candidate policy",
        "is the policy the right one for where clients come from?",
        _all_refused,
    ),
    Rule(
        "stale-candidates",
        "candidates came for an ICE generation that is over or was never known",
        "candidates and descriptions overtake each other, or another session's came here",
        _stale,
        always=True,
    ),
    Rule(
        "endless-candidates",
        "the peer never said that its candidates are complete",
        "until then ICE waits for more before it fails; is the last, empty candidate carried here?",
        _endless,
    ),
    Rule(
        "connect-timeout",
        "ICE and DTLS were not connected when the time for it was over",
        "no pair of addresses worked in time: see what else is found here, firewalls, or no relay",
        _timed_out,
    ),
    Rule(
        "dtls-failed",
        "the DTLS handshake failed",
        "the fingerprint in the description is not that of the certificate, or packets are lost",
        _no_handshake,
    ),
    Rule(
        "no-restart",
        "contact was lost, an ICE restart was suggested, and none was made",
        "answer RestartSuggested with a new offer, or tell the client to make one",
        _not_restarted,
    ),
    Rule(
        "nothing-reported",
        "nobody reported how ICE and DTLS fare",
        "the media side has to call Session.report: without it the session never is connected",
        _untold,
    ),
)
"""In the order in which things happen."""
