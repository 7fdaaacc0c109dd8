"""Faults of the real peers themselves: what to expect of them, and why it is not ours.

Each is described, with its evidence, under the same name in KNOWN.md.
"""

import re
from collections.abc import Iterable

from attrs import frozen

from tests.peers._drive import Problem

__all__ = ["KNOWN", "Known", "known", "unexplained"]


@frozen
class Known:
    """One fault of one peer."""

    name: str
    """As in KNOWN.md."""
    culprit: str
    """The peer whose fault it is; it may show at the other."""
    who: str
    """At which peer it shows, as a pattern."""
    step: str
    """In which step, as a pattern."""
    what: str
    """As a pattern."""

    def explains(self, problem: Problem) -> bool:
        peers = (problem.first.split()[0], problem.second.split()[0])
        return (
            self.culprit in peers
            and re.fullmatch(self.who, problem.who) is not None
            and re.fullmatch(self.step, problem.step) is not None
            and re.search(self.what, problem.what) is not None
        )


KNOWN = (
    Known("CR-1", "chromium", "chromium", r"set_(local|remote)\(offer\)", "no BUNDLE group"),
    Known("CR-2", "chromium", "chromium", r"set_(local|remote)\(.*\)", "no bundle group found"),
    Known("CR-3", "chromium", "chromium", r"set_.*\(answer\)", "Failed to setup RTCP mux"),
    Known("CR-4", "chromium", "chromium", r"set_local\(.*\)", "does not negotiate the RID"),
    Known("CR-5", "chromium", "chromium", r"set_local\(answer\)", "Failed to start SCTP transport"),
    Known("CR-6", "chromium", "chromium", r"ICE of the (offer|answer)", "a new ufrag"),
    Known("CR-7", "chromium", "firefox", r"set_remote\(offer\)", "Partial ICE restart"),
    Known("CR-8", "chromium", "chromium", "set_direction", "transceiver is stopped"),
    Known("CR-9", "chromium", "chromium", r"set_remote\(offer\)", "reassignment not supported"),
    Known("FF-3", "firefox", "firefox", "set_direction", "is stopping/stopped"),
    Known("FF-4", "firefox", "firefox", "ICE of the answer", "a new ufrag"),
    Known("FF-5", "firefox", "firefox", r"set_remote\(answer\)", "did not request ICE restart"),
    Known("FF-1", "firefox", "firefox", r"set_remote\(offer\)", "did not request ICE restart"),
    Known("FF-2", "firefox", "chromium", r"set_remote\(offer\)", "Failed to parse codecs correctly"),
    Known("AR-1", "aiortc", "chromium|firefox", r"set_remote\(offer\)", "reassignment|remap RTP ext"),
    Known("AR-2", "aiortc", "aiortc", r"set_local\(answer\)", "None is not in list"),
    Known("AR-3", "aiortc", "chromium", r"set_remote\(.*\)", "MID='' matching no m= section"),
    Known("AR-4", "aiortc", "chromium", r"set_remote\(offer\)", "gone: "),
    Known("AR-5", "aiortc", "aiortc", r"set_remote\(.*\)", "Failed to set remote"),
    Known("AR-6", "aiortc", "aiortc", "create_answer", "accepts what is not offered"),
    Known("WE-1", "werift", "werift", "create_answer", r"(audio|video|application) answers|mid .* answers"),
    Known("WE-2", "werift", "werift", "set_local.*|create_answer", "m line not found|Transceiver with mid"),
    Known("WE-4", "werift", "werift", r"set_remote\(offer\)", "negotiate codecs failed"),
    Known("WE-5", "werift", "werift", "create_answer", r"\w+ answers \w+|accepts what is not offered"),
    Known("WE-6", "werift", "werift", "create_offer", r"section \d+ was|mids twice"),
    Known("WE-8", "werift", "firefox|sdpsig", r"set_remote\(.*\)", "points at a disabled|for bundled mid|V-48"),
    Known("WE-7", "werift", "sdpsig", r"set_remote\(answer\)", "V-32"),
    Known("WE-7", "werift", "werift", "ICE of the offer", "a new ufrag"),
    Known("WE-10", "werift", "sdpsig", "ICE of the answer", "a new ufrag"),
    Known("WE-11", "werift", "sdpsig", r"set_remote\(offer\)", "V-23"),
    Known("WE-12", "werift", "werift", "create_offer", "transceiver not found"),
    Known("WE-9", "werift", "werift", "set_direction", "no transceiver has the mid"),
    Known("ND-1", "node-datachannel", "node-datachannel", "create_offer", "No DataChannel or Track"),
    Known("ND-2", "node-datachannel", "node-datachannel", "create_answer", r"\w+ answers \w+"),
    Known("ND-4", "node-datachannel", "node-datachannel", r"set_remote\(offer\)", "Invalid ICE settings"),
    Known("ND-5", "node-datachannel", "node-datachannel", r"set_remote\(.*\)", "no ICE user fragment"),
    Known("ND-3", "node-datachannel", "node-datachannel", r"set_remote\(answer\)", "Incompatible roles"),
    Known("GS-1", "webrtcbin", "webrtcbin", r"set_local\(offer\)", "m=lines removed from the SDP"),
    Known("GS-2", "webrtcbin", "webrtcbin", "create_offer", "sdp_media_from_transceiver|no answer within"),
    Known("GS-2", "webrtcbin", "webrtcbin", r"set_remote\(offer\)", "no reply within"),
    Known("GS-3", "webrtcbin", "webrtcbin", "create_offer", r"section \d+ was application"),
    Known("GS-4", "webrtcbin", "webrtcbin", r"set_remote\(offer\)", "different ice-ufrag values in bundle"),
    Known("GS-5", "webrtcbin", "chromium|sdpsig", r"set_remote\(answer\)", "Failed to set SSL role|V-23"),
    Known("GS-6", "webrtcbin", "webrtcbin", r"set_remote\(answer\)", "Cannot intersect direction"),
    Known("GS-8", "webrtcbin", "webrtcbin", "create_answer", "accepts what is not offered"),
    Known("GS-7", "webrtcbin", "webrtcbin", r"set_remote\(offer\)", "empty 'ice-ufrag'"),
)  # fmt: skip
"""All that is understood. Where it shows at our engine, that refuses what no peer may say."""


def known(problem: Problem) -> Known | None:
    """The fault of a peer that explains this, if one does."""
    return next((fault for fault in KNOWN if fault.explains(problem)), None)


def unexplained(problems: Iterable[Problem]) -> list[Problem]:
    """Those that no fault of a peer explains, nor one before them in the same exchange."""
    excused: set[tuple[object, ...]] = set()
    rest: list[Problem] = []
    for problem in problems:
        exchange = (problem.shape, problem.first, problem.second, problem.round)
        if known(problem):
            excused.add(exchange)
        elif exchange not in excused:
            rest.append(problem)
    return rest
