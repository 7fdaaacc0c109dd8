"""What a description has to keep of transports that go on (V-23, V-30 to V-38, A-45).

New ICE credentials restart ICE, which only an offer may begin; a new certificate needs a
restart; and a DTLS association that goes on keeps its roles (RFC 9429 §5.8.3, RFC 8842 §5).
"""

from collections.abc import Iterator

from .._frozen import frozen
from ..errors import Fault, FaultCode, Severity
from ..sdp import Attribute
from ..sdp.attributes import Fingerprint, IceLite, IceUfrag, Setup, SetupRole
from ._case import Case, Rule
from ._faults import fault_at
from ._sections import RemoteTransport, Sections, SectionView
from ._signaling import Side
from ._transports import LocalTransport, Transport, fingerprint_set, replaced

__all__ = ["CONNECTION", "DESCRIPTIONS", "RULES", "judge_provisional"]

End = RemoteTransport | LocalTransport
"""One side of a transport, as it is said."""


@frozen
class Change:
    """One transport that goes on, and what its speaker says of it now."""

    case: Case
    view: SectionView
    """The section that owns it now."""
    old: Transport

    @property
    def now(self) -> RemoteTransport:
        """What the speaker says of its end."""
        return self.view.transport

    @property
    def before(self) -> End:
        """What the speaker said of its end."""
        return _end(self.old, self.case.side)

    @property
    def restarts(self) -> bool:
        """Whether the speaker has new ICE credentials."""
        return _credentials(self.now) != _credentials(self.before)

    @property
    def offered(self) -> RemoteTransport:
        """What the other side said of its own end in the offer."""
        offer = self.case.offer
        assert offer is not None, "only asked of answers"
        return offer[offer.owners().get(self.view.mid, self.view.mid)].transport

    @property
    def restart_offered(self) -> bool:
        """Whether the offer that is answered restarts ICE."""
        other = _end(self.old, self.case.side.other)
        return _credentials(self.offered) != _credentials(other)

    def fault(
        self,
        code: FaultCode,
        detail: str,
        rule: str,
        kind: type[Attribute],
        severity: Severity = Severity.ERROR,
    ) -> Fault:
        """A fault at the line that says it."""
        line = self.case.sections.description.stated(self.view.media, kind)
        return fault_at(
            self.case.sections, self.view, code, detail, rule, line=line, severity=severity
        )


def _end(transport: Transport, side: Side) -> End:
    return transport.local if side is Side.LOCAL else transport.remote


def _credentials(end: End) -> tuple[str | None, str | None]:
    return end.ufrag, end.pwd


def _changes(case: Case) -> Iterator[Change]:
    for view in case.owners:
        old = case.continued.get(view.mid)
        if old is not None and not _anew(case, view, old):
            yield Change(case, view, old)


def _anew(case: Case, view: SectionView, old: Transport) -> bool:
    """Whether an answer replaces a transport whose owner is rejected as browsers do."""
    answered = case.offer is not None and case.side is Side.REMOTE and not case.profile.strict
    if not answered or Change(case, view, old).restart_offered:
        return False
    return replaced(old, case.sections, view.transport)


def _replaced(case: Case) -> Iterator[Fault]:
    for view in case.owners:
        old = case.continued.get(view.mid)
        if old is not None and _anew(case, view, old):
            detail = "an answer with a new transport, since the owner of the old one is rejected"
            code, severity = FaultCode.ICE_RESTART, Severity.WARNING
            yield fault_at(case.sections, view, code, detail, "V-32", severity=severity)


# --- ICE


def _restarts(case: Case) -> Iterator[Fault]:
    code = FaultCode.ICE_RESTART
    for change in _changes(case):
        if not change.restarts:
            continue
        if case.offer is not None and not change.restart_offered:
            detail = "an answer with new ICE credentials, though no restart was offered"
            yield change.fault(code, detail, "V-32", IceUfrag)
        elif change.now.ufrag == change.before.ufrag or change.now.pwd == change.before.pwd:
            detail = "a restart of ICE that changes only one of ice-ufrag and ice-pwd"
            yield change.fault(code, detail, "V-33a", IceUfrag, Severity.WARNING)


def _restarts_followed(case: Case) -> Iterator[Fault]:
    """Whether an answer goes along with the restart that was offered (D-20, A-45)."""
    if case.offer is None:
        return
    ours = case.side is Side.LOCAL
    for change in _changes(case):
        if change.restart_offered and not change.restarts:
            detail = "an answer with old ICE credentials, though a restart was offered"
            rule, severity = ("A-45", Severity.ERROR) if ours else ("V-33", case.tolerated)
            yield change.fault(FaultCode.ICE_RESTART, detail, rule, IceUfrag, severity)


def _lite(case: Case) -> Iterator[Fault]:
    for change in _changes(case):
        if change.now.ice_lite is not change.before.ice_lite and not change.restarts:
            detail = "an ICE agent that becomes another kind without a restart"
            yield change.fault(FaultCode.ICE_RESTART, detail, "V-36", IceLite, Severity.WARNING)


