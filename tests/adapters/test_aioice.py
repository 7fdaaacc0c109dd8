"""Two agents on the loopback address; what aioice sees of a peer, and what it never does."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import ExitStack, asynccontextmanager, suppress
from typing import Any

import aioice
import pytest

from sdpsig.adapters import aioice as adapter
from sdpsig.adapters.aioice import MAX_WAITING_DATAGRAMS, Ice, IceFailed
from sdpsig.errors import SdpError
from sdpsig.jsep import RemoteTransport
from sdpsig.sdp.attributes import Candidate
from sdpsig.session import CandidateReceived, IceState, SessionConfig
from sdpsig.trickle import LAN, LOOPBACK, PUBLIC, AddressClass, CandidatePolicy
from tests.adapters._leaks import Sockets, are_closed, assert_nothing_runs, watch_sockets
from tests.session._peer import answered_session
from tests.session._peer import candidate as trickled

pytestmark = pytest.mark.anyio

STUN_HEADER = b"\x00\x01\x00\x00\x21\x12\xa4\x42"
"""A Binding request without attributes, up to its transaction id (RFC 8489 §5)."""


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the loopback address, whatever interfaces this machine has."""
    monkeypatch.setattr(aioice.ice, "get_host_addresses", lambda **_which: [])


@pytest.fixture(autouse=True)
def sockets(monkeypatch: pytest.MonkeyPatch) -> Sockets:
    """Everything that aioice opens."""
    return watch_sockets(monkeypatch)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[aioice.Candidate | None]:
    """The remote candidates that aioice is given."""
    given: list[aioice.Candidate | None] = []

    async def record(_self: aioice.Connection, candidate: aioice.Candidate | None) -> None:
        given.append(candidate)

    monkeypatch.setattr(aioice.Connection, "add_remote_candidate", record)
    return given


class House:
    """Makes agents, and closes them."""

    def __init__(self) -> None:
        self.agents: list[Ice] = []

    def agent(self, **options: Any) -> Ice:
        self.agents.append(Ice(**{"loopback": True, **options}))
        return self.agents[-1]

    async def pair(self, **options: Any) -> tuple[Ice, Ice]:
        """Two agents that have gathered; the first one offers."""
        one, other = self.agent(controlling=True, **options), self.agent(**options)
        await one.gather()
        await other.gather()
        return one, other

    async def connected_pair(self) -> tuple[Ice, Ice]:
        one, other = await self.pair()
        await join(one, other)
        await join(other, one)
        await within(one.connected(), other.connected())
        return one, other


@pytest.fixture
async def house(sockets: Sockets) -> AsyncIterator[House]:
    """Whatever a test does, closing leaves no task and no socket."""
    house = House()
    yield house
    for agent in house.agents:
        await within(agent.close())
    assert_nothing_runs()
    assert are_closed(sockets)


async def within(*waits: Any, seconds: float = 20.0) -> None:
    async with asyncio.timeout(seconds):
        await asyncio.gather(*waits)


async def turn() -> None:
    """Let whoever is ready do something."""
    await asyncio.sleep(0)


def remote(agent: Ice) -> RemoteTransport:
    """What an agent says of itself, without its candidates."""
    local = agent.local_transport(())
    return RemoteTransport(
        ufrag=local.ufrag,
        pwd=local.pwd,
        fingerprints=(),
        setup=None,
        candidates=(),
        end_of_candidates=False,
        ice_lite=False,
        trickle=True,
    )


def candidates(agent: Ice) -> tuple[Candidate, ...]:
    return agent.local_transport(()).candidates


async def join(agent: Ice, peer: Ice) -> None:
    """Tell an agent all of its peer."""
    agent.start(remote(peer))
    for candidate in (*candidates(peer), None):
        await agent.add(candidate)


def candidate(text: str) -> Candidate:
    return Candidate.parse(text)


HOST = "1 1 udp 2130706431 {} {} typ host"


