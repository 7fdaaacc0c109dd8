"""Datagrams over one ICE generation after another."""

import asyncio
from collections.abc import AsyncIterator

import aioice
import pytest

from sdpsig.adapters.aioice import Ice, IceFailed
from sdpsig.adapters.ice_path import IcePath
from sdpsig.jsep import RemoteTransport
from sdpsig.trickle import LOOPBACK
from tests.adapters._leaks import Sockets, are_closed, assert_nothing_runs, watch_sockets
from tests.adapters._until import until

pytestmark = pytest.mark.anyio

SECONDS = 20.0


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def sockets(monkeypatch: pytest.MonkeyPatch) -> Sockets:
    monkeypatch.setattr(aioice.ice, "get_host_addresses", lambda **_which: ["127.0.0.1"])
    return watch_sockets(monkeypatch)


def said(ice: Ice) -> RemoteTransport:
    """What the other side is told of this one."""
    ours = ice.local_transport(())
    return RemoteTransport(
        ours.ufrag,
        ours.pwd,
        fingerprints=(),
        setup=None,
        candidates=ours.candidates,
        end_of_candidates=True,
        ice_lite=False,
        trickle=False,
    )


async def generation() -> tuple[Ice, Ice]:
    """An agent for each side, which know all that they need of each other but the candidates."""
    one, other = Ice(controlling=True, policy=LOOPBACK), Ice(policy=LOOPBACK)
    await asyncio.gather(one.gather(), other.gather())
    return one, other


async def introduce(one: Ice, other: Ice) -> None:
    for us, them in ((one, other), (other, one)):
        for candidate in said(them).candidates:
            await us.add(candidate)


@pytest.fixture
async def paths(sockets: Sockets) -> AsyncIterator[tuple[IcePath, IcePath]]:
    """Two ends that are connected."""
    async with asyncio.timeout(SECONDS):
        one, other = await generation()
        ours, theirs = IcePath(one), IcePath(other)
        await introduce(one, other)
        ours.start(said(other))
        theirs.start(said(one))
        await asyncio.gather(ours.connected(), theirs.connected())
        yield ours, theirs
        await asyncio.gather(ours.close(), theirs.close())
    assert are_closed(sockets)
    assert_nothing_runs()


async def pass_on(ours: IcePath, theirs: IcePath, word: bytes) -> None:
    for sender, receiver in ((ours, theirs), (theirs, ours)):
        await sender.send(word)
        assert await receiver.receive() == word


def begin_anew(paths: tuple[IcePath, IcePath], one: Ice, other: Ice) -> None:
    paths[0].restart(one, said(other))
    paths[1].restart(other, said(one))


async def test_the_generation_so_far_goes_on_until_the_next_one_is_connected(
    paths: tuple[IcePath, IcePath], sockets: Sockets
) -> None:
    await pass_on(*paths, b"first")
    old = [*sockets]
    one, other = await generation()
    begin_anew(paths, one, other)
    await pass_on(*paths, b"meanwhile")
    assert not any(socket.is_closing() for socket in old)
    await introduce(one, other)
    await asyncio.gather(one.connected(), other.connected())
    await pass_on(*paths, b"second")
    await until(lambda: are_closed(old))
    await pass_on(*paths, b"third")


async def test_a_generation_that_is_overtaken_is_closed_without_ever_being_used(
    paths: tuple[IcePath, IcePath],
) -> None:
    skipped = await generation()
    begin_anew(paths, *skipped)
    used = await generation()
    begin_anew(paths, *used)
    await introduce(*used)
    await asyncio.gather(*(ice.connected() for ice in used))
    await pass_on(*paths, b"word")
    for ice in skipped:
        with pytest.raises(IceFailed):
            await ice.connected()


async def test_what_is_sent_while_there_is_no_way_is_lost_and_ends_nothing(
    paths: tuple[IcePath, IcePath],
) -> None:
    for path in paths:
        await path.ice.close()
        await path.send(b"lost")
    used = await generation()
    begin_anew(paths, *used)
    await paths[0].send(b"lost")
    await introduce(*used)
    await asyncio.gather(*(ice.connected() for ice in used))
    await pass_on(*paths, b"found")


async def test_before_there_is_a_connection_what_is_sent_is_lost() -> None:
    path = IcePath(Ice())
    await path.send(b"lost")
    await path.close()
