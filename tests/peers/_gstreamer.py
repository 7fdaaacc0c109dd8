"""GStreamer's webrtcbin, in the Python that has its bindings."""

import os
import subprocess
from pathlib import Path

import pytest

from tests._require import require_program
from tests.peers._peer import Feature
from tests.peers._remote import RemotePeer

__all__ = ["Webrtcbin", "command"]

PROGRAM = Path(__file__).with_name("gst_peer.py")
SYSTEM = "/usr/bin/python3"
CHECK = """
import gi
for name in ("Gst", "GstWebRTC", "GstSdp"):
    gi.require_version(name, "1.0")
from gi.repository import Gst, GstSdp, GstWebRTC
Gst.init(None)
missing = [name for name in ("webrtcbin", "nicesrc", "dtlssrtpenc", "srtpenc", "sctpenc", "rtpbin")
           if Gst.ElementFactory.find(name) is None]
raise SystemExit(f"no element {', '.join(missing)}" if missing else 0)
"""


class Webrtcbin(RemotePeer):
    name = "webrtcbin"
    SUPPORTS = frozenset(
        {
            Feature.AUDIO_VIDEO,
            Feature.CODECS,
            Feature.MANY_TRANSPORTS,
            Feature.RENEGOTIATE,
        }
    )


def command() -> list[str]:
    """Runs it; skips the test where a part is missing."""
    python = require_program(SYSTEM)
    checked = subprocess.run(
        [python, "-c", CHECK], capture_output=True, text=True, timeout=60, check=False
    )
    if checked.returncode:
        reason = f"needs webrtcbin for Python: {checked.stderr.strip().splitlines()[-1]}"
        if os.environ.get("SDPSIG_REQUIRE_ALL") == "1":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    return [python, str(PROGRAM)]
