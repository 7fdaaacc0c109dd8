"""RTP header extensions and their ids (RFC 8285): V-56, V-57, V-70 to V-73."""

from collections import Counter
from collections.abc import Collection, Iterator

from ..errors import Fault, FaultCode, Severity
from ..sdp.attributes import Extmap, Ssrc
from ..sdp.attributes.extmap import KNOWN_IDS
from ._case import Case, Rule
from ._extension_match import LATER, MID, ONE_BYTE, TWO_BYTE, extension_name
from ._faults import fault_at
from ._sections import Sections, SectionView

__all__ = ["ANSWERS", "CONNECTION", "DESCRIPTIONS", "REOFFERS", "SHARED"]

USABLE_IDS = frozenset({*ONE_BYTE, *TWO_BYTE})
"""Ids that a header extension can have in a packet (RFC 8285 §4.2, §4.3)."""


def _extensions(sections: Sections, view: SectionView) -> tuple[Extmap, ...]:
    return sections.description.effective_all(view.media, Extmap)


def _at(
    case: Case,
    view: SectionView,
    detail: str,
    rule: str,
    line: Extmap,
    severity: Severity = Severity.ERROR,
) -> Fault:
    code = FaultCode.RTP_EXTENSION_ID
    return fault_at(case.sections, view, code, detail, rule, line=line, severity=severity)


# --- within a bundle


def _one_meaning(case: Case) -> Iterator[Fault]:
    """One id means one URI over all sections of a transport (V-56)."""
    for views in case.shared:
        lines = [line for view in views for line in _extensions(case.sections, view)]
        said = {(line.id, line.uri, line.parameters) for line in lines}
        if len(said) == len({line.id for line in lines}):
            continue  # as it nearly always is
        bound: dict[int, str] = {}
        for view in views:
            own: dict[int, str] = {}
            for line in _extensions(case.sections, view):
                name = extension_name(line)
                if bound.get(line.id, name) != name and line.id in USABLE_IDS:
                    detail = "a header extension id with two URIs in one bundle"
                    yield _at(case, view, detail, "V-56", line)
                    break
                own.setdefault(line.id, name)
            bound.update(own)


def _told_apart(case: Case) -> Iterator[Fault]:
    """Sections of one kind in a bundle can be told apart (V-57)."""
    for views in case.shared:
        if len({view.media.kind for view in views}) == len(views):
            continue
        unnamed = [view for view in views if not _names_its_section(case.sections, view)]
        counts = Counter(view.media.kind for view in unnamed)
        for view in unnamed:
            if counts[view.media.kind] > 1:
                code, detail = FaultCode.BUNDLE_CONFLICT, "sections that nothing tells apart"
                severity = Severity.WARNING
                yield fault_at(case.sections, view, code, detail, "V-57", severity=severity)
                break


def _names_its_section(sections: Sections, view: SectionView) -> bool:
    named = any(line.uri == MID for line in _extensions(sections, view))
    return named or view.media.get(Ssrc) is not None


# --- within a section


def _ids(case: Case) -> Iterator[Fault]:
    """An id can be used, and means one thing, and a thing has one id (V-70)."""
    for view in case.rtp:
        extensions = _extensions(case.sections, view)
        ids = {line.id for line in extensions}
        if not ids <= KNOWN_IDS:
            strange = next(line for line in extensions if line.id not in KNOWN_IDS)
            detail = "a header extension id that nothing can use"
            yield _at(case, view, detail, "V-70", strange, case.tolerated)
        if len(ids) != len(extensions):
            yield from _bound_twice(case, view, extensions)
        if len({line.uri for line in extensions}) != len(extensions):
            yield from _repeated(case, view, extensions)


def _bound_twice(case: Case, view: SectionView, extensions: tuple[Extmap, ...]) -> Iterator[Fault]:
    bound: dict[int, str] = {}
    for line in extensions:
        name = extension_name(line)
        if line.id in USABLE_IDS and bound.setdefault(line.id, name) != name:
            yield _at(case, view, "a header extension id with two URIs", "V-70", line)
            return


def _repeated(case: Case, view: SectionView, extensions: tuple[Extmap, ...]) -> Iterator[Fault]:
    seen: set[str] = set()
    for line in extensions:
        name = extension_name(line)
        if name in seen:
            yield _at(case, view, "a header extension twice", "V-70", line, Severity.WARNING)
            return
        seen.add(name)


def _levels(case: Case) -> Iterator[Fault]:
    """They stand before the sections or in them (V-73)."""
    if not case.sections.description.all(Extmap):
        return
    for view in case.rtp:
        line = view.media.get(Extmap)
        if line is not None:
            detail = "header extensions before the sections and in one of them"
            yield _at(case, view, detail, "V-73", line, case.tolerated)


# --- what was there before


def _rebound(case: Case) -> Iterator[Fault]:
    """An id that was bound once keeps its URI, and a URI its id (V-72)."""
    exchange = case.exchange
    assert exchange is not None, "only asked after one"
    for view in case.rtp:
        extensions = _extensions(case.sections, view)
        before = exchange.offer.get(view.mid)
        known = () if before is None else _extensions(exchange.offer, before)
        if extensions == known:
            continue
        own = {(line.id, extension_name(line)) for line in known}
        line = next((line for line in extensions if _moved(case, line, own)), None)
        if line is not None:
            detail = "a header extension with another id than before"
            yield _at(case, view, detail, "V-72", line, case.tolerated)


def _moved(case: Case, line: Extmap, own: Collection[tuple[int, str]]) -> bool:
    """Whether an id or a name was bound otherwise; what the peer never saw does not count."""
    bound, name = case.base.history.bindings, extension_name(line)
    ids = {bound.ids.get(name, line.id), line.id} - bound.unheard_extensions
    names = {bound.extensions[number] for number in ids if number in bound.extensions}
    return (
        line.id in USABLE_IDS
        and (line.id, name) not in own
        and not (ids <= {line.id} and names <= {name})
    )


# --- answers


def _offered(case: Case) -> Iterator[Fault]:
    """An answer has only what was offered, with its id (V-71)."""
    assert case.offer is not None, "only asked of answers"
    for offered, answered in case.pairs:
        if not (answered.live and answered.is_rtp):
            continue
        theirs = _extensions(case.offer, offered)
        ids = {(line.id, extension_name(line)) for line in theirs}
        later = {extension_name(line) for line in theirs if line.id in LATER}
        for line in _extensions(case.sections, answered):
            name = extension_name(line)
            if (line.id, name) not in ids and name not in later and line.id in USABLE_IDS:
                detail = "a header extension that was not offered with this id"
                yield _at(case, answered, detail, "V-71", line, case.tolerated)
                break


SHARED: tuple[Rule, ...] = (_one_meaning, _told_apart)
"""What sections that share a transport have to agree about."""
DESCRIPTIONS: tuple[Rule, ...] = (_ids, _levels)
"""What holds for every description."""
REOFFERS: tuple[Rule, ...] = (_rebound,)
"""What holds for offers after an exchange."""
ANSWERS: tuple[Rule, ...] = (_offered,)
"""What holds between an answer and its offer."""
CONNECTION: tuple[Rule, ...] = (_told_apart,)
"""Those for first offers that look at values of the connection (see ``_outline``)."""
