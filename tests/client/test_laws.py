"""Whatever a server says, a call returns or raises an error of ours, after so many requests."""

import json
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sdpsig.client import (
    JsonCalls,
    Listen,
    Operation,
    Read,
    Send,
    SignalingError,
    Sleep,
    Told,
    WhipCalls,
    candidates,
    events,
)
from sdpsig.client import Received as Response
from sdpsig.errors import SdpsigError
from sdpsig.wire import IceCandidate
from tests.client._ingest import ANSWER, HOST, OFFER, RESTART_OFFER, RESTARTED
from tests.client._played import SITE, Play, reply

CALLS, WHIP, WHEP = JsonCalls.at(SITE), WhipCalls(SITE), WhipCalls.whep(SITE)
PLACE = reply(201, ANSWER.encode(), location="/session/id", etag='"x"')
SESSION = Play.of(PLACE).run(WHIP.open(OFFER, "k", repeatable=False))
ONE = IceCandidate(HOST, mid="0")
OPERATIONS: dict[str, Callable[[], Operation[Any]]] = {
    "offer": lambda: CALLS.offer("v=0", "s", {"a": 1}, "k", repeatable=True),
    "answer": lambda: CALLS.answer("s", "v=0", "answer"),
    "trickle": lambda: CALLS.trickle_all("s", [ONE, None]),
    "set up": lambda: CALLS.set_up(
        CALLS.offer("v=0", None, None, "k", repeatable=False), [ONE, ONE]
    ),
    "close": lambda: CALLS.close("s", "why"),
    "ice servers": CALLS.ice_servers,
    "candidates": lambda: candidates(CALLS, "s"),
    "events": lambda: events(CALLS, "s"),
    "publish": lambda: WHIP.open(OFFER, "k", repeatable=True),
    "play": lambda: WHEP.open(OFFER, "k", repeatable=True),
    "patch": lambda: WHIP.trickle(SESSION, [ONE, None]),
    "restart": lambda: WHIP.restart(SESSION, RESTART_OFFER),
    "delete": lambda: WHIP.close(SESSION),
}
ENOUGH = 60
"""Steps after which a stream is left."""

MEMBERS = [
    "sdp",
    "type",
    "session_id",
    "status",
    "candidates",
    "candidate",
    "next",
    "complete",
    "urls",
    "error",
    "reason",
    "issues",
    "line",
    "rule",
    "ice_candidates",
    "pointer",
]
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(MEMBERS),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)
GOOD = (
    {"sdp": {"type": "answer", "sdp": "v=0"}, "session_id": "s"},
    {"session_id": "s", "status": "received"},
    {"session_id": "s", "candidates": [{"candidate": "x"}], "next": 1, "complete": False},
    [{"urls": "stun:x"}],
)
BODIES = (
    st.binary(max_size=40)
    | st.one_of(PLAIN, st.sampled_from(GOOD)).map(lambda value: json.dumps(value).encode())
    | st.sampled_from([ANSWER, RESTARTED, "id: 1\ndata: x\n\n"]).map(str.encode)
)
VALUES = st.text(st.characters(codec="latin-1"), max_size=20) | st.sampled_from(
    [
        *(
            "/session/id",
            "//evil",
            "https://example.org/x",
            "http://example.org",
            "0",
            "7",
            "99999",
        ),
        *("application/sdp", "application/trickle-ice-sdpfrag", "text/event-stream", "gzip"),
        *('"tag"', '<turn:x>; rel="ice-server"; credential="c"', "Wed, 21 Oct 2026 07:28:00 GMT"),
    ]
)
NAMES = ("location", "content-type", "etag", "link", "retry-after", "date", "content-encoding")
HEADERS = st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=5).map(tuple)
STATUSES = st.sampled_from([200, 201, 204, 307, 308, 404, 406, 409, 412, 422, 429, 503]) | (
    st.integers(100, 599)
)
RESPONSES = st.builds(Response, STATUSES, HEADERS, BODIES)


def answer_to(step: object, response: Response, reads: int) -> Told:
    match step:
        case Send() | Listen():
            return response
        case Read():
            return response.body if reads % 3 else b""
        case Sleep():
            return True
        case _:
            return None


def end_of(name: str, responses: list[Response]) -> SdpsigError | str:
    """How a call ends: with a result, with an error, or not within so many steps."""
    operation = OPERATIONS[name]()
    told: Told = None
    sent = 0
    try:
        for number in range(ENOUGH):
            step = operation.send(told)
            sent += isinstance(step, Send | Listen)
            told = answer_to(step, responses[sent % len(responses)], number)
    except StopIteration:
        return "result"
    except SdpsigError as error:
        return error
    return "stream"


@given(st.sampled_from(sorted(OPERATIONS)), st.lists(RESPONSES, min_size=1, max_size=4))
def test_a_call_ends_in_a_result_or_in_an_error_of_ours(
    name: str, responses: list[Response]
) -> None:
    end = end_of(name, responses)
    if isinstance(end, SdpsigError):
        assert isinstance(end, SignalingError)
        assert str(end).isprintable()
        assert len(end.fault.detail) <= 300
    else:
        assert end == "result" or name in ("candidates", "events"), "only streams go on and on"
