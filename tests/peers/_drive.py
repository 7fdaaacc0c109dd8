"""Puts two peers through a shape, in both roles, and says whatever does not go as it should.

After each step: the other side took it, both state machines stand where they should, the answer
fits its offer, the offer goes on from what was agreed, and what a refused step left is untouched.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from typing import Any

from attrs import field, frozen

from tests.peers._peer import Config, Feature, NotSupported, Peer, PeerError, PeerGone
from tests.peers._sections import Section, sections, without_bundle
from tests.peers._shapes import (
    Add,
    Change,
    Ending,
    Reject,
    Restart,
    Round,
    SetDirection,
    Shape,
    Side,
    Stop,
)

__all__ = ["Maker", "Problem", "drive", "drive_all", "misfits", "run"]

Maker = Callable[[Config], Awaitable[Peer]]
"""Gives a new connection."""


@frozen
class Problem:
    """One thing that did not go as it should."""

    shape: int
    first: str
    """The peer that took the first side, with its version."""
    second: str
    round: int
    """From 0."""
    who: str
    """The peer at which it showed."""
    step: str
    what: str
    gone: bool = False
    """Whether the peer's program ended or hangs: it may be over another session in it."""
    descriptions: tuple[str, ...] = field(default=(), repr=False)
    """The last offer, and the answer where there is one."""

    def __str__(self) -> str:
        where = f"shape {self.shape}, round {self.round}, {self.first} -> {self.second}"
        return f"{where}: {self.who}, {self.step}: {self.what}"


NEEDED: Mapping[type[Change], frozenset[Feature]] = {
    Add: frozenset(),
    Stop: frozenset({Feature.STOP, Feature.REJECTED}),
    Reject: frozenset({Feature.REJECTED}),
    SetDirection: frozenset({Feature.DIRECTION}),
    Restart: frozenset({Feature.RESTART}),
}
"""What both sides have to be able to do, or a change is left out."""
TAKEN = {
    "sendrecv": ("sendrecv", "sendonly", "recvonly", "inactive"),
    "sendonly": ("recvonly", "inactive"),
    "recvonly": ("sendonly", "inactive"),
    "inactive": ("inactive",),
}
"""The directions that may answer one (RFC 3264 §6.1)."""


class _Ended(Exception):  # noqa: N818  # the way out of a session that cannot go on
    """A problem after which the two sides no longer agree."""


async def drive(shape: Shape, ours: Maker, theirs: Maker) -> list[Problem]:
    """What went wrong with ours first and with theirs first, in connections of their own."""
    return [*await run(shape, ours, theirs), *await run(shape, theirs, ours)]


async def drive_all(
    shapes: Iterable[Shape], ours: Maker, theirs: Maker, at_once: int = 6
) -> list[Problem]:
    """The same for many shapes. Where a program ended, the sessions in it are run again, alone."""
    places = asyncio.Semaphore(at_once)

    async def one(shape: Shape) -> tuple[Shape, list[Problem]]:
        async with places:
            return shape, await drive(shape, ours, theirs)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(shape)) for shape in shapes]
    problems: list[Problem] = []
    for shape, found in (task.result() for task in tasks):
        gone = any(problem.gone for problem in found)
        problems += await drive(shape, ours, theirs) if gone else found
    return problems


async def run(shape: Shape, first: Maker, second: Maker) -> list[Problem]:
    """What went wrong in one session."""
    async with AsyncExitStack() as stack:
        peers = {}
        for side, make in ((Side.FIRST, first), (Side.SECOND, second)):
            peers[side] = await make(shape.config)
            stack.push_async_callback(_close, peers[side])
        session = _Session(shape, peers)
        with suppress(_Ended):
            await session.run()
        return session.problems


async def _close(peer: Peer) -> None:
    with suppress(PeerError):  # it has ended by itself
        await peer.close()


