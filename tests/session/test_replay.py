import json
from contextlib import suppress
from itertools import islice
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from sdpsig._converter import JsonError
from sdpsig.errors import SdpsigError
from sdpsig.jsep import AnswerPolicy, NegotiationConfig, mirror
from sdpsig.sdp import MediaDescription
from sdpsig.sdp.attributes import MediaDirection
from sdpsig.session import Session, SessionConfig, record, replay, snapshot
from sdpsig.trickle import PUBLIC
from tests.session._life import CONFIGS, SCRIPTS, Life, play
from tests.session._peer import answer_to, candidate, offer, offered_session
from tests.session.test_snapshot import JUNK, places

Script = list[tuple[str, float]]


def journal(config: SessionConfig, script: Script, *, full: bool = False) -> list[bytes]:
    lines: list[bytes] = []
    play(Life(record(Session(config), lines.append, 0.0, full=full)), script)
    return lines


@given(st.sampled_from(sorted(CONFIGS)), SCRIPTS)
def test_a_replay_gives_the_same_states_byte_for_byte(name: str, script: Script) -> None:
    config = CONFIGS[name]
    lines: list[bytes] = []
    bytes_then: list[tuple[float, bytes]] = []

    def write(line: bytes) -> None:
        lines.append(line)
        now = json.loads(line)["t"]
        bytes_then.append((now, snapshot(life.session, now, 0.0)))

    life = Life(Session(config))
    life.session = record(life.session, write, 0.0, full=True)
    play(life, script)
    ticks = tuple(replay(lines))
    bytes_now = [
        (tick.entry.t, snapshot(Session(tick.config, tick.state), tick.entry.t, 0.0))
        for tick in ticks
    ]
    assert bytes_now == bytes_then
    assert ticks[-1].state == life.session.state
    assert all(tick.agrees for tick in ticks)


@given(st.sampled_from(sorted(CONFIGS)), SCRIPTS, st.sampled_from([(), ("192.168.1.0/24",)]))
def test_pseudonyms_replay_as_well(name: str, script: Script, denied: tuple[str, ...]) -> None:
    policy = evolve(PUBLIC, deny=denied)
    lines = journal(evolve(CONFIGS[name], candidates=policy), script)
    assert [tick.line for tick in replay(lines) if not tick.agrees] == []


@given(st.sampled_from(sorted(CONFIGS)), SCRIPTS, SCRIPTS)
def test_a_journal_may_begin_at_any_time(name: str, first: Script, then: Script) -> None:
    life = Life(Session(CONFIGS[name]))
    play(life, first)
    lines: list[bytes] = []
    life.session = record(life.session, lines.append, life.now)
    play(life, then)
    assert all(tick.agrees for tick in replay(lines))


def test_ticks_tell_what_came_of_each_line() -> None:
    lines = journal(
        CONFIGS["foreign"],
        [("their offer", 0.1), ("unknown mid", 0.1), ("a foreign answer", 0.1), ("close", 1.7)],
    )
    ticks = tuple(replay(lines))
    assert [tick.line for tick in ticks] == [1, 2, 3, 4, 5]
    assert ticks[1].before is ticks[0].state
    assert [type(event).__name__ for event in ticks[-1].events][-1] == "Closed"
    assert ticks[0].refusal is None


def without_policy(section: MediaDescription) -> MediaDirection:
    del section
    return MediaDirection.INACTIVE


@pytest.mark.parametrize(("wish", "known"), [(mirror, True), (without_policy, False)])
def test_a_policy_of_our_own_has_to_be_given(wish: Any, known: bool) -> None:
    negotiation = NegotiationConfig(policy=AnswerPolicy(direction=wish))
    config = SessionConfig(negotiation=negotiation)
    lines = journal(config, [("their offer", 0.0)])
    assert all(tick.agrees for tick in replay(lines, config))
    assert all(tick.agrees for tick in replay(lines)) is known


# --- what does not agree


def altered(lines: list[bytes], number: int, **members: object) -> list[bytes]:
    plain = {**json.loads(lines[number - 1]), **members}
    return [*lines[: number - 1], json.dumps(plain).encode(), *lines[number:]]


