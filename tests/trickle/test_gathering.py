from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.limits import Limits
from sdpsig.sdp.attributes import Candidate
from sdpsig.trickle import LAN, AddressClass, CandidatePolicy, Candidates, Drop

LIMITS = Limits()
TCP = CandidatePolicy(LAN.classes, frozenset({"udp", "tcp"}))
EMPTY = Candidates("0", "EsAw")


def candidate(text: str = "1 1 udp 1 203.0.113.5 50000 typ host") -> Candidate:
    return Candidate.parse(text)


def at(address: str, port: int = 50_000) -> Candidate:
    return candidate(f"1 1 udp 1 {address} {port} typ host")


def told(
    *given: Candidate | None,
    policy: CandidatePolicy = LAN,
    limits: Limits = LIMITS,
) -> tuple[Candidates, list[Drop | None]]:
    """What is held, and the fate of each, after all of them were told."""
    state, fates = EMPTY, []
    for one in given:
        before = state
        state, drop = state.add(one, policy, limits)
        assert drop is None or state is before, "what is dropped changes nothing"
        fates.append(drop)
    return state, fates


def test_candidates_stay_in_the_order_in_which_they_came() -> None:
    given = [at("203.0.113.5", port) for port in (50_003, 50_001, 50_002)]
    state, fates = told(*given)
    assert state.accepted == tuple(given)
    assert fates == [None, None, None]
    assert not state.ended


@pytest.mark.parametrize(
    "again",
    [
        "1 1 udp 1 203.0.113.5 50000 typ host",
        "2 1 udp 99 203.0.113.5 50000 typ host",  # another foundation and priority
        "1 1 UDP 1 203.0.113.5 50000 typ host",
        "1 1 udp 1 203.0.113.5 50000 typ srflx raddr 10.0.0.1 rport 1",
        "1 1 udp 1 203.0.113.5 50000 typ host generation 0 ufrag EsAw",
        "1 1 udp 1 ::ffff:203.0.113.5 50000 typ host",
        "1 1 udp 1 0:0:0:0:0:FFFF:cb00:7105 50000 typ host",
    ],
)
def test_the_same_transport_address_is_told_once(again: str) -> None:
    first = candidate()
    state, fates = told(first, candidate(again))
    assert state.accepted == (first,)
    assert fates == [None, Drop.DUPLICATE]


@pytest.mark.parametrize(
    "other",
    [
        "1 1 udp 1 203.0.113.6 50000 typ host",
        "1 1 udp 1 203.0.113.5 50001 typ host",
        "1 1 tcp 1 203.0.113.5 50000 typ host tcptype passive",
        "1 1 udp 1 2001:db8::1 50000 typ host",
    ],
)
def test_another_transport_address_is_another_candidate(other: str) -> None:
    assert told(candidate(), candidate(other), policy=TCP)[1] == [None, None]


def test_the_kinds_of_tcp_are_told_apart() -> None:
    active, passive = (
        candidate(f"1 1 tcp 1 203.0.113.5 5000 typ host tcptype {kind}")
        for kind in ("active", "passive")
    )
    assert told(active, passive, active, policy=TCP)[1] == [None, None, Drop.DUPLICATE]


@pytest.mark.parametrize("kind", ["", " tcptype passive", " tcptype PASSIVE"])
@pytest.mark.parametrize("other", ["", " tcptype passive", " generation 0 tcptype Passive"])
def test_tcp_that_does_not_say_who_connects_is_passive(kind: str, other: str) -> None:
    """TR-4, TR-30."""
    one, again = (candidate(f"1 1 tcp 1 203.0.113.5 5000 typ host{rest}") for rest in (kind, other))
    active = candidate("1 1 TCP 1 203.0.113.5 5000 typ host tcptype Active")
    assert told(one, again, active, policy=TCP)[1] == [None, Drop.DUPLICATE, None]


def test_udp_has_no_kinds() -> None:
    kinds = (candidate(f"1 1 udp 1 203.0.113.5 5000 typ host{one}") for one in ("", " tcptype so"))
    assert told(*kinds)[1] == [None, Drop.DUPLICATE]


def test_nothing_comes_after_the_end() -> None:
    state, fates = told(candidate(), None, at("203.0.113.6"), candidate(), None)
    assert state.ended
    assert state.accepted == (candidate(),)
    assert fates == [None, None, Drop.AFTER_END, Drop.AFTER_END, Drop.DUPLICATE]


def test_an_end_may_come_first() -> None:
    assert told(None)[0] == Candidates("0", "EsAw", (), ended=True)


def test_the_policy_is_asked() -> None:
    refused = (at("127.0.0.1"), at("x.local"), at("203.0.113.5", 0))
    assert told(*refused) == (EMPTY, [Drop.ADDRESS, Drop.HOST_NAME, Drop.PORT])


def many(count: int, *, per_address: int = 1) -> Iterable[Candidate]:
    for number in range(count):
        yield at(f"203.0.113.{number // per_address}", 50_000 + number % per_address)


@pytest.mark.parametrize("over", [-1, 0, 1])
@pytest.mark.parametrize("limits", [LIMITS, Limits(transport_candidates=3)])
def test_one_transport_holds_so_many_candidates_and_not_one_more(limits: Limits, over: int) -> None:
    cap = limits.transport_candidates
    state, fates = told(*many(cap + over), limits=limits)
    assert fates == [None] * (cap + min(over, 0)) + [Drop.TOO_MANY] * max(over, 0)
    assert len(state.accepted) == cap + min(over, 0)