@asynccontextmanager
async def stranger(agent: Ice) -> AsyncIterator[Callable[[bytes], int]]:
    """Sends to an agent from a socket that it knows nothing of."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        target = candidates(agent)[0]
        sock.connect((target.address, target.port))
        sock.setblocking(False)
        yield sock.send
        # what was sent has arrived when the answer to a last request has
        sock.send(STUN_HEADER + bytes(12))
        async with asyncio.timeout(20):
            answer = await asyncio.get_running_loop().sock_recv(sock, 1500)
        assert answer[:2] == b"\x01\x11"  # a Binding error: who are you?


# --- connecting -------------------------------------------------------------------------------


async def test_two_agents_connect_and_send_both_ways(house: House) -> None:
    one, other = await house.connected_pair()
    await one.send(b"ping")
    assert await other.receive() == b"ping"
    await other.send(b"pong")
    assert await one.receive() == b"pong"
    assert one.state is other.state is IceState.CONNECTED


async def test_the_local_transport_has_fresh_credentials_and_all_candidates(house: House) -> None:
    one, other = await house.pair()
    local = one.local_transport(())
    assert (len(local.ufrag), len(local.pwd)) == (8, 24)
    assert local.end_of_candidates
    assert [item.address for item in local.candidates] == ["127.0.0.1"]
    assert local.ufrag != other.local_transport(()).ufrag
    assert local.pwd != other.local_transport(()).pwd
    assert local.pwd not in repr(local)


async def test_the_loopback_address_is_gathered_only_if_asked_for(house: House) -> None:
    agent = house.agent(loopback=False)
    await agent.gather()
    assert candidates(agent) == ()


async def test_gathering_again_changes_nothing(house: House) -> None:
    agent = house.agent()
    await asyncio.gather(agent.gather(), agent.gather())
    first = candidates(agent)
    assert len(first) == 1
    await agent.gather()
    assert candidates(agent) == first


@pytest.mark.parametrize("early", ["none", "the right one", "all"])
@pytest.mark.parametrize("backwards", [False, True])
async def test_candidates_may_come_before_and_after_the_start_in_any_order(
    house: House, early: str, backwards: bool
) -> None:
    one, other = await house.pair()
    (right,) = candidates(one)
    dead = candidate(HOST.format("127.0.0.1", 9009))
    told: list[Candidate] = [right, dead]
    before = {"none": [], "the right one": [right], "all": told}[early]
    after = [item for item in told if item not in before]
    for item in reversed(before) if backwards else before:
        await other.add(item)
    other.start(remote(one))
    for item in reversed(after) if backwards else after:
        await other.add(item)
    await join(one, other)
    await within(one.connected(), other.connected())


async def test_a_peer_whose_addresses_are_all_hidden_is_found_by_its_own_checks(
    house: House,
) -> None:
    one, other = await house.pair()
    other.start(remote(one))
    await other.add(candidate(HOST.format("5e3f8a9c.local", 5000)))
    await other.add(None)
    assert other.state is not IceState.FAILED
    await join(one, other)
    await within(one.connected(), other.connected())


async def test_every_state_is_told_once_and_in_order(house: House) -> None:
    states: list[IceState] = []
    one, other = house.agent(on_state=states.append), house.agent(controlling=True)
    await one.gather()
    await other.gather()
    await join(one, other)
    await join(other, one)
    await within(one.connected(), other.connected())
    await one.close()
    await one.close()
    assert states == [IceState.CHECKING, IceState.CONNECTED, IceState.CLOSED]


# --- candidates -------------------------------------------------------------------------------


async def test_what_comes_after_the_end_of_candidates_is_ignored(
    house: House, seen: list[aioice.Candidate | None]
) -> None:
    agent = house.agent()
    await agent.add(candidate(HOST.format("127.0.0.1", 5000)))
    await agent.add(None)
    await agent.add(None)
    await agent.add(candidate(HOST.format("127.0.0.1", 5001)))
    assert [item and item.port for item in seen] == [5000, None]


async def test_aioice_itself_takes_an_end_that_is_said_twice_and_late_candidates(
    house: House,
) -> None:
    agent = house.agent()
    for item in (candidate(HOST.format("127.0.0.1", 5000)), None, None):
        await agent.add(item)
    await agent.add(candidate(HOST.format("127.0.0.1", 5001)))


async def test_candidates_after_the_close_are_ignored(house: House) -> None:
    agent = house.agent()
    await agent.close()
    await agent.add(candidate(HOST.format("127.0.0.1", 5000)))
    await agent.add(None)


@pytest.mark.parametrize(
    "text",
    [
        "1 2 udp 1 127.0.0.1 5000 typ host",  # RTCP
        "1 256 udp 1 127.0.0.1 5000 typ host",
        "1 1 tcp 1 127.0.0.1 5000 typ host tcptype passive",
        "1 1 TCP 1 127.0.0.1 9 typ host tcptype active",
        "1 1 udp 1 example.org 5000 typ host",
        "1 1 udp 1 5e3f8a9c.local 5000 typ host",
        "1 1 udp 1 localhost 5000 typ host",
        "1 1 udp 1 fe80::1%eth0 5000 typ host",
        "1 1 udp 1 224.0.0.1 5000 typ host",
        "1 1 udp 1 239.255.255.250 1900 typ host",
        "1 1 udp 1 ff02::fb 5353 typ host",
        "1 1 udp 1 ::ffff:224.0.0.1 5000 typ host",
        "1 1 udp 1 255.255.255.255 5000 typ host",
        "1 1 udp 1 0.0.0.0 5000 typ host",
        "1 1 udp 1 :: 5000 typ host",
        "1 1 udp 1 169.254.169.254 5000 typ host",
        "1 1 udp 1 127.0.0.1 0 typ host",
        "1 1 udp 1 127.0.0.1 53 typ host",
        "1 1 udp 1 127.0.0.1 5000 typ martian",
        "1 1 udp 1 127.1 5000 typ host",
        "1 1 udp 1 0177.0.0.1 5000 typ host",
    ],
)
async def test_i1_to_i3_a_poisoned_candidate_never_reaches_aioice(
    text: str, house: House, seen: list[aioice.Candidate | None]
) -> None:
    agent = house.agent()
    await agent.add(candidate(text))
    assert seen == []


@pytest.mark.parametrize("port", ["65536", "70000", "-1", "4294967296", "1e3", "\u0661"])
def test_a_port_that_would_close_aioices_sockets_cannot_even_be_parsed(port: str) -> None:
    with pytest.raises(SdpError):
        candidate(HOST.format("127.0.0.1", port))


async def test_i1_loopback_and_private_addresses_are_for_policies_that_allow_them(
    house: House, seen: list[aioice.Candidate | None]
) -> None:
    texts = [HOST.format(host, 5000) for host in ("127.0.0.1", "192.168.0.7", "8.8.8.8")]
    options: tuple[dict[str, Any], ...] = (
        {"loopback": True},
        {"loopback": False},
        {"policy": LAN},
        {"policy": PUBLIC},
    )
    found = []
    for option in options:
        agent = house.agent(**option)
        for text in texts:
            await agent.add(candidate(text))
        found.append([item.host for item in seen if item is not None])
        seen.clear()
    assert found == [
        ["127.0.0.1", "192.168.0.7", "8.8.8.8"],
        ["192.168.0.7", "8.8.8.8"],
        ["192.168.0.7", "8.8.8.8"],
        ["8.8.8.8"],
    ]


@pytest.mark.parametrize(
    "text",
    [
        HOST.format("0e3a1f5c-9d5e-4c0b-8a51-1b6c7f0a2d3e.local", 5000),
        HOST.format("metadata.example.com", 5000),
        HOST.format("192.168.0.7", 5000).replace("udp", "tcp") + " tcptype passive",
    ],
)
async def test_i3_no_policy_makes_aioice_look_up_names_or_speak_tcp(
    text: str, house: House, seen: list[aioice.Candidate | None]
) -> None:
    everything = CandidatePolicy(frozenset(AddressClass), frozenset({"udp", "tcp"}))
    assert everything.judge(candidate(text)) is None
    await house.agent(policy=everything).add(candidate(text))
    assert seen == []


async def test_aioice_gets_the_address_and_no_other_words_of_the_peer(
    house: House, seen: list[aioice.Candidate | None]
) -> None:
    agent = house.agent()
    pair = "F+/0 1 UDP 2113929471 192.168.0.7 5000 typ"
    await agent.add(candidate(f"{pair} SRFLX raddr x rport 9 generation many tcptype y ufrag abcd"))
    assert [item and item.to_sdp() for item in seen] == [f"{pair} srflx"]


@pytest.mark.parametrize(("addresses", "most"), [([], 100), (["127.0.0.2", "127.0.0.3"], 33)])
async def test_i4_no_more_than_a_hundred_pairs_are_tried(
    addresses: list[str],
    most: int,
    house: House,
    seen: list[aioice.Candidate | None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(aioice.ice, "get_host_addresses", lambda **_which: addresses)
    agent = house.agent()
    await agent.gather()
    for number in range(150):
        await agent.add(candidate(HOST.format(f"203.0.113.{number}", 5000)))
    assert [item and item.host for item in seen] == [f"203.0.113.{n}" for n in range(most)]


async def test_i4_a_victim_hears_the_checks_of_eight_candidates_and_then_silence(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aioice.stun, "RETRY_RTO", 0.001)
    session = answered_session(config=SessionConfig(candidates=LOOPBACK))
    one, other = await house.pair()
    one.start(remote(other))
    with ExitStack() as stack:
        ports = [stack.enter_context(silent_port()) for _ in range(12)]
        for port in ports:
            message = trickled(port.getsockname()[1], "127.0.0.1")
            for event in session.receive(message, 0.0):
                if isinstance(event, CandidateReceived):
                    await one.add(event.candidate)
        await one.add(None)
        with pytest.raises(IceFailed):
            await within(one.connected())
        heard = [arrived(port) for port in ports]
        assert all(0 < count <= aioice.stun.RETRY_MAX + 1 for count in heard[:8])
        assert heard[8:] == [0] * 4
        await one.close()
        assert [arrived(port) for port in ports] == [0] * 12


def silent_port() -> socket.socket:
    """One that listens and says nothing."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    sock.setblocking(False)
    return sock


