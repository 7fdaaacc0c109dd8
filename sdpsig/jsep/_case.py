"""A description that is to be judged, with everything that it is judged by."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from .._frozen import frozen
from ..errors import Fault, Severity
from ..sdp import Profile
from ..sdp.attributes import Fmtp, Rtpmap
from ._config import NegotiationConfig
from ._faults import tolerated
from ._negotiation import Exchange, Negotiation
from ._sections import Sections, SectionView
from ._signaling import SdpType, Side
from ._transports import Transport, continued

__all__ = ["Case", "Rule", "same_formats"]


@frozen
class Case:
    """One description, who says it, to what, and what held before."""

    sections: Sections
    """What is judged."""
    side: Side
    """Who says it."""
    base: Negotiation
    """The last stable value."""
    offer: Sections | None
    """What it answers; None where it is an offer itself."""
    tolerated: Severity
    """The severity of what interop lets pass."""
    live: tuple[SectionView, ...]
    """The sections that are not rejected."""
    rtp: tuple[SectionView, ...]
    """The live sections of audio and video."""
    owners: tuple[SectionView, ...]
    """The sections that own a transport, and have to describe it."""
    shared: tuple[tuple[SectionView, ...], ...]
    """The RTP sections of each transport that carries several."""

    @classmethod
    def of(
        cls, sections: Sections, side: Side, base: Negotiation, offer: Sections | None = None
    ) -> "Case":
        """A description that ``side`` gives after ``base``."""
        live = tuple([view for view in sections.views if view.live])
        rtp = tuple([view for view in live if view.is_rtp])
        return cls(
            sections,
            side,
            base,
            offer,
            tolerated(base.config.profile),
            live,
            rtp,
            _owners(sections, live, offer),
            _shared(sections, rtp),
        )

    @property
    def kind(self) -> SdpType:
        """An offer or an answer."""
        return SdpType.OFFER if self.offer is None else SdpType.ANSWER

    @property
    def config(self) -> NegotiationConfig:
        """How we negotiate."""
        return self.base.config

    @property
    def profile(self) -> Profile:
        """How strict we are."""
        return self.base.config.profile

    @property
    def exchange(self) -> Exchange | None:
        """The last exchange that was settled."""
        return self.base.exchange

    @property
    def pairs(self) -> Iterator[tuple[SectionView, SectionView]]:
        """Each offered section with its answer; none where it is an offer itself."""
        if self.offer is not None:
            yield from zip(self.offer.views, self.sections.views, strict=True)

    @cached_property
    def members(self) -> Mapping[str, tuple[str, ...]]:
        """The mids of the live sections that use each transport, the owner first."""
        groups: dict[str, list[str]] = {}
        for mid, owner in self.sections.owners().items():
            group = groups.setdefault(owner, [owner])
            if mid != owner:
                group.append(mid)
        return {owner: tuple(group) for owner, group in groups.items()}

    @cached_property
    def continued(self) -> Mapping[str, Transport]:
        """The transports of before that go on, by the mid of the section that owns each now."""
        return continued(self.base.transports, self.members.values())


def _owners(
    sections: Sections, live: Iterable[SectionView], offer: Sections | None
) -> tuple[SectionView, ...]:
    """Who owns a transport; a section that an offer wants in a bundle only has none yet.

    What is neither RTP nor data, nobody knows the needs of: it will be rejected (A-2).
    """
    owner = sections.owners()
    alone = [view for view in live if owner[view.mid] == view.mid]
    return tuple(
        [
            view
            for view in alone
            if (view.is_rtp or view.is_data) and not (view.bundle_only and offer is None)
        ]
    )


def _shared(sections: Sections, rtp: Sequence[SectionView]) -> tuple[tuple[SectionView, ...], ...]:
    if len(rtp) < 2:
        return ()
    groups: dict[str, list[SectionView]] = {}
    owner = sections.owners()
    for view in rtp:
        groups.setdefault(owner[view.mid], []).append(view)
    return tuple([tuple(views) for views in groups.values() if len(views) > 1])


Rule = Callable[[Case], Iterator[Fault]]
"""One topic of validation: the faults of a description, in the order of its sections."""


def same_formats(one: SectionView, other: SectionView) -> bool:
    """Whether two sections list the same formats and say the same of them, in the same words."""
    return one.media.formats == other.media.formats and all(
        one.media.all(kind) == other.media.all(kind) for kind in (Rtpmap, Fmtp)
    )