@pytest.mark.parametrize("over", [-1, 0, 1])
@pytest.mark.parametrize("limits", [LIMITS, Limits(address_candidates=3)])
def test_one_address_holds_so_many_candidates_and_not_one_more(limits: Limits, over: int) -> None:
    cap = limits.address_candidates
    given = many(cap + over, per_address=cap + over)
    fates = told(*given, at("203.0.113.99"), limits=limits)[1]
    assert fates == [None] * (cap + min(over, 0)) + [Drop.TOO_MANY] * max(over, 0) + [None]


NAMED = CandidatePolicy(LAN.classes | {AddressClass.HOST_NAME, AddressClass.MDNS})


@pytest.mark.parametrize("over", [-1, 0, 1])
@pytest.mark.parametrize("limits", [LIMITS, Limits(candidate_names=2)])
def test_one_transport_holds_so_many_names_and_not_one_more(limits: Limits, over: int) -> None:
    cap = limits.candidate_names
    given = [at(f"peer{number}.example") for number in range(cap + over)]
    fates = told(*given, at("203.0.113.99"), policy=NAMED, limits=limits)[1]
    assert fates == [None] * (cap + min(over, 0)) + [Drop.TOO_MANY] * max(over, 0) + [None]


def test_names_are_told_apart_and_each_counts_once() -> None:
    limits = Limits(candidate_names=2)
    given = (at("a.example"), at("b.example"), at("B.Example.", 50_001), at("b.example."))
    again = (at("a.example", 50_001), at("c.example"))
    assert told(*given, *again, policy=NAMED, limits=limits)[1] == [
        *(None, None, None, Drop.DUPLICATE),
        *(None, Drop.TOO_MANY),
    ]


def test_one_name_holds_no_more_candidates_than_one_address() -> None:
    cap = LIMITS.address_candidates
    given = [at("a.example", 50_000 + number) for number in range(cap + 1)]
    assert told(*given, policy=NAMED)[1] == [None] * cap + [Drop.TOO_MANY]


def test_one_address_is_one_address_in_whatever_way_it_is_written() -> None:
    cap = LIMITS.address_candidates
    ways = (
        *("203.0.113.5", "::ffff:203.0.113.5", "2002:cb00:7105::", "64:ff9b::cb00:7105"),
        *("64:ff9b:1::cb00:7105", "2001:0:808:808:0:0:34ff:8efa"),
    )
    given = [at(ways[number % len(ways)], 50_000 + number) for number in range(cap + 1)]
    assert told(*given)[1] == [None] * cap + [Drop.TOO_MANY]


def test_caps_count_what_is_new_and_allowed() -> None:
    limits = Limits(transport_candidates=2, address_candidates=2)
    first, second, third = many(3)
    given = (first, first, at("127.0.0.1"), second, first, third, second)
    dup = Drop.DUPLICATE
    assert told(*given, limits=limits)[1] == [
        None,
        dup,
        Drop.ADDRESS,
        None,
        dup,
        Drop.TOO_MANY,
        dup,
    ]


def test_an_end_is_taken_at_the_cap() -> None:
    limits = Limits(transport_candidates=1)
    state, fates = told(candidate(), None, limits=limits)
    assert state.ended
    assert fates == [None, None]


CANDIDATES = st.none() | st.builds(
    lambda host, port, transport: candidate(f"1 1 {transport} 1 {host} {port} typ host"),
    st.sampled_from(
        ["203.0.113.1", "203.0.113.2", "::ffff:203.0.113.2", "127.0.0.1", "2001:db8::1"]
    ),
    st.integers(50_000, 50_003),
    st.sampled_from(["udp", "UDP", "tcp"]),
)


@given(st.lists(CANDIDATES, max_size=30))
def test_a_naive_list_agrees(given: list[Candidate | None]) -> None:
    limits = Limits(transport_candidates=5, address_candidates=3)
    held: list[tuple[str, int]] = []
    expected: list[Drop | None] = []
    ended = False
    for one in given:
        if ended:
            expected.append(Drop.DUPLICATE if one is None else Drop.AFTER_END)
        elif one is None:
            ended = True
            expected.append(None)
        elif one.transport == "tcp":
            expected.append(Drop.TRANSPORT)
        elif one.address == "127.0.0.1":
            expected.append(Drop.ADDRESS)
        else:
            place = (one.address.removeprefix("::ffff:"), one.port)
            crowd = sum(host == place[0] for host, _ in held)
            if place in held:
                expected.append(Drop.DUPLICATE)
            elif len(held) == 5 or crowd == 3:
                expected.append(Drop.TOO_MANY)
            else:
                held.append(place)
                expected.append(None)
    state, fates = told(*given, limits=limits)
    assert fates == expected
    assert state.ended is ended
    assert [(one.address.removeprefix("::ffff:"), one.port) for one in state.accepted] == held


def test_refusals_leave_nothing_behind() -> None:
    state, _ = told(*many(LIMITS.transport_candidates))
    for number in range(2_000):
        after, drop = state.add(at("203.0.113.200", 20_000 + number), LAN, LIMITS)
        assert (after, drop) == (state, Drop.TOO_MANY)
        assert after is state


def test_addresses_are_not_shown() -> None:
    state, _ = told(at("203.0.113.77", 50_077))
    assert "203.0.113.77" not in repr(state)
