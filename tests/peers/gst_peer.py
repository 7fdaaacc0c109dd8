"""GStreamer's webrtcbin, told what to do in lines of JSON. Runs in the system's Python, with gi."""

import json
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from threading import Event, Thread
from typing import Any

gi: Any = import_module("gi")
for name in ("Gst", "GstWebRTC", "GstSdp"):
    gi.require_version(name, "1.0")
Gst: Any = import_module("gi.repository.Gst")
Web: Any = import_module("gi.repository.GstWebRTC")
Sdp: Any = import_module("gi.repository.GstSdp")

FORMATS = {
    "opus": "encoding-name=OPUS,payload=111,clock-rate=48000,encoding-params=(string)2",
    "PCMU": "encoding-name=PCMU,payload=0,clock-rate=8000",
    "PCMA": "encoding-name=PCMA,payload=8,clock-rate=8000",
    "VP8": "encoding-name=VP8,payload=96,clock-rate=90000",
    "VP9": "encoding-name=VP9,payload=98,clock-rate=90000",
    "H264": "encoding-name=H264,payload=102,clock-rate=90000,packetization-mode=(string)1,"
    "profile-level-id=(string)42e01f",
}
DEFAULTS = {"audio": ("opus", "PCMU"), "video": ("VP8", "H264")}
DIRECTIONS = {name: getattr(Web.WebRTCRTPTransceiverDirection, name.upper())
              for name in ("sendrecv", "sendonly", "recvonly", "inactive")}  # fmt: skip
TYPES = {name: getattr(Web.WebRTCSDPType, name.upper()) for name in ("offer", "answer", "rollback")}


PATIENCE = 6.0
"""Seconds that webrtcbin has for an answer."""


class Refused(Exception):  # noqa: N818  # an answer
    """webrtcbin said no."""


class Connection:
    """One webrtcbin. It only signals: without data flowing, READY is all it needs."""

    def __init__(self, configuration: dict[str, Any]) -> None:
        self.bin = Gst.ElementFactory.make("webrtcbin")
        self.bin.set_property("bundle-policy", configuration["bundlePolicy"])
        self.pipeline = Gst.Pipeline.new(None)
        self.pipeline.add(self.bin)
        self.pipeline.set_state(Gst.State.READY)
        self.channels: list[Any] = []

    @property
    def state(self) -> str:
        return str(self.bin.get_property("signaling-state").value_nick)

    def add_transceiver(
        self, kind: str, direction: str, codecs: Sequence[str], encodings: Sequence[str]
    ) -> None:
        known = [name for name in codecs if name in FORMATS] or DEFAULTS[kind]
        formats = ";".join(f"application/x-rtp,media={kind},{FORMATS[name]}" for name in known)
        made = self.bin.emit(
            "add-transceiver", DIRECTIONS[direction], Gst.Caps.from_string(formats)
        )
        if made is None:
            raise Refused("no transceiver")

    def set_direction(self, mid: str, direction: str) -> None:
        for number in range(1000):
            one = self.bin.emit("get-transceiver", number)
            if one is None:
                raise Refused(f"no transceiver has the mid {mid}")
            if one.get_property("mid") == mid:
                one.set_property("direction", DIRECTIONS[direction])
                return

    def create_data_channel(self) -> None:
        channel = self.bin.emit("create-data-channel", "peer", None)
        if channel is None:
            raise Refused("no data channel")
        self.channels.append(channel)

    def create_offer(self, ice_restart: bool) -> str:
        return self._created("offer")

    def create_answer(self) -> str:
        return self._created("answer")

    def set_local(self, kind: str, text: str) -> None:
        self._ask("set-local-description", _description(kind, text))

    def set_remote(self, kind: str, text: str) -> None:
        self._ask("set-remote-description", _description(kind, text))

    def close(self) -> None:
        # Where it is stuck, so is this.
        Thread(target=self.pipeline.set_state, args=[Gst.State.NULL], daemon=True).start()

    def _created(self, kind: str) -> str:
        reply = self._ask(f"create-{kind}", None)
        description = reply.get_value(kind) if reply else None
        if description is None:
            raise Refused(f"no {kind}")
        return str(description.sdp.as_text())

    def _ask(self, signal: str, *args: Any) -> Any:
        done = Event()
        promise = Gst.Promise.new_with_change_func(lambda *_: done.set())
        self.bin.emit(signal, *args, promise)
        if not done.wait(PATIENCE):
            raise Refused(f"{signal}: no reply within {PATIENCE:g} s")
        if promise.wait() != Gst.PromiseResult.REPLIED:
            raise Refused(f"{signal}: no reply")
        reply = promise.get_reply()
        if reply and reply.has_field("error"):
            raise Refused(reply.get_value("error").message)
        return reply


def _description(kind: str, text: str) -> Any:
    result, message = Sdp.SDPMessage.new_from_text(text)
    if result != Sdp.SDPResult.OK:
        raise Refused("not SDP")
    return Web.WebRTCSessionDescription.new(TYPES[kind], message)


def serve() -> None:
    """One line in, one line out, until there are no more."""
    Gst.init(None)
    connections: dict[int, Connection] = {}
    say({"webrtcbin": ".".join(map(str, Gst.version()[:3]))})
    for line in sys.stdin:
        request, _, number, operation, *args = json.loads(line)
        say([request, outcome(connections, number, operation, args)])
    os._exit(0)


def outcome(
    connections: dict[int, Connection], number: int, operation: str, args: list[Any]
) -> dict[str, Any]:
    if operation == "open":
        connections[number] = Connection(*args)
        return {"state": "stable"}
    connection = connections[number]
    if operation == "close":
        connections.pop(number).close()
        return {"state": "closed"}
    does: Callable[..., Any] = getattr(connection, operation)
    try:
        return {"value": does(*args), "state": connection.state}
    except Refused as error:
        return {"refused": str(error), "state": connection.state}


def say(value: object) -> None:
    sys.stdout.write(f"{json.dumps(value)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    serve()
