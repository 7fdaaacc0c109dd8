"""From an offer to its answer in one process, without any transport."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from time import process_time
from unittest.mock import patch

from sdpsig.jsep import Offer
from sdpsig.sdp import STANDARD, Registry, parse, serialize
from tests.bench._answers import answer
from tests.bench._bars import at_most, times
from tests.bench._language import forgetful
from tests.bench._offers import Inputs
from tests.bench._peers import AIORTC, Peer
from tests.bench._timing import OURS, US, Effort, Measure, Row, interleave, timed

__all__ = ["rows"]

NOTE = "aiortc's offer to answer is its signaling alone: certificate made before, nothing gathered"


def rows(
    inputs: Inputs, peers: Mapping[str, Peer], effort: Effort, not_measured: dict[str, str]
) -> Iterator[Row]:
    """Two rows of one run: with a warm memo, and with the memo off."""
    cold = forgetful()

    def exchange(text: str, registry: Registry = STANDARD) -> str:
        offer = Offer(parse(text, registry=registry))
        return serialize(answer(offer).description)

    subjects = {
        OURS: timed(exchange, inputs.all.batches(), effort),
        "cold": timed(lambda text: exchange(text, cold), inputs.all.batches(), effort),
    }
    if AIORTC in peers:
        subjects[AIORTC] = _aiortc_answers(inputs.all.batches(), effort)
    found = interleave(subjects, effort.rounds)
    without = found.pop("cold")
    bar, goal = (at_most(250), times(6, AIORTC)), (at_most(150), times(10, AIORTC))
    yield Row("offer to answer, warm memo", "µs", found, bar, goal, note=NOTE)
    bar = (at_most(400), times(6, AIORTC))
    yield Row("offer to answer, memo off", "µs", found | {OURS: without}, bar, note=NOTE)


def _aiortc_answers(batch: Callable[[], Sequence[str]], effort: Effort) -> Measure:
    """What aiortc does between an offer and its answer apart from keys and sockets."""
    from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
    from aiortc.rtcdtlstransport import RTCCertificate

    certificate = RTCCertificate.generateCertificate()
    fingerprints = certificate.getFingerprints()

    async def one(text: str) -> float:
        start = process_time()
        connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        await connection.setRemoteDescription(RTCSessionDescription(text, "offer"))
        made = await connection.createAnswer()
        assert made.sdp.startswith("v=0")
        spent = process_time() - start
        await connection.close()
        return spent

    async def all_of(texts: Sequence[str]) -> float:
        return sum([await one(text) for text in texts]) / len(texts) * US

    def measure() -> float:
        with ExitStack() as stack:
            for place, stub in (
                ("rtcdtlstransport.RTCCertificate.generateCertificate", lambda: certificate),
                ("rtcdtlstransport.RTCCertificate.getFingerprints", lambda self: fingerprints),
                ("rtcrtpreceiver.RemoteBitrateEstimator", object),
            ):
                stack.enter_context(patch(f"aiortc.{place}", stub))
            return asyncio.run(all_of(batch()))

    return measure
