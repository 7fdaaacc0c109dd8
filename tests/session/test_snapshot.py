import json
from contextlib import suppress
from math import inf
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.errors import SdpsigError
from sdpsig.jsep import Negotiation, NegotiationConfig, Offer
from sdpsig.sdp import STANDARD, parse, serialize
from sdpsig.session import Session, SessionConfig, SessionState, Timer, restore, snapshot
from sdpsig.session._snapshot import storage_limits
from tests._corpus import OFFERS, OWN_OFFERS
from tests.session._life import CONFIGS, SCRIPTS, Life, play
from tests.session._peer import (
    PASSWORD,
    answered_session,
    audio_video_data,
    candidate,
    connect,
    offer,
    offered_session,
)

Script = list[tuple[str, float]]


def stored(session: Session, now: float = 0.0, wall: float = 0.0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(snapshot(session, now, wall))
    return found


def put(plain: object) -> bytes:
    return json.dumps(plain).encode()


# --- the laws


@given(st.sampled_from(sorted(CONFIGS)), SCRIPTS, st.sampled_from([0.0, 0.3, 7.7]))
def test_what_was_stored_comes_back_as_it_was(name: str, script: Script, later: float) -> None:
    life = Life(Session(CONFIGS[name]))
    play(life, script)
    now, session = life.now + later, life.session
    data = snapshot(session, now, 1e9)
    again = restore(data, now, 1e9, session.config)
    assert again.state == session.state
    assert snapshot(again, now, 1e9) == data
    assert (again.deadline, again.due) == (session.deadline, session.due)


@given(st.sampled_from(sorted(CONFIGS)), SCRIPTS, SCRIPTS)
def test_a_restored_session_goes_on_like_the_one_that_was_stored(
    name: str, first: Script, then: Script
) -> None:
    life = Life(Session(CONFIGS[name]))
    play(life, first)
    other = Life(restore(snapshot(life.session, life.now, 5.0), life.now, 5.0, CONFIGS[name]))
    other.now, other.numbers = life.now, life.numbers
    numbers = next(life.numbers)
    for one in (life, other):
        one.numbers = iter(range(numbers, numbers + 1_000))  # type: ignore[assignment]  # counts too
        play(one, then)
    assert other.session.state == life.session.state
    assert snapshot(other.session, 1e6, 0.0) == snapshot(life.session, 1e6, 0.0)


@given(st.floats(-1e9, 1e9), st.floats(0.0, 1e6), st.floats(0.0, 1e3), st.sampled_from([0.1, 33.3]))
def test_times_are_exact_on_any_clock(
    start: float, past: float, later: float, timeout: float
) -> None:
    config = SessionConfig(answer_timeout=timeout)
    session = offered_session(config=config, now=start)
    session.receive(candidate(), start + past)
    now = session.state.now + later
    assert restore(snapshot(session, now, 0.0), now, 0.0, config).state == session.state


def test_an_answer_is_still_known_to_be_for_its_very_offer() -> None:
    life = Life(Session(CONFIGS["created"]))
    play(life, [("their offer", 0.0)])
    life.session.create_answer(life.transport, 0.0)
    data = snapshot(life.session, 0.0, 0.0)
    state = restore(data, 0.0, 0.0, CONFIGS["created"]).state
    created = state.negotiation.last_answer
    assert created is not None
    assert created.offer is state.negotiation.sections


@pytest.mark.parametrize("name", [*OFFERS, *OWN_OFFERS])
def test_offers_of_every_browser_travel(name: str) -> None:
    session = offered_session(Offer(parse({**OFFERS, **OWN_OFFERS}[name])))
    data = snapshot(session, 0.0, 0.0)
    assert restore(data, 0.0, 0.0).state == session.state


# --- what it looks like


def test_descriptions_travel_as_sdp_once_each_and_candidates_as_lines() -> None:
    offered = audio_video_data()
    session = answered_session(offered, "2")
    session.receive(candidate(4_711), 0.0)
    plain = stored(session)
    assert plain["format"] == 1
    assert serialize(offered.description) in plain["descriptions"]
    assert len(plain["descriptions"]) == 2
    (accepted,) = plain["state"]["remote"][0]["accepted"]
    assert accepted.startswith("a=candidate:1 1 udp")
    assert "config" not in plain["state"]["negotiation"]


def test_deadlines_travel_as_what_is_left() -> None:
    session = offered_session(now=100.0)
    plain = stored(session, 110.0, wall=5.0)
    assert plain["wall"] == 5.0
    assert ["answer", 20.0] in plain["state"]["deadlines"]
    assert plain["state"]["now"] == -10.0


def test_a_snapshot_of_three_sections_is_small() -> None:
    session = answered_session(audio_video_data())
    assert len(snapshot(session, 0.0, 0.0)) < 5_000


# --- clocks


def deadlines(session: Session) -> dict[Timer, float]:
    return dict(session.state.deadlines)


def test_the_time_that_passed_between_processes_counts() -> None:
    data = snapshot(offered_session(now=100.0), 110.0, wall=1_000.0)
    later = restore(data, 7.0, wall=1_005.0)
    assert deadlines(later)[Timer.ANSWER] == 7.0 + 20.0 - 5.0


def test_a_wall_clock_that_went_back_gives_no_more_time() -> None:
    data = snapshot(offered_session(now=100.0), 110.0, wall=1_000.0)
    later = restore(data, 7.0, wall=-1e9)
    assert deadlines(later)[Timer.ANSWER] == 7.0 + 20.0


def test_a_wall_clock_that_jumped_makes_everything_due_and_nothing_past() -> None:
    data = snapshot(offered_session(now=100.0), 110.0, wall=1_000.0)
    later = restore(data, 7.0, wall=1e18)
    assert set(deadlines(later).values()) == {7.0}
    assert later.deadline == 7.0


def test_no_more_than_a_whole_life_passes() -> None:
    config = SessionConfig(max_lifetime=15.0, answer_timeout=30.0)
    data = snapshot(offered_session(config=config), 0.0, wall=0.0)
    later = restore(data, 0.0, wall=1e9, config=config)
    assert deadlines(later)[Timer.ANSWER] == 15.0
    assert deadlines(later)[Timer.LIFETIME] == 0.0


def test_no_deadline_is_further_away_than_the_longest_timer() -> None:
    plain = stored(offered_session())
    plain["state"]["deadlines"] = [["idle", 1e9], ["answer", "inf"]]
    later = restore(put(plain), 3.0, 0.0)
    assert deadlines(later) == {Timer.IDLE: 63.0, Timer.ANSWER: inf}


def test_a_clock_that_went_back_stands_still() -> None:
    session = offered_session(now=100.0)
    data = snapshot(session, 50.0, 0.0)
    assert restore(data, 100.0, 0.0).state == session.state


# --- what is not ours


def refused(plain: object, *, config: SessionConfig | None = None) -> str:
    with pytest.raises(SdpsigError) as caught:
        restore(put(plain), 0.0, 0.0, config or SessionConfig())
    return caught.value.fault.detail


def changed(path: str, value: object) -> dict[str, Any]:
    """A good snapshot with one thing other; no value takes it away."""
    session = answered_session(audio_video_data(), "2")
    session.receive(candidate(), 0.0)
    connect(session)
    plain = stored(session)
    at: Any = plain
    *way, last = [int(step) if step.isdecimal() else step for step in path.split("/")]
    for step in way:
        at = at[step]
    at[last] = value
    return plain


REFUSED = [
    ("format", 2, "another format"),
    ("format", "1", "another format"),
    ("wall", None, "/wall must be a number"),
    ("wall", True, "/wall must be a number"),
    ("more", 1, "members that are not known"),
    ("state", [], "must be an object"),
    ("state/more", 1, "1 members that are not known"),
    ("state/end", "tired", "/end must be one of closed-locally"),
    ("state/revision", True, "/revision must be an integer"),
    ("state/was_connected", 1, "/was_connected must be true or false"),
    ("state/past_ufrags", "x", "/past_ufrags must be an array"),
    ("state/past_ufrags", [1], "/past_ufrags/0 must be a string"),
    ("state/deadlines", [["idle"]], "/deadlines/0 must have 2 items"),
    ("state/deadlines", [["idle", [1.0]]], "/deadlines/0/1 must be a number"),
    ("state/deadlines", [["idle", 1e300]], "/deadlines/0/1 must be a number"),
    ("state/deadlines", [["idle", "soon"]], "/deadlines/0/1 must be a number"),
    ("state/now", 5.0, "a time that has not come"),
    ("state/remote/0/accepted", ["a=mid:0"], "must be a line a=candidate"),
    ("state/remote/0/accepted", ["a=candidate:x"], "is refused: malformed"),
    ("state/remote/0/mid", "7", "a transport without its candidates"),
    ("state/negotiation/state", "have-remote-offer", "descriptions that its signaling state"),
    ("state/negotiation/current_local", {"type": "Bye"}, "/type must be one of Offer"),
    ("state/negotiation/current_local", {"description": 0}, "/type must be one of Offer"),
    ("state/negotiation/current_local", {"type": "Offer"}, "/description is required"),
    ("state/negotiation/current_local", {"type": "Offer", "description": 9}, "one of the 2"),
    ("state/negotiation/sections", -1, "/negotiation/sections must be one of the 2"),
    ("state/negotiation/exchange/answer", True, "/exchange/answer must be one of the 2"),
    ("state/negotiation/before", {}, "no state to go back to"),
    ("state/negotiation/transceivers/0/kind", "smell", "/kind must be one of audio, video"),
    ("state/negotiation/history/before", {"formats": [[1, {}]]}, "null or an array"),
    ("descriptions/0", "v=1", "/descriptions/0 is refused"),
    ("descriptions/0", 5, "/descriptions/0 must be a description"),
    ("sections/0", [0, ["0", "1"]], "must name the sections"),
    ("sections/0", [0], "must have 2 items"),
]


@pytest.mark.parametrize(("path", "value", "detail"), REFUSED)
def test_what_was_never_written_is_refused_with_its_place(
    path: str, value: object, detail: str
) -> None:
    assert detail in refused(changed(path, value))


def test_sections_of_another_number_than_offered_are_refused() -> None:
    plain = changed("wall", 0.0)
    plain["descriptions"].append(serialize(offer().description))
    plain["sections"][1] = [2, ["0"]]
    assert "sections that do not fit" in refused(plain)


def test_a_pending_offer_without_its_sections_is_refused() -> None:
    plain = stored(offered_session())
    del plain["state"]["negotiation"]["sections"]
    assert "sections that do not fit" in refused(plain)
    plain = stored(offered_session())
    del plain["state"]["negotiation"]["before"]
    assert "no state to go back to" in refused(plain)


def test_what_is_too_large_is_refused_before_it_is_read() -> None:
    data = b" " * (storage_limits(SessionConfig()).json_bytes + 1)
    with pytest.raises(SdpsigError, match="bytes"):
        restore(data, 0.0, 0.0)


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from([1e308, -1e308, 0.5, 10**19, "", "x", "inf", "0", "stable"]),
    st.sampled_from([[], [[]], {}, {"type": "Offer"}, ["0"], "v=0\r\n"]),
)


