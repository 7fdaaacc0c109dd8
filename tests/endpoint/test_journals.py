"""The sessions of an endpoint, written down as they go."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from attrs import field, frozen

from sdpsig.endpoint import (
    Accept,
    Call,
    Close,
    Command,
    Endpoint,
    EndpointConfig,
    Journals,
    OfferTo,
    Open,
    Say,
    Settle,
    Takeover,
    Trickle,
)
from sdpsig.errors import Fault, FaultCode, LocalProtocolError, SdpsigError
from sdpsig.jsep import AddDataChannels, Offer, RestartIce
from sdpsig.session import IceCandidate, Session, Tick, replay
from tests.endpoint._house import ANSWER, BAD_OFFER, OFFER, OURS, RESTART, as_before, up
from tests.session._peer import PASSWORD, answer_to, candidate


@frozen
class Shelf:
    """Where journals stand, in the order in which their sessions began."""

    books: list[tuple[str, list[bytes]]] = field(factory=list)

    def begin(self, session_id: str) -> Callable[[bytes], object]:
        lines: list[bytes] = []
        self.books.append((session_id, lines))
        return lines.append

    def house(self, *, full: bool = False, most: int = 1_048_576, **options: Any) -> Endpoint:
        return Endpoint(
            EndpointConfig(**options), journals=Journals(self.begin, full=full, most=most)
        )

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.books]

    def ticks(self, number: int = 0) -> tuple[Tick, ...]:
        return tuple(replay(self.books[number][1]))

    def kinds(self, number: int = 0) -> list[str]:
        return [json.loads(one)["type"] for one in self.books[number][1]]


COURSE: tuple[tuple[Command, float], ...] = (
    (Trickle("a", (candidate(50_001),)), 0.5),
    (Accept("a", ANSWER), 1.0),
    (Trickle("a", (candidate(50_002, "192.168.1.7"), candidate(50_003))), 2.0),
    (up("a"), 3.0),
    (Say("a", RestartIce()), 4.0),
    (OfferTo("a", as_before, ice_restart=True), 5.0),
    (Close("a"), 9.0),
)


def course(one: Endpoint) -> None:
    """A whole life; refusals are part of it."""
    one.handle(Open("a", OFFER), 0.0)
    for command, now in COURSE:
        try:
            one.handle(command, now)
        except SdpsigError:
            continue


@pytest.mark.parametrize("full", [False, True])
def test_every_input_of_a_session_is_in_its_journal(full: bool) -> None:
    shelf = Shelf()
    plain, noted = Endpoint(), shelf.house(full=full)
    course(plain)
    noted.handle(Open("b", OFFER), 0.0)
    course(noted)
    assert shelf.names == ["b", "a"]
    assert len(shelf.books[0][1]) == 2
    ticks = shelf.ticks(1)
    assert all(tick.agrees for tick in ticks)
    assert [tick.entry.t for tick in ticks] == [0.0, 0.0, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 9.0]
    assert ticks[-1].state.end is not None


def test_passwords_and_addresses_are_pseudonyms_unless_all_is_asked_for() -> None:
    for full in (False, True):
        shelf = Shelf()
        course(shelf.house(full=full))
        text = b"".join(shelf.books[0][1]).decode()
        assert [secret in text for secret in (PASSWORD, "192.168.1.7")] == [full, full]


def test_timers_are_inputs_too() -> None:
    shelf = Shelf()
    one = shelf.house()
    one.handle(Open("a", OFFER), 0.0)
    one.handle_timeout(30.0)
    assert shelf.kinds() == ["Start", "Said", "WokenUp"]
    assert shelf.ticks()[-1].state.end == "answer-timeout"


def test_a_session_that_never_comes_to_be_leaves_no_journal() -> None:
    shelf = Shelf()
    one = shelf.house()
    for command in (
        Open("a", BAD_OFFER),
        Call("a", (AddDataChannels(),)),
        Call("a", (AddDataChannels(),), {}),
    ):
        with pytest.raises(SdpsigError):
            one.handle(command, 0.0)
    assert shelf.books == []


def test_our_own_first_offer_begins_a_journal() -> None:
    shelf = Shelf()
    one = shelf.house()
    one.handle(Call("a", (AddDataChannels(),), OURS), 0.0)
    offered = one.sessions["a"].state.negotiation.pending_local
    assert isinstance(offered, Offer)
    one.handle(Settle("a", answer_to(offered)), 1.0)
    assert shelf.kinds() == ["Start", "Said", "Made", "Said", "Said"]
    assert all(tick.agrees for tick in shelf.ticks())


def test_what_is_refused_is_in_it_with_its_fault() -> None:
    shelf = Shelf()
    one = shelf.house()
    one.handle(Open("a", OFFER), 0.0)
    with pytest.raises(SdpsigError):
        one.handle(Trickle("a", (candidate(mid="9"),)), 1.0)
    last = shelf.ticks()[-1]
    assert last.agrees
    assert last.refusal is not None
    assert last.refusal.code == "ice.unknown-mid"


def test_an_offer_that_is_refused_half_way_has_never_been(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf()
    one = shelf.house()
    one.handle(Open("a", OFFER), 0.0)
    one.handle(Accept("a", ANSWER), 0.0)
    before = one.sessions["a"].state

    def send(*_: object) -> None:
        raise LocalProtocolError(Fault(FaultCode.INTERNAL, "not now"))

    with monkeypatch.context() as patch:
        patch.setattr(Session, "send", send)
        with pytest.raises(LocalProtocolError):
            one.handle(OfferTo("a", OURS, ice_restart=True), 1.0)
    assert one.sessions["a"].state == before
    one.handle(OfferTo("a", OURS, ice_restart=True), 2.0)
    ticks = shelf.ticks()
    assert shelf.kinds()[-3:] == ["Made", "Made", "Said"]
    assert all(tick.agrees for tick in ticks)


def test_who_takes_an_id_over_has_a_journal_of_its_own() -> None:
    shelf = Shelf()
    one = shelf.house(takeover=Takeover.REPLACE)
    one.handle(Open("a", OFFER), 0.0)
    one.handle(Open("a", OFFER), 1.0)
    assert shelf.names == ["a", "a"]
    assert shelf.kinds(0) == ["Start", "Said", "Closing"]
    assert shelf.kinds(1) == ["Start", "Said"]


def test_some_sessions_may_be_left_out() -> None:
    shelf = Shelf()
    journals = Journals(lambda name: shelf.begin(name) if name == "b" else None)
    one = Endpoint(journals=journals)
    for name in "ab":
        one.handle(Open(name, OFFER, candidates=None), 0.0)
        one.handle(Accept(name, ANSWER), 1.0)
    assert shelf.names == ["b"]
    assert one.sessions["a"].state == one.sessions["b"].state
    assert type(one.sessions["a"]) is not type(one.sessions["b"])


@pytest.mark.parametrize("most", [0, 100, 8_000, 20_000])
def test_a_journal_ends_before_the_line_that_would_be_too_many(most: int) -> None:
    shelf = Shelf()
    one = shelf.house(most=most)
    one.handle(Open("a", OFFER), 0.0)
    one.handle(Accept("a", ANSWER), 0.0)
    for number in range(1_000):
        one.handle(Trickle("a", (IceCandidate("", "0"),)), float(number))
    ((_, lines),) = shelf.books
    written = sum(map(len, lines))
    assert most - 1_000 < written <= most if most > 1_000 else not lines
    assert all(tick.agrees for tick in replay(lines))


def broken(line: bytes) -> None:
    raise OSError(line)


def never(session_id: str) -> Callable[[bytes], object]:
    raise OSError(session_id)


@pytest.mark.parametrize("begin", [lambda _: broken, never], ids=["a line", "the place for it"])
def test_what_cannot_be_written_down_is_no_harm(begin: Callable[[str], Any]) -> None:
    plain, noted = Endpoint(), Endpoint(journals=Journals(begin))
    for one in (plain, noted):
        one.handle(Open("a", OFFER), 0.0)
        one.handle(Accept("a", ANSWER), 1.0)
    assert noted.sessions["a"].state == plain.sessions["a"].state


def test_a_journal_with_a_line_missing_goes_no_further() -> None:
    lines: list[bytes] = []

    def write(line: bytes) -> None:
        if len(lines) == 2:
            lines.append(b"")
            raise OSError
        lines.append(line)

    one = Endpoint(journals=Journals(lambda _: write))
    course(one)
    assert len(lines) == 3
    assert all(tick.agrees for tick in replay(lines[:2]))


def test_a_writer_that_calls_the_endpoint_is_no_writer() -> None:
    def write(line: bytes) -> None:
        lines.append(line)
        one.handle(Close("a"), 0.0)

    lines: list[bytes] = []
    one = Endpoint(journals=Journals(lambda _: write))
    course(one)
    assert len(lines) == 1


def test_a_further_offer_is_in_the_journal_of_its_session() -> None:
    shelf = Shelf()
    one = shelf.house()
    one.handle(Open("a", OFFER, owner="tom"), 0.0)
    one.handle(Accept("a", ANSWER), 0.0)
    one.handle(Open("a", RESTART, owner="tom"), 1.0)
    assert shelf.kinds() == ["Start", "Said", "Said", "Said"]
