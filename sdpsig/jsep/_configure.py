"""Another configuration for a negotiation that goes on (W3C setConfiguration, SM-14)."""

from .._frozen import evolve
from ..errors import Fault, FaultCode, LocalProtocolError
from ._config import NegotiationConfig
from ._negotiation import Negotiation, closed
from ._signaling import Side

__all__ = ["FIXED", "configure"]

FIXED = ("session_id", "bundle_policy", "rtcp_mux_policy")
"""What no negotiation can change: whose session it is, and what its transports are (SM-14)."""


def configure(negotiation: Negotiation, config: NegotiationConfig) -> Negotiation:
    """The same negotiation, whose next descriptions are made and judged in another way.

    It may be changed in every state; a pending offer stands as it is. Raises LocalProtocolError
    where what is ``FIXED`` would change, and where the negotiation is closed.
    """
    if negotiation.closed:
        raise closed(Side.LOCAL)
    changed = [name for name in FIXED if getattr(config, name) != getattr(negotiation.config, name)]
    if changed:
        detail = f"a configuration with another {' and '.join(changed)}"
        raise LocalProtocolError(Fault(FaultCode.JSEP_CONFIGURATION, detail, "SM-14"))
    before = negotiation.before
    return evolve(
        negotiation,
        config=config,
        before=None if before is None else evolve(before, config=config),
    )
