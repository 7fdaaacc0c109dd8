"""Transports: what each side says of its end, and which transport goes on over exchanges.

A transport is known by the section that owns it (RFC 9143 §7.3); it stays the same when another
section of its bundle becomes the owner. New ICE credentials on it begin a new ICE generation; with
other certificates, which begin DTLS anew, it is another transport.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Self

from attrs import field

from .._frozen import frozen
from ..sdp._secrets import Secret
from ..sdp.attributes import Candidate, Fingerprint, SetupRole
from ._sections import RemoteTransport, Sections
from ._signaling import Side

__all__ = [
    "LocalTransport",
    "Transport",
    "Transports",
    "continued",
    "fingerprint_set",
    "multiplexes",
    "replaced",
    "restarts",
    "settle_transports",
]


@frozen
class LocalTransport:
    """Our side of one transport: what our descriptions say of it."""

    ufrag: str
    """4-256 ice-chars with at least 24 bits of randomness."""
    pwd: Secret = field(repr=False)
    """22-256 ice-chars with at least 128 bits of randomness."""
    fingerprints: tuple[Fingerprint, ...]
    """Of our certificates, one each."""
    candidates: tuple[Candidate, ...] = ()
    """Those that are known when the description is written."""
    end_of_candidates: bool = False
    """Whether these are all."""
    ice_lite: bool = False
    """Whether our ICE agent is a lite one (RFC 8445 §2.5)."""
    tls_id: str | None = None
    """Names the DTLS association (RFC 8842 §5.2), where that is switched on."""

    @property
    def credentials(self) -> tuple[str, str]:
        """The ufrag and the password, which together name an ICE generation."""
        return self.ufrag, self.pwd

    @classmethod
    def of(cls, said: RemoteTransport) -> Self | None:
        """Our transport as a description of ours has it; None where it says none."""
        if said.ufrag is None or said.pwd is None:
            return None
        return cls(
            said.ufrag,
            said.pwd,
            said.fingerprints,
            said.candidates,
            said.end_of_candidates,
            said.ice_lite,
            said.tls_id,
        )


Transports = LocalTransport | Mapping[str, LocalTransport] | Callable[[str], LocalTransport]
"""Our transports by the mid of the section that owns each: one for all, a table, or a maker."""


@frozen
class Transport:
    """One transport that an exchange has settled."""

    mid: str
    """The section that owns it."""
    members: tuple[str, ...]
    """Every section that uses it, the owner first."""
    remote: RemoteTransport
    """What the peer said of its end."""
    local: LocalTransport
    """What we said of ours."""
    dtls_role: SetupRole
    """``active`` where we are the DTLS client, ``passive`` where we are the server."""
    rtcp_mux: bool = True
    """Whether RTP and RTCP share one port (RFC 5761), or will, where there is no RTP yet."""
    number: int = 0
    """Which transport of the session it is, from 0: the same for its whole life."""
    generation: int = 0
    """How many times ICE was restarted on it."""

    @property
    def local_ufrag(self) -> str:
        """What names our ICE generation."""
        return self.local.ufrag


def fingerprint_set(end: RemoteTransport | LocalTransport) -> frozenset[tuple[str, str]]:
    """The certificates of a side, whatever order and case they are written in (RFC 8122 §5)."""
    return frozenset((line.hash_function.lower(), line.digest.upper()) for line in end.fingerprints)


def restarts(before: Transport, remote: RemoteTransport) -> bool:
    """Whether the peer restarts ICE: another ufrag or password (A-47, RFC 8839 §4.4.1.1.1)."""
    return (remote.ufrag, remote.pwd) != (before.remote.ufrag, before.remote.pwd)


def replaced(before: Transport, answered: Sections, remote: RemoteTransport) -> bool:
    """Whether a peer that rejects the owner of a bundle begins another transport for the rest.

    Browsers do, with new ICE credentials that nobody asked for, and negotiate DTLS anew.
    """
    return before.mid not in answered.owners() and restarts(before, remote)


def continued(
    before: Sequence[Transport], groups: Iterable[Sequence[str]]
) -> Mapping[str, Transport]:
    """Which transport each group of sections goes on with, by the mid of its owner (A-36).

    Where two groups could go on with one, it is that of its former owner, else the first.
    """
    rest = {transport.number: transport for transport in before}
    owned = {transport.mid: transport for transport in before}
    used = {mid: transport for transport in before for mid in transport.members}
    wanted = tuple(groups)
    found: dict[str, Transport] = {}
    for known in (owned, used):
        for members in wanted:
            going_on = (known[mid] for mid in members if mid in known)
            free = next((one for one in going_on if one.number in rest), None)
            if members[0] not in found and free is not None:
                found[members[0]] = rest.pop(free.number)
    return found


def settle_transports(
    before: Sequence[Transport], offered: Sections, answered: Sections, side: Side, fresh: int
) -> tuple[Transport, ...]:
    """The transports after an answer of ``side``; ``fresh`` is the number of the next new one."""
    return tuple(_settled(before, offered, answered, side, fresh))


def _settled(
    before: Sequence[Transport], offered: Sections, answered: Sections, side: Side, fresh: int
) -> Iterator[Transport]:
    ours, theirs = (answered, offered) if side is Side.LOCAL else (offered, answered)
    groups: dict[str, list[str]] = {}
    for member, owner in answered.owners().items():
        groups.setdefault(owner, []).append(member)
    going_on = continued(before, [(mid, *members) for mid, members in groups.items()])
    for mid, members in groups.items():
        names = (mid, *(member for member in members if member != mid))
        remote, local = _said(theirs, mid), LocalTransport.of(_said(ours, mid))
        if local is None:  # of media that nobody here knows, and that needs none
            continue
        old = going_on.get(mid)
        if old is not None and side is Side.REMOTE and local.credentials == old.local.credentials:
            old = None if replaced(old, answered, remote) else old
        restarted = old is not None and restarts(old, remote)
        if old is not None and local.credentials != old.local.credentials and not restarted:
            if side is Side.REMOTE:
                local = old.local  # our restart, which the peer has not followed (D-20)
            else:
                restarted = True  # a second answer of ours after a provisional one (SM-51)
        if old is not None and not _same_association(old, remote, local):
            old = None
        yield Transport(
            mid,
            names,
            remote,
            local,
            dtls_role(answered[mid].transport.setup, side),
            multiplexes(answered, names),
            fresh if old is None else old.number,
            0 if old is None else old.generation + restarted,
        )
        fresh += old is None


def _same_association(before: Transport, remote: RemoteTransport, local: LocalTransport) -> bool:
    """Whether DTLS goes on: the same certificates and, where they are used, tls-ids (D-11)."""
    ends = ((before.remote, remote), (before.local, local))
    same_ids = before.local.tls_id is None or all(old.tls_id == new.tls_id for old, new in ends)
    return same_ids and all(fingerprint_set(old) == fingerprint_set(new) for old, new in ends)


def multiplexes(answered: Sections, mids: Iterable[str]) -> bool:
    """Whether RTP and RTCP share the port; where there is no RTP yet, it may come so."""
    views = [answered[mid] for mid in mids]
    return any(view.rtcp_mux for view in views) or not any(view.is_rtp for view in views)


def _said(sections: Sections, mid: str) -> RemoteTransport:
    """What a section says of its transport; where it says too little, its bundle (D-5)."""
    own = sections[mid].transport
    complete = own.ufrag is not None and own.pwd is not None
    return own if complete else sections[sections.owners()[mid]].transport


def dtls_role(answered: SetupRole | None, side: Side) -> SetupRole:
    """Our role: what the answer says, seen from our side; an answer that is silent is active."""
    speaker_is_client = answered is not SetupRole.PASSIVE
    ours = speaker_is_client if side is Side.LOCAL else not speaker_is_client
    return SetupRole.ACTIVE if ours else SetupRole.PASSIVE