def places(plain: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = plain.items() if isinstance(plain, dict) else enumerate(plain)
    found: list[tuple[Any, ...]] = []
    for step, value in inner:
        found.append((*way, step))
        if isinstance(value, dict | list):
            found += places(value, (*way, step))
    return found


@given(st.sampled_from(sorted(CONFIGS)), SCRIPTS, SCRIPTS, st.data())
def test_whatever_is_changed_in_a_snapshot_only_our_errors_come_of_it(
    name: str, script: Script, then: Script, data: st.DataObject
) -> None:
    config = CONFIGS[name]
    life = Life(Session(config))
    play(life, script)
    plain = stored(life.session, life.now)
    *way, last = data.draw(st.sampled_from(places(plain)))
    at: Any = plain
    for step in way:
        at = at[step]
    if data.draw(st.booleans()):
        at[last] = data.draw(JUNK)
    else:
        del at[last]
    try:
        other = Life(restore(put(plain), life.now, 0.0, config))
    except SdpsigError:
        return
    snapshot(other.session, life.now, 0.0)


@given(SCRIPTS, st.integers(0, 10_000), st.binary(max_size=3))
def test_bytes_that_are_damaged_only_bring_our_errors(script: Script, at: int, junk: bytes) -> None:
    life = Life(Session(CONFIGS["created"]))
    play(life, script)
    data = snapshot(life.session, life.now, 0.0)
    at %= len(data)
    with suppress(SdpsigError):
        restore(data[:at] + junk + data[at + len(junk) :], life.now, 0.0, CONFIGS["created"])


# --- what is given


def test_the_configuration_is_given_and_not_stored() -> None:
    other = SessionConfig(negotiation=NegotiationConfig(session_id=77))
    again = restore(snapshot(offered_session(), 0.0, 0.0), 0.0, 0.0, other)
    assert again.config is other
    assert again.state.negotiation.config is other.negotiation
    before = again.state.negotiation.before
    assert before is not None
    assert before.config is other.negotiation


def test_the_registry_is_given_too() -> None:
    session = offered_session()
    data = snapshot(session, 0.0, 0.0)
    assert restore(data, 0.0, 0.0, registry=STANDARD).state == session.state


def test_a_snapshot_holds_passwords_and_is_to_be_kept_secret() -> None:
    assert PASSWORD.encode() in snapshot(offered_session(), 0.0, 0.0)


def test_a_fresh_session_travels() -> None:
    data = snapshot(Session(), 0.0, 0.0)
    assert restore(data, 9.0, 9.0).state == SessionState(negotiation=Negotiation())


def test_a_description_that_cannot_be_written_is_not_stored() -> None:
    session = offered_session()
    broken = evolve(session.state.negotiation, mids=frozenset({"\ud800"}))
    with pytest.raises(SdpsigError):
        snapshot(Session(state=evolve(session.state, negotiation=broken)), 0.0, 0.0)
