"""ICE as a weapon: what a peer may not make our side do, and how much of what it may.

Each test plays the peer of a session, with an ICE agent behind it that contacts whatever it is
given.
"""

import asyncio
import builtins
import json
import socket
from collections.abc import Callable, Iterable

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.errors import FaultCode, RemoteProtocolError
from sdpsig.jsep import Offer
from sdpsig.limits import Limits
from sdpsig.sdp import parse
from sdpsig.session import CandidateDropped, CandidateReceived, IceCandidate, Session, SessionConfig
from sdpsig.trickle import LAN, LOOPBACK, PUBLIC, AddressClass, CandidatePolicy, Drop
from sdpsig.wire import IceCandidateRequest, SdpOfferRequest, decode
from tests.session._peer import (
    answer_to,
    answered_session,
    candidate,
    end,
    line,
    offer,
    offer_text,
    offered_session,
    section,
)

Contact = tuple[str, int]
DEFAULT = SessionConfig()
"""What a session does that was told nothing."""


def contacted(
    *messages: IceCandidate, policy: CandidatePolicy = LAN, session: Session | None = None
) -> tuple[list[Contact], list[Drop]]:
    """Where the agent sends packets, and why not."""
    session = session or answered_session(config=SessionConfig(candidates=policy))
    places, drops = [], []
    for message in messages:
        for event in session.receive(message, 0.0):
            match event:
                case CandidateReceived(_, remote) if remote is not None:
                    places.append((remote.address, remote.port))
                case CandidateDropped(_, reason):
                    drops.append(reason)
                case _:
                    pass
    return places, drops


def described(lines: Iterable[str], policy: CandidatePolicy) -> list[Contact]:
    """Where the agent sends packets when the offer itself names the candidates."""
    offered = offer(section(lines=lines))
    session = offered_session(offered, SessionConfig(candidates=policy))
    return [
        (event.candidate.address, event.candidate.port)
        for event in session.send(answer_to(offered), 0.0)
        if isinstance(event, CandidateReceived) and event.candidate is not None
    ]


# --- I1: addresses

