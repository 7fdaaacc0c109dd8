"""Reading, writing and answering in one process, without any transport."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from time import process_time
from typing import Any
from unittest.mock import patch

from attrs import frozen

from sdpsig.jsep import Answer, Offer
from sdpsig.sdp import STANDARD, Registry, parse, serialize
from tests.bench._answers import answer
from tests.bench._offers import Offers
from tests.bench._table import installed
from tests.bench._timing import OURS, US, Effort, Measure, Row, interleave, timed

__all__ = ["rows"]


@frozen
class _Peer:
    """A library that reads and writes descriptions."""

    parse: Callable[[str], Any]
    write: Callable[[Any], str]


def _aiortc() -> _Peer:
    from aiortc.sdp import SessionDescription

    return _Peer(SessionDescription.parse, str)


def _sdp_transform() -> _Peer:
    import sdp_transform

    return _Peer(sdp_transform.parse, sdp_transform.write)


LIBRARIES = {"aiortc": _aiortc, "sdp-transform": _sdp_transform}


def _peers(not_measured: dict[str, str]) -> dict[str, _Peer]:
    """Those that are there and can be imported."""
    peers = {}
    for name, load in LIBRARIES.items():
        try:
            peers[name] = load()
        except Exception as error:
            reason = f"it cannot be imported: {error!r}" if installed(name) else "not installed"
            not_measured[name] = reason
    return peers


def forgetful() -> Registry:
    """The standard attributes without a memo: every line is read as if for the first time."""
    registry = Registry(tuple(STANDARD))
    registry.memo.size = 0
    return registry


def rows(
    offers: Offers, data: Offers, effort: Effort, not_measured: dict[str, str]
) -> Iterator[Row]:
    """The rows of this part, each when it has been measured."""
    peers = _peers(not_measured)
    for text in (*offers.batches(seed=0)(), *data.batches(seed=0)()):
        parse(text)  # what browsers always say is known from here on
    cold = forgetful()
    for name, texts, warm_bar, cold_bar in (
        ("audio, video, data", offers, "≤ 95 and 5x aiortc", "2x aiortc"),
        ("data only", data, "1.2x aiortc", ""),
    ):
        subjects = {
            OURS: timed(parse, texts.batches(), effort),
            "cold": timed(lambda text: parse(text, registry=cold), texts.batches(), effort),
        }
        for peer, library in peers.items():
            subjects[peer] = timed(library.parse, texts.batches(), effort)
        found = interleave(subjects, effort.rounds)
        without = found.pop("cold")
        yield Row(f"parse, {name}, warm memo", "µs", found, warm_bar)
        yield Row(f"parse, {name}, memo off", "µs", found | {OURS: without}, cold_bar)

    yield _writing("serialize what was read", offers.batches(), peers, effort, "1.6x aiortc")
    yield _written_answers(offers, peers, effort)

    def exchange(text: str, registry: Registry = STANDARD) -> str:
        offer = Offer(parse(text, registry=registry))
        return serialize(answer(offer).description)

    subjects = {
        OURS: timed(exchange, offers.batches(), effort),
        "cold": timed(lambda text: exchange(text, cold), offers.batches(), effort),
    }
    if "aiortc" in peers:
        subjects["aiortc"] = _aiortc_answers(offers.batches(), effort)
    found = interleave(subjects, effort.rounds)
    without = found.pop("cold")
    note = (
        "aiortc's offer to answer is its signaling alone: certificate made before, nothing gathered"
    )
    yield Row("offer to answer, warm memo", "µs", found, "≤ 250 and 6x aiortc", note=note)
    yield Row("offer to answer, memo off", "µs", found | {OURS: without}, "≤ 400", note=note)


def _writing(
    name: str,
    texts: Callable[[], Sequence[str]],
    peers: dict[str, _Peer],
    effort: Effort,
    bar: str,
) -> Row:
    subjects = {OURS: timed(serialize, lambda: [parse(text) for text in texts()], effort)}
    for peer, library in peers.items():
        subjects[peer] = timed(library.write, _read_by(library, texts), effort)
    return Row(name, "µs", interleave(subjects, effort.rounds), bar)


def _read_by(peer: _Peer, texts: Callable[[], Sequence[str]]) -> Callable[[], list[Any]]:
    return lambda: [peer.parse(text) for text in texts()]


def _written_answers(offers: Offers, peers: dict[str, _Peer], effort: Effort) -> Row:
    """An answer made from values, whose new lines have no text yet: peers write the same one."""

    def answers(texts: list[str]) -> list[Answer]:
        return [answer(Offer(parse(text))) for text in texts]

    def answer_texts() -> list[str]:
        return [serialize(made.description) for made in answers(theirs())]

    ours, theirs = offers.batches(), offers.batches()
    subjects = {
        OURS: timed(serialize, lambda: [made.description for made in answers(ours())], effort)
    }
    for peer, library in peers.items():
        subjects[peer] = timed(library.write, _read_by(library, answer_texts), effort)
    return Row("serialize an answer that was made", "µs", interleave(subjects, effort.rounds))


def _aiortc_answers(batch: Callable[[], list[str]], effort: Effort) -> Measure:
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

    async def all_of(texts: list[str]) -> float:
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