class _Session:
    """One shape on its way."""

    def __init__(self, shape: Shape, peers: dict[Side, Peer]) -> None:
        self.problems: list[Problem] = []
        self._shape = shape
        self._peers = peers
        self._both = frozenset(peers[Side.FIRST].SUPPORTS) & frozenset(peers[Side.SECOND].SUPPORTS)
        self._stopped: set[tuple[Side, str]] = set()
        self._channels: set[Side] = set()
        self._round = 0
        self._texts: tuple[str, ...] = ()
        self._restarting: dict[Side, frozenset[str]] = {}
        """The ufrags that the next offer of a side is to replace, if it gets an answer."""
        self._before: dict[Side, tuple[Section, ...]] = {Side.FIRST: (), Side.SECOND: ()}
        """What each side said of itself in the last exchange."""

    async def run(self) -> None:
        if not self._shape.bundle and Feature.NO_BUNDLE not in self._both:
            return
        for section in self._shape.sections:
            await self._change(Side.FIRST, section)
        for number, round_ in enumerate(self._shape.rounds):
            if number and Feature.RENEGOTIATE not in self._both:
                return
            self._round = number
            await self._exchange(round_)

    async def _exchange(self, round_: Round) -> None:
        offerer, answerer = round_.offerer, round_.offerer.other
        for side, change in round_.before:
            await self._change(side, change)
        ending = round_.ending if Feature.ROLLBACK in self._both else Ending.ANSWER
        if ending is Ending.GLARE:
            await self._offer(answerer)
            await self._rollback(answerer, "local")
        offer = await self._offer(offerer)
        self._texts = (offer,)
        self._tell(offerer, "create_offer", continuing(self._peers[offerer].agreed, offer))
        await self._probe(offerer, "have-local-offer", offer)
        await self._set(answerer, "remote", "offer", self._sent(offer), "have-remote-offer")
        if ending is Ending.ROLLBACK:
            await self._rollback(offerer, "local")
            await self._rollback(answerer, "remote")
            return
        for change in round_.answering:
            await self._change(answerer, change)
        await self._probe(answerer, "have-remote-offer", offer)
        peer = self._peers[answerer]
        answer = await self._step(answerer, "create_answer", peer.create_answer())
        self._texts = (offer, answer)
        self._tell(answerer, "create_answer", misfits(offer, answer))
        await self._set(answerer, "local", "answer", answer, "stable")
        await self._set(offerer, "remote", "answer", self._sent(answer), "stable")
        await self._probe(offerer, "stable", answer)
        offered, answered = sections(offer), sections(answer)
        before = self._before[offerer]
        asked = self._restarting.get(offerer, frozenset())
        wanted = frozenset(section.mid for section in before if section.ufrag in asked)
        apart = not self._shape.bundle
        found = generation(before, offered, wanted, apart=apart)
        self._tell(offerer, "ICE of the offer", found)
        wanted = renewals(before, offered, apart=apart)
        found = generation(self._before[answerer], answered, wanted, apart=apart)
        self._tell(answerer, "ICE of the answer", found)
        self._before = {offerer: offered, answerer: answered}
        if wanted:  # on both sides: an answer to a restart is one
            self._restarting.clear()

    async def _offer(self, side: Side) -> str:
        offer: str = await self._step(side, "create_offer", self._peers[side].create_offer())
        self._texts = (offer,)
        await self._set(side, "local", "offer", offer, "have-local-offer")
        return offer

    async def _rollback(self, side: Side, where: str) -> None:
        await self._step(side, f"rollback {where}", self._peers[side].rollback(where))
        self._expect(side, f"rollback {where}", "stable")

    async def _set(self, side: Side, where: str, kind: str, text: str, state: str) -> None:
        peer = self._peers[side]
        apply = peer.set_local if where == "local" else peer.set_remote
        step = f"set_{where}({kind})"
        await self._step(side, step, apply(kind, text))
        self._expect(side, step, state)

    async def _step(self, side: Side, step: str, work: Awaitable[Any]) -> Any:
        """What a step gives; where it is refused, the session ends here."""
        peer = self._peers[side]
        before = peer.value()
        try:
            return await work
        except NotSupported:
            return None
        except PeerError as error:
            if peer.value() is not before:
                self._tell(side, step, ["refused, yet something changed"])
            gone = isinstance(error, PeerGone)
            self._tell(side, step, [f"{'gone' if gone else 'refused'}: {error}"], gone=gone)
        except Exception as error:  # noqa: BLE001  # whatever it is, it is no refusal
            self._tell(side, step, [f"raised {error!r}"])
        raise _Ended

    async def _probe(self, side: Side, state: str, text: str) -> None:
        """Say what may not be said now: it is refused, and nothing changes."""
        peer = self._peers[side]
        before = peer.value()
        if before is None:
            return
        for where, kind, wrong in forbidden(state, text):
            apply = peer.set_local if where == "local" else peer.set_remote
            step = f"set_{where}({kind}) in {state}"
            try:
                await apply(kind, wrong)
            except PeerError:
                if peer.value() is not before:
                    self._tell(side, step, ["refused, yet something changed"])
            else:
                self._tell(side, step, ["taken, where it may not be"])
                raise _Ended

    def _expect(self, side: Side, step: str, state: str) -> None:
        found = self._peers[side].state()
        if found != state:
            self._tell(side, step, [f"now {found}, not {state}"])
            raise _Ended

    def _tell(self, side: Side, step: str, whats: Iterable[str], *, gone: bool = False) -> None:
        first, second = (f"{peer.name} {peer.version}" for peer in self._peers.values())
        self.problems += (
            Problem(
                shape=self._shape.number,
                first=first,
                second=second,
                round=self._round,
                who=self._peers[side].name,
                step=step,
                what=what,
                gone=gone,
                descriptions=self._texts,
            )
            for what in whats
        )

    def _sent(self, text: str) -> str:
        """What arrives of a description."""
        return text if self._shape.bundle else without_bundle(text)

    async def _change(self, side: Side, change: Change) -> None:
        """Do it, unless one of the two cannot or there is no such section."""
        if not NEEDED[type(change)] <= self._both:
            return
        peer = self._peers[side]
        match change:
            case Add("data"):
                if side not in self._channels:
                    self._channels.add(side)
                    await self._step(side, "create_data_channel", peer.create_data_channel())
            case Add():
                await self._step(side, "add_transceiver", self._added(peer, change))
            case Restart():
                live = frozenset(one.ufrag for one in self._before[side] if not one.rejected)
                self._restarting[side] = self._restarting.get(side, frozenset()) | live
                await self._step(side, "restart_ice", peer.restart_ice())
            case Stop() | Reject() | SetDirection():
                if (index := self._nth(side, change.nth)) is not None:
                    await self._change_section(side, index, change)

    async def _change_section(
        self, side: Side, index: int, change: Stop | Reject | SetDirection
    ) -> None:
        peer = self._peers[side]
        match change:
            case Stop():
                self._stopped.add((side, peer.described[index].mid))
                await self._step(side, "stop", peer.stop(index))
            case Reject():
                await self._step(side, "reject", peer.reject(index))
            case SetDirection(direction=direction):
                await self._step(side, "set_direction", peer.set_direction(index, direction))

    @staticmethod
    def _added(peer: Peer, section: Add) -> Awaitable[None]:
        """What it cannot prefer or send in layers, it adds without."""
        can = peer.SUPPORTS
        return peer.add_transceiver(
            section.kind,
            section.direction,
            codecs=section.codecs if Feature.CODECS in can else (),
            encodings=section.encodings if Feature.SIMULCAST in can else (),
        )

    def _nth(self, side: Side, nth: int) -> int | None:
        """The index of a live RTP section that this side has not stopped."""
        live = [
            index
            for index, section in enumerate(self._peers[side].described)
            if section.is_rtp and not section.rejected and (side, section.mid) not in self._stopped
        ]
        return live[nth % len(live)] if live else None