NOT_FOR_STRANGERS = (
    *("127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1", "64:ff9b::127.0.0.1"),
    *("169.254.169.254", "169.254.1.1", "::ffff:169.254.169.254", "2002:a9fe:a9fe::"),
    *("100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::254", "fd20:ce::254"),
    *("10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "::ffff:10.0.0.1", "fd00::1"),
    *("0.0.0.0", "0.1.2.3", "224.0.0.1", "239.1.2.3", "240.0.0.1", "255.255.255.255"),
    *("::", "fe80::1", "ff02::1", "ff05::2", "::ffff:0.0.0.0", "::127.0.0.1"),
    *("64:ff9b:1::10.0.0.1", "64:ff9b:1:a00:0:100::", "2001:0:808:808::80ff:fffe"),
    *("fe80::1%eth0", "::1%lo"),
)
NEVER = (
    *("169.254.169.254", "::ffff:169.254.169.254", "2002:a9fe:a9fe::", "100.100.100.200"),
    *("64:ff9b::169.254.169.254", "64:ff9b:1::169.254.169.254", "64:ff9b:1:a9fe:a9:fe00::"),
    *("192.0.0.192", "168.63.129.16", "fd00:ec2::254", "fd20:ce::254", "2001:0:1::5601:5601"),
    *("0.0.0.0", "::", "224.0.0.1", "ff02::1", "255.255.255.255", "::ffff:0.0.0.0"),
)


def test_i1_a_stranger_reaches_nothing_behind_us() -> None:
    messages = [candidate(20_000, address) for address in NOT_FOR_STRANGERS]
    places, drops = contacted(*messages, policy=PUBLIC)
    assert places == []
    assert drops == [Drop.ADDRESS] * len(messages)


def test_i1_a_description_reaches_no_more_than_a_candidate() -> None:
    plain = [address for address in NOT_FOR_STRANGERS if "%" not in address]
    lines = [line(20_000, address) for address in (*plain, "8.8.8.8")]
    assert described(lines, PUBLIC) == [("8.8.8.8", 20_000)]


@pytest.mark.parametrize("policy", [PUBLIC, LAN, LOOPBACK])
def test_i1_no_preset_reaches_metadata_or_nobody(policy: CandidatePolicy) -> None:
    places, drops = contacted(*(candidate(20_000, one) for one in NEVER), policy=policy)
    assert (places, drops) == ([], [Drop.ADDRESS] * len(NEVER))


def test_i1_this_machine_is_reached_only_where_that_is_allowed() -> None:
    messages = [candidate(20_000, one) for one in ("127.0.0.1", "::1")]
    assert contacted(*messages)[0] == []
    assert contacted(*messages, policy=LOOPBACK)[0] == [("127.0.0.1", 20_000), ("::1", 20_000)]


# --- I2: ports


@pytest.mark.parametrize("policy", [PUBLIC, LAN, LOOPBACK])
def test_i2_services_are_not_contacted(policy: CandidatePolicy) -> None:
    ports = (22, 25, 53, 6379, 0, 1, 1023, 5060, 6000, 6667, 10_080)
    places, drops = contacted(*(candidate(port, "8.8.8.8") for port in ports), policy=policy)
    assert (places, drops) == ([], [Drop.PORT] * len(ports))


def test_i2_web_servers_are_contacted_on_the_internet_only() -> None:
    inside = ("10.0.0.1", "127.0.0.1", "169.254.1.1", "fd00::1", "::ffff:10.0.0.1")
    messages = [candidate(port, one) for one in (*inside, "8.8.8.8") for port in (80, 443)]
    places, drops = contacted(*messages, policy=LOOPBACK)
    assert places == [("8.8.8.8", 80), ("8.8.8.8", 443)]
    assert drops == [Drop.PORT] * 10


def test_i2_port_0_is_for_those_who_connect_to_us() -> None:
    policy = evolve(LAN, transports=frozenset({"udp", "tcp"}))
    kinds = ("tcptype active", "tcptype passive", "tcptype so", "")
    for kind, drops in zip(kinds, ([], *[[Drop.PORT]] * 3), strict=True):
        text = line(0, transport="tcp", rest=f" {kind}" if kind else "")
        assert contacted(IceCandidate(text, "0"), policy=policy)[1] == drops
    assert contacted(candidate(0), policy=policy)[1] == [Drop.PORT]


# --- I3: names


def forbid(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on, to look up a name or to open a socket fails the test."""

    def called(*args: object, **_kwargs: object) -> None:
        pytest.fail(f"touched the world with {args}")

    for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr", "socket"):
        monkeypatch.setattr(socket, name, called)
    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", called)
    monkeypatch.setattr(builtins, "open", called)


MDNS = "0b7e4b5e-1b4f-4a2b-9c55-0a9d0b8f7a11.local"
HOSTS = ("metadata.google.internal", "localhost", "x.local", MDNS, "0x7f.1", "2130706433")


@pytest.mark.parametrize("policy", [PUBLIC, LAN, LOOPBACK])
def test_i3_no_name_is_looked_up_or_passed_on(
    policy: CandidatePolicy, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = answered_session(config=SessionConfig(candidates=policy))
    messages = [candidate(20_000, host) for host in HOSTS]
    with monkeypatch.context() as patched:
        forbid(patched)
        places, drops = contacted(*messages, session=session)
    assert places == []
    assert drops == [Drop.HOST_NAME] * 4 + [Drop.ADDRESS] * 2  # old numbers are no names


def test_i3_where_mdns_is_on_a_name_is_a_uuid(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = evolve(PUBLIC, classes=PUBLIC.classes | {AddressClass.MDNS})
    session = answered_session(config=SessionConfig(candidates=policy))
    messages = [candidate(20_000, host) for host in HOSTS]
    with monkeypatch.context() as patched:
        forbid(patched)
        places, drops = contacted(*messages, session=session)
    assert places == [(MDNS, 20_000)]
    assert drops == [Drop.HOST_NAME] * 3 + [Drop.ADDRESS] * 2


@pytest.mark.parametrize("over", [-1, 0, 1])
def test_i3_where_mdns_is_on_there_are_four_names(over: int) -> None:
    policy = evolve(PUBLIC, classes=PUBLIC.classes | {AddressClass.MDNS})
    names = [f"{number:08x}{MDNS[8:]}" for number in range(4 + over)]
    places, drops = contacted(*(candidate(20_000, name) for name in names), policy=policy)
    assert len(places) == min(4 + over, 4)
    assert drops == [Drop.TOO_MANY] * max(over, 0)


# --- I4: one victim, many candidates

VICTIM = "203.0.113.5"
SPELLINGS = (
    *(VICTIM, "::ffff:203.0.113.5", "0:0:0:0:0:ffff:cb00:7105", "2002:cb00:7105::"),
    *("2002:cb00:7105::1", "64:ff9b::cb00:7105", "64:ff9b:1::cb00:7105"),
    "2001:0:1:1:0:0:34ff:8efa",
)


@pytest.mark.parametrize("count", [7, 8, 9, 50])
def test_i4_one_victim_is_named_eight_times_at_most(count: int) -> None:
    messages = [candidate(20_000 + number, VICTIM) for number in range(count)]
    places, drops = contacted(*messages)
    assert len(places) == min(count, 8)
    assert drops == [Drop.TOO_MANY] * (count - len(places))


def test_i4_a_victim_is_one_victim_in_every_spelling() -> None:
    messages = [
        candidate(20_000 + number, SPELLINGS[number % len(SPELLINGS)]) for number in range(50)
    ]
    places, drops = contacted(*messages)
    assert len(places) == 8
    assert drops == [Drop.TOO_MANY] * 42


def test_i4_a_description_names_a_victim_no_more_often() -> None:
    lines = [line(20_000 + number, VICTIM) for number in range(50)]
    assert len(described(lines, LAN)) == 8


def test_i4_the_caps_hold_where_a_description_and_candidates_come_together() -> None:
    offered = offer(section(lines=[line(20_000 + number, VICTIM) for number in range(5)]))
    session = answered_session(offered)
    messages = [candidate(30_000 + number, VICTIM) for number in range(5)]
    places, drops = contacted(*messages, session=session)
    assert (len(places), drops) == (3, [Drop.TOO_MANY] * 2)


def spread(count: int, mids: int = 1) -> list[IceCandidate]:
    """So many candidates of different addresses."""
    return [
        candidate(20_000, f"203.0.{number // 250}.{number % 250}", mid=str(number % mids))
        for number in range(count)
    ]


def three_transports() -> Offer:
    return offer(
        section("0"), section("1", "video", ufrag="one1"), section("2", "application", ufrag="two2")
    )


@pytest.mark.parametrize("count", [49, 50, 51, 1_000])
def test_a_transport_has_fifty_candidates_at_most(count: int) -> None:
    places, drops = contacted(*spread(count))
    assert len(places) == min(count, 50)
    assert drops == [Drop.TOO_MANY] * (count - len(places))


@pytest.mark.parametrize("count", [99, 100, 101, 1_000])
def test_a_session_has_a_hundred_candidates_at_most(count: int) -> None:
    session = answered_session(three_transports())
    places, drops = contacted(*spread(count, mids=3), session=session)
    assert len(places) == min(count, 100)
    assert drops == [Drop.TOO_MANY] * (count - len(places))


@pytest.mark.parametrize("count", [63, 64, 65, 1_000])
def test_before_the_answer_sixty_four_wait_at_most(count: int) -> None:
    session = offered_session(three_transports())
    places, drops = contacted(*spread(count, mids=3), session=session)
    assert places == []
    assert drops == [Drop.TOO_MANY] * (count - min(count, 64))
    assert len(session.state.waiting) == min(count, 64)
    told = session.send(answer_to(three_transports()), 0.0)
    assert sum(isinstance(event, CandidateReceived) for event in told) == min(count, 64)


def test_what_the_policy_drops_counts_for_no_cap() -> None:
    bad = [candidate(20_000, f"127.0.0.{number % 250}") for number in range(500)]
    session = answered_session()
    assert contacted(*bad, session=session) == ([], [Drop.ADDRESS] * 500)
    assert len(contacted(*spread(50), session=session)[0]) == 50


def test_at_every_cap_the_session_goes_on() -> None:
    session = answered_session()
    contacted(*spread(1_000), session=session)
    (event,) = session.receive(end(), 0.0)
    assert event == CandidateReceived("0", None)


@given(
    st.lists(
        st.builds(
            candidate,
            st.integers(0, 65_535),
            st.ip_addresses().map(str) | st.sampled_from((*NOT_FOR_STRANGERS, *SPELLINGS, *HOSTS)),
            st.sampled_from("012"),
        ),
        max_size=60,
    )
)
def test_whatever_comes_the_bounds_hold(messages: list[IceCandidate]) -> None:
    limits = Limits(address_candidates=2, transport_candidates=4, remote_candidates=7)
    config = SessionConfig(candidates=PUBLIC, limits=limits)
    session = answered_session(three_transports(), config=config)
    places, drops = contacted(*messages, session=session)
    assert len(places) + len(drops) == len(messages)
    assert len(places) <= 7
    assert not {address for address, _ in places} & {*NOT_FOR_STRANGERS, *NEVER, *HOSTS}
    assert all(port in (80, 443) or port > 1023 for _, port in places)


# --- numbers of a candidate

SPELT: dict[str, tuple[int, Callable[[int], str]]] = {
    "foundation": (32, lambda n: f"candidate:{'f' * n} 1 udp 1 {VICTIM} 20000 typ host"),
    "extensions": (16, lambda n: line(20_000, rest=" a b" * n)),
    "bytes": (1_024, lambda n: line(20_000, rest=" x ").ljust(n, "y")),
    "port": (65_535, line),
    "priority": (2**32 - 1, lambda n: f"candidate:1 1 udp {n} {VICTIM} 20000 typ host"),
}


@pytest.mark.parametrize("over", [-1, 0, 1])
@pytest.mark.parametrize("what", SPELT)
def test_a_candidate_is_read_up_to_its_bounds_and_no_further(what: str, over: int) -> None:
    most, spell = SPELT[what]
    message = IceCandidate(spell(most + over), "0")
    session = answered_session()
    before = session.state
    if over <= 0:
        assert len(contacted(message, session=session)[0]) == 1
        return
    with pytest.raises(RemoteProtocolError) as caught:
        session.receive(message, 0.0)
    assert caught.value.fault.code is FaultCode.ICE_BAD_CANDIDATE
    assert session.state is before


@pytest.mark.parametrize("component", [1, 2, 3, 256, 257])
def test_only_the_first_component_is_contacted(component: int) -> None:
    message = IceCandidate(line(20_000, component=component), "0")
    if component <= 2:
        assert contacted(message)[1] == [Drop.COMPONENT] * (component - 1)
        return
    with pytest.raises(RemoteProtocolError) as caught:
        contacted(message)
    assert caught.value.fault.code is FaultCode.ICE_BAD_CANDIDATE


# --- I5: servers that a peer names

SERVERS = [{"urls": ["turn:turn.evil.example:3478"], "username": "u", "credential": "c"}]


def test_i5_ice_servers_of_a_peer_get_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    body = {
        "sdp": {"type": "offer", "sdp": offer_text(), "iceServers": SERVERS},
        "iceServers": SERVERS,
        "ice_servers": SERVERS,
    }
    trickled = {
        "session_id": "mine",
        "iceServers": SERVERS,
        "candidate": {"candidate": line(20_000), "sdpMid": "0", "url": "stun:evil.example"},
    }
    answer = answer_to(offer())
    with monkeypatch.context() as patched:
        forbid(patched)
        request = decode(json.dumps(body).encode(), SdpOfferRequest)
        session = Session(DEFAULT)
        told = session.receive(Offer(parse(request.sdp.sdp)), 0.0)
        told += session.send(answer, 0.0)
        one = decode(json.dumps(trickled).encode(), IceCandidateRequest).candidate
        assert one is not None
        told += session.receive(one, 0.0)
    assert any(isinstance(event, CandidateReceived) for event in told)
    for value in (request, session.state, *told):
        assert "evil" not in repr(value)


def test_i5_a_server_named_in_a_candidate_is_a_word_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = answered_session()
    message = IceCandidate(line(20_000, rest=" url turn:evil.example"), "0")
    with monkeypatch.context() as patched:
        forbid(patched)
        places, drops = contacted(message, session=session)
    assert (places, drops) == ([(VICTIM, 20_000)], [])


# --- every reason has its words


def test_every_reason_is_one_short_word_of_its_own() -> None:
    values = [drop.value for drop in Drop]
    assert len(set(values)) == len(values)
    assert all(value.replace("-", "").isalpha() and value.islower() for value in values)
