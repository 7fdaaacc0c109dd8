"""From an offer to its answer with aiortc: its signaling alone, and all that a server does."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from time import process_time
from typing import Any
from unittest.mock import patch

from tests.bench._timing import US, Effort, Measure

__all__ = ["signaling", "whole"]

Texts = Callable[[], Sequence[str]]
Answering = Callable[[str], Awaitable[Any]]
"""Answers an offer; the connection that did, to be closed."""


def whole(texts: Texts, effort: Effort) -> Measure:
    """With keys and a certificate of its own for each connection, and with sockets."""

    async def answer(text: str) -> Any:
        connection = await _created(text)
        await connection.setLocalDescription(await connection.createAnswer())
        assert connection.localDescription.sdp.startswith("v=0")
        return connection

    return lambda: asyncio.run(_each(answer, texts()))


def signaling(texts: Texts, effort: Effort) -> Measure:
    """What it does between an offer and its answer apart from keys and sockets."""
    from aiortc.rtcdtlstransport import RTCCertificate

    certificate = RTCCertificate.generateCertificate()
    fingerprints = certificate.getFingerprints()

    async def answer(text: str) -> Any:
        connection = await _created(text)
        made = await connection.createAnswer()
        assert made.sdp.startswith("v=0")
        return connection

    def measure() -> float:
        with ExitStack() as stack:
            for place, stub in (
                ("rtcdtlstransport.RTCCertificate.generateCertificate", lambda: certificate),
                ("rtcdtlstransport.RTCCertificate.getFingerprints", lambda self: fingerprints),
                ("rtcrtpreceiver.RemoteBitrateEstimator", object),
            ):
                stack.enter_context(patch(f"aiortc.{place}", stub))
            return asyncio.run(_each(answer, texts()))

    return measure


async def _created(text: str) -> Any:
    from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    await connection.setRemoteDescription(RTCSessionDescription(text, "offer"))
    return connection


async def _each(answer: Answering, texts: Sequence[str]) -> float:
    """Microseconds of CPU time for one answer; what it takes to close is not counted."""
    spent = 0.0
    for text in texts:
        start = process_time()
        connection = await answer(text)
        spent += process_time() - start
        await connection.close()
    return spent / len(texts) * US
