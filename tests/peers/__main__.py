"""The whole matrix: ``python -m tests.peers [--count N] [PEER ...]``; exit code 1 if any is unexplained.

Every shape is driven between our engine and each peer, in both roles.
"""

import argparse
import asyncio
import sys
from collections import Counter
from time import monotonic

from tests.peers import _ours
from tests.peers._crowd import Crowd
from tests.peers._drive import Problem, drive_all
from tests.peers._known import known, unexplained
from tests.peers._shapes import COUNT, shapes

PEERS = ("chromium", "firefox", "aiortc", "werift", "node-datachannel", "webrtcbin")
SHOWN = 400
"""Characters of what a peer said."""


async def matrix(peers: list[str], count: int) -> int:
    """Print a line for each peer, then what nothing explains; how much that is."""
    strange: list[Problem] = []
    chosen = shapes(count=count)
    async with Crowd() as crowd:
        for name in peers:
            start = monotonic()
            problems = await drive_all(chosen, _ours.maker(), await crowd.maker(name), at_once=4)
            found = list(unexplained(problems))
            causes = Counter(fault.name for one in problems if (fault := known(one)) is not None)
            strange += found
            said = ", ".join(f"{cause} {times}" for cause, times in causes.most_common())
            took = monotonic() - start
            print(
                f"{name}: {2 * len(chosen)} sessions, {len(found)} unexplained problems,"
                f" faults of the peer: {said or 'none'}; {took:.0f} s",
                flush=True,
            )
    for one in strange:
        print(f"{one}"[:SHOWN])
    return len(strange)


def main() -> int:
    flags = argparse.ArgumentParser(prog="python -m tests.peers", description=__doc__)
    flags.add_argument("peers", nargs="*", metavar="PEER", help=", ".join(PEERS))
    flags.add_argument("--count", type=int, default=COUNT, help="shapes; all by default")
    said = flags.parse_args()
    return int(asyncio.run(matrix(said.peers or [*PEERS], said.count)) > 0)


if __name__ == "__main__":
    sys.exit(main())
