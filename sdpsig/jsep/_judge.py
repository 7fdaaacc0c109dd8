"""What a description must keep to before it is applied: the rules in their order.

First which section is which, then transports, bundles and media, then what has to be kept of
the exchange before. Both sides are held to the same rules: what we would refuse, no peer of
ours is to see.
"""

from collections.abc import Iterable, Iterator

from ..errors import Fault
from ..sdp import Profile
from . import (
    _rules_bundle,
    _rules_continued,
    _rules_data,
    _rules_extensions,
    _rules_feedback,
    _rules_formats,
    _rules_identity,
    _rules_media,
    _rules_transport,
)
from ._case import Case, Rule
from ._known import Known
from ._negotiation import Negotiation
from ._rules_continued import judge_provisional
from ._rules_identity import judge_replaced, miscounted
from ._rules_transport import judge_end
from ._sections import Sections, SectionView
from ._signaling import SdpType, Side

__all__ = ["judge_answer", "judge_offer", "judge_transport"]

OFFER_PLACES: tuple[Rule, ...] = (
    *_rules_identity.DESCRIPTIONS,
    *_rules_identity.OFFERS,
    *_rules_identity.REOFFERS,
)
"""Which section of an offer is which, also after an exchange."""
OFFER_RULES: tuple[Rule, ...] = (
    *_rules_transport.DESCRIPTIONS,
    *_rules_transport.OFFERS,
    *_rules_bundle.DESCRIPTIONS,
    *_rules_bundle.OFFERS,
    *_rules_extensions.SHARED,
    *_rules_formats.DESCRIPTIONS,
    *_rules_extensions.DESCRIPTIONS,
    *_rules_media.DESCRIPTIONS,
    *_rules_data.DESCRIPTIONS,
    *_rules_continued.DESCRIPTIONS,
)
"""What holds for every offer."""
REOFFER_RULES: tuple[Rule, ...] = (
    *_rules_continued.RULES,
    *_rules_bundle.REOFFERS,
    *_rules_formats.RULES,
    *_rules_extensions.REOFFERS,
    *_rules_media.REOFFERS,
)
"""What holds for offers after an exchange."""
FIRST_RULES: tuple[Rule, ...] = (*OFFER_PLACES, *OFFER_RULES)
"""What holds for an offer before any exchange."""
CONNECTION_RULES: tuple[Rule, ...] = (
    *_rules_transport.CONNECTION,
    *_rules_extensions.CONNECTION,
    *_rules_media.CONNECTION,
    *_rules_continued.CONNECTION,
)
"""Those of them that look at more than the outline."""
ANSWER_PLACES: tuple[Rule, ...] = (*_rules_identity.DESCRIPTIONS, *_rules_identity.ANSWERS)
"""Which section of an answer is which."""
ANSWER_RULES: tuple[Rule, ...] = (
    *_rules_transport.DESCRIPTIONS,
    *_rules_transport.ANSWERS,
    *_rules_bundle.DESCRIPTIONS,
    *_rules_bundle.ANSWERS,
    *_rules_extensions.SHARED,
    *_rules_formats.DESCRIPTIONS,
    *_rules_formats.ANSWERS,
    *_rules_feedback.ANSWERS,
    *_rules_extensions.DESCRIPTIONS,
    *_rules_extensions.ANSWERS,
    *_rules_media.DESCRIPTIONS,
    *_rules_media.ANSWERS,
    *_rules_data.DESCRIPTIONS,
    *_rules_continued.DESCRIPTIONS,
)
"""What holds for every answer."""
FIRST_ANSWER_RULES: tuple[Rule, ...] = (*ANSWER_PLACES, *ANSWER_RULES)
"""What holds for an answer to such an offer."""
ANSWER_CONNECTION_RULES: tuple[Rule, ...] = (
    *_rules_transport.ANSWER_CONNECTION,
    *_rules_extensions.CONNECTION,
    *_rules_media.CONNECTION,
    *_rules_continued.CONNECTION,
)
"""Those of them that look at more than the outlines."""
REANSWER_RULES: tuple[Rule, ...] = (
    *_rules_continued.RULES,
    *_rules_bundle.REANSWERS,
    *_rules_formats.RULES,
)
"""What holds for answers after an exchange."""


def judge_offer(
    offer: Sections, side: Side, base: Negotiation, *, pending: Sections | None = None
) -> Iterator[Fault]:
    """The faults of an offer that ``side`` makes after ``base``, in the order of the rules.

    ``pending`` is an offer of the same side that it replaces; strict wants it to fit that too,
    interop does not, as the peer may have taken it back without a word (D-3).
    """
    case = Case.of(offer, side, base)
    if base.exchange is None and pending is None:
        yield from _first(case, FIRST_RULES, CONNECTION_RULES)
        return
    yield from _faults(case, OFFER_PLACES)
    if pending is not None and base.config.profile.strict:
        yield from judge_replaced(offer, pending)
    yield from _faults(case, OFFER_RULES)
    if base.exchange is not None:
        yield from _faults(case, REOFFER_RULES)


def _first(case: Case, rules: Iterable[Rule], connection: Iterable[Rule]) -> Iterator[Fault]:
    """The faults before any exchange: of outlines that had none, only the connection is judged."""
    outlines = case.sections.outline, None if case.offer is None else case.offer.outline
    key = case.config.terms, case.side, outlines
    known = outlines[0] is not None and (case.offer is None or outlines[1] is not None)
    if known and _SOUND.get(key):
        yield from _faults(case, connection)
        return
    sound = True
    for fault in _faults(case, rules):
        sound = False
        yield fault
    if sound and known:
        _SOUND.remember(key, True)


_SOUND = Known[bool]()
"""Outlines of first offers and answers that broke no rule, with who said them on which terms."""


def judge_answer(
    offer: Sections,
    answer: Sections,
    side: Side,
    base: Negotiation,
    *,
    earlier: Sections | None = None,
) -> Iterator[Fault]:
    """The faults of an answer of ``side`` to that offer after ``base``, in the order of the rules.

    ``earlier`` is the provisional answer before it, where there was one (SM-51).
    """
    if len(offer.views) != len(answer.views):
        yield miscounted(offer, answer)
        return
    case = Case.of(answer, side, base, offer)
    if base.exchange is None and not base.transports and earlier is None:
        yield from _first(case, FIRST_ANSWER_RULES, ANSWER_CONNECTION_RULES)
        return
    yield from _faults(case, ANSWER_PLACES)
    yield from _faults(case, ANSWER_RULES)
    if base.exchange is not None:
        yield from _faults(case, REANSWER_RULES)
    if earlier is not None:
        yield from judge_provisional(earlier, answer)


def judge_transport(
    sections: Sections, view: SectionView, profile: Profile, kind: SdpType
) -> Iterator[Fault]:
    """The faults of one section as far as it describes a transport, which it is to own."""
    return judge_end(sections, view, profile, kind)


def _faults(case: Case, rules: Iterable[Rule]) -> Iterator[Fault]:
    for rule in rules:
        yield from rule(case)