def arrived(sock: socket.socket) -> int:
    """How many datagrams have come since the last time."""
    count = 0
    with suppress(BlockingIOError):
        while sock.recv(1500):
            count += 1
    return count


# --- failing ----------------------------------------------------------------------------------


async def test_where_no_pair_works_the_connection_has_failed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aioice.stun, "RETRY_RTO", 0.001)
    one, other = await house.pair()
    one.start(remote(other))
    await one.add(candidate(HOST.format("127.0.0.1", 9009)))
    await one.add(None)
    with pytest.raises(IceFailed, match="failed"):
        await within(one.connected())
    assert one.state is IceState.FAILED
    with pytest.raises(ConnectionError):
        await one.send(b"x")
    with pytest.raises(ConnectionError):
        await one.receive()


async def test_without_gathering_there_is_no_connection(house: House) -> None:
    one, other = house.agent(), house.agent()
    one.start(remote(other))
    with pytest.raises(IceFailed):
        await within(one.connected())


async def test_who_waits_for_a_connection_learns_that_it_was_closed(house: House) -> None:
    one, other = await house.pair()
    one.start(remote(other))
    waiting = [asyncio.ensure_future(one.connected()) for _ in range(3)]
    await one.close()
    for result in await asyncio.gather(*waiting, return_exceptions=True):
        assert isinstance(result, IceFailed)
        assert isinstance(result, ConnectionError)
    with pytest.raises(IceFailed, match="closed"):
        await one.connected()


