"""What WHIP and WHEP ask of offers and answers beyond JSEP (RFC 9725 §4.2, §4.4): a table.

Media flows one way, in one bundle, and an offer is accepted as a whole or not at all. Whatever
else an offer must be is judged by the session.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from attrs import field

from .._frozen import evolve, frozen
from ..errors import Fault, FaultCode, LocalProtocolError, RemoteProtocolError
from ..jsep import Sections, SectionView
from ..sdp import Line, MediaDescription, SessionDescription
from ..sdp.attributes import (
    Candidate,
    EndOfCandidates,
    MediaDirection,
    Msid,
    RtcpMux,
    RtcpMuxOnly,
    SetupRole,
)

__all__ = ["Way", "finish", "judge_answer", "judge_counter", "judge_offer", "judge_settled"]


@frozen(kw_only=True)
class Way:
    """Which way media flows, and where the protocol says so."""

    offered: frozenset[MediaDirection]
    """The directions that the sections of an offer may have."""
    answered: MediaDirection
    """The one direction of every section of its answer."""
    names_streams: bool
    """Whether an offer says which stream its tracks belong to: it does where it brings them."""
    rules: Mapping[str, str] = field(hash=False)
    """Where each rule is written, by its topic."""


@frozen
class _Case:
    """One offer, and what is allowed of it."""

    way: Way
    sections: Sections
    tracks: int
    """Tracks of one kind that are allowed."""

    @property
    def media(self) -> tuple[SectionView, ...]:
        """Its audio and video."""
        return tuple(view for view in self.sections.views if view.is_rtp)

    def fault(
        self, code: FaultCode, topic: str, detail: str, view: SectionView | None = None
    ) -> Fault:
        line = None if view is None else self.sections.line_number(view.index)
        rule = self.way.rules[topic]
        return Fault(code, detail, rule, line, section=None if view is None else view.index)


def _rejected(case: _Case) -> Iterator[Fault]:
    for view in case.sections.views:
        if not view.live:
            detail = "a section that is rejected in its own offer"
            yield case.fault(FaultCode.JSEP_PARTIAL_ANSWER, "whole", detail, view)


def _directions(case: _Case) -> Iterator[Fault]:
    allowed = " or ".join(sorted(case.way.offered, reverse=True))
    for view in case.media:
        if view.direction not in case.way.offered:
            detail = f"a section that is {view.direction}; here it has to be {allowed}"
            yield case.fault(FaultCode.JSEP_DIRECTION, "direction", detail, view)


def _bundle(case: _Case) -> Iterator[Fault]:
    mids = {view.mid for view in case.sections.views}
    if len(mids) > 1 and not any(mids == set(bundle) for bundle in case.sections.bundles):
        detail = "sections that are not all in one bundle"
        yield case.fault(FaultCode.BUNDLE_REQUIRED, "bundle", detail)


def _tracks(case: _Case) -> Iterator[Fault]:
    counts = Counter(view.media.kind for view in case.media)
    if not counts:
        detail = "neither audio nor video"
        yield case.fault(FaultCode.RTP_TRACK_COUNT, "tracks", detail)
    for kind, number in counts.items():
        if number > case.tracks:
            detail = f"{number} tracks of {kind}, where {case.tracks} may be"
            yield case.fault(FaultCode.RTP_TRACK_COUNT, "tracks", detail)


def _streams(case: _Case) -> Iterator[Fault]:
    if not case.way.names_streams:
        return
    said = [{line.stream for line in view.media.all(Msid)} for view in case.media]
    if not all(said) or len(set[str]().union(*said)) > 1:
        detail = "sections without the a=msid of one and the same stream"
        yield case.fault(FaultCode.RTP_TRACK_COUNT, "tracks", detail)


def _mux_only(case: _Case) -> Iterator[Fault]:
    """A section that is wanted only in a bundle leaves it to the one that carries the bundle."""
    for view in case.media:
        if not view.bundle_only and view.media.get(RtcpMuxOnly) is None:
            detail = "a section without a=rtcp-mux-only"
            yield case.fault(FaultCode.RTP_MUX_REQUIRED, "bundle", detail, view)


ROLES = frozenset({None, SetupRole.ACTPASS, SetupRole.ACTIVE})


def _roles(case: _Case) -> Iterator[Fault]:
    for view in case.sections.views:
        role = view.transport.setup
        if role not in ROLES:
            detail = f"a=setup:{role}, where actpass or active may be"
            yield case.fault(FaultCode.DTLS_SETUP, "setup", detail, view)


Rule = Callable[[_Case], Iterator[Fault]]

ALWAYS: tuple[Rule, ...] = (_rejected, _directions, _bundle, _tracks)
STRICTLY: tuple[Rule, ...] = (_streams, _mux_only, _roles)
"""What real clients leave out, or do otherwise (FFmpeg, GStreamer): only ``strict`` minds."""


def judge_offer(
    description: SessionDescription, way: Way, *, tracks: int = 1, strict: bool = False
) -> None:
    """Raises RemoteProtocolError for the first rule of the table that an offer breaks.

    :param tracks: how many tracks of one kind an offer may have.
    """
    case = _Case(way, Sections.of(description), tracks)
    for rule in (*ALWAYS, *(STRICTLY if strict else ())):
        for fault in rule(case):
            raise RemoteProtocolError(fault)


def judge_answer(description: SessionDescription, way: Way) -> None:
    """Whether an answer may be given (RFC 9725 §4.2, §4.4.3).

    Raises RemoteProtocolError where it rejects a section, as then the whole offer is refused,
    and LocalProtocolError where media would flow another way.
    """
    case = _Case(way, Sections.of(description), 1)
    for view in case.sections.views:
        if not view.live:
            code, detail = FaultCode.JSEP_PARTIAL_ANSWER, "a section that cannot be accepted"
            raise RemoteProtocolError(Fault(code, detail, way.rules["whole"], section=view.index))
    for view in case.media:
        if view.direction is not way.answered:
            detail = f"an answer that is {view.direction}; here it has to be {way.answered}"
            raise LocalProtocolError(case.fault(FaultCode.JSEP_DIRECTION, "direction", detail))


def judge_counter(description: SessionDescription, way: Way) -> None:
    """Whether an offer of ours may be made (WHEP §4.2.5). Raises LocalProtocolError."""
    case = _Case(way, Sections.of(description), 1)
    for view in case.media:
        if view.direction not in (way.answered, MediaDirection.SENDRECV):
            detail = f"an offer of ours that is {view.direction}"
            raise LocalProtocolError(case.fault(FaultCode.JSEP_DIRECTION, "direction", detail))


def judge_settled(description: SessionDescription, way: Way) -> None:
    """Whether a player may answer our offer so (WHEP §4.2.5). Raises RemoteProtocolError."""
    case, wanted = _Case(way, Sections.of(description), 1), way.answered.reversed
    for view in case.media:
        if view.live and view.direction is not wanted:
            detail = f"an answer that is {view.direction}; here it has to be {wanted}"
            fault = case.fault(FaultCode.JSEP_DIRECTION, "direction", detail, view)
            raise RemoteProtocolError(fault)


# --- what the protocol has all that we say in it say


STREAM = "stream"
"""The id of the stream that players are sent, where the application has no name for it."""
NO_STREAM = "-"
"""What a track without a stream says instead (RFC 8830 §2)."""


def finish(description: SessionDescription) -> SessionDescription:
    """A description of ours with all that it has to say here, whoever wrote it.

    That RTP and RTCP share a port (RFC 9725 §4.4.1, against RFC 8858: D-8), that no candidates
    follow (RFC 9725 §4.3.2), the UDP host candidates first, as FFmpeg takes the first one, and
    the one stream of all that is sent (WHEP §4.5.2): players show streams, not tracks.
    """
    sections = Sections.of(description)
    owners = set(sections.owners().values())
    stream = _stream(sections)
    return evolve(description, warnings=()).with_media(
        _finished(view, stream, owner=view.mid in owners) for view in sections.views
    )


def _stream(sections: Sections) -> str:
    """The stream that the sections name, should it be one and the same."""
    said = {line.stream for view in sections.views for line in view.media.all(Msid)}
    named = said - {NO_STREAM}
    return named.pop() if len(named) == 1 else STREAM


def _finished(view: SectionView, stream: str, *, owner: bool) -> MediaDescription:
    lines: list[Line] = [*_told(view.media)]
    if view.is_rtp and view.direction.sends:
        lines = [*_of_stream(lines, stream)]
    if owner and not view.transport.end_of_candidates:
        lines.append(EndOfCandidates())
    return view.media if lines == [*view.media.lines] else view.media.with_lines(lines)


def _told(media: MediaDescription) -> Iterator[Line]:
    """The lines; candidates are in another order, in the places where candidates stand."""
    candidates = iter(sorted(media.all(Candidate), key=_is_second_choice))
    says_only = media.get(RtcpMuxOnly) is not None
    for line in media.lines:
        yield next(candidates) if isinstance(line, Candidate) else line
        if isinstance(line, RtcpMux) and not says_only:
            yield RtcpMuxOnly()


def _of_stream(lines: Iterable[Line], stream: str) -> Iterator[Line]:
    """The lines, of which one says which stream the track belongs to."""
    said = False
    for line in lines:
        if not isinstance(line, Msid):
            yield line
        elif not said:
            said = True
            yield Msid(stream, line.track)
    if not said:
        yield Msid(stream)


def _is_second_choice(candidate: Candidate) -> bool:
    return candidate.transport.lower() != "udp" or candidate.type != "host"
