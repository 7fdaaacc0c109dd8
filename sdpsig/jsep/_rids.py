"""Layers in answers: a=rid and a=simulcast (RFC 8851, RFC 8853).

An answer keeps what it can of the layers that were offered, in the order of the offered
a=simulcast, and adds nothing (A-100 to A-107).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from attrs import field

from .._frozen import frozen
from ..sdp import INTEROP, Line, MediaDescription, Profile
from ..sdp.attributes import Rid, RtcpFb, Simulcast, SimulcastStream
from ..sdp.attributes.feedback import ALL_FORMATS
from ._rid_lines import (
    RECV,
    REVERSED,
    SEND,
    RidDrop,
    Streams,
    defined,
    disabled_by,
    ids_of,
    orphans,
    rid_line,
    simulcast_line,
    streams_in,
    written,
)

__all__ = ["DroppedRid", "RidAnswer", "answer_rids", "proposed_rids"]


@frozen
class DroppedRid:
    """A line that does not get into the answer as it was offered, and why."""

    reason: RidDrop
    line: Line = field(repr=False)
    """The a=rid line; the a=simulcast line where the fault is there."""


@frozen
class RidAnswer:
    """What an answer says of layers."""

    rids: tuple[Rid, ...] = ()
    simulcast: Simulcast | None = None
    send: tuple[str, ...] = ()
    """The rids of the layers that we are to send, in the order of the offer (A-106)."""
    receive: tuple[str, ...] = ()
    """The rids of the layers that we are to receive, in the order of the offer (A-102)."""
    warnings: tuple[DroppedRid, ...] = ()
    """What is left out."""


NOTHING = RidAnswer()


def answer_rids(
    media: MediaDescription,
    *,
    receives: bool,
    sends: bool,
    accepted_formats: Collection[int | str],
    rid_extension: bool,
    most: int,
    profile: Profile,
    pausing: bool = False,
) -> RidAnswer:
    """What an answer says to the layers that a section offers.

    ``receives`` and ``sends`` tell the direction of the answer, ``rid_extension`` whether it
    accepts the header extension for rids, ``most`` how many layers we can do each way,
    ``pausing`` whether we can pause streams (RFC 7728).
    """
    simulcasts, rids = written(media, Simulcast), written(media, Rid)
    if not (simulcasts or rids):
        return NOTHING
    formats = frozenset(map(str, accepted_formats))
    layers, why = defined(media.all(Rid), formats)
    disabled = disabled_by(simulcasts, rid_extension=rid_extension)
    flows = {RECV: sends, SEND: receives}
    picked: dict[str, list[SimulcastStream]] = {RECV: [], SEND: []}
    chosen: dict[str, Rid] = {}
    listed = streams_in(media, disabled)
    for way, streams in listed.items():
        usable = [*_first_usable(streams, way, layers, why)]
        picked[way] = usable[:most] if flows[way] else []
        left_out = RidDrop.TOO_MANY if flows[way] else RidDrop.NO_FLOW
        why.update((one.id, left_out) for one in usable[len(picked[way]) :])
        chosen.update((one.id, layers[one.id]) for one in picked[way])
    if profile.strict and disabled is None:
        chosen.update(_unlisted(layers, flows, why))
    for rid in orphans(chosen):
        why[rid] = RidDrop.DEPENDENCY
        del chosen[rid]
    kept = {way: [one for one in found if one.id in chosen] for way, found in picked.items()}
    pausing = pausing and _can_pause(media, formats)
    strays = _strays(listed, media.all(Rid), disabled) if simulcasts else ()
    return RidAnswer(
        tuple(
            rid_line(line.rid, REVERSED[line.direction], line.restrictions or "")
            for line in chosen.values()
        ),
        simulcast_line({REVERSED[way]: found for way, found in kept.items()}, pausing=pausing),
        tuple(one.id for one in kept[RECV]),
        tuple(one.id for one in kept[SEND]),
        (
            *_dropped(rids, chosen, why, disabled or RidDrop.UNLISTED),
            *(DroppedRid(reason, simulcasts[0]) for reason in strays),
        ),
    )


def proposed_rids(media: MediaDescription, *, rid_extension: bool, most: int) -> tuple[str, ...]:
    """The layers that an offer asks us to send, before anything is answered (A-106).

    They are what a sender without layers takes over when the offer is applied (W3C
    proposedSendEncodings).
    """
    asked = answer_rids(
        media,
        receives=False,
        sends=True,
        accepted_formats=media.formats,
        rid_extension=rid_extension,
        most=most,
        profile=INTEROP,
    )
    return asked.send


def _first_usable(
    streams: Streams, way: str, layers: Mapping[str, Rid], why: dict[str, RidDrop]
) -> Iterator[SimulcastStream]:
    """The first alternative of each layer that is defined for this direction, each rid once."""
    seen: set[str] = set()
    for alternatives in streams:
        fitting: list[SimulcastStream] = []
        for one in alternatives:
            if one.id not in layers or one.id in seen:
                continue
            fits = layers[one.id].direction == way
            why.setdefault(one.id, RidDrop.ALTERNATIVE if fits else RidDrop.DIRECTION)
            if fits:
                seen.add(one.id)
                fitting.append(one)
        yield from fitting[:1]


def _unlisted(
    layers: Mapping[str, Rid], flows: Mapping[str, bool], why: dict[str, RidDrop]
) -> Iterator[tuple[str, Rid]]:
    """What is defined and not listed, which strict answers all the same (A-107)."""
    for rid, line in layers.items():
        if rid in why:
            continue
        if flows[line.direction]:
            yield rid, line
        else:
            why[rid] = RidDrop.NO_FLOW


def _can_pause(media: MediaDescription, formats: Collection[str]) -> bool:
    """Whether pausing was offered (RFC 7728 §7)."""
    return any(
        line.feedback.split(" ")[:2] == ["ccm", "pause"]
        and (line.payload_type == ALL_FORMATS or line.payload_type in formats)
        for line in media.all(RtcpFb)
    )


def _dropped(
    rids: Iterable[Line], chosen: Collection[str], why: Mapping[str, RidDrop], default: RidDrop
) -> Iterator[DroppedRid]:
    """The layers that are not in the answer, each with its reason."""
    for line in rids:
        if not isinstance(line, Rid):
            yield DroppedRid(RidDrop.MALFORMED, line)
        elif line.rid not in chosen:
            yield DroppedRid(why.get(line.rid, default), line)


def _strays(
    listed: Mapping[str, Streams], rids: Iterable[Rid], disabled: RidDrop | None
) -> Iterator[RidDrop]:
    """What is wrong with a=simulcast itself."""
    if disabled is not None:
        yield disabled
    ids = [rid for streams in listed.values() for rid in ids_of(streams)]
    if not {line.rid for line in rids}.issuperset(ids):
        yield RidDrop.UNDEFINED
    if len(set(ids)) < len(ids):
        yield RidDrop.REPEATED
