"""An offer beside its answer, section by section: what was accepted, refused, and why.

A reason is given only where the two texts prove it. Where they do not, it stays open, and what
may have been the reason is listed as such. Nothing here refuses: see ``judge_answer``.
"""

from collections.abc import Hashable, Iterator, Mapping
from enum import StrEnum

from .._frozen import evolve, frozen
from ..errors import Fault
from ..sdp import INTEROP, Profile, SessionDescription
from ..sdp.attributes import Extmap
from ._codec_rules import codec_key
from ._compare_media import (
    CodecOutcome,
    ExtensionOutcome,
    codec_label,
    compare_codecs,
    compare_extensions,
    media_codecs,
)
from ._compare_transport import Fact, settled
from ._config import NegotiationConfig
from ._judge import judge_answer
from ._negotiation import Negotiation
from ._plan import Rejection
from ._sections import Sections, SectionView
from ._signaling import Side

__all__ = ["SectionOutcome", "SectionVerdict", "compare", "misfits"]


class SectionVerdict(StrEnum):
    """What became of a section."""

    ACCEPTED = "accepted"
    """It is live on both sides."""
    REFUSED = "refused"
    """It was offered, and the answer rejects it."""
    NOT_OFFERED = "not-offered"
    """The offer itself had rejected it."""
    MISSING = "missing"
    """The answer does not have it, as it must."""
    ADDED = "added"
    """The offer does not have it, as it must."""


@frozen
class SectionOutcome:
    """What an answer makes of one section of its offer."""

    index: int
    """Which m= section it is, from 0."""
    mid: str
    kind: str
    """``audio``, ``video``, ``application`` …"""
    verdict: SectionVerdict
    reason: Rejection | None = None
    """Why it is refused, where the two texts prove it."""
    why: str = ""
    """The same in words."""
    perhaps: tuple[str, ...] = ()
    """What may be the reason, where there is no proof."""
    codecs: tuple[CodecOutcome, ...] = ()
    extensions: tuple[ExtensionOutcome, ...] = ()
    settled: tuple[Fact, ...] = ()
    faults: tuple[Fault, ...] = ()
    """Where the answered section does not fit the offered one."""


def compare(
    offer: SessionDescription, answer: SessionDescription, *, profile: Profile = INTEROP
) -> tuple[SectionOutcome, ...]:
    """What the answer makes of each section of the offer, in order. Raises nothing."""
    offered, answered = _read(offer, answer)
    by_section: dict[int | None, list[Fault]] = {}
    for fault in _judged(offered, answered, profile):
        by_section.setdefault(fault.section, []).append(fault)
    return tuple(
        evolve(outcome, faults=tuple(by_section.get(outcome.index, ())))
        for outcome in _outcomes(offered, answered)
    )


def misfits(
    offer: SessionDescription, answer: SessionDescription, *, profile: Profile = INTEROP
) -> tuple[Fault, ...]:
    """Every fault of the answer as an answer to that offer; lines are those of the answer."""
    return tuple(_judged(*_read(offer, answer), profile))


def _judged(offered: Sections, answered: Sections, profile: Profile) -> Iterator[Fault]:
    base = Negotiation(config=NegotiationConfig(profile=profile))
    return judge_answer(offered, answered, Side.REMOTE, base)


def _read(offer: SessionDescription, answer: SessionDescription) -> tuple[Sections, Sections]:
    offered = Sections.of(offer)
    return offered, Sections.of(answer, [view.mid for view in offered.views])


def _outcomes(offer: Sections, answer: Sections) -> Iterator[SectionOutcome]:
    known = _dropped(offer, answer)
    for offered in offer.views:
        if offered.index >= len(answer.views):
            yield _plain(offered, SectionVerdict.MISSING)
        elif not offered.live:
            yield _plain(offered, SectionVerdict.NOT_OFFERED)
        elif answer.views[offered.index].live:
            yield _accepted(offer, answer, offered, answer.views[offered.index])
        else:
            yield _refused(offer, answer, offered, known)
    for added in answer.views[len(offer.views) :]:
        yield _plain(added, SectionVerdict.ADDED)


def _plain(view: SectionView, verdict: SectionVerdict) -> SectionOutcome:
    return SectionOutcome(view.index, view.mid, view.media.kind, verdict)