def astray(lines: list[bytes]) -> list[int]:
    return [tick.line for tick in replay(lines) if not tick.agrees]


GOOD = journal(CONFIGS["foreign"], [("their offer", 1.7), ("unknown mid", 1.7)])
REFUSED = {"code": "ice.unknown-index", "detail": "another"}


def test_another_state_is_seen() -> None:
    assert astray(GOOD) == []
    assert astray(altered(GOOD, 2, state="0" * 16)) == [2]


def test_another_refusal_is_seen() -> None:
    early = evolve(CONFIGS["foreign"], early_candidates=False)
    lines = journal(early, [("their offer", 1.7), ("unknown mid", 1.7)])
    assert astray(lines) == []
    assert astray(altered(lines, 3, refusal=REFUSED)) == [3]
    assert astray(altered(lines, 3, refusal=None)) == [3]


@pytest.mark.parametrize(
    ("lines", "number", "detail"),
    [
        ([b"nonsense"], 1, "not JSON"),
        ([b"{}"], 1, "/type must be one of Start, Said"),
        (GOOD[1:], 1, "does not begin with its start"),
        (altered(GOOD, 1, format=2), 1, "another format"),
        (altered(GOOD, 1, session={}), 1, "/format is required"),
        (altered(GOOD, 1, session=[]), 1, "must be an object"),
        ([GOOD[0], GOOD[0]], 2, "a second start"),
        (altered(GOOD, 2, t="inf"), 2, "a time without an end"),
        (altered(GOOD, 2, side="both"), 2, "/side must be one of local, remote"),
        ([*GOOD[:2], GOOD[2][:30]], 3, "not JSON"),
    ],
    ids=range(10),
)
def test_a_line_that_is_none_is_refused_with_its_number(
    lines: list[bytes], number: int, detail: str
) -> None:
    with pytest.raises(JsonError) as caught:
        tuple(replay(lines))
    assert caught.value.fault.line == number
    assert detail in caught.value.fault.detail


def test_what_comes_before_a_bad_line_is_told() -> None:
    ticks = replay([*GOOD, b"{"])
    assert all(tick.agrees for tick in islice(ticks, len(GOOD)))
    with pytest.raises(SdpsigError):
        next(ticks)


def test_an_empty_journal_tells_nothing() -> None:
    assert tuple(replay([])) == ()


def test_made_descriptions_are_taken_as_they_were_made() -> None:
    script = [("audio", 0.0), ("data", 0.0), ("our offer", 0.1), ("their answer", 0.1)]
    script += [("their restart", 0.1), ("our answer", 0.1), ("our answer", 0.1)]
    lines = journal(CONFIGS["created"], script)
    kinds = [json.loads(line)["type"] for line in lines]
    assert kinds.count("Made") == 3
    assert astray(lines) == []


def test_a_long_life_is_replayed_from_pseudonyms() -> None:
    lines: list[bytes] = []
    session = record(Session(), lines.append, 0.0)
    offered = offer()
    session.receive(offered, 0.0)
    for number in range(40):
        session.receive(candidate(3_000 + number, f"8.8.{number}.1"), 0.0)
    session.send(answer_to(offered), 1.0)
    assert astray(lines) == []


@given(st.sampled_from(sorted(CONFIGS)), SCRIPTS, st.data())
def test_whatever_is_changed_in_a_journal_only_our_errors_come_of_it(
    name: str, script: Script, data: st.DataObject
) -> None:
    lines = journal(CONFIGS[name], script, full=True)
    number = data.draw(st.integers(0, len(lines) - 1))
    plain = json.loads(lines[number])
    *way, last = data.draw(st.sampled_from(places(plain)))
    at: Any = plain
    for step in way:
        at = at[step]
    at[last] = data.draw(JUNK)
    lines[number] = json.dumps(plain).encode()
    with suppress(SdpsigError):
        tuple(replay(lines))


def test_an_offered_session_is_where_a_journal_may_begin() -> None:
    lines: list[bytes] = []
    record(offered_session(), lines.append, 0.0)
    assert astray(lines) == []
