"""Which sections share a transport, and what they must agree about (RFC 9143): V-45 to V-58."""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping

from ..errors import Fault, FaultCode, Severity
from ..sdp.attributes import BundleOnly, Group
from ._bindings import format_keys
from ._case import Case, Rule, same_formats
from ._config import BundlePolicy
from ._faults import fault_at
from ._sections import SectionView

__all__ = ["ANSWERS", "DESCRIPTIONS", "OFFERS", "REANSWERS", "REOFFERS"]


def _repeated(case: Case) -> Iterator[Fault]:
    """A mid that stands twice in a group, or in two groups (V-46)."""
    lines = case.sections.bundle_lines
    mids = [mid for group in lines for mid in group.mids]
    if len(set(mids)) == len(mids):
        return
    counts = Counter(mids)
    group = next(group for group in lines if any(counts[mid] > 1 for mid in group.mids))
    yield _at_group(
        case, FaultCode.BUNDLE_REPEATED_MID, "a mid twice in BUNDLE groups", "V-46", group
    )


def _at_group(
    case: Case,
    code: FaultCode,
    detail: str,
    rule: str,
    group: Group,
    severity: Severity = Severity.ERROR,
) -> Fault:
    return fault_at(case.sections, None, code, detail, rule, line=group, severity=severity)


UNKNOWN = FaultCode.BUNDLE_UNKNOWN_MID, "a group names a mid that no section has"


def _lonely(case: Case) -> Iterator[Fault]:
    """Sections that can only live in a bundle, and are in none (V-53, V-54)."""
    severity = Severity.WARNING if case.offer is None else Severity.ERROR
    if case.offer is not None and len(case.live) == 1:
        severity = case.tolerated  # Firefox 153 has no group where one section is left of it
    code = FaultCode.BUNDLE_REQUIRED
    wanting = [one for one in case.sections.views if one.bundle_only]
    wanting += [one for offered, one in case.pairs if offered.bundle_only and one.live]
    grouped = {mid for group in case.sections.bundle_lines for mid in group.mids} if wanting else ()
    for view in wanting:
        if view.mid not in grouped:
            detail, line = "bundle-only in a section without a bundle", view.media.get(BundleOnly)
            yield fault_at(case.sections, view, code, detail, "V-53", line=line, severity=severity)
    if case.config.bundle_policy is BundlePolicy.MAX_BUNDLE and case.live:
        owner = case.sections.owners()
        for view in case.live:
            if owner[view.mid] != owner[case.live[0].mid]:
                detail = "a section outside of the one bundle that there may be"
                yield fault_at(case.sections, view, code, detail, "V-54", severity=severity)


# --- offers


def _offered(case: Case) -> Iterator[Fault]:
    severity = case.tolerated
    for group in case.sections.bundle_lines:
        views = [case.sections.get(mid) for mid in group.mids]
        if None in views:
            yield _at_group(case, *UNKNOWN, "V-45", group, severity)
        if any(view is not None and not view.live for view in views):
            code, detail = FaultCode.BUNDLE_REJECTED_MID, "a group names a section with port 0"
            yield _at_group(case, code, detail, "V-49", group, severity)


def _kept_apart(case: Case) -> Iterator[Fault]:
    """Established groups are neither merged nor split (V-51); a section may leave (V-52)."""
    exchange = case.exchange
    assert exchange is not None, "only asked after one"
    established = _numbered(exchange.answer.bundles)
    going_to: dict[int, set[int]] = {}
    for at, members in enumerate(case.sections.bundles):
        coming_from = {established[mid] for mid in members if mid in established}
        for number in coming_from:
            going_to.setdefault(number, set()).add(at)
        if len(coming_from) > 1:
            yield _at_group(case, *CHANGED, "V-51", _line(case, members))
    for places in going_to.values():
        if len(places) > 1:
            members = case.sections.bundles[max(places)]
            yield _at_group(case, *CHANGED, "V-51", _line(case, members))


CHANGED = FaultCode.BUNDLE_CHANGED, "an offer that merges or splits established groups"


def _numbered(bundles: tuple[tuple[str, ...], ...]) -> Mapping[str, int]:
    return {mid: number for number, members in enumerate(bundles) for mid in members}


def _line(case: Case, members: tuple[str, ...]) -> Group:
    return next(group for group in case.sections.bundle_lines if members[0] in group.mids)


