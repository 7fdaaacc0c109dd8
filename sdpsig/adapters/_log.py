"""One readable line for each event of a session, and for each request that is refused.

There are no secrets in it, and no addresses unless asked.
"""

import logging
from collections.abc import Callable
from hashlib import sha256
from urllib.parse import quote

from .._frozen import frozen
from ..errors import Fault
from ..http import Request, Response
from ..sdp import SessionDescription
from ..session import (
    AnswerOverdue,
    AnswerReceived,
    CandidateDropped,
    CandidateReceived,
    Closed,
    ConnectionStateChanged,
    Event,
    GatheringRequired,
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

__all__ = ["EventLog", "log_request", "public_id", "public_path"]

logger = logging.getLogger("sdpsig.session")
requests = logging.getLogger("sdpsig.http")

MAX_TEXT = 75
"""Characters of a client's own words that get into the log."""
MAX_WORD = 24
"""Characters of a word in a path that is shown where nothing is: our ids have more."""


def public_id(session_id: str) -> str:
    """A name for a session that may be shown: whoever knows the id itself may close it."""
    return sha256(session_id.encode(errors="surrogatepass")).hexdigest()[:8]


def public_path(path: str, prefix: str = "") -> str:
    """A path that may be shown: what may name a session in it is veiled.

    ``prefix`` is that of the dialect which is spoken there. Below it is the name of a stream, and
    all that follows is veiled. Without one two words are shown, if they are short.
    """
    shown = prefix.count("/") + 2 if prefix else 3
    words = path.split("/", shown)
    most = MAX_TEXT if prefix else MAX_WORD
    told = [word if len(word) <= most else public_id(word) for word in words[:shown]]
    told += map(public_id, words[shown:])
    return quote("/".join(told), errors="replace")


@frozen
class EventLog:
    """An observer that writes to the logger ``sdpsig.session``."""

    addresses: bool = False
    """Whether addresses of peers are shown."""

    def __call__(self, session_id: str, event: Event, now: float) -> None:
        del now  # the log has its own clock
        level, describe = LINES[type(event)]
        logger.log(level, "%s %s", public_id(session_id), describe(self, event))


def log_request(request: Request, response: Response, prefix: str = "") -> None:
    """What there is to say of a request when it has its response; ``prefix`` is the dialect's."""
    if response.status >= 400:
        level = logging.WARNING if response.status >= 500 else logging.INFO
        path = public_path(request.path, prefix)
        why = "" if response.fault is None else _why(response.fault)
        requests.log(level, "%s %s: %d%s", _quoted(request.method), path, response.status, why)
    answered = response.answered
    if answered is not None and not any(isinstance(one, TransportAdded) for one in answered.events):
        kinds = _kinds(answered.answer.description)
        requests.info("%s answered with %s", public_id(answered.session_id), kinds)


def _why(fault: Fault) -> str:
    """Where it is and which rule it breaks, without the words that explain it."""
    line = "" if fault.line is None else f", line {fault.line}"
    rule = f" ({fault.rule})" if fault.rule else ""
    return f" {fault.code}{line}{rule}"


def _offer(log: EventLog, event: OfferReceived) -> str:
    del log
    return f"offer with {_kinds(event.offer.description)}"


def _answer(log: EventLog, event: AnswerReceived) -> str:
    del log
    return f"answer with {_kinds(event.answer.description)}"


def _overdue(log: EventLog, event: AnswerOverdue) -> str:
    del log, event
    return "no answer of ours in time: the offer is taken back"


def _expired(log: EventLog, event: OfferExpired) -> str:
    del log, event
    return "no answer to our offer in time: it is taken back"


def _ignored(log: EventLog, event: OfferIgnored) -> str:
    del log
    return f"offers met: theirs with {_kinds(event.offer.description)} is passed over"


def _withdrawn(log: EventLog, event: OfferWithdrawn) -> str:
    del log
    return f"offers met: ours with {_kinds(event.offer.description)} is taken back"


def _retry(log: EventLog, event: OfferRetry) -> str:
    del log
    return f"offers met: time for attempt {event.attempt}"


def _given_up(log: EventLog, event: RetryGivenUp) -> str:
    del log, event
    return "offers met too often: given up"


def _needed(log: EventLog, event: NegotiationNeeded) -> str:
    del log
    return f"an offer is needed: {' '.join(event.needs)}"


def _gathering(log: EventLog, event: GatheringRequired) -> str:
    del log, event
    return "the peer takes no trickled candidates: gather before sending"


def _ours(log: EventLog, event: LocalCandidate) -> str:
    del log
    return "candidate of ours" if event.candidate.candidate else "no more candidates of ours"


def _warned(log: EventLog, event: Warned) -> str:
    del log
    return f"tolerated: {event.fault}"


def _transport(log: EventLog, event: TransportAdded) -> str:
    del log
    members = " ".join(event.transport.members)
    return f"answered: a transport for {_quoted(members)}, DTLS {event.transport.dtls_role}"


def _restarted(log: EventLog, event: TransportRestarted) -> str:
    del log
    return f"ICE begins anew on the transport of {_quoted(event.transport.mid)}"


def _changed(log: EventLog, event: TransportChanged) -> str:
    del log
    members = " ".join(event.transport.members)
    return f"the transport of {_quoted(event.before)} is now for {_quoted(members)}"


def _removed(log: EventLog, event: TransportRemoved) -> str:
    del log
    return f"the transport of {_quoted(event.mid)} is no longer used"


def _candidate(log: EventLog, event: CandidateReceived) -> str:
    candidate = event.candidate
    if candidate is None:
        return "no more candidates"
    place = f" {_quoted(candidate.address)} {candidate.port}" if log.addresses else ""
    return f"candidate {_quoted(candidate.type)} {_quoted(candidate.transport)}{place}"


def _dropped(log: EventLog, event: CandidateDropped) -> str:
    del log
    return f"candidate dropped: {event.reason}"


def _signaling(log: EventLog, event: SignalingStateChanged) -> str:
    del log
    return f"signaling {event.state}"


def _connection(log: EventLog, event: ConnectionStateChanged) -> str:
    del log
    return f"connection {event.state}"


def _restart(log: EventLog, event: RestartSuggested) -> str:
    del log, event
    return "contact lost: an ICE restart may help"


def _closed(log: EventLog, event: Closed) -> str:
    del log
    return f"closed: {event.reason}" + (f" ({_quoted(event.detail)})" if event.detail else "")


def _kinds(description: SessionDescription) -> str:
    kinds = [media.kind for media in description.media]
    return _quoted(" ".join(kinds)) if kinds else "no section"


def _quoted(text: str) -> str:
    """A peer's words on one line."""
    return ascii(text[:MAX_TEXT])[1:-1]


LINES: dict[type[Event], tuple[int, Callable[..., str]]] = {
    OfferReceived: (logging.INFO, _offer),
    AnswerReceived: (logging.INFO, _answer),
    AnswerOverdue: (logging.WARNING, _overdue),
    OfferExpired: (logging.WARNING, _expired),
    OfferIgnored: (logging.INFO, _ignored),
    OfferWithdrawn: (logging.INFO, _withdrawn),
    OfferRetry: (logging.DEBUG, _retry),
    RetryGivenUp: (logging.WARNING, _given_up),
    NegotiationNeeded: (logging.DEBUG, _needed),
    GatheringRequired: (logging.DEBUG, _gathering),
    LocalCandidate: (logging.DEBUG, _ours),
    Warned: (logging.DEBUG, _warned),
    TransportAdded: (logging.INFO, _transport),
    TransportRestarted: (logging.INFO, _restarted),
    TransportChanged: (logging.DEBUG, _changed),
    TransportRemoved: (logging.DEBUG, _removed),
    CandidateReceived: (logging.DEBUG, _candidate),
    CandidateDropped: (logging.DEBUG, _dropped),
    SignalingStateChanged: (logging.DEBUG, _signaling),
    ConnectionStateChanged: (logging.INFO, _connection),
    RestartSuggested: (logging.WARNING, _restart),
    Closed: (logging.INFO, _closed),
}
