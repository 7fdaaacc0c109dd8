"""Faults of layers in what a peer says (RFC 8851, RFC 8853; V-79 to V-82)."""

from collections.abc import Collection, Iterator, Mapping
from itertools import islice

from ..errors import Fault, FaultCode, Severity
from ..sdp import MediaDescription, Profile
from ..sdp.attributes import Extmap, Rid, Simulcast
from ._extension_match import carries_rids
from ._faults import fault_at, tolerated
from ._rid_lines import REVERSED, Meanings, Streams, fits, ids_of, repeated_rids, streams_of
from ._rids import proposed_rids
from ._sections import Sections, SectionView

__all__ = ["judge_answered_rids", "judge_renegotiated_rids", "judge_rids"]

CODE = FaultCode.RTP_SIMULCAST


def judge_rids(sections: Sections, profile: Profile) -> Iterator[Fault]:
    """Simulcast needs the header extension that names layers (V-79)."""
    for view in sections.views:
        line = view.media.get(Simulcast)
        if line is None or not (view.live and view.is_rtp) or _names_layers(sections, view):
            continue
        detail = "simulcast without the header extension that names the layers"
        severity = tolerated(profile)
        yield fault_at(sections, view, CODE, detail, "V-79", line=line, severity=severity)


def judge_answered_rids(offer: Sections, answer: Sections, profile: Profile) -> Iterator[Fault]:
    """An answer takes layers that were offered, as they were or narrower (V-80, V-81)."""
    for offered, answered in zip(offer.views, answer.views, strict=False):
        if not (answered.live and answered.is_rtp):
            continue
        if _exceeds(streams_of(offered.media), streams_of(answered.media)):
            detail = "an answer with layers in a=simulcast that were not offered"
            line, severity = answered.media.get(Simulcast), tolerated(profile)
            yield fault_at(answer, answered, CODE, detail, "V-80", line=line, severity=severity)
        for rid in islice(_misfits(offered.media, answered.media), 1):
            detail = "an answer with a layer that does not fit the offered one"
            severity = Severity.WARNING  # RFC 8851 discards it
            yield fault_at(answer, answered, CODE, detail, "V-81", line=rid, severity=severity)


def judge_renegotiated_rids(
    offer: Sections, view: SectionView, agreed: Collection[str], *, most: int
) -> Iterator[Fault]:
    """An offer does not ask for other layers than those agreed on, only for fewer (V-82).

    ``agreed`` are the rids of the simulcast that we send; empty where there is none.
    """
    extension = _names_layers(offer, view)
    proposed = proposed_rids(view.media, rid_extension=extension, most=most)
    if agreed and not set(proposed) <= set(agreed):
        detail = "an offer that asks for other layers than those agreed on"
        line = view.media.get(Simulcast)
        yield fault_at(offer, view, CODE, detail, "V-82", line=line)


def _names_layers(sections: Sections, view: SectionView) -> bool:
    return carries_rids(sections.description.effective_all(view.media, Extmap))


def _exceeds(offered: Mapping[str, Streams], answered: Mapping[str, Streams]) -> bool:
    return any(
        len(streams) > len(offered[REVERSED[way]])
        or not set(ids_of(streams)) <= set(ids_of(offered[REVERSED[way]]))
        for way, streams in answered.items()
    )


def _misfits(offered: MediaDescription, answered: MediaDescription) -> Iterator[Rid]:
    """The layers of an answer that are none, because of what was offered."""
    found = answered.all(Rid)
    if not found:
        return
    meanings, repeated = Meanings.of(offered, answered), repeated_rids(answered)
    lines = {line.rid: line for line in offered.all(Rid) if line.rid not in repeated}
    for line in found:
        if not fits(lines.get(line.rid), line, meanings):
            yield line
