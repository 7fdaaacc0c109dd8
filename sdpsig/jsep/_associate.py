"""Which transceiver each section of a description is for (RFC 9429 §5.10, A-56)."""

from collections.abc import Callable, Mapping, Sequence
from typing import cast

from .._frozen import evolve
from ..sdp import LayerDirection, simulcast_layers
from ..sdp.attributes import Extmap, Msid, Simulcast
from ._encodings import Encoding, after_answer
from ._extension_match import carries_rids
from ._negotiation import Exchange, Negotiation
from ._sections import Sections, SectionView
from ._signaling import Side
from ._transceivers import MediaKind, Transceiver, by_mid

__all__ = [
    "after_exchange",
    "with_foreign_offer",
    "with_foreign_wishes",
    "with_own_offer",
    "with_returning",
    "with_their_offer",
]

Find = Callable[[SectionView, Sequence[Transceiver]], Transceiver | None]
"""Chooses one of the transceivers that no section has, for a section that has none."""
Make = Callable[[SectionView, int], Transceiver]
"""Makes one of this number for a section, associated with it."""


def with_their_offer(ground: Negotiation, offer: Sections) -> Negotiation:
    """An offer of the peer: what waits to send is taken for it, else a transceiver is made."""
    wish = ground.config.policy.direction

    def find(view: SectionView, waiting: Sequence[Transceiver]) -> Transceiver | None:
        if not view.direction.receives:
            return None
        return next((one for one in waiting if one.made_by_track and _fits(one, view)), None)

    def make(view: SectionView, number: int) -> Transceiver:
        direction = wish(view.media)
        return Transceiver(
            number=number, kind=_kind(view), direction=direction, offered=True, mid=view.mid
        )

    return _associated(ground, offer, find, make)


def with_returning(
    stable: Negotiation, pending: Sequence[Transceiver], offer: Sections
) -> Negotiation:
    """An offer of the peer in place of another: what is for a section of both stays (D-3)."""
    before = {one.number: one for one in stable.transceivers}
    kept: list[Transceiver] = []
    for one in pending:
        view = None if one.mid is None else offer.get(one.mid)
        if view is not None and view.is_rtp and _fits(one, view):
            kept.append(one)
        elif one.number in before:
            kept.append(before[one.number])
    return evolve(stable, transceivers=tuple(kept))


def with_own_offer(
    ground: Negotiation, offer: Sections, proposed: Mapping[str, int]
) -> Negotiation:
    """An offer that we created: each section is for the transceiver that it was created for."""

    def find(view: SectionView, waiting: Sequence[Transceiver]) -> Transceiver | None:
        return next((one for one in waiting if one.number == proposed.get(view.mid)), None)

    def make(view: SectionView, number: int) -> Transceiver:
        # What it was created for is gone: the application has stopped it since.
        return evolve(_as_described(view, number), stop=True)

    return _associated(ground, offer, find, make)


def with_foreign_offer(ground: Negotiation, offer: Sections) -> Negotiation:
    """An offer of our media stack: its directions and streams are what the application wants."""

    def find(view: SectionView, waiting: Sequence[Transceiver]) -> Transceiver | None:
        return next((one for one in waiting if _fits(one, view)), None)

    return with_foreign_wishes(_associated(ground, offer, find, _as_described), offer)


def with_foreign_wishes(ground: Negotiation, ours: Sections) -> Negotiation:
    """A description of our media stack: what it says is what the application wants."""

    def told(one: Transceiver) -> Transceiver:
        view = None if one.mid is None else ours.get(one.mid)
        if view is None or not view.live:
            return one
        return evolve(one, direction=view.direction, streams=_streams(view) or one.streams)

    return evolve(ground, transceivers=tuple(map(told, ground.transceivers)))


def _associated(ground: Negotiation, offer: Sections, find: Find, make: Make) -> Negotiation:
    transceivers = {one.number: one for one in ground.transceivers}
    known = by_mid(ground.transceivers)
    waiting = [one for one in ground.transceivers if one.mid is None and not one.stopping]
    made = ground.transceivers_made
    for view in offer.views:
        one = known.get(view.mid)
        if one is not None:
            one = evolve(one, rejected=not view.live)
        elif view.live and view.is_rtp:
            found = find(view, waiting)
            if found is None:
                one = make(view, made)
                made += 1
            else:
                waiting.remove(found)
                one = evolve(found, mid=view.mid)
        else:
            continue
        transceivers[one.number] = one
    return evolve(ground, transceivers=tuple(transceivers.values()), transceivers_made=made)


def _as_described(view: SectionView, number: int) -> Transceiver:
    return Transceiver(
        number=number,
        kind=_kind(view),
        direction=view.direction,
        streams=_streams(view),
        mid=view.mid,
    )


def _fits(one: Transceiver, view: SectionView) -> bool:
    return one.kind == view.media.kind


def _kind(view: SectionView) -> MediaKind:
    return cast(MediaKind, view.media.kind)


def _streams(view: SectionView) -> tuple[str, ...]:
    said = dict.fromkeys(line.stream for line in view.media.all(Msid))
    return tuple(stream for stream in said if stream != "-")


# --- after an answer


def after_exchange(ground: Negotiation, exchange: Exchange, *, final: bool) -> Negotiation:
    """An answer: what flows now; in the end those whose section is rejected are gone (SM-35)."""
    ours, answered = exchange.of(Side.LOCAL), exchange.answer
    told: list[Transceiver] = []
    for one in ground.transceivers:
        view = None if one.mid is None else answered.get(one.mid)
        if view is None:
            told.append(one)
        elif not exchange.rejected(view.index):
            told.append(_agreed(one, exchange, view, ours.views[view.index]))
        elif not final:
            told.append(one)
    return evolve(ground, transceivers=tuple(told))


def _agreed(
    one: Transceiver, exchange: Exchange, answered: SectionView, ours: SectionView
) -> Transceiver:
    by_us = exchange.offerer is Side.REMOTE
    return evolve(
        one,
        current_direction=answered.direction if by_us else answered.direction.reversed,
        msids=ours.media.all(Msid) or one.msids,
        encodings=_encodings(one, answered, ours, by_us=by_us),
    )


def _encodings(
    one: Transceiver, answered: SectionView, ours: SectionView, *, by_us: bool
) -> tuple[Encoding, ...]:
    """The layers that are sent from now on: what the answer left of them, or took up (A-106)."""
    if not by_us:
        offered = ours.media.get(Simulcast) is not None
        carried = carries_rids(answered.media.all(Extmap))
        if not offered:
            return one.encodings
        return after_answer(one.encodings, answered.media, rid_extension=carried)
    layers = simulcast_layers(answered.media)
    sent = (layer.preferred.rid for layer in layers if layer.direction is LayerDirection.SEND)
    return tuple(Encoding(rid) for rid in sent if rid is not None) or one.encodings
