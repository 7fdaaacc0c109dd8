"""Let aioice do the ICE that a session has negotiated: one ``Ice`` for each ICE generation.

Usable by itself, without the reference server::

    ice = Ice()
    await ice.gather()
    answer = create_answer(offer, ice.local_transport((fingerprint,)), WEBRTC, origin=origin)
    for event in session.send(answer, now):
        match event:
            case TransportAdded(transport):
                ice.start(transport.remote)
            case CandidateReceived(_, candidate):
                await ice.add(candidate)
    await ice.connected()
    await ice.send(b"...")

What a candidate may be was decided by the session (its ``CandidatePolicy``). ``Ice`` judges
it once more before aioice sees it, because a single bad one closes aioice's sockets or fails
its checks.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from random import uniform
from secrets import choice
from string import ascii_letters, digits

import aioice
import aioice.stun
from attrs import evolve

from ..jsep import LocalTransport, RemoteTransport
from ..sdp.attributes import Candidate, Fingerprint
from ..session import IceState
from ..trickle import LAN, LOOPBACK, AddressClass, CandidatePolicy

__all__ = ["Ice", "IceFailed"]

logger = logging.getLogger("sdpsig.ice")

LOOPBACK_ADDRESSES = ("127.0.0.1",)
NAMES = {AddressClass.MDNS, AddressClass.HOST_NAME}
"""aioice would look them up by itself, and nobody would judge what it finds."""
TRANSPORTS = {"udp"}
"""aioice has no others."""
MAX_PAIRS = 100
"""Pairs of candidates that are tried (RFC 8445 §6.1.2.5); the peer's own checks may show more."""
MAX_WAITING_DATAGRAMS = 512
"""Datagrams kept until somebody reads them; what comes on top is lost, as on any network."""


CONSENT_SECONDS = 5.0
"""From one question for consent to the next, give or take a fifth (RFC 7675 §5.1)."""
CONSENT_SILENCES = 6
"""Unanswered questions after which consent is gone: 30 seconds."""
ICE_CHARS = ascii_letters + digits + "+/"
UFRAG_CHARACTERS = 8
"""48 bits of randomness; RFC 8839 §5.4 asks for 24."""
PWD_CHARACTERS = 24
"""144 bits of randomness; RFC 8839 §5.4 asks for 128."""


def _ice_chars(count: int) -> str:
    return "".join(choice(ICE_CHARS) for _ in range(count))


class IceFailed(ConnectionError):  # noqa: N818  # a state, in the field's word
    """ICE found no pair that works, or the connection was closed."""


class _Connection(aioice.Connection):
    """aioice's connection with bounds: on gathering, and on what waits to be read."""

    def __init__(
        self,
        *,
        controlling: bool,
        stun_server: tuple[str, int] | None,
        extra_addresses: Sequence[str],
        gather_timeout: float,
        on_contact: Callable[[bool], None],
    ) -> None:
        super().__init__(
            ice_controlling=controlling,
            stun_server=stun_server,
            local_username=_ice_chars(UFRAG_CHARACTERS),
            local_password=_ice_chars(PWD_CHARACTERS),
        )
        self._extra_addresses = extra_addresses
        self._gather_timeout = gather_timeout
        self._on_contact = on_contact

    async def get_component_candidates(
        self,
        component: int,
        addresses: list[str],
        timeout: int = 5,  # noqa: ASYNC109
    ) -> list[aioice.Candidate]:
        del timeout
        return await super().get_component_candidates(
            component,
            [*addresses, *self._extra_addresses],
            self._gather_timeout,  # type: ignore[arg-type]  # asyncio takes fractions
        )

    async def query_consent(self) -> None:
        """Ask the peer now and then whether it still wants our packets (RFC 7675 §5.1).

        The first silence is told as lost contact, the end of consent closes the connection.
        """
        silences = 0
        while silences < CONSENT_SILENCES:
            await asyncio.sleep(CONSENT_SECONDS * uniform(0.8, 1.2))  # noqa: S311  # spreads load
            silences = 0 if await self._consents() else silences + 1
            self._on_contact(silences == 0)
        self._query_consent_task = None
        await self.close()

    async def _consents(self) -> bool:
        pair = self._nominated[1]
        request = self.build_request(pair, nominate=False)
        key = (self.remote_password or "").encode()
        try:
            await pair.protocol.request(
                request, pair.remote_addr, integrity_key=key, retransmissions=0
            )
        except aioice.stun.TransactionError:
            return False
        return True

    def data_received(self, data: bytes, component: int) -> None:
        if data and self._queue.qsize() < MAX_WAITING_DATAGRAMS:  # empty ones say nothing
            super().data_received(data, component)