# --- answers


def _answered(case: Case) -> Iterator[Fault]:
    assert case.offer is not None, "only asked of answers"
    offered = [*dict.fromkeys(map(frozenset, case.offer.bundles))]
    within_of: dict[frozenset[str], set[int]] = {}
    used: set[int] = set()
    for group in case.sections.bundle_lines:
        views = [view for mid in group.mids if (view := case.sections.get(mid)) is not None]
        if len(views) < len(group.mids):
            yield _at_group(case, *UNKNOWN, "V-45", group)
        members = frozenset(view.mid for view in views if view.live)
        if not members:
            continue
        yield from _tagged(case, group, views)
        if members not in within_of:  # asked once, however often a peer repeats a group
            within_of[members] = {at for at, one in enumerate(offered) if members <= one}
        within = within_of[members]
        if not within - used:
            detail = "an answer bundles what the offer did not"
            yield _at_group(case, FaultCode.BUNDLE_NOT_OFFERED, detail, "V-47", group)
        used |= within


def _tagged(case: Case, group: Group, views: list[SectionView]) -> Iterator[Fault]:
    """The first of a group has the transport (V-48); others may be there without need (V-49)."""
    code, first = FaultCode.BUNDLE_REJECTED_MID, views[0]
    if not first.live or (first.bundle_only and any(one.live for one in views[1:])):
        detail = "a group whose first section has no transport"
        yield _at_group(case, code, detail, "V-48", group)
    elif not all(view.live for view in views):
        detail = "a group with a rejected section"
        yield _at_group(case, code, detail, "V-49", group, case.tolerated)


def _kept(case: Case) -> Iterator[Fault]:
    """An established group keeps its live sections, where the offer lists them (V-50)."""
    exchange, offer = case.exchange, case.offer
    assert exchange is not None, "only asked after one"
    assert offer is not None, "only asked of answers"
    established, offered, answered = map(
        _numbered, (exchange.answer.bundles, offer.bundles, case.sections.bundles)
    )
    joined = {offered[mid] for mid in established if mid in offered}
    for view in case.live:
        if view.mid not in answered and offered.get(view.mid) in joined:
            code, detail = (
                FaultCode.BUNDLE_CHANGED,
                "an answer that takes a section out of its group",
            )
            yield fault_at(case.sections, view, code, detail, "V-50")


# --- what bundled sections have to agree about


def _payload_types(case: Case) -> Iterator[Fault]:
    """One payload type has one meaning (V-55)."""
    for views in case.shared:
        ambiguous = _common(views)
        if not ambiguous:
            continue
        bound: dict[int, Hashable] = {}
        known: dict[str, SectionView] = {}
        for view in views:
            alike = known.setdefault(view.media.kind, view)
            if alike is not view and same_formats(view, alike):
                continue
            for number, key in format_keys(view.media):
                if bound.setdefault(number, key) != key:
                    code = FaultCode.BUNDLE_CONFLICT
                    detail = "a payload type that means something else in its bundle"
                    yield fault_at(
                        case.sections, view, code, detail, "V-55", severity=case.tolerated
                    )
                    break


def _common(views: tuple[SectionView, ...]) -> bool:
    """Whether any format is listed by two sections."""
    listed: set[str] = set()
    for view in views:
        if not listed.isdisjoint(view.media.formats):
            return True
        listed.update(view.media.formats)
    return False


def _synchronised(case: Case) -> Iterator[Fault]:
    """Lip synchronisation groups (V-58)."""
    for group in case.sections.description.all(Group):
        if group.semantics == "LS" and any(case.sections.get(mid) is None for mid in group.mids):
            yield _at_group(case, *UNKNOWN, "V-58", group, Severity.WARNING)


DESCRIPTIONS: tuple[Rule, ...] = (_repeated, _lonely, _payload_types, _synchronised)
"""What holds for every description."""
OFFERS: tuple[Rule, ...] = (_offered,)
"""What holds for offers."""
REOFFERS: tuple[Rule, ...] = (_kept_apart,)
"""What holds for offers after an exchange."""
ANSWERS: tuple[Rule, ...] = (_answered,)
"""What holds between an answer and its offer."""
REANSWERS: tuple[Rule, ...] = (_kept,)
"""What holds for answers after an exchange."""