async def test_who_waits_for_a_datagram_learns_that_the_connection_was_closed(
    house: House,
) -> None:
    one, _ = await house.connected_pair()
    waiting = asyncio.ensure_future(one.receive())
    await one.close()
    with pytest.raises(ConnectionError):
        await within(waiting)


async def test_before_there_is_a_connection_nothing_can_be_sent(house: House) -> None:
    one, _ = await house.pair()
    with pytest.raises(ConnectionError):
        await one.send(b"x")


async def test_a_peer_that_falls_silent_is_lost_and_then_has_failed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "CONSENT_SECONDS", 0.01)
    monkeypatch.setattr(aioice.stun, "RETRY_RTO", 0.05)
    states: list[IceState] = []
    over = asyncio.Event()

    def note(state: IceState) -> None:
        states.append(state)
        if state is IceState.FAILED:
            over.set()

    one, other = house.agent(on_state=note), house.agent(controlling=True)
    await one.gather()
    await other.gather()
    await join(one, other)
    await join(other, one)
    await within(one.connected(), other.connected())
    waiting = asyncio.ensure_future(one.receive())
    await other.close()
    await within(over.wait())
    assert states == [
        IceState.CHECKING,
        IceState.CONNECTED,
        IceState.DISCONNECTED,
        IceState.FAILED,
    ]
    with pytest.raises(ConnectionError):
        await waiting
    with pytest.raises(IceFailed):
        await one.connected()


