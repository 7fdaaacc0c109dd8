"""The abuse cases N2 to N7: what a peer may say that does not fit, comes too late, or too often.

N1, what does not fit the state, is the table of ``tests/jsep/test_apply.py``.
"""

from collections.abc import Callable
from ipaddress import IPv4Address
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.errors import FaultCode, RemoteProtocolError
from sdpsig.jsep import Answer, Offer
from sdpsig.limits import Limits
from sdpsig.sdp import parse, serialize
from sdpsig.session import (
    AnswerReceived,
    CandidateReceived,
    IceCandidate,
    Session,
    SessionConfig,
)
from sdpsig.trickle import Drop
from tests.session._peer import (
    UFRAG,
    answer_to,
    answered_session,
    audio_video_data,
    candidate,
    connect,
    end,
    fates,
    line,
    offer,
    offer_text,
    offered_session,
    refusal,
    section,
)

EARLY = SessionConfig(early_candidates=True)
FIRST = IPv4Address("203.0.0.0")


def three_transports() -> Offer:
    return offer(
        section("0"), section("1", "video", ufrag="one1"), section("2", "application", ufrag="two2")
    )


def spread(count: int) -> list[IceCandidate]:
    """So many candidates of different addresses, over three sections."""
    return [
        candidate(20_000 + number % 40_000, str(FIRST + number), mid=str(number % 3))
        for number in range(count)
    ]


# --- N2: answers that do not fit

GOOD = serialize(answer_to(audio_video_data()).description)
HEAD, AUDIO, VIDEO, DATA = (
    part if at == 0 else f"m={part}" for at, part in enumerate(GOOD.split("m="))
)
MISFITS = {
    "a section less": (HEAD + AUDIO + VIDEO, "V-14"),
    "a section more": (GOOD + DATA.replace("a=mid:2", "a=mid:3"), "V-14"),
    "another order": (HEAD + VIDEO + AUDIO + DATA, "V-15"),
    "other media": (GOOD.replace("m=video", "m=audio"), "V-16"),
    "another mid": (GOOD.replace("a=mid:1", "a=mid:7").replace("BUNDLE 0 1", "BUNDLE 0 7"), "V-15"),
    "a rejected section that owns the bundle": (GOOD.replace("m=audio 9", "m=audio 0"), "V-48"),
}


@pytest.mark.parametrize(("text", "rule"), MISFITS.values(), ids=MISFITS)
def test_n2_an_answer_that_does_not_fit_the_offer_changes_nothing(text: str, rule: str) -> None:
    offered, session = audio_video_data(), Session()
    session.send(offered, 0.0)
    before = session.state
    with pytest.raises(RemoteProtocolError) as caught:
        session.receive(Answer(parse(text)), 1.0)
    assert caught.value.fault.rule == rule
    assert session.state is before
    good = Answer(parse(GOOD))
    assert AnswerReceived(good, offered) in session.receive(good, 2.0)


# --- N3: candidates before the remote description


@pytest.mark.parametrize("count", [63, 64, 65, 1_000])
def test_n3_of_candidates_before_the_offer_sixty_four_wait_in_their_order(count: int) -> None:
    session = Session(EARLY)
    messages, most = spread(count), Limits().pending_candidates
    told = [fate for one in messages for fate in fates(session.receive(one, 0.0))]
    assert told == [Drop.TOO_MANY] * (count - min(count, most))
    assert session.state.early == tuple(messages[:most])
    session.receive(three_transports(), 1.0)
    kept = [20_000 + number for number in range(min(count, most))]
    assert fates(session.send(answer_to(three_transports()), 2.0)) == kept


def test_n3_what_nobody_asks_for_is_freed_in_time() -> None:
    session = Session(EARLY)
    for message in spread(1_000):
        session.receive(message, 0.0)
    assert fates(session.handle_timeout(30.0)) == [Drop.TOO_EARLY] * 64
    assert session.state.early == ()


# --- N4: candidates without a place


@pytest.mark.parametrize("make", [offered_session, answered_session])
def test_n4_a_candidate_for_no_section_changes_nothing(make: Callable[[], Session]) -> None:
    session = make()
    for message, code in (
        (candidate(mid="9"), FaultCode.ICE_UNKNOWN_MID),
        (IceCandidate(line(), "9", 0), FaultCode.ICE_UNKNOWN_MID),
        (IceCandidate(line(), None, 99), FaultCode.ICE_UNKNOWN_INDEX),
    ):
        assert refusal(session, message).code is code


def test_n4_where_mid_and_index_disagree_the_mid_counts() -> None:
    session = answered_session(three_transports())
    (event,) = session.receive(IceCandidate(line(), "1", 2), 0.0)
    assert isinstance(event, CandidateReceived)
    assert event.mid == "1"


# --- N5: candidates of the generation before

NEWER = offer(section(ufrag="newer"))
STEPS: dict[str, Callable[[Session], object]] = {
    "offer": lambda one: one.receive(NEWER, 1.0),
    "answer": lambda one: one.send(answer_to(NEWER, name="more"), 1.0),
    "old": lambda one: one.receive(IceCandidate(line(1_111), "0", ufrag=UFRAG), 1.0),
    "late": lambda one: one.receive(IceCandidate(line(2_222), "0", ufrag=UFRAG), 1.0),
    "new": lambda one: one.receive(IceCandidate(line(3_333), "0", ufrag="newer"), 1.0),
}
ORDERS = [order for order in permutations(STEPS) if order.index("offer") < order.index("answer")]


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_n5_what_is_of_the_generation_before_never_gets_into_the_new_one(
    order: tuple[str, ...],
) -> None:
    session = answered_session(config=EARLY)
    told = {name: STEPS[name](session) for name in order}
    (generation,) = session.state.remote
    assert generation.ufrag == "newer"
    assert [one.port for one in generation.accepted] == [3_333]
    for name, port in (("old", 1_111), ("late", 2_222)):
        over = order.index(name) > order.index("answer")
        assert fates(told[name]) == [Drop.OLD_GENERATION if over else port]  # type: ignore[arg-type]


