"""What WHIP says of ICE after its offer, as fragments both ways (RFC 8840 §4.4, RFC 9725 §4.3).

Only the transports that are used have candidates: of a bundle, that of its first section.
"""

from collections.abc import Iterable, Iterator, Mapping

from attrs import define, field

from ..errors import Fault, FaultCode, LocalProtocolError, SdpError
from ..sdp import (
    Fragment,
    FragmentSection,
    Line,
    MediaDescription,
    MediaLine,
    SessionDescription,
    parse_candidate,
)
from ..sdp.attributes import (
    Candidate,
    EndOfCandidates,
    Group,
    IceLite,
    IceOptions,
    IcePacing,
    IcePwd,
    IceUfrag,
    Mid,
)
from ..sdp.edit import add, drop, each_section, put
from ..wire import IceCandidate
from ._given import CandidateLike, candidate_of

__all__ = ["candidate_fragment", "renewed", "restart_fragment", "ufrags"]

PORT = 9
"""Discard: what a pseudo m= line says of its port."""


@define
class _Transport:
    """A section of our description whose transport is used, and what there is to tell of it."""

    media: MediaDescription
    ufrag: IceUfrag
    pwd: IcePwd
    candidates: list[Candidate] = field(factory=list[Candidate])
    ended: bool = False

    @property
    def section(self) -> FragmentSection:
        line = self.media.media_line
        pseudo = MediaLine(kind=line.kind, port=PORT, proto=line.proto, formats=line.formats[:1])
        mid = self.media.get(Mid)
        lines: tuple[Line, ...] = (
            *(() if mid is None else (mid,)),
            self.ufrag,
            self.pwd,
            *self.candidates,
            *((EndOfCandidates(),) if self.ended else ()),
        )
        return FragmentSection(lines, media_line=pseudo)


def candidate_fragment(
    local: SessionDescription, candidates: Iterable[CandidateLike | None]
) -> Fragment | None:
    """Candidates of ours, of the description's ICE generation; None where none is of use.

    None, and an empty candidate, say that there are no more: for its section, or for all.
    Raises SdpError for what is no candidate, TypeError for what is not even the type of one,
    LocalProtocolError for a section that is not there.
    """
    transports = dict(_transports(local))
    for one in map(candidate_of, candidates):
        parsed = _parsed(one.candidate or "")
        at = _index(local, one)
        for transport in _meant(transports, at, all_of_them=parsed is None):
            _tell(transport, parsed, one.ufrag)
    told = [each for each in transports.values() if each.candidates or each.ended]
    return _fragment(local, told) if told else None


def restart_fragment(local: SessionDescription) -> Fragment:
    """The credentials and candidates of a description that restarts ICE."""
    transports = dict(_transports(local))
    for transport in transports.values():
        transport.candidates += transport.media.all(Candidate)
        transport.ended = bool(local.effective_all(transport.media, EndOfCandidates))
    return _fragment(local, transports.values())


def ufrags(description: SessionDescription) -> frozenset[str]:
    """The ICE generations of a description: one, where all sections share a transport."""
    return frozenset(each.ufrag.ufrag for _, each in _transports(description))


def renewed(remote: SessionDescription, fragment: Fragment) -> SessionDescription:
    """The peer's description with the credentials and candidates of its newest ICE generation.

    Raises SdpError for a fragment without credentials (RFC 9725 §4.3.3).
    """
    parts = {part.mid: part for part in fragment.sections}
    first = next(iter(fragment.sections), FragmentSection())
    credentials = _credentials(fragment, first)

    def change(media: MediaDescription) -> MediaDescription:
        mid = media.get(Mid)
        own = parts.get(None if mid is None else mid.mid)
        changed = drop(media, Candidate, EndOfCandidates)
        if media.all(IceUfrag):
            changed = put(changed, *(_credentials(fragment, own) if own else credentials))
        if own is None:
            return changed
        ended = own.end_of_candidates or fragment.end_of_candidates
        return add(changed, *own.candidates, *((EndOfCandidates(),) if ended else ()))

    head = drop(remote, EndOfCandidates)
    if remote.all(IceUfrag):
        head = put(head, *credentials)
    return each_section(head, change)


def _credentials(fragment: Fragment, part: FragmentSection) -> tuple[IceUfrag, IcePwd]:
    ufrag, pwd = fragment.credentials(part)
    if ufrag is None or pwd is None:
        detail = "a fragment without ice-ufrag or ice-pwd"
        raise SdpError(Fault(FaultCode.ICE_MISSING_CREDENTIALS, detail, "RFC 9725 §4.3.3"))
    return IceUfrag(ufrag), IcePwd(pwd)


def _transports(local: SessionDescription) -> Iterator[tuple[int, _Transport]]:
    """The sections whose transport is used, by index."""
    bundled = {
        mid for group in local.all(Group) if group.semantics == "BUNDLE" for mid in group.mids[1:]
    }
    for at, media in enumerate(local.media):
        mid = media.get(Mid)
        ufrag, pwd = local.stated(media, IceUfrag), local.stated(media, IcePwd)
        shares = mid is not None and mid.mid in bundled
        if media.port and not shares and ufrag is not None and pwd is not None:
            yield at, _Transport(media, ufrag, pwd)


def _parsed(text: str) -> Candidate | None:
    """A candidate in any spelling; None for the end of them. Raises SdpError."""
    if not text:
        return None
    return parse_candidate(text if ":" in text.partition(" ")[0] else f"candidate:{text}")


def _meant(
    transports: Mapping[int, _Transport], at: int | None, *, all_of_them: bool
) -> tuple[_Transport, ...]:
    """The transports that a candidate is of: none for a section that uses another one's."""
    if at is not None:
        return (transports[at],) if at in transports else ()
    return (*transports.values(),) if all_of_them else (*transports.values(),)[:1]


def _index(local: SessionDescription, one: IceCandidate) -> int | None:
    """The section that a candidate is of; None where it does not say."""
    place = one.mline_index if one.mid is None else one.mid
    try:
        return None if place is None else local.index(place)
    except SdpError:
        detail = "a candidate for a section that the description does not have"
        raise LocalProtocolError(Fault(FaultCode.ICE_UNKNOWN_MID, detail)) from None


def _tell(transport: _Transport, candidate: Candidate | None, ufrag: str | None) -> None:
    """Add what there is to tell, if it is of this ICE generation."""
    if ufrag not in (None, "", transport.ufrag.ufrag):
        return
    if candidate is None:
        transport.ended = True
    else:
        transport.candidates.append(candidate)


def _fragment(local: SessionDescription, transports: Iterable[_Transport]) -> Fragment:
    stated = (local.stated(media, IceOptions) for media in local.media)
    said: tuple[Line | None, ...] = (
        local.get(IceLite),
        next((options for options in stated if options is not None), None),
        local.get(IcePacing),
        *(group for group in local.all(Group) if group.semantics == "BUNDLE"),
    )
    head = tuple(line for line in said if line is not None)
    return Fragment(head, sections=tuple(each.section for each in transports))
