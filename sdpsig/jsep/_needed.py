"""Whether an offer is needed to tell the peer what the application wants (W3C §4.7.3)."""

from collections.abc import Callable, Mapping
from enum import StrEnum, unique

from ..sdp.attributes import Msid
from ._negotiation import Exchange, Negotiation
from ._sections import SectionView
from ._signaling import Side, SignalingState
from ._transceivers import Transceiver

__all__ = ["NegotiationNeed", "negotiation_needed"]


@unique
class NegotiationNeed(StrEnum):
    """Why an offer is needed."""

    ICE_RESTART = "ice-restart"
    """ICE credentials are to be replaced (O-51)."""
    DATA_CHANNELS = "data-channels"
    """Data channels are wanted, and no section carries them (O-52)."""
    STOPPED = "stopped"
    """A stopped transceiver still has a live section (O-53, O-58)."""
    NEW_TRANSCEIVER = "new-transceiver"
    """A transceiver has no section yet (O-54)."""
    STREAMS = "streams"
    """A track is sent, and its section does not name its streams (O-55)."""
    DIRECTION = "direction"
    """Media is to flow another way than was agreed (O-56, O-57)."""


def negotiation_needed(negotiation: Negotiation) -> tuple[NegotiationNeed, ...]:
    """Every reason to make an offer now; none while another exchange is under way."""
    if negotiation.closed or negotiation.state is not SignalingState.STABLE:
        return ()
    return tuple(need for need, holds in _NEEDS.items() if holds(negotiation))


def _data_channels(negotiation: Negotiation) -> bool:
    exchange = negotiation.exchange
    carried = exchange is not None and any(
        view.is_data and not exchange.rejected(view.index) for view in exchange.offer.views
    )
    return negotiation.data_channels and not carried


def _any(
    judge: Callable[[Transceiver, Exchange, SectionView], bool],
) -> Callable[[Negotiation], bool]:
    """A need that any live transceiver may have which both sides know."""

    def holds(negotiation: Negotiation) -> bool:
        exchange = negotiation.exchange
        if exchange is None:
            return False
        ours = exchange.of(Side.LOCAL)
        return any(
            judge(one, exchange, view)
            for one in negotiation.transceivers
            if not one.stopping and one.mid is not None and (view := ours.get(one.mid)) is not None
        )

    return holds


def _streams(one: Transceiver, exchange: Exchange, ours: SectionView) -> bool:
    del exchange
    if not one.direction.sends:
        return False
    said = ours.media.all(Msid)
    return not said or {line.stream for line in said} != set(one.streams or ("-",))


def _direction(one: Transceiver, exchange: Exchange, ours: SectionView) -> bool:
    theirs = exchange.of(Side.REMOTE).views[ours.index].direction
    if exchange.offerer is Side.LOCAL:
        return one.direction not in (ours.direction, theirs.reversed)
    return ours.direction is not one.direction & theirs.reversed


_NEEDS: Mapping[NegotiationNeed, Callable[[Negotiation], bool]] = {
    NegotiationNeed.ICE_RESTART: lambda n: bool(n.restarting),
    NegotiationNeed.DATA_CHANNELS: _data_channels,
    NegotiationNeed.STOPPED: lambda n: any(one.stop for one in n.transceivers),
    NegotiationNeed.NEW_TRANSCEIVER: lambda n: any(one.mid is None for one in n.transceivers),
    NegotiationNeed.STREAMS: _any(_streams),
    NegotiationNeed.DIRECTION: _any(_direction),
}