class Ice:
    """The ICE agent of one transport, and the datagrams that go over it.

    It cannot restart: another ``Ice`` does, and ``IcePath`` goes over from the one to the other.
    """

    def __init__(
        self,
        *,
        controlling: bool = False,
        stun_server: tuple[str, int] | None = None,
        loopback: bool = False,
        policy: CandidatePolicy | None = None,
        gather_timeout: float = 0.5,
        on_state: Callable[[IceState], None] | None = None,
    ) -> None:
        """
        :param controlling: our side offered (RFC 8445 §6.1.1).
        :param stun_server: host and port of a STUN server.
        :param loopback: gather 127.0.0.1 too, and take such candidates.
        :param policy: which remote candidates aioice may see; LAN unless it is given. Whatever it
            says, only literal addresses and UDP reach aioice.
        :param gather_timeout: seconds for STUN; a server that is dead costs no more than that.
        :param on_state: called with each state of the agent.
        """
        self.state = IceState.NEW
        wanted = policy or (LOOPBACK if loopback else LAN)
        self._policy = evolve(
            wanted, classes=wanted.classes - NAMES, transports=wanted.transports & TRANSPORTS
        )
        self.on_state = on_state
        self._connection = _Connection(
            controlling=controlling,
            stun_server=stun_server,
            extra_addresses=LOOPBACK_ADDRESSES if loopback else (),
            gather_timeout=gather_timeout,
            on_contact=self._contact,
        )
        self._ended = False
        self._usable = False
        self._pairs = 0
        self._gathering: asyncio.Task[None] | None = None
        self._running: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()

    @property
    def ufrag(self) -> str:
        """What names our ICE generation."""
        return self._connection.local_username

    async def gather(self) -> None:
        """Find our candidates; all of them are known afterwards."""
        if self._gathering is None:
            self._gathering = asyncio.create_task(self._connection.gather_candidates())
        # cancelled half-way, aioice would forget the sockets that it has opened
        await asyncio.shield(self._gathering)

    def local_transport(self, fingerprints: Sequence[Fingerprint]) -> LocalTransport:
        """Our end of the transport, for an answer."""
        return LocalTransport(
            ufrag=self.ufrag,
            pwd=self._connection.local_password,
            fingerprints=tuple(fingerprints),
            candidates=tuple(
                Candidate.parse(candidate.to_sdp())
                for candidate in self._connection.local_candidates
            ),
            end_of_candidates=True,
        )

    def start(self, remote: RemoteTransport) -> None:
        """Begin to connect to what the peer said of its end; candidates may come later."""
        self._connection.remote_username = remote.ufrag
        self._connection.remote_password = remote.pwd
        self._connection.remote_is_lite = remote.ice_lite
        self._running = asyncio.create_task(self._run())

    async def add(self, candidate: Candidate | None) -> None:
        """One more candidate of the peer; None: there are no more. What comes later is ignored."""
        if self._ended:
            return
        if candidate is None:
            self._ended = True
            if self._usable:
                await self._connection.add_remote_candidate(None)
            # else the peer hides its addresses (mDNS): aioice would give up at once, but the
            # peer's own checks will show where it is
        elif self._policy.judge(candidate) is None:
            self._usable = True
            theirs = aioice.Candidate(
                foundation=candidate.foundation,
                component=candidate.component,
                transport=candidate.transport,
                priority=candidate.priority,
                host=candidate.address,
                port=candidate.port,
                type=candidate.type.lower(),
            )
            self._pairs += self._pairs_with(theirs)
            if self._pairs <= MAX_PAIRS:
                await self._connection.add_remote_candidate(theirs)

    def _pairs_with(self, theirs: aioice.Candidate) -> int:
        """How many pairs a candidate of the peer makes; at least one, should we still gather."""
        ours = (one for one in self._connection.local_candidates if one.type != "srflx")
        return max(1, sum(one.can_pair_with(theirs) for one in ours))

    async def connected(self) -> None:
        """Wait for a pair that works. Raises IceFailed when there is none."""
        while self.state in (IceState.NEW, IceState.CHECKING):
            await self._changed.wait()
        if self.state not in (IceState.CONNECTED, IceState.DISCONNECTED):
            raise IceFailed(self.state)

    async def send(self, datagram: bytes) -> None:
        """Send to the peer. Raises ConnectionError while or after there is no connection."""
        await self._connection.send(datagram)

    async def receive(self) -> bytes:
        """The next datagram of the peer. Raises ConnectionError when the connection is over."""
        return await self._connection.recv()

    async def close(self) -> None:
        """Stop, and free every socket. Again: nothing happens."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._close())
        # cancelled half-way, aioice could never be closed again
        await asyncio.shield(self._closing)

    async def _close(self) -> None:
        if self._running is not None:
            self._running.cancel()
        if tasks := {task for task in (self._gathering, self._running) if task is not None}:
            await asyncio.wait(tasks)
        await self._connection.close()
        self._enter(IceState.CLOSED)

    async def _run(self) -> None:
        """Connect, then watch until consent is gone (RFC 7675)."""
        self._enter(IceState.CHECKING)
        try:
            await self._connection.connect()
        except ConnectionError:
            self._enter(IceState.FAILED)
            return
        self._enter(IceState.CONNECTED)
        await self._connection.get_event()
        self._enter(IceState.FAILED)

    def _contact(self, heard: bool) -> None:
        self._enter(IceState.CONNECTED if heard else IceState.DISCONNECTED)

    def _enter(self, state: IceState) -> None:
        if state is self.state:
            return
        self.state = state
        self._changed.set()
        self._changed = asyncio.Event()
        if self.on_state is not None:
            self.on_state(state)