def _accepted(
    offer: Sections, answer: Sections, offered: SectionView, answered: SectionView
) -> SectionOutcome:
    theirs = offer.description.effective_all(offered.media, Extmap)
    ours = answer.description.effective_all(answered.media, Extmap)
    return evolve(
        _plain(offered, SectionVerdict.ACCEPTED),
        codecs=compare_codecs(offered.media, answered.media),
        extensions=tuple(compare_extensions(theirs, ours)),
        settled=settled(offer, answer, offered, answered),
    )


# --- why a section is refused

Dropped = Mapping[tuple[str, Hashable], int]
"""By media and codec: the accepted section that offered it, and whose answer has not kept it."""


def _dropped(offer: Sections, answer: Sections) -> Dropped:
    found: dict[tuple[str, Hashable], int] = {}
    for offered, answered in zip(offer.views, answer.views, strict=False):
        if offered.live and answered.live and offered.is_rtp:
            kept = set(map(codec_key, media_codecs(answered.media)))
            for codec in media_codecs(offered.media):
                if codec_key(codec) not in kept:
                    found.setdefault((offered.media.kind, codec_key(codec)), offered.index)
    return found


def _refused(
    offer: Sections, answer: Sections, offered: SectionView, dropped: Dropped
) -> SectionOutcome:
    outcome = _plain(offered, SectionVerdict.REFUSED)
    if offered.bundle_only and not answer.bundles:
        why = "it was wanted only in a bundle, and the answer bundles nothing"
        return evolve(outcome, reason=Rejection.NOT_BUNDLED, why=why)
    if offered.is_data:
        return _refused_data(offer, answer, offered, outcome)
    if not offered.is_rtp:
        what = f"{offered.media.kind} over {offered.media.proto}"
        return evolve(outcome, perhaps=(f"{what} is not supported", NOT_WANTED))
    why = _no_codec(answer.views[offered.index], offered, dropped)
    if why:
        return evolve(outcome, reason=Rejection.NO_CODEC, why=why)
    return evolve(outcome, perhaps=tuple(_guesses(offered)))


NOT_WANTED = "the application did not want it"


def _refused_data(
    offer: Sections, answer: Sections, offered: SectionView, outcome: SectionOutcome
) -> SectionOutcome:
    for other in offer.views[: offered.index]:
        if other.is_data and answer.views[other.index].live:
            why = f"section {other.index} has the one SCTP association that there is"
            return evolve(outcome, reason=Rejection.SECOND_DATA, why=why)
    return evolve(outcome, perhaps=("data channels are not supported", NOT_WANTED))


def _no_codec(answered: SectionView, offered: SectionView, dropped: Dropped) -> str:
    """Why no codec is common, in words; empty where the texts do not prove it.

    A format without a=rtpmap proves nothing: a rejected section has to list some format.
    """
    theirs = media_codecs(offered.media)
    ours = [codec for codec in media_codecs(answered.media) if codec.rtpmap is not None]
    keys = set(map(codec_key, theirs))
    if ours and not keys.intersection(map(codec_key, ours)):
        named = ", ".join(dict.fromkeys(map(codec_label, ours)))
        alike = {codec.name for codec in theirs} & {codec.name for codec in ours}
        missing = _nothing_common(offered) if alike else "no common codec"
        return f"{missing}: the answer names {named}"
    known = [dropped.get((offered.media.kind, key)) for key in keys]
    sections = sorted({index for index in known if index is not None})
    if known and None not in known:
        where = " and ".join(map(str, sections))
        return f"{_nothing_common(offered)}: section {where} shows that the answerer takes none"
    return ""


def _guesses(offered: SectionView) -> Iterator[str]:
    labels = ", ".join(dict.fromkeys(map(codec_label, media_codecs(offered.media))))
    yield f"{_nothing_common(offered)} (offered: {labels or 'none'})"
    if offered.bundle_only:
        yield "it was wanted only in a bundle"
    yield NOT_WANTED


def _nothing_common(offered: SectionView) -> str:
    """``no common codec``, or what of it: a codec with profiles lacks a common profile."""
    names = {codec.encoding for codec in media_codecs(offered.media)}
    only = names.pop() if len(names) == 1 else ""
    profiles = only.lower() in {"h264", "h265", "vp9", "av1"}
    return f"no common {only} profile" if profiles else "no common codec"