async def test_a_peer_that_is_heard_again_is_connected_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "CONSENT_SECONDS", 0.01)
    monkeypatch.setattr(adapter, "CONSENT_SILENCES", 1_000_000)
    monkeypatch.setattr(aioice.stun, "RETRY_RTO", 0.05)
    states: asyncio.Queue[IceState] = asyncio.Queue()
    one, other = house.agent(on_state=states.put_nowait), house.agent(controlling=True)
    await one.gather()
    await other.gather()
    await join(one, other)
    await join(other, one)
    await within(one.connected(), other.connected())
    while await states.get() is not IceState.CONNECTED:
        pass
    answer = other._connection.request_received
    monkeypatch.setattr(other._connection, "request_received", lambda *_request: None)
    async with asyncio.timeout(20):
        assert await states.get() is IceState.DISCONNECTED
    await one.connected()  # it may still come back
    monkeypatch.setattr(other._connection, "request_received", answer)
    async with asyncio.timeout(20):
        assert await states.get() is IceState.CONNECTED


# --- closing ----------------------------------------------------------------------------------


async def test_closing_frees_every_port_and_may_be_repeated(house: House) -> None:
    one, other = await house.connected_pair()
    ports = [item.port for agent in (one, other) for item in candidates(agent)]
    await asyncio.gather(one.close(), one.close(), other.close())
    await one.close()
    assert one.state is IceState.CLOSED
    for port in ports:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.bind(("127.0.0.1", port))


@pytest.mark.parametrize("stage", ["made", "gathered", "checking"])
async def test_an_agent_can_be_closed_at_any_stage(house: House, stage: str) -> None:
    one, other = house.agent(), house.agent()
    await other.gather()
    if stage != "made":
        await one.gather()
    if stage == "checking":
        await join(one, other)
    await one.close()
    assert one.state is IceState.CLOSED


async def test_x4_gathering_that_is_cancelled_leaves_nothing_behind(
    house: House, sockets: Sockets
) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        agents = [
            house.agent(stun_server=silent.getsockname(), gather_timeout=0.05) for _ in range(5)
        ]
        for steps, agent in enumerate(agents):
            gathering = asyncio.ensure_future(agent.gather())
            for _ in range(steps):
                await turn()
            gathering.cancel()
            with pytest.raises(asyncio.CancelledError):
                await gathering
            await within(agent.close())
    assert sockets
    # the fixture looks for what is left


async def test_a_listener_that_raises_keeps_no_socket_open(house: House) -> None:
    def fail(state: IceState) -> None:
        if state is IceState.CONNECTED:
            raise LookupError

    one, other = house.agent(on_state=fail), house.agent(controlling=True)
    await one.gather()
    await other.gather()
    await join(one, other)
    await join(other, one)
    await within(other.connected())
    assert one._running is not None
    await within(asyncio.wait({one._running}))
    await one.close()
    assert isinstance(one._running.exception(), LookupError)


