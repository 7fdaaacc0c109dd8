"""werift and node-datachannel, both in one node."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from tests._npm import installed
from tests.peers._peer import Feature
from tests.peers._remote import RemotePeer

__all__ = ["NodeDatachannel", "Werift", "command"]

HERE = Path(__file__).parent
PROGRAM = HERE / "node" / "peer.mjs"
PACKAGE = HERE / "node" / "package.json"
OPERATIONS = HERE / "w3c.js"


class Werift(RemotePeer):
    name = "werift"
    SUPPORTS = frozenset(Feature) - {
        Feature.CODECS,
        Feature.REJECT,
        Feature.REJECTED,
        Feature.RESTART,
        Feature.STOP,
    }


class NodeDatachannel(RemotePeer):
    name = "node-datachannel"
    SUPPORTS = frozenset(
        {
            Feature.AUDIO_VIDEO,
            Feature.CODECS,
            Feature.MANY_TRANSPORTS,
            Feature.RENEGOTIATE,
            Feature.ROLLBACK,
        }
    )


async def command(node: str, npm: str) -> Sequence[str]:
    """Runs them; what npm has to install is kept for the next time."""
    modules = await asyncio.to_thread(installed, npm, PACKAGE)
    return [node, str(PROGRAM), str(modules), str(OPERATIONS)]
