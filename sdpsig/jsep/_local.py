"""Our transports, as the application gives them, for the sections that own one."""

from collections.abc import Iterator, Mapping, Sequence

from ..errors import Fault, FaultCode, LocalProtocolError
from ._transports import LocalTransport, Transports

__all__ = ["local_transports"]

Before = tuple[LocalTransport | None, bool]
"""Our end of a transport that goes on, and whether it has to get new credentials."""


def local_transports(
    owners: Mapping[str, Before], given: Transports, *, rejected: Sequence[str] = ()
) -> Mapping[str, LocalTransport]:
    """Our end of the transport of each owner, by mid.

    Where there is no owner at all, one that the ``rejected`` sections can show, if there is one.
    Raises LocalProtocolError where one is missing (A-32), where two have the same ufrag, where
    one that goes on changes its credentials, where one that restarts keeps any (A-45), and where
    one that goes on changes its certificates or its tls-id (O-45).
    """
    if isinstance(given, LocalTransport) and len(owners) > 1:
        detail = f"{len(owners)} transports are needed, and one was given"
        raise LocalProtocolError(Fault(FaultCode.JSEP_MISSING_TRANSPORT, detail, "A-32"))
    found = {mid: _one(mid, *before, given) for mid, before in owners.items()}
    fresh = [local.ufrag for mid, local in found.items() if owners[mid][0] is None]
    if len({*fresh}) < len(fresh):
        raise _bad("two transports with the same ice-ufrag")
    return found or dict(_shown(given, rejected))


def _one(
    mid: str, before: LocalTransport | None, restarts: bool, given: Transports
) -> LocalTransport:
    goes_on = before is not None and not restarts
    local: LocalTransport | None
    if isinstance(given, LocalTransport):
        local = given
    elif callable(given):
        local = before if goes_on else given(mid)
    else:
        local = given.get(mid, before if goes_on else None)
    if local is None:
        detail = "a section that owns a transport was given none"
        raise LocalProtocolError(Fault(FaultCode.JSEP_MISSING_TRANSPORT, detail, "A-32"))
    if before is not None:
        if restarts and (local.ufrag == before.ufrag or local.pwd == before.pwd):
            raise _bad("a restarted transport that keeps its ICE credentials")
        if not restarts and local.credentials != before.credentials:
            raise _bad("a transport that changes its ICE credentials without a restart")
        if not restarts and not _same_association(before, local):
            detail = "a transport that changes its certificates or tls-id without a restart"
            raise LocalProtocolError(Fault(FaultCode.DTLS_CHANGED_FINGERPRINT, detail, "O-45"))
    return local


def _same_association(before: LocalTransport, now: LocalTransport) -> bool:
    """Whether DTLS may go on; a tls-id counts once it was said (D-11)."""
    same_certificates = {*before.fingerprints} == {*now.fingerprints}
    return same_certificates and before.tls_id in (None, now.tls_id)


def _shown(given: Transports, rejected: Sequence[str]) -> Iterator[tuple[str, LocalTransport]]:
    if isinstance(given, LocalTransport):
        yield "", given
    elif callable(given):
        yield from ((mid, given(mid)) for mid in rejected[:1])
    else:
        yield from tuple(given.items())[:1]


def _bad(detail: str) -> LocalProtocolError:
    return LocalProtocolError(Fault(FaultCode.ICE_BAD_CREDENTIALS, detail, "A-45"))
