"""The TURN credentials that we make, at a real coturn that has the same secret."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from aioice.stun import Class, Message, Method, TransactionFailed
from aioice.turn import create_turn_endpoint
from attrs import frozen

from sdpsig.adapters.client import AsyncSignalingClient, AsyncWhipClient, IceServer
from sdpsig.http import TurnRest
from tests._require import require_program
from tests.adapters._served import Served, serving, started
from tests.foreign._servers import TOKEN, free_port
from tests.http._streams import RFC_OFFER

pytestmark = pytest.mark.anyio

SECONDS = 30.0
SECRET = "north"
LIFETIME = 600.0
"""Seconds that a session may live, and so seconds that credentials are good."""


@frozen
class Turn:
    """A coturn on the loopback address."""

    port: int

    @property
    def url(self) -> str:
        return f"turn:127.0.0.1:{self.port}?transport=udp"

    async def allocates(self, server: IceServer) -> bool:
        """Whether it gives a relay to who has these credentials."""
        try:
            transport, _ = await create_turn_endpoint(
                asyncio.DatagramProtocol,
                ("127.0.0.1", self.port),
                server.username,
                server.credential,
            )
        except TransactionFailed as error:
            assert error.response.attributes["ERROR-CODE"][0] == 401  # noqa: PT017
            return False
        host, port = transport.get_extra_info("sockname")
        transport.close()
        assert (host, port > 0) == ("127.0.0.1", True)
        return True


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def turn(anyio_backend: str, tmp_path: Path) -> AsyncIterator[Turn]:
    port = free_port()
    settings = tmp_path / "turnserver.conf"
    settings.write_text(
        f"""
listening-ip=127.0.0.1
relay-ip=127.0.0.1
listening-port={port}
use-auth-secret
static-auth-secret={SECRET}
realm=turn.test
userdb={tmp_path / "turndb"}
pidfile={tmp_path / "pid"}
log-file=stdout
simple-log
no-cli
no-tls
no-dtls
no-tcp
"""
    )
    async with started(require_program("turnserver"), "-c", str(settings)):
        await _answers(port)
        yield Turn(port)


async def _answers(port: int) -> None:
    """Wait until a STUN server does (RFC 8489 §5)."""
    request = bytes(Message(message_method=Method.BINDING, message_class=Class.REQUEST))
    loop = asyncio.get_running_loop()
    with socket.socket(type=socket.SOCK_DGRAM) as client:
        client.setblocking(False)
        client.connect(("127.0.0.1", port))
        async with asyncio.timeout(SECONDS):
            while True:
                with suppress(ConnectionRefusedError, TimeoutError):
                    client.send(request)
                    async with asyncio.timeout(0.05):
                        await loop.sock_recv(client, 1_500)
                        return


@pytest.fixture
async def served(turn: Turn) -> AsyncIterator[Served]:
    environ = {
        "SDPSIG_BEARER_TOKEN": TOKEN,
        "SDPSIG_MAX_LIFETIME": str(LIFETIME),
        "SDPSIG_ICE_SERVERS": f'[{{urls = [{json.dumps(turn.url)}], secret = "{SECRET}"}}]',
    }
    async with serving("--loopback", environ=environ) as served:
        yield served


async def from_json(served: Served) -> tuple[IceServer, ...]:
    async with AsyncSignalingClient(served.url, token=TOKEN) as client:
        return await client.get_ice_servers()


async def from_links(served: Served) -> tuple[IceServer, ...]:
    async with (
        AsyncWhipClient(f"{served.url}/whip/studio", token=TOKEN) as client,
        await client.publish(RFC_OFFER) as session,
    ):
        return session.ice_servers


async def test_what_clients_are_told_gets_them_a_relay_for_as_long_as_a_session_may_live(
    turn: Turn, served: Served
) -> None:
    for told in (from_json, from_links):
        before = int(time.time() + LIFETIME)
        (server,) = await told(served)
        after = int(time.time() + LIFETIME)
        assert server.urls == (turn.url,)
        expiry, owner = (server.username or "").split(":")
        assert before <= int(expiry) <= after
        assert owner == "client"
        assert await turn.allocates(server)


async def test_what_has_expired_or_was_made_with_another_secret_gets_none(turn: Turn) -> None:
    ours = TurnRest(urls=(turn.url,), secret=SECRET, lifetime=LIFETIME)
    another = TurnRest(urls=(turn.url,), secret="south", lifetime=LIFETIME)
    now = time.time()
    assert await turn.allocates(ours.issue("client", now))
    assert await turn.allocates(ours.issue(None, now))
    assert await turn.allocates(ours.issue("somebody: else", now))
    assert await turn.allocates(ours.issue("client", now - LIFETIME + 30))
    assert not await turn.allocates(ours.issue("client", now - LIFETIME - 1))
    assert not await turn.allocates(another.issue("client", now))