# --- N6: candidates that come too late


def test_n6_a_candidate_after_the_end_of_candidates_is_dropped() -> None:
    session = answered_session()
    session.receive_all((candidate(1_111), end()), 0.0)
    before = session.state
    assert fates(session.receive(candidate(2_222), 1.0)) == [Drop.AFTER_END]
    assert session.state.remote is before.remote
    assert session.state.deadlines == before.deadlines


@pytest.mark.parametrize("over", ["closed", "expired"])
@pytest.mark.parametrize("make", [offered_session, answered_session])
def test_n6_a_candidate_after_the_session_revives_nothing(
    over: str, make: Callable[[], Session]
) -> None:
    session = make()
    session.receive(candidate(1_111), 0.0)
    if over == "closed":
        session.close(1.0)
    while session.deadline is not None:
        session.handle_timeout(session.deadline)
    for message in (candidate(2_222), end(), IceCandidate(line(), "9")):
        assert refusal(session, message).code is FaultCode.SESSION_CLOSED
    state = session.state
    assert (session.deadline, state.waiting, state.early, state.remote) == (None, (), (), ())


# --- N7: floods


@pytest.mark.parametrize("count", [2_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_n7_of_a_flood_of_candidates_a_hundred_are_taken_and_the_session_works(count: int) -> None:
    """Half of them come before the answer."""
    offered = three_transports()
    session = offered_session(offered)
    messages = spread(count)
    early, late = messages[: count // 2], messages[count // 2 :]
    told = [fate for one in early for fate in fates(session.receive(one, 0.0))]
    told += fates(session.send(answer_to(offered), 1.0))
    told += [fate for one in late for fate in fates(session.receive(one, 2.0))]
    taken = [fate for fate in told if not isinstance(fate, Drop)]
    assert (len(told), len(taken)) == (count, Limits().remote_candidates)
    assert {*told} - {*taken} == {Drop.TOO_MANY}
    assert fates(session.receive(IceCandidate(), 3.0)) == [None, None, None]
    for mid in "012":
        connect(session, mid, 4.0)
    assert session.state.connection == "connected"
    session.receive(offered, 5.0)
    assert session.send(answer_to(offered), 6.0)


def test_n7_a_session_holds_so_many_candidates_and_not_one_more() -> None:
    session = answered_session(three_transports())
    given = spread(101)
    told = [fate for one in given for fate in fates(session.receive(one, 0.0))]
    assert told == [20_000 + number for number in range(100)] + [Drop.TOO_MANY]
    assert fates(session.receive(given[0], 0.0)) == [Drop.DUPLICATE]


def test_n7_a_flood_of_candidates_does_not_keep_an_idle_session_alive() -> None:
    session = answered_session(config=SessionConfig(connect_timeout=None))
    now = 0.0
    while session.deadline is not None and now < 10_000:
        now += 1.0
        session.receive(candidate(int(20_000 + now), f"203.0.113.{int(now) % 200}"), now)
        session.handle_timeout(now)
        if session.state.end is not None:
            break
    # fifty were taken, one a second; a minute after the last of them the session is over
    assert now == 50.0 + 60.0


# --- order, batches and words

MESSAGES = st.one_of(
    st.builds(candidate, st.integers(5_001, 5_006), mid=st.sampled_from(["0", "1", "2"])),
    st.sampled_from([end("0"), end("1"), end(None), candidate(5_001, "127.0.0.1")]),
)


@given(st.lists(MESSAGES, max_size=12), st.data())
def test_early_or_late_the_same_is_passed_on_in_the_same_order(
    messages: list[IceCandidate], data: st.DataObject
) -> None:
    """Whenever the answer comes, the ICE agent sees the same."""
    offered = offer(
        section("0", lines=(line(5_006),)),
        section("1", "video"),
        section("2", "application"),
        bundle="0 1",
    )
    told = []
    for early in (0, data.draw(st.integers(0, len(messages))), len(messages)):
        session = offered_session(offered)
        events = session.receive_all(messages[:early], 0.0)
        events += session.send(answer_to(offered), 0.0)
        events += session.receive_all(messages[early:], 0.0)
        told.append([event for event in events if isinstance(event, CandidateReceived)])
    assert told[0] == told[1] == told[2]


def test_a_batch_counts_whole_or_not_at_all() -> None:
    bad = (
        IceCandidate("hello", "0"),
        IceCandidate(line(), "9"),
        IceCandidate(line(), "0", ufrag="x"),
    )
    for session in (offered_session(), answered_session()):
        for wrong in bad:
            for batch in permutations((candidate(1_111), candidate(2_222), wrong)):
                before = session.state
                with pytest.raises(RemoteProtocolError):
                    session.receive_all(batch, 1.0)
                assert session.state is before


def test_a_refusal_never_shows_what_was_sent() -> None:
    secret = "203.0.113.199"
    for text in (line(address=secret, component=3), f"candidate:{secret}"):
        fault = refusal(offered_session(), IceCandidate(text, "0", ufrag=secret))
        assert secret not in str(fault)
    assert secret not in offer_text()
