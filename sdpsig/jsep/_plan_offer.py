"""What an offer consists of, decided before a line of it is written (O-1 to O-45).

A place in the list of sections is for ever: it goes on, it is rejected, or it is used again for
another section of the same media (RFC 9429 §5.2.2).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count

from attrs import field

from .._frozen import evolve, frozen
from ..errors import Fault, FaultCode, LocalProtocolError
from ._config import BundlePolicy, NegotiationConfig
from ._negotiation import Negotiation, closed
from ._sections import Sections, SectionView
from ._signaling import Side, SignalingState
from ._transceivers import Transceiver, by_mid
from ._transports import LocalTransport, Transport, continued

__all__ = ["OfferPlan", "OfferedSection", "OfferedTransport", "plan_next_offer"]


@frozen
class OfferedSection:
    """What an offer says in one place."""

    index: int
    mid: str
    kind: str
    """``audio``, ``video`` or ``application``; what it was, where it is rejected."""
    before: SectionView | None = None
    """What stood there in the newest description of either side; None for a new section."""
    transceiver: Transceiver | None = None
    """Of an RTP section that lives."""
    live: bool = True
    new: bool = False
    """Whether it is offered for the first time, here or in an offer that is still pending."""
    bundle_only: bool = False
    """Whether it can only live in a bundle (O-4)."""

    @property
    def is_data(self) -> bool:
        """Whether it is data channels."""
        return self.transceiver is None


@frozen
class OfferedTransport:
    """One transport of an offer."""

    mid: str
    """The section that owns it."""
    before: Transport | None
    """The transport that goes on."""
    local: LocalTransport | None
    """What we have said of it so far."""
    restarted: bool
    """Whether it gets new ICE credentials in place of those."""

    @property
    def new(self) -> bool:
        """Whether it needs ICE credentials that were never used."""
        return self.local is None or self.restarted


@frozen
class OfferPlan:
    """What an offer says, before it is written."""

    negotiation: Negotiation = field(repr=False)
    sections: tuple[OfferedSection, ...]
    bundles: tuple[tuple[str, ...], ...]
    """The BUNDLE groups of the offer."""
    transports: tuple[OfferedTransport, ...]
    owners: Mapping[str, str]
    """For each section that speaks of a transport, the owner of it."""

    @property
    def needs(self) -> tuple[str, ...]:
        """The owners whose transport is new or restarted, so that we have to say something new."""
        return tuple(transport.mid for transport in self.transports if transport.new)

    @property
    def proposed(self) -> Mapping[str, int]:
        """Which transceiver each RTP section is for."""
        return {
            section.mid: section.transceiver.number
            for section in self.sections
            if section.transceiver is not None
        }


def plan_next_offer(negotiation: Negotiation, *, ice_restart: bool = False) -> OfferPlan:
    """Decide what an offer says now.

    ``ice_restart`` asks for new ICE credentials in this offer only; see also ``RestartIce``.
    Raises LocalProtocolError where no offer may be made (SM-1).
    """
    if negotiation.closed:
        raise closed(Side.LOCAL)
    if negotiation.state not in (SignalingState.STABLE, SignalingState.HAVE_LOCAL_OFFER):
        detail = f"an offer cannot be made in {negotiation.state}"
        raise LocalProtocolError(Fault(FaultCode.JSEP_SIGNALING_STATE, detail, "SM-1"))
    sections = tuple(_places(negotiation))
    established = _established(negotiation, sections)
    bundles = tuple(_bundles(established, sections))
    sections = tuple(_marked(negotiation.config, sections, established))
    transports, owners = _transports(negotiation, sections, established, ice_restart=ice_restart)
    return OfferPlan(negotiation, sections, bundles, transports, owners)


# --- places


def _places(negotiation: Negotiation) -> Iterator[OfferedSection]:
    known = by_mid(negotiation.transceivers)
    waiting = [one for one in negotiation.transceivers if one.mid is None and not one.stopping]
    names = _Names.of(negotiation)
    newest = negotiation.sections
    data_wanted = negotiation.data_channels
    index = 0
    for place, free in () if newest is None else _before(negotiation, newest):
        transceiver = known.get(place.mid)
        if transceiver is not None and not transceiver.stopping:
            yield evolve(place, transceiver=transceiver)
        elif transceiver is None and place.live and place.kind == "application":
            data_wanted = False
            yield place
        elif free and place.kind == "application" and data_wanted:
            data_wanted = False
            yield OfferedSection(index, names.of_section(None), place.kind, new=True)
        elif free and (found := _next_for(negotiation.config, place.kind, waiting)):
            waiting.remove(found)
            mid = names.of_section(found)
            yield OfferedSection(index, mid, found.kind, transceiver=found, new=True)
        else:
            yield evolve(place, live=False)
        index += 1
    rest = [*waiting, None] if data_wanted else waiting
    for at, transceiver in enumerate(sorted(rest, key=names.place), index):
        kind = "application" if transceiver is None else transceiver.kind
        mid = names.of_section(transceiver)
        yield OfferedSection(at, mid, kind, transceiver=transceiver, new=True)


@frozen
class _Names:
    """What new sections are called: as in an offer of ours that was taken back, else anew (O-8)."""

    known: Mapping[int | None, str]
    """By the number of the transceiver, None for data channels, in the order of the sections."""
    fresh: Iterator[str]

    @classmethod
    def of(cls, negotiation: Negotiation) -> "_Names":
        known = {one.transceiver: one.mid for one in negotiation.named}
        fresh = (name for number in count() if (name := str(number)) not in negotiation.mids)
        return cls(known, fresh)

    def of_section(self, transceiver: Transceiver | None) -> str:
        """The mid of the section for a transceiver, or for data channels."""
        return self.known.get(_number(transceiver)) or next(self.fresh)

    def place(self, transceiver: Transceiver | None) -> int:
        """Where its section comes among the new ones: those that were offered come first."""
        number = _number(transceiver)
        return [*self.known].index(number) if number in self.known else len(self.known)


def _number(transceiver: Transceiver | None) -> int | None:
    return None if transceiver is None else transceiver.number


def _before(negotiation: Negotiation, newest: Sections) -> Iterator[tuple[OfferedSection, bool]]:
    """The places as they are, and whether each is free: rejected, and both sides know (O-35)."""
    exchange = negotiation.stable.exchange
    agreed: dict[str, bool] = {}
    if exchange is not None:
        agreed = {view.mid: exchange.rejected(view.index) for view in exchange.offer.views}
    for view in newest.views:
        new, free = view.mid not in agreed, agreed.get(view.mid, False)
        live = view.live and not free
        yield OfferedSection(view.index, view.mid, view.media.kind, view, live=live, new=new), free


def _next_for(
    config: NegotiationConfig, kind: str, waiting: Sequence[Transceiver]
) -> Transceiver | None:
    """The transceiver that may use a free place: of the same media; in strict any RTP (O-36)."""
    strict = config.profile.strict and kind in ("audio", "video")
    return next((one for one in waiting if strict or one.kind == kind), None)


# --- bundles


def _established(
    negotiation: Negotiation, sections: Sequence[OfferedSection]
) -> tuple[tuple[str, ...], ...]:
    """The bundles of the last exchange that have a live section left, the owner first (O-25).

    The first of them is the one that new sections join; it is empty where they can join none.
    """
    live = {section.mid for section in sections if section.live}
    exchange = negotiation.stable.exchange
    groups = () if exchange is None else exchange.answer.bundles
    kept = [left for members in groups if (left := tuple(mid for mid in members if mid in live))]
    open_to_all = (members for members in kept if _multiplexes(negotiation, members[0]))
    joined = next(open_to_all, ())
    return (joined, *(members for members in kept if members != joined))


def _multiplexes(negotiation: Negotiation, mid: str) -> bool:
    """Whether more RTP can join a transport (V-28)."""
    transport = negotiation.stable.transport(mid)
    return transport is not None and transport.rtcp_mux


def _bundles(
    established: Sequence[tuple[str, ...]], sections: Iterable[OfferedSection]
) -> Iterator[tuple[str, ...]]:
    """The groups of the offer: the established ones; whatever is new joins the first."""
    new = tuple(section.mid for section in sections if section.live and section.new)
    first, *others = established
    if first or new:
        yield (*first, *new)
    yield from others


def _marked(
    config: NegotiationConfig,
    sections: Iterable[OfferedSection],
    established: Sequence[tuple[str, ...]],
) -> Iterator[OfferedSection]:
    """The sections, with those marked that can only live in a new bundle (O-4, O-24)."""
    seen: set[str] = set()
    for section in sections:
        joins = section.live and section.new and not established[0] and config.offer_bundle_only
        leads = _LEADS[config.bundle_policy](section.kind, seen)
        yield evolve(section, bundle_only=True) if joins and not leads else section
        if section.live and section.new:
            seen.add(section.kind)


def _first_of_its_kind(kind: str, seen: set[str]) -> bool:
    return kind not in seen


def _every_one(kind: str, seen: set[str]) -> bool:
    del kind, seen
    return True


def _first_of_all(kind: str, seen: set[str]) -> bool:
    del kind
    return not seen


_LEADS: Mapping[BundlePolicy, Callable[[str, set[str]], bool]] = {
    BundlePolicy.BALANCED: _first_of_its_kind,
    BundlePolicy.MAX_COMPAT: _every_one,
    BundlePolicy.MAX_BUNDLE: _first_of_all,
}
"""Whether a section has a transport of its own, by the kinds of those before it."""


# --- transports


def _transports(
    negotiation: Negotiation,
    sections: Sequence[OfferedSection],
    established: Sequence[tuple[str, ...]],
    *,
    ice_restart: bool,
) -> tuple[tuple[OfferedTransport, ...], Mapping[str, str]]:
    owners: dict[str, str] = {mid: members[0] for members in established for mid in members}
    joined = lead = next(iter(established[0]), None)
    one_for_all = negotiation.config.bundle_policy in _SHARING[negotiation.config.profile.strict]
    for section in sections:
        if not section.live or section.mid in owners:
            continue
        if section.bundle_only:
            if lead is not None and not negotiation.config.profile.strict:
                owners[section.mid] = lead
        elif section.new and joined is not None:
            owners[section.mid] = joined
        else:
            owners[section.mid] = section.mid
            lead = lead or (section.mid if section.new else None)
            joined = section.mid if section.new and one_for_all else joined
    groups: dict[str, list[str]] = {}
    for mid, owner in owners.items():
        groups.setdefault(owner, []).append(mid)
    going_on = continued(
        negotiation.stable.transports, [(owner, *members) for owner, members in groups.items()]
    )
    transports = (
        _transport(negotiation, owner, going_on.get(owner), ice_restart=ice_restart)
        for owner in groups
    )
    return tuple(transports), owners


_SHARING = {
    True: frozenset({BundlePolicy.MAX_BUNDLE}),
    False: frozenset({BundlePolicy.MAX_BUNDLE, BundlePolicy.BALANCED}),
}
"""The policies, by strictness, with which the sections of a first offer name one transport.

Browsers do that, and expect it: to Firefox a section that names another transport once it is
bundled restarts ICE, and webrtcbin does not take it at all.
"""


def _transport(
    negotiation: Negotiation, owner: str, before: Transport | None, *, ice_restart: bool
) -> OfferedTransport:
    pending = None
    if negotiation.state is SignalingState.HAVE_LOCAL_OFFER:
        assert negotiation.sections is not None, "there is a pending offer"
        view = negotiation.sections.get(owner)
        pending = None if view is None else LocalTransport.of(view.transport)
    local = pending or (None if before is None else before.local)
    restarted = (
        before is not None
        and local is not None
        and (ice_restart or local.credentials in negotiation.restarting)
    )
    return OfferedTransport(owner, before, local, restarted)
