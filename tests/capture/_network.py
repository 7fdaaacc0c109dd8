"""A network of its own for a capture: documentation addresses, and nothing beyond them.

In a namespace with two cables and their addresses (RFC 5737, RFC 3849) a browser can tell nothing
of the machine that it runs on, and nothing that it sends gets out.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from tests.browser._bidi import _in_background, _running
from tests.capture._scenarios import TURN

__all__ = ["ADDRESSES", "enter", "inside", "turn_server", "why_not"]

ROOT = Path(__file__).parents[2]
RELAY = "198.51.100.20"
ADDRESSES = ("0.0.0.0", "127.0.0.1", "::", "::1", TURN, RELAY, "2001:db8:1::10")
"""All that a description may hold."""
INSIDE = "SDPSIG_CAPTURE_NETWORK"
SETUP = f"""
set -e
ip link set lo up
ip link add va0 type veth peer name va1
ip link add vb0 type veth peer name vb1
ip address add {TURN}/24 dev va0
ip address add {RELAY}/24 dev vb0
ip address add 2001:db8:1::10/64 dev va0 nodad
for cable in va0 va1 vb0 vb1; do ip link set $cable addrgenmode none; ip link set $cable up; done
ip route add default via 192.0.2.1 dev va0
ip route add default via 2001:db8:1::1 dev va0
"""
LISTENING = re.compile(r"(auth thread)")  # the last that it starts


def _unshare() -> list[str]:
    mapped = [] if os.geteuid() == 0 else ["--map-root-user"]
    return ["unshare", "--net", *mapped, "sh", "-c", SETUP + 'exec "$@"', "sh"]


def why_not() -> str:
    """Why there can be no such network here, or nothing."""
    if missing := [name for name in ("unshare", "ip") if not shutil.which(name)]:
        return f"{' and '.join(missing)} not installed"
    tried = subprocess.run([*_unshare(), "true"], capture_output=True, text=True, check=False)
    return tried.stderr.strip() if tried.returncode else ""


def inside() -> bool:
    """Whether this process is in it."""
    return INSIDE in os.environ


def enter(arguments: Sequence[str]) -> None:
    """Start this program again in it; does not return."""
    command = [*_unshare(), sys.executable, "-P", "-m", "tests.capture", *arguments]
    os.execvpe(command[0], command, os.environ | {INSIDE: "inside", "PYTHONPATH": str(ROOT)})


@asynccontextmanager
async def turn_server() -> AsyncIterator[None]:
    """Debian's coturn at its usual port, for one user."""
    with tempfile.TemporaryDirectory(prefix="turn") as name:
        home = Path(name)
        command = [
            "turnserver",
            *("-n", "--no-tls", "--no-dtls", "--no-cli", "--lt-cred-mech"),
            *("--user=capture:capture", "--realm=example.org"),
            *(f"--listening-ip={TURN}", f"--relay-ip={RELAY}"),
            *("--log-file=stdout", "--simple-log"),
            *(f"--pidfile={home / 'pid'}", f"--userdb={home / 'users'}"),
        ]
        async with _running(command, home) as output:
            await output.find(LISTENING)
            async with _in_background(output.drain()):
                yield
