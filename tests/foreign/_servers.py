"""WHIP servers of others on the loopback address, as processes of their own.

Each is the URL of an endpoint that wants our token; the folder is for its files.
"""

import json
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from tests._npm import installed
from tests._require import lacking, require_program
from tests.adapters._served import started
from tests.bench._peers import kept, run

__all__ = ["TOKEN", "TURN", "eyevinn", "free_port", "janus"]

NODE = Path(__file__).with_name("node")
TOKEN = "correct-horse-battery-staple"
TURN = "turn:127.0.0.1:9?transport=udp"
"""What they are to recommend; nobody listens there."""


def free_port() -> int:
    """One that nobody uses, for a program that cannot be told to take any."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


# --- Janus, behind Meetecho's simple-whip-server

PLUGIN, TRANSPORT = "libjanus_videoroom.so", "libjanus_websockets.so"
ROOM = 1234


@asynccontextmanager
async def janus(folder: Path) -> AsyncIterator[str]:
    """Debian's Janus with its VideoRoom, and Debian's simple-whip-server before it."""
    program, node, modules = require_program("janus"), require_program("node"), _modules()
    websocket, port = free_port(), free_port()
    _janus_settings(folder, websocket)
    front = shutil.copytree(
        unpacked("simple-whip-server") / "usr/share/simple-whip-server/src",
        folder / "whip",
        ignore=shutil.ignore_patterns("config.js"),  # a link to what is under /etc
    )
    config = {
        "janus": {"address": f"ws://127.0.0.1:{websocket}"},
        "port": port,
        "rest": "/whip",
        "allowTrickle": True,
        "strictETags": True,
    }
    front.joinpath("config.js").write_text(f"module.exports = {json.dumps(config)};\n")
    endpoint = {
        "id": "studio",
        "room": ROOM,
        "token": TOKEN,
        "iceServers": [{"uri": TURN, "username": "u", "credential": "p"}],
    }
    async with started(program, f"--configs-folder={folder}", "--disable-colors") as server:
        await server.said("WebSockets transport plugin initialized")
        environ = {"NODE_PATH": str(modules)}
        async with started(node, "server.js", environ=environ, cwd=front) as whip:
            await whip.said("prototype started")
            async with httpx.AsyncClient(
                base_url=f"http://127.0.0.1:{port}/whip", trust_env=False
            ) as client:
                (await client.post("/create", json=endpoint)).raise_for_status()
            yield f"http://127.0.0.1:{port}/whip/endpoint/studio"


def _janus_settings(folder: Path, port: int) -> None:
    """With nothing but what WHIP needs of it."""
    (home,) = Path("/usr/lib").glob("*/janus")
    kinds = {"plugins": PLUGIN, "transports": TRANSPORT}
    others = {
        kind: ",".join(path.name for path in (home / kind).glob("*.so") if path.name != wanted)
        for kind, wanted in kinds.items()
    }
    files: Mapping[str, Mapping[str, Mapping[str, object]]] = {
        "janus": {
            "general": {
                "configs_folder": str(folder),
                "plugins_folder": str(home / "plugins"),
                "transports_folder": str(home / "transports"),
                "events_folder": str(folder),
                "loggers_folder": str(folder),
            },
            **{kind: {"disable": names} for kind, names in others.items()},
        },
        "janus.transport.websockets": {
            "general": {"ws": True, "ws_port": port, "ws_ip": "127.0.0.1"}
        },
        "janus.plugin.videoroom": {
            f"room-{ROOM}": {"publishers": 6, "audiocodec": "opus", "videocodec": "vp8"}
        },
    }
    for name, sections in files.items():
        text = "".join(f"{section}: {_group(values)}\n" for section, values in sections.items())
        (folder / f"{name}.jcfg").write_text(text, encoding="utf-8")


def _group(values: Mapping[str, object]) -> str:
    """As libconfig has it."""
    return "{ " + "".join(f"{key} = {json.dumps(value)}; " for key, value in values.items()) + "}"


def unpacked(package: str) -> Path:
    """The files of a package of Debian that cannot be installed beside any node but Debian's."""

    def fill(folder: Path) -> None:
        apt, dpkg = require_program("apt-get"), require_program("dpkg-deb")
        try:
            subprocess.run([apt, "-q", "download", package], cwd=folder, check=True)
        except subprocess.CalledProcessError:
            lacking(f"needs Debian's package {package}, which apt-get cannot download")
        (file,) = folder.iterdir()
        run(dpkg, "--extract", str(file), str(folder))

    return kept(package, fill)


# --- Eyevinn's WHIP endpoint, on libwebrtc


@asynccontextmanager
async def eyevinn(folder: Path) -> AsyncIterator[str]:
    """@eyevinn/whip-endpoint; what it receives is thrown away."""
    node, port = require_program("node"), free_port()
    servers = [{"urls": TURN, "username": "u", "credential": "p"}]
    environ = {
        "NODE_PATH": str(_modules()),
        "API_KEY": f"Bearer {TOKEN}",
        "ICE_TRICKLE_TIMEOUT": "200",
    }
    words = (node, str(NODE / "eyevinn.cjs"), str(port), json.dumps(servers))
    async with started(*words, environ=environ, cwd=folder) as server:
        await server.said("WHIP endpoint listening")
        yield f"http://127.0.0.1:{port}/api/v2/whip/rtsp"


def _modules() -> Path:
    return installed(require_program("npm"), NODE / "package.json")
