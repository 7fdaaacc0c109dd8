"""Each session may have a candidate policy of its own, for as long as it lives."""

import pytest

from sdpsig.endpoint import Accept, Call, Endpoint, EndpointConfig, Open, Settle, Trickle
from sdpsig.jsep import AddDataChannels
from sdpsig.session import IceCandidate, Session, SessionConfig, record, replay, restore, snapshot
from sdpsig.trickle import LAN, LOOPBACK, PUBLIC, CandidatePolicy, Drop, auto
from tests.endpoint._house import ANSWER, OFFER, OURS
from tests.session._peer import answer_to, candidate, fates, line, offer, section

HOME = candidate(50_001, "192.168.1.7")
HERE = candidate(50_002, "127.0.0.1")


def opened(name: str, policy: CandidatePolicy | None, one: Endpoint | None = None) -> Endpoint:
    one = one or Endpoint(EndpointConfig(session=SessionConfig(candidates=PUBLIC)))
    one.handle(Open(name, OFFER, candidates=policy), 0.0)
    one.handle(Accept(name, ANSWER), 0.0)
    return one


@pytest.mark.parametrize(
    ("source", "home", "here"),
    [
        ("203.0.113.9", Drop.ADDRESS, Drop.ADDRESS),
        ("192.168.1.9", 50_001, Drop.ADDRESS),
        ("127.0.0.1", 50_001, 50_002),
    ],
)
def test_where_a_client_connected_from_says_what_it_may_name(
    source: str, home: object, here: object
) -> None:
    one = opened("a", auto(source))
    assert fates(one.handle(Trickle("a", (HOME, HERE)), 1.0).events) == [home, here]


def test_a_policy_is_that_of_one_session_only() -> None:
    one = opened("b", None, opened("a", LAN))
    assert fates(one.handle(Trickle("a", (HOME,)), 1.0).events) == [50_001]
    assert fates(one.handle(Trickle("b", (HOME,)), 1.0).events) == [Drop.ADDRESS]
    policies = {name: session.candidate_policy for name, session in one.sessions.items()}
    assert policies == {"a": LAN, "b": PUBLIC}


def test_it_judges_the_candidates_of_the_offer_too() -> None:
    offered = offer(section(lines=(line(50_001, "192.168.1.7"), line(50_002, "127.0.0.1"))))
    one = Endpoint()
    one.handle(Open("a", offered, candidates=LOOPBACK), 0.0)
    events = one.handle(Accept("a", answer_to(offered)), 0.0).events
    assert fates(events) == [50_001, 50_002]


def test_a_session_that_we_begin_may_have_one_too() -> None:
    one = Endpoint()
    one.handle(Call("a", (AddDataChannels(),), OURS, candidates=PUBLIC), 0.0)
    offered = one.sessions["a"].state.negotiation.pending_local
    assert offered is not None
    one.handle(Settle("a", answer_to(offered)), 0.0)  # type: ignore[arg-type]  # an offer
    assert fates(one.handle(Trickle("a", (HOME,)), 1.0).events) == [Drop.ADDRESS]


def test_an_offer_again_leaves_it_as_it_was() -> None:
    one = Endpoint()
    one.handle(Open("a", OFFER, owner="tom", candidates=PUBLIC), 0.0)
    one.handle(Accept("a", ANSWER), 0.0)
    again = offer(section(ufrag="Other"))
    one.handle(Open("a", again, owner="tom", candidates=LOOPBACK), 1.0)
    assert one.sessions["a"].candidate_policy is PUBLIC


POLICY = CandidatePolicy(
    LAN.classes,
    frozenset({"udp", "tcp"}),
    allow=("127.0.0.0/8",),
    deny=("192.168.1.0/24", "fd00::/8"),
)


def test_it_survives_a_snapshot() -> None:
    session = opened("a", POLICY).sessions["a"]
    again = restore(snapshot(session, 1.0, 1e9), 1.0, 1e9, session.config)
    assert again.state == session.state
    assert again.candidate_policy == POLICY
    assert fates(again.receive_all((HOME, HERE), 2.0)) == [Drop.NETWORK, 50_002]


@pytest.mark.parametrize("full", [False, True])
def test_it_survives_the_replay_of_a_journal(full: bool) -> None:
    lines: list[bytes] = []
    session = record(Session(candidates=POLICY), lines.append, 0.0, full=full)
    session.receive(OFFER, 0.0)
    session.send(ANSWER, 0.0)
    named = IceCandidate(line(50_003, "10.1.2.3"), "0")
    assert fates(session.receive_all((HOME, HERE, named), 1.0)) == [Drop.NETWORK, 50_002, 50_003]
    ticks = tuple(replay(lines))
    assert all(tick.agrees for tick in ticks)
    assert ticks[-1].state.policy == POLICY
    assert fates(ticks[-1].events) == [Drop.NETWORK, 50_002, 50_003]