OPERATIONS: dict[str, Callable[[Ice, Ice], Coroutine[Any, Any, object]]] = {
    "gather": lambda one, _: one.gather(),
    "add": lambda one, other: one.add(candidates(other)[0]),
    "end": lambda one, _: one.add(None),
    "connected": lambda one, _: one.connected(),
    "receive": lambda one, _: one.receive(),
    "send": lambda one, _: one.send(b"x"),
    "close": lambda one, _: one.close(),
}


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("linked", [False, True])
async def test_x4_whatever_is_cancelled_at_any_step_leaves_nothing_behind(
    operation: str, linked: bool, house: House
) -> None:
    for steps in range(12):
        one, other = house.agent(controlling=True), house.agent()
        await other.gather()
        if linked:
            await one.gather()
            await join(other, one)
            await join(one, other)
            await within(one.connected())
        task = asyncio.ensure_future(OPERATIONS[operation](one, other))
        for _ in range(steps):
            await turn()
        task.cancel()
        (outcome,) = await asyncio.gather(task, return_exceptions=True)
        assert outcome is None or isinstance(outcome, asyncio.CancelledError | ConnectionError)
        await within(one.close(), other.close())
        assert one.state is other.state is IceState.CLOSED
    # the fixture looks for what is left


async def test_a_close_that_is_cancelled_says_so(house: House) -> None:
    one, _ = await house.connected_pair()
    closing = asyncio.ensure_future(one.close())
    await turn()
    closing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await closing


# --- strangers and dead servers ---------------------------------------------------------------


async def test_what_strangers_send_fills_no_more_than_a_fixed_room(house: House) -> None:
    one, other = await house.pair()
    for _ in range(20):
        async with stranger(one) as send:
            for _ in range(MAX_WAITING_DATAGRAMS // 10):
                send(b"junk")
    await join(one, other)
    await join(other, one)
    await within(one.connected(), other.connected())
    for _ in range(MAX_WAITING_DATAGRAMS):
        assert await one.receive() == b"junk"
    await other.send(b"hello")
    assert await one.receive() == b"hello"


async def test_an_empty_datagram_reaches_nobody(house: House) -> None:
    """aiortc looks at the first byte of whatever comes."""
    one, other = await house.connected_pair()
    async with stranger(one) as send:
        send(b"")
        send(b"x")
    await other.send(b"")
    await other.send(b"y")
    assert [await one.receive(), await one.receive()] == [b"x", b"y"]


async def test_a_dead_stun_server_costs_at_most_the_gather_timeout(house: House) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        agent = house.agent(stun_server=silent.getsockname(), gather_timeout=0.05)
        async with asyncio.timeout(3):  # aioice by itself takes 5 seconds
            await agent.gather()
        assert silent.recv(1500, socket.MSG_DONTWAIT)  # it was asked
    assert [item.type for item in candidates(agent)] == ["host"]


async def test_a_stun_server_whose_name_nobody_knows_costs_only_its_candidate(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(_name: str) -> str:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "gethostbyname", unknown)
    agent = house.agent(stun_server=("stun.example.org", 3478))
    await within(agent.gather())
    assert [item.type for item in candidates(agent)] == ["host"]


async def test_a_stun_server_shows_an_address_more(house: House) -> None:
    server = house.agent()
    await server.gather()

    class Stun(asyncio.DatagramProtocol):
        def connection_made(self, transport: Any) -> None:
            self.transport = transport

        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            request = aioice.stun.parse_message(data)
            response = aioice.stun.Message(
                aioice.stun.Method.BINDING, aioice.stun.Class.RESPONSE, request.transaction_id
            )
            response.attributes["XOR-MAPPED-ADDRESS"] = ("192.0.2.9", 40_000)
            self.transport.sendto(bytes(response), addr)

    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        Stun, local_addr=("127.0.0.1", 0)
    )
    try:
        place = transport.get_extra_info("sockname")
        agent = house.agent(stun_server=place, gather_timeout=20)
        await within(agent.gather())
    finally:
        transport.close()
    found = {item.type: (item.address, item.port) for item in candidates(agent)}
    assert found["srflx"] == ("192.0.2.9", 40_000)
