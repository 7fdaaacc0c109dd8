"""What two sides have agreed on so far: one frozen value, changed only by ``apply``.

Knows no time, no ids, no sessions. An exchange that is refused leaves the value as it was,
because nothing is ever changed: there is an old one and a new one.
"""

from functools import partial
from typing import Any

from attrs import evolve, frozen

from ..errors import Fault, FaultCode, LocalProtocolError, RemoteProtocolError, SdpsigError
from ..sdp import INTEROP, Profile
from ..sdp.attributes import SetupRole
from ._match import judge_answer
from ._messages import Answer, Description, Offer, Rollback
from ._sections import RemoteTransport, Sections
from ._signaling import Side, SignalingState, next_state
from ._validate import judge_offer, settle

__all__ = ["Negotiation", "Transport", "apply", "refusal"]


@frozen
class Transport:
    """One transport that an exchange has settled."""

    mid: str
    """The section that owns it."""
    members: tuple[str, ...]
    """Every section that uses it, the owner first."""
    remote: RemoteTransport
    """What the peer said of its end."""
    local_ufrag: str
    """What we said of ours."""
    dtls_role: SetupRole
    """``active`` where we are the DTLS client, ``passive`` where we are the server."""


@frozen
class Negotiation:
    """The signaling state, the four descriptions of RFC 9429 §4.1.12, and what follows of them."""

    state: SignalingState = SignalingState.STABLE
    current_local: Description | None = None
    current_remote: Description | None = None
    pending_local: Description | None = None
    pending_remote: Description | None = None
    sections: Sections | None = None
    """The sections of the newest offer, with their mids."""
    transports: tuple[Transport, ...] = ()
    """The transports that the newest answer settled."""

    @property
    def remote(self) -> Description | None:
        """The newest description of the peer."""
        return self.pending_remote or self.current_remote

    @property
    def local(self) -> Description | None:
        """Our newest description."""
        return self.pending_local or self.current_local

    def transport(self, mid: str) -> Transport | None:
        """The transport that a section uses."""
        return next((item for item in self.transports if mid in item.members), None)


def refusal(side: Side, fault: Fault) -> SdpsigError:
    """The exception that says who is to blame."""
    return (LocalProtocolError if side is Side.LOCAL else RemoteProtocolError)(fault)


def apply(
    before: Negotiation,
    side: Side,
    message: Description | Rollback,
    profile: Profile = INTEROP,
) -> tuple[Negotiation, tuple[Fault, ...]]:
    """The agreement after one description, and what was tolerated in it.

    Raises LocalProtocolError or RemoteProtocolError, by side, where the description is not
    allowed in this state (SM-3 to SM-10) or breaks a rule (V-10 to V-76).
    """
    state = next_state(before.state, side, message.type)
    if state is None:
        detail = f"a {side} {message.type} in {before.state}"
        raise refusal(side, Fault(FaultCode.JSEP_SIGNALING_STATE, detail, "RFC 9429 §3.2"))
    if isinstance(message, Rollback):
        # There is one exchange in a session so far: before it nothing had been agreed.
        return Negotiation(), ()
    if isinstance(message, Offer):
        if before.current_remote is not None:
            detail = "a further offer within a session is not supported"
            raise refusal(side, Fault(FaultCode.JSEP_RENEGOTIATION, detail))
        return _offer(before, state, side, message, profile)
    return _answer(before, state, side, message, profile)


def _offer(
    before: Negotiation, state: SignalingState, side: Side, offer: Offer, profile: Profile
) -> tuple[Negotiation, tuple[Fault, ...]]:
    sections = Sections.of(offer.description)
    warnings = settle(judge_offer(sections, profile), partial(refusal, side))
    pending: dict[str, Any] = {f"pending_{side}": offer, f"pending_{side.other}": None}
    return evolve(before, state=state, sections=sections, **pending), warnings


def _answer(
    before: Negotiation, state: SignalingState, side: Side, answer: Description, profile: Profile
) -> tuple[Negotiation, tuple[Fault, ...]]:
    offered = before.sections
    assert offered is not None, "the table admits an answer only after an offer"
    answered = Sections.of(answer.description, [view.mid for view in offered.views])
    warnings = settle(judge_answer(offered, answered, profile), partial(refusal, side))
    transports = _transports(offered, answered, side)
    if not isinstance(answer, Answer):
        pending: dict[str, Any] = {f"pending_{side}": answer}
        return evolve(before, state=state, transports=transports, **pending), warnings
    offer = before.pending_remote if side is Side.LOCAL else before.pending_local
    current: dict[str, Any] = {f"current_{side}": answer, f"current_{side.other}": offer}
    return (
        evolve(
            before,
            state=state,
            transports=transports,
            pending_local=None,
            pending_remote=None,
            **current,
        ),
        warnings,
    )


def _transports(offered: Sections, answered: Sections, side: Side) -> tuple[Transport, ...]:
    ours, theirs = (answered, offered) if side is Side.LOCAL else (offered, answered)
    owners = answered.owners()
    return tuple(
        Transport(
            mid,
            tuple(member for member, owner in owners.items() if owner == mid),
            theirs[mid].transport,
            ours[mid].transport.ufrag or "",
            _dtls_role(answered[mid].transport.setup, side),
        )
        for mid in dict.fromkeys(owners.values())
    )


def _dtls_role(answered: SetupRole | None, side: Side) -> SetupRole:
    """Our role: what the answer says, seen from our side; an answer that is silent is active."""
    speaker_is_client = answered is not SetupRole.PASSIVE
    ours = speaker_is_client if side is Side.LOCAL else not speaker_is_client
    return SetupRole.ACTIVE if ours else SetupRole.PASSIVE
