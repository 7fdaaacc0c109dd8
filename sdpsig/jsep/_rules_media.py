"""What flows in a section: directions, tracks, sources, layers (V-60, V-61, V-74 to V-82)."""

from collections.abc import Iterator, Mapping

from ..errors import Fault, FaultCode
from ..sdp import LayerDirection, simulcast_layers
from ..sdp.attributes import Direction, Msid, Ssrc, SsrcGroup
from ._case import Case, Rule
from ._faults import fault_at
from ._rules_rids import judge_answered_rids, judge_renegotiated_rids, judge_rids

__all__ = ["ANSWERS", "CONNECTION", "DESCRIPTIONS", "REOFFERS"]

GROUP_SIZES: Mapping[str, range] = {
    "FID": range(2, 3),
    "FEC-FR": range(2, 3),
    "SIM": range(1, 4),
}
"""How many sources groups have, by their semantics (RFC 5576 §4.2, RFC 5956 §4.3)."""


def _said_twice(case: Case) -> Iterator[Fault]:
    for view in case.rtp:
        lines = view.media.all(Direction)
        if len(lines) > 1:
            code, detail = FaultCode.JSEP_DIRECTION, "a section with two directions: the last holds"
            yield fault_at(
                case.sections, view, code, detail, "V-61", line=lines[1], severity=case.tolerated
            )


def _reversed(case: Case) -> Iterator[Fault]:
    for offered, answered in case.pairs:
        allowed = offered.direction.reversed
        if answered.live and answered.is_rtp and answered.direction & allowed != answered.direction:
            code = FaultCode.JSEP_DIRECTION
            detail = f"an answer of {answered.direction} to an offer of {offered.direction}"
            yield fault_at(case.sections, answered, code, detail, "V-60")


# --- tracks and sources


def _tracks(case: Case) -> Iterator[Fault]:
    """A section carries one track (V-74), and a track is in one section (V-75)."""
    homes: dict[tuple[str, str], int] = {}
    code, severity = FaultCode.RTP_TRACK, case.tolerated
    for view in case.rtp:
        said = [(line, line.track) for line in view.media.all(Msid) if line.track is not None]
        other = next((line for line, track in said if track != said[0][1]), None)
        if other is not None:
            detail = "a second track in one section"
            yield fault_at(case.sections, view, code, detail, "V-74", line=other, severity=severity)
        for line, track in said:
            if homes.setdefault((line.stream, track), view.index) != view.index:
                detail = "a track that another section carries too"
                yield fault_at(
                    case.sections, view, code, detail, "V-75", line=line, severity=severity
                )
                break


def _plan_b(case: Case) -> Iterator[Fault]:
    """Its sources do not name several (V-76)."""
    for view in case.rtp:
        lines = [line for line in view.media.all(Ssrc) if line.attribute == "msid" and line.value]
        other = next((line for line in lines if line.value != lines[0].value), None)
        if other is not None:
            code, detail = FaultCode.RTP_PLAN_B, "several tracks in one section"
            yield fault_at(case.sections, view, code, detail, "V-76", line=other)


def _source_groups(case: Case) -> Iterator[Fault]:
    """Groups of sources have as many as they need, and none twice (V-77)."""
    for view in case.rtp:
        grouped: set[tuple[str, int]] = set()
        for line in view.media.all(SsrcGroup):
            members = {(line.semantics, ssrc) for ssrc in line.ssrcs}
            count = len(line.ssrcs)
            fitting = count in GROUP_SIZES.get(line.semantics, range(count + 1))
            if not fitting or len(members) != count or not grouped.isdisjoint(members):
                code, detail = FaultCode.RTP_SOURCE, "a group of sources that does not fit its kind"
                severity = case.tolerated
                yield fault_at(
                    case.sections, view, code, detail, "V-77", line=line, severity=severity
                )
                break
            grouped |= members


def _sources(case: Case) -> Iterator[Fault]:
    """A source is in one section of a bundle (V-78)."""
    for views in case.shared:
        homes: dict[int, int] = {}
        for view in views:
            for line in view.media.all(Ssrc):
                if homes.setdefault(line.ssrc, view.index) != view.index:
                    code = FaultCode.RTP_SOURCE
                    detail = "a source that is in another section of the bundle too"
                    yield fault_at(
                        case.sections,
                        view,
                        code,
                        detail,
                        "V-78",
                        line=line,
                        severity=case.tolerated,
                    )
                    break


# --- layers


def _layers(case: Case) -> Iterator[Fault]:
    yield from judge_rids(case.sections, case.profile)


def _answered_layers(case: Case) -> Iterator[Fault]:
    assert case.offer is not None, "only asked of answers"
    yield from judge_answered_rids(case.offer, case.sections, case.profile)


def _agreed_layers(case: Case) -> Iterator[Fault]:
    """The layers that the other side sends are agreed once (V-82)."""
    exchange = case.exchange
    assert exchange is not None, "only asked after one"
    wanted = LayerDirection.RECV if exchange.offerer is not case.side else LayerDirection.SEND
    for view in case.rtp:
        answered = exchange.answer.get(view.mid)
        if answered is None or not answered.live:
            continue
        layers = simulcast_layers(answered.media)
        agreed = [layer.preferred.rid for layer in layers if layer.direction is wanted]
        rids = [rid for rid in agreed if rid is not None]
        if rids:
            most = case.config.capabilities.simulcast
            yield from judge_renegotiated_rids(case.sections, view, rids, most=most)


DESCRIPTIONS: tuple[Rule, ...] = (_said_twice, _tracks, _plan_b, _source_groups, _sources, _layers)
"""What holds for every description."""
REOFFERS: tuple[Rule, ...] = (_agreed_layers,)
"""What holds for offers after an exchange."""
ANSWERS: tuple[Rule, ...] = (_reversed, _answered_layers)
"""What holds between an answer and its offer."""
CONNECTION: tuple[Rule, ...] = (_tracks, _plan_b, _source_groups, _sources)
"""Those for first offers that look at values of the connection (see ``_outline``)."""