def _reflected(case: Case) -> Iterator[Fault]:
    """Whether a side says what the other one has said (V-38)."""
    if case.offer is None and not case.base.transports:
        return
    said = {_credentials(_end(one, case.side.other)) for one in case.base.transports}
    for view in case.owners:
        other = () if case.offer is None else (case.offer.views[view.index].transport,)
        if _credentials(view.transport) in {*said, *map(_credentials, other)}:
            code, detail = FaultCode.ICE_BAD_CREDENTIALS, "the ICE credentials of the other side"
            line = case.sections.description.stated(view.media, IceUfrag)
            severity = Severity.WARNING
            yield fault_at(case.sections, view, code, detail, "V-38", line=line, severity=severity)


# --- DTLS


def _certificate(case: Case) -> Iterator[Fault]:
    for change in _changes(case):
        if not (change.restarts or _same_association(change.now, change.before, change.old)):
            yield change.fault(*CHANGED_CERTIFICATE, Fingerprint)


CHANGED_CERTIFICATE = (
    FaultCode.DTLS_CHANGED_FINGERPRINT,
    "other certificates without a restart of ICE",
    "V-34",
)


def _same_association(now: End, before: End, old: Transport) -> bool:
    """Whether a side goes on with the DTLS association; tls-id counts where we use it (D-11)."""
    same_id = old.local.tls_id is None or now.tls_id == before.tls_id
    return same_id and fingerprint_set(now) == fingerprint_set(before)


def _roles(case: Case) -> Iterator[Fault]:
    for change in _changes(case):
        if not _same_association(change.now, change.before, change.old):
            continue
        if case.offer is not None:
            other = _end(change.old, case.side.other)
            if not _same_association(change.offered, other, change.old):
                continue
        role = change.now.setup
        if role is None and case.offer is not None:
            role = SetupRole.ACTIVE
        if role in OPPOSITE and role is not _role(change.old, case.side):
            detail = f"a=setup:{role} against the role in the DTLS association that goes on"
            severity = case.tolerated if _forgets_its_role(change) else Severity.ERROR
            yield change.fault(FaultCode.DTLS_SETUP, detail, "V-23", Setup, severity)


def _forgets_its_role(change: Change) -> bool:
    """Whether it is an answer of the kind that browsers give with another role than before.

    Firefox 153 answers every restart of ICE as the client, Chromium 156 every offer that rejects
    the owner of the bundle.
    """
    case = change.case
    orphaned = change.old.mid not in case.sections.owners()
    return case.offer is not None and case.side is Side.REMOTE and (change.restarts or orphaned)


OPPOSITE = {SetupRole.ACTIVE: SetupRole.PASSIVE, SetupRole.PASSIVE: SetupRole.ACTIVE}


def _role(transport: Transport, side: Side) -> SetupRole:
    ours = transport.dtls_role
    return ours if side is Side.LOCAL else OPPOSITE[ours]


# --- RTCP


def _multiplexing(case: Case) -> Iterator[Fault]:
    exchange = case.exchange
    assert exchange is not None, "there are transports"
    for change in _changes(case):
        views = [case.sections[mid] for mid in case.members[change.view.mid]]
        now, before = any(view.rtcp_mux for view in views), change.old.rtcp_mux
        media = any(view.is_rtp for view in views)
        if now is before or not media or (now and case.offer is None):
            continue  # an offer may want it anew
        known = (exchange.answer.get(mid) for mid in change.old.members)
        if any(view is not None and view.is_rtp for view in known):
            code, detail = FaultCode.RTP_MUX_REQUIRED, "a=rtcp-mux comes or goes on a transport"
            yield fault_at(case.sections, change.view, code, detail, "V-30")


def judge_provisional(earlier: Sections, answer: Sections) -> Iterator[Fault]:
    """What an answer has to keep of the one before it to the same offer (V-34, SM-51)."""
    for mid, owner in answer.owners().items():
        before = earlier.get(mid)
        if mid != owner or before is None or earlier.owners().get(mid) != mid:
            continue
        view = answer[mid]
        now, then = view.transport, before.transport
        if _credentials(now) == _credentials(then) and fingerprint_set(now) != fingerprint_set(
            then
        ):
            line = answer.description.stated(view.media, Fingerprint)
            yield fault_at(answer, view, *CHANGED_CERTIFICATE, line=line)


RULES: tuple[Rule, ...] = (
    _roles,
    _multiplexing,
    _replaced,
    _restarts,
    _restarts_followed,
    _certificate,
    _lite,
)
"""What holds after an exchange."""
DESCRIPTIONS: tuple[Rule, ...] = (_reflected,)
"""What always holds."""
CONNECTION: tuple[Rule, ...] = (_reflected,)
"""Those for first offers that look at values of the connection (see ``_outline``)."""
