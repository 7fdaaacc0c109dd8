import inspect
import json
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.errors import LocalProtocolError, RemoteProtocolError
from sdpsig.session import Session, SessionState, record, replay
from sdpsig.session._journal import digest
from tests.session._life import CONFIGS, SCRIPTS, Life, play
from tests.session._peer import (
    PASSWORD,
    answer_to,
    candidate,
    connect,
    line,
    offer,
    offered_session,
    section,
)

Script = list[tuple[str, float]]


def told(lines: list[bytes]) -> list[dict[str, Any]]:
    return [json.loads(one) for one in lines]


@given(st.sampled_from(sorted(CONFIGS)), SCRIPTS, st.booleans())
def test_a_recorded_session_does_what_it_would_have_done(
    name: str, script: Script, full: bool
) -> None:
    lines: list[bytes] = []
    plain = Life(Session(CONFIGS[name]))
    noted = Life(record(Session(CONFIGS[name]), lines.append, 0.0, full=full))
    play(plain, script)
    play(noted, script)
    assert noted.session.state == plain.session.state
    assert all(line.endswith(b"\n") and line.count(b"\n") == 1 for line in lines)


def test_whatever_has_a_time_is_an_input_and_written_down() -> None:
    """A new method of a session cannot be forgotten: those that only call others may stay."""
    timed = {
        name
        for name, method in inspect.getmembers(Session, inspect.isfunction)
        if "now" in inspect.signature(method).parameters
    }
    recorded = vars(type(record(Session(), lambda _: None, 0.0)))
    assert timed - recorded.keys() == {"receive", "consent_lost"}


def test_a_journal_begins_with_its_configuration_and_state() -> None:
    lines: list[bytes] = []
    record(offered_session(now=3.0), lines.append, 4.0)
    (start,) = told(lines)
    assert (start["type"], start["t"], start["format"]) == ("Start", 4.0, 1)
    assert start["config"]["connect_timeout"] == 40.0
    assert start["session"]["state"]["connection"] == "negotiating"


def test_every_input_is_one_line_with_its_time_and_a_digest_of_the_state() -> None:
    lines: list[bytes] = []
    session = record(Session(), lines.append, 0.0, full=True)
    offered = offer()
    session.receive(offered, 1.0)
    session.receive_all([candidate(1_111), candidate(2_222)], 2.0)
    session.send(answer_to(offered), 3.0)
    connect(session, now=4.0)
    session.consent_lost("0", 5.0)
    session.handle_timeout(6.0)
    session.close(7.0, detail="enough")
    entries = told(lines)[1:]
    assert [one["t"] for one in entries] == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]
    assert [one["type"] for one in entries] == [
        *("Said", "Said", "Said", "Reported", "Reported", "WokenUp", "Closing")
    ]
    assert [one.get("side") for one in entries[:3]] == ["remote", "remote", "local"]
    assert [one["candidate"] for one in entries[1]["messages"]] == [line(1_111), line(2_222)]
    assert entries[-1]["state"] == digest(session.state, 7.0)
    assert entries[-1]["detail"] == "enough"
    assert len({one["state"] for one in entries}) == 7


def test_what_is_refused_is_written_down_with_its_fault() -> None:
    lines: list[bytes] = []
    session = record(Session(), lines.append, 0.0)
    with pytest.raises(RemoteProtocolError):
        session.receive(candidate(), 1.0)
    with pytest.raises(LocalProtocolError):
        session.create_answer({}, 2.0)
    first, second = told(lines)[1:]
    assert first["refusal"]["code"] == "jsep.signaling-state"
    assert second["type"] == "Made"
    assert "description" not in second
    assert second["refusal"]["rule"] == "SM-2"


def test_a_generator_that_breaks_is_no_input() -> None:
    lines: list[bytes] = []
    session = record(offered_session(), lines.append, 0.0)
    with pytest.raises(ZeroDivisionError):
        session.receive_all((candidate(1 // (3 - number)) for number in range(5)), 0.0)
    assert len(lines) == 1


def test_passwords_and_addresses_are_pseudonyms_unless_all_is_asked_for() -> None:
    secrets = (PASSWORD, "8.8.4.4", "192.168.7.7", "8.8.8.8")
    written = {}
    for full in (True, False):
        lines: list[bytes] = []
        session = record(Session(), lines.append, 0.0, full=full)
        offered = offer(section(lines=(line(address="8.8.8.8"),)))
        session.receive(offered, 0.0)
        session.receive(candidate(address="8.8.4.4"), 0.0)
        session.send(answer_to(offered), 0.0)
        session.receive(candidate(address="192.168.7.7"), 0.0)
        written[full] = b"".join(lines).decode()
    assert all(secret in written[True] for secret in secrets)
    assert not any(secret in written[False] for secret in secrets)


def test_a_journal_that_begins_late_tells_no_secret_of_what_was_before() -> None:
    lines: list[bytes] = []
    session = offered_session(offer(section(lines=(line(address="8.8.8.8"),))))
    session.receive(candidate(address="192.168.7.7"), 0.0)
    record(session, lines.append, 0.0)
    (written,) = lines
    assert not any(one in written.decode() for one in (PASSWORD, "8.8.8.8", "192.168.7.7"))
    (tick,) = replay(lines)
    assert tick.agrees


def test_credentials_that_are_to_be_replaced_are_no_less_secret() -> None:
    session = offered_session(now=3.0)
    negotiation = evolve(
        session.state.negotiation, restarting=frozenset({("gone", "an-old-password-of-ICE")})
    )
    lines: list[bytes] = []
    noted = record(
        Session(session.config, evolve(session.state, negotiation=negotiation)), lines.append, 4.0
    )
    noted.touch(5.0)
    assert b"old-password" not in b"".join(lines)
    assert [tick.agrees for tick in replay(lines, session.config)] == [True, True]


def test_digests_are_of_all_that_a_session_knows() -> None:
    assert digest(SessionState(), 0.0) == digest(SessionState(), 0.0)
    assert digest(SessionState(revision=1), 0.0) != digest(SessionState(), 0.0)
