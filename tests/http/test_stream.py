"""The events of a session as a body: what is written, when it waits, and how it ends."""

import json
from typing import Any

import pytest

from sdpsig.endpoint import Accept, Call, Close, Command, Endpoint, Hear, Notice, Open, Outcome, Say
from sdpsig.errors import Fault, FaultCode, RemoteProtocolError
from sdpsig.http import Wait, Wake, Woken, follow
from sdpsig.http._stream import written
from sdpsig.jsep import AddDataChannels, LocalTransport, Offer
from sdpsig.sdp import parse, serialize
from sdpsig.session import Closed, EndReason, IceCandidate, RestartSuggested
from tests._front import FINGERPRINT, GOOD, answer_to

LINE = "candidate:1 1 udp 2122260223 192.168.1.2 50000 typ host"
OFFER = Offer(parse(GOOD))
CHANGED, TIME, ENDED = (Woken(why) for why in Wake)


class Desk:
    def __init__(self) -> None:
        self.endpoint = Endpoint()
        self.handle(Open("s", OFFER))
        self.handle(Accept("s", answer_to(OFFER)))
        self.steps = follow(Hear("s"), self.handle)

    def handle(self, command: Command) -> Outcome:
        return self.endpoint.handle(command, 0.0)

    def say(self, candidate: str = LINE) -> None:
        self.handle(Say("s", IceCandidate(candidate, mid="0")))

    def started(self) -> list[tuple[str, str, Any]]:
        """The events that are there at the beginning; it waits by then."""
        assert next(self.steps) == b"retry: 2000\n\n"
        first = next(self.steps)
        assert isinstance(first, bytes)
        assert next(self.steps) == Wait("s", 15.0)
        return events(first)

    def after(self, woken: Woken) -> Any:
        return self.steps.send(woken)


def events(text: bytes) -> list[tuple[str, str, Any]]:
    """Id, name and data of every event in a part of a body."""
    found = []
    assert text.endswith(b"\n\n")
    for block in text.decode().removesuffix("\n\n").split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n"))
        assert fields.keys() <= {"id", "event", "data"}
        found.append((fields.get("id", ""), fields["event"], json.loads(fields["data"])))
    return found


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_what_happened_before_comes_first(desk: Desk) -> None:
    told = desk.started()
    assert [number for number, _, _ in told] == [str(number) for number, _ in enumerate(told, 1)]
    assert [(name, data["state"]) for _, name, data in told] == [
        ("signaling-state", "have-remote-offer"),
        ("connection-state", "negotiating"),
        ("signaling-state", "stable"),
        ("connection-state", "connecting"),
    ]


def test_who_comes_back_hears_what_it_has_missed(desk: Desk) -> None:
    numbers = [int(number) for number, _, _ in desk.started()]
    steps = follow(Hear("s", numbers[-2]), desk.handle)
    next(steps)
    part = next(steps)
    assert isinstance(part, bytes)
    assert [number for number, _, _ in events(part)] == [str(numbers[-1])]


def test_a_candidate_is_told_as_browsers_take_it(desk: Desk) -> None:
    last = int(desk.started()[-1][0])
    desk.say()
    ((number, name, data),) = events(desk.after(CHANGED))
    assert (number, name) == (str(last + 1), "candidate")
    assert data == {
        "candidate": LINE,
        "sdpMid": "0",
        "sdpMLineIndex": 0,
        "usernameFragment": "ours0000",
    }
    assert next(desk.steps) == Wait("s", 15.0)
    desk.say("")
    ends = [data for _, _, data in events(desk.after(CHANGED))]
    assert [(end["candidate"], end["sdpMid"]) for end in ends] == [("", "0"), ("", None)]


def test_an_offer_is_told_with_its_name(desk: Desk) -> None:
    ours = LocalTransport("ours", "p" * 24, (FINGERPRINT,))
    desk.handle(Call("t", (AddDataChannels(),), ours))
    made = desk.endpoint.sessions["t"].state.negotiation.pending_local
    assert made is not None
    steps = follow(Hear("t"), desk.handle)
    next(steps)
    part = next(steps)
    assert isinstance(part, bytes)
    told = {name: data for _, name, data in events(part)}
    sdp = {"type": "offer", "sdp": serialize(made.description)}
    assert told["offer"] == {"sdp": sdp, "offer_id": "1"}


def test_a_restart_is_suggested_without_more_words() -> None:
    assert events(written(Notice(7, RestartSuggested()))) == [("7", "restart-suggested", {})]


def test_silence_is_broken_now_and_then(desk: Desk) -> None:
    desk.started()
    assert desk.after(TIME) == b":\n\n"
    assert next(desk.steps) == Wait("s", 15.0)
    assert desk.after(CHANGED) == Wait("s", 15.0)


def test_it_ends_with_the_session_and_says_why(desk: Desk) -> None:
    desk.started()
    desk.handle(Close("s", EndReason.IDLE))
    assert desk.after(CHANGED) == Wait("s", 0.0)
    last = desk.after(Woken(Wake.ENDED, Closed(EndReason.IDLE)))
    assert events(last) == [("", "closed", {"reason": "idle"})]
    with pytest.raises(StopIteration):
        next(desk.steps)


def test_it_ends_where_nobody_is_to_wait_any_longer(desk: Desk) -> None:
    desk.started()
    with pytest.raises(StopIteration):
        desk.after(ENDED)


def test_it_ends_where_the_session_is_gone_without_a_word() -> None:
    def gone(_: Command) -> Outcome:
        raise RemoteProtocolError(Fault(FaultCode.SESSION_NOT_FOUND, "gone"))

    steps = follow(Hear("s"), gone)
    next(steps)
    assert next(steps) == Wait("s", 0.0)
    with pytest.raises(StopIteration):
        steps.send(TIME)
