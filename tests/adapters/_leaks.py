"""What aioice opens, and what is left when a test is over."""

import asyncio
from typing import Any

import aioice
import pytest

__all__ = ["Sockets", "are_closed", "assert_nothing_runs", "watch_sockets"]

Sockets = list[asyncio.DatagramTransport]


def watch_sockets(monkeypatch: pytest.MonkeyPatch) -> Sockets:
    """Every socket that aioice will open from now on."""
    opened: Sockets = []
    made = aioice.ice.StunProtocol.connection_made

    def record(self: Any, transport: asyncio.DatagramTransport) -> None:
        opened.append(transport)
        made(self, transport)

    monkeypatch.setattr(aioice.ice.StunProtocol, "connection_made", record)
    return opened


def are_closed(sockets: Sockets) -> bool:
    return all(transport.is_closing() for transport in sockets)


def assert_nothing_runs() -> None:
    """No task is left but those that run the tests."""
    left = [repr(task.get_coro()) for task in asyncio.all_tasks()]
    assert [coroutine for coroutine in left if "TestRunner" not in coroutine] == []
