"""The ICE session behind a WHIP or WHEP session: its entity tag, and what a PATCH must know.

All of it follows from the state of the session, so that a dialect keeps nothing, and a session
that was restored in another process has the same tag as before.
"""

from hashlib import sha256

from .._frozen import evolve
from ..sdp import serialize_fragment
from ..sdp.attributes import EndOfCandidates
from ..session import SessionState, fragment_of
from ._patch import LastRestart, PatchFacts

__all__ = ["etag_of", "facts_of", "our_fragment"]

TAG_CHARACTERS = 32
"""128 bits, in hexadecimal digits."""


def etag_of(state: SessionState) -> str:
    """The strong entity tag of the ICE generation, with its quotes (RFC 9725 §4.3.1).

    Another for every restart: the peer's ufrag never comes again within a session (FR-18).
    """
    transports = state.negotiation.stable.transports
    ufrags = (f"{one.remote.ufrag} {one.local.ufrag}" for one in transports)
    digest = sha256("\n".join(ufrags).encode("utf-8", "surrogatepass")).hexdigest()
    return f'"{digest[:TAG_CHARACTERS]}"'


def our_fragment(state: SessionState) -> bytes:
    """Our credentials and all our candidates: what a restart is answered with (FR-14j)."""
    fragment = fragment_of(state)
    sections = (
        one
        if fragment.end_of_candidates or one.end_of_candidates
        else evolve(one, lines=(*one.lines, EndOfCandidates()))
        for one in fragment.sections
    )
    return serialize_fragment(evolve(fragment, sections=tuple(sections))).encode()


def facts_of(state: SessionState | None, *, trickle: bool, restart: bool) -> PatchFacts:
    """What ``decide_patch`` has to know of a session; None: there is none.

    :param trickle: whether it takes candidates that follow the offer.
    :param restart: whether it can restart ICE.
    """
    if state is None:
        return PatchFacts(known=False)
    remotes = [transport.remote for transport in state.negotiation.stable.transports]
    return PatchFacts(
        closed=state.end is not None,
        trickle=trickle,
        restart=restart,
        etag=etag_of(state),
        credentials=frozenset((one.ufrag or "", one.pwd or "") for one in remotes),
        past_ufrags=frozenset(state.past_ufrags).difference(state.unused_ufrags),
        last_restart=_last_restart(state),
    )


def _last_restart(state: SessionState) -> LastRestart | None:
    """The restart that began the present generation, where all is on one transport."""
    transports = state.negotiation.stable.transports
    if len(transports) != 1 or not transports[0].generation:
        return None
    remote = transports[0].remote
    return LastRestart((remote.ufrag or "", remote.pwd or ""), our_fragment(state))