def misfits(offer: str, answer: str) -> Iterator[str]:
    """How an answer does not fit its offer, section by section (RFC 3264 §6, RFC 9429 §5.3)."""
    offered, answered = sections(offer), sections(answer)
    if len(offered) != len(answered):
        yield f"{len(answered)} sections answer {len(offered)}"
        return
    for index, (one, other) in enumerate(zip(offered, answered, strict=True)):
        if one.kind != other.kind:
            yield f"section {index}: {other.kind} answers {one.kind}"
        if one.mid != other.mid:
            yield f"section {index}: mid {other.mid!r} answers {one.mid!r}"
        if one.rejected and not other.rejected:
            yield f"section {index}: accepts what is not offered"
        if one.is_rtp and not other.rejected and other.direction not in TAKEN[one.direction]:
            yield f"section {index}: {other.direction} answers {one.direction}"


def continuing(agreed: Sequence[Section], offer: str) -> Iterator[str]:
    """How an offer does not go on from what was agreed (RFC 3264 §8, RFC 9429 §5.2.2)."""
    offered = sections(offer)
    if len(offered) < len(agreed):
        yield f"{len(offered)} sections, and there were {len(agreed)}"
        return
    for index, (old, new) in enumerate(zip(agreed, offered, strict=False)):
        if not old.rejected and (old.kind, old.mid) != (new.kind, new.mid):
            yield f"section {index} was {old.kind} {old.mid!r}, is {new.kind} {new.mid!r}"
    mids = [section.mid for section in offered]
    if len(set(mids)) < len(mids):
        yield f"mids twice: {mids}"


def generation(
    before: Sequence[Section],
    now: Sequence[Section],
    restarted: Collection[str],
    *,
    apart: bool = False,
) -> Iterator[str]:
    """Whether one side's ICE credentials are new where, and only where, ICE was restarted."""
    renewed = renewals(before, now, apart=apart)
    for index, (old, new) in enumerate(zip(before, now, strict=False)):
        if old.mid != new.mid or old.rejected or new.rejected or not new.ufrag:
            continue
        if new.mid in restarted and new.mid not in renewed:
            yield f"section {index}: the ufrag of before, though ICE was restarted"
        if new.mid not in restarted and new.mid in renewed:
            yield f"section {index}: a new ufrag, though ICE was not restarted"


def renewals(
    before: Sequence[Section], now: Sequence[Section], *, apart: bool = False
) -> frozenset[str]:
    """The sections of before with ICE credentials that are new (RFC 8839 §4.4.1.1.1).

    In a bundle a section may have those of another; apart, each transport has its own.
    """
    known = {section.ufrag for section in before if not section.rejected}
    old = {section.mid: section.ufrag for section in before if not section.rejected}
    return frozenset(
        section.mid
        for section in now
        if section.mid in old
        and not section.rejected
        and section.ufrag not in ({old[section.mid]} if apart else known)
    )


def forbidden(state: str, text: str) -> Iterator[tuple[str, str, str]]:
    """What may not be said in a state: the side, the type and the text."""
    head, *media = text.split("\r\nm=")
    fewer = "\r\nm=".join([head, *media[:-1]]).rstrip("\r\n") + "\r\n"
    match state:
        case "stable":
            yield "remote", "answer", text
            yield "local", "answer", text
        case "have-local-offer":
            yield "local", "answer", text
            yield "remote", "answer", text.replace("v=0", "v=1", 1)
            if media:
                yield "remote", "answer", fewer
        case "have-remote-offer":
            yield "remote", "answer", text
            yield "local", "offer", text
            yield "local", "answer", fewer if media else f"{text}m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n"
        case _:
            raise AssertionError(state)
