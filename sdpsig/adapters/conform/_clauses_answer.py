"""Clauses about the answer (RFC 9725 §4.2, §4.4; RFC 9429 §5.3.1)."""

from collections.abc import Awaitable, Callable, Iterable
from functools import partial

from ...jsep import Sections, SectionView
from ...sdp import parse
from ...sdp.attributes import (
    Candidate,
    Extmap,
    MediaDirection,
    RtcpMux,
    RtcpMuxOnly,
    Rtpmap,
    SetupRole,
)
from ._clause import Clause, Failed, Inapplicable, Level, expect
from ._offers import Offered
from ._peer import Peer

__all__ = ["ANSWER"]

MUST, SHOULD = Level.MUST, Level.SHOULD
REFUSALS = frozenset({400, 422})
"""How an offer is refused that cannot be accepted as a whole (RFC 9725 §4.4.2, §4.4.3)."""


async def _answers(peer: Peer, offered: Offered | None = None) -> tuple[Sections, Sections]:
    """The offer and its answer."""
    session = await peer.open(offered)
    return Sections.of(parse(session.offered.text)), Sections.of(session.answer)


Judge = Callable[[Sections, Sections], None]


async def _judged(peer: Peer, judge: Judge) -> None:
    judge(*await _answers(peer))


def _pairs(offer: Sections, answer: Sections) -> Iterable[tuple[SectionView, SectionView]]:
    expect(len(offer.views) == len(answer.views), f"there are {len(answer.views)} sections")
    return zip(offer.views, answer.views, strict=True)


def _count(offer: Sections, answer: Sections) -> None:
    _pairs(offer, answer)


def _kinds(offer: Sections, answer: Sections) -> None:
    for one, other in _pairs(offer, answer):
        expect(one.media.kind == other.media.kind, f"{one.media.kind} became {other.media.kind}")


def _mids(offer: Sections, answer: Sections) -> None:
    for one, other in _pairs(offer, answer):
        expect(other.named and one.mid == other.mid, f"the mid {one.mid} became {other.mid}")


def _protos(offer: Sections, answer: Sections) -> None:
    for one, other in _pairs(offer, answer):
        expect(one.media.proto == other.media.proto, f"the protocol is {other.media.proto}")


def _formats(offer: Sections, answer: Sections) -> None:
    for one, other in _pairs(offer, answer):
        strange = set(other.media.formats) - set(one.media.formats)
        expect(not strange, f"formats that were not offered: {', '.join(sorted(strange))}")


def _mappings(offer: Sections, answer: Sections) -> None:
    for one, other in _pairs(offer, answer):
        said = {line.payload_type: line.encoding.lower() for line in one.media.all(Rtpmap)}
        for line in other.media.all(Rtpmap):
            known = said.get(line.payload_type)
            expect(line.encoding.lower() == known, f"{line.payload_type} is {line.encoding}")


def _extensions(offer: Sections, answer: Sections) -> None:
    for one, other in _pairs(offer, answer):
        said = {(line.id, line.uri) for line in one.media.all(Extmap)}
        for line in other.media.all(Extmap):
            expect((line.id, line.uri) in said, f"the extension {line.id} {line.uri}")


def _direction(_: Sections, answer: Sections) -> None:
    for view in answer.views:
        expect(view.direction is MediaDirection.RECVONLY, f"{view.mid} is {view.direction}")


def _whole(_: Sections, answer: Sections) -> None:
    for view in answer.views:
        expect(view.live, f"{view.mid} is rejected")


def _owners(sections: Sections) -> list[SectionView]:
    return [sections[mid] for mid in dict.fromkeys(sections.owners().values())]


def _bundle(_: Sections, answer: Sections) -> None:
    expect(len(_owners(answer)) == 1, f"there are {len(_owners(answer))} transports")
    expect(len(answer.bundles) == 1, f"there are {len(answer.bundles)} bundles")


def _bundle_order(offer: Sections, answer: Sections) -> None:
    expect(answer.bundles and answer.bundles[0][0] == offer.bundles[0][0], "another mid is first")


def _mux(_: Sections, answer: Sections) -> None:
    for view in answer.views:
        expect(view.media.get(RtcpMux), f"{view.mid} lacks a=rtcp-mux")


def _mux_only(_: Sections, answer: Sections) -> None:
    for view in answer.views:
        expect(view.media.get(RtcpMuxOnly), f"{view.mid} lacks a=rtcp-mux-only")


def _ufrag(_: Sections, answer: Sections) -> None:
    for view in _owners(answer):
        said = view.transport.ufrag or ""
        expect(4 <= len(said) <= 256, f"the ufrag has {len(said)} characters")


def _pwd(_: Sections, answer: Sections) -> None:
    for view in _owners(answer):
        said = view.transport.pwd or ""
        expect(22 <= len(said) <= 256, f"the password has {len(said)} characters")


def _fingerprint(_: Sections, answer: Sections) -> None:
    for view in _owners(answer):
        expect(view.transport.fingerprints, "there is no fingerprint")


def _hash(_: Sections, answer: Sections) -> None:
    for view in _owners(answer):
        for line in view.transport.fingerprints:
            expect(line.hash_function.lower() not in ("md5", "md2"), "a hash that must not be used")


def _role(_: Sections, answer: Sections) -> None:
    for view in _owners(answer):
        said = view.transport.setup
        expect(said in (SetupRole.ACTIVE, SetupRole.PASSIVE), f"the setup is {said}")


def _candidates(answer: Sections) -> tuple[Candidate, ...]:
    return tuple(one for view in _owners(answer) for one in view.transport.candidates)


def _has_candidates(_: Sections, answer: Sections) -> None:
    expect(_candidates(answer), "there is no candidate")


def _ports(_: Sections, answer: Sections) -> None:
    for one in _candidates(answer):
        expect(one.port or one.transport.lower() == "tcp", "a candidate with port 0")


def _components(_: Sections, answer: Sections) -> None:
    for one in _candidates(answer):
        expect(one.component == 1, f"a candidate for component {one.component}")


def _distinct(_: Sections, answer: Sections) -> None:
    told = [(one.address, one.port, one.transport.lower()) for one in _candidates(answer)]
    expect(len(set(told)) == len(told), "a candidate is there twice")


def _one_generation(_: Sections, answer: Sections) -> None:
    said = {view.transport.ufrag for view in answer.views} - {None}
    expect(len(said) <= 1, "sections of one bundle have different ufrags")


async def _sendrecv(peer: Peer) -> None:
    offered = Offered().but("a=sendonly", "a=sendrecv")
    _direction(*await _answers(peer, offered))


async def _never_sends(peer: Peer, direction: str) -> None:
    response = await peer.post(Offered().but("a=sendonly", f"a={direction}").text)
    if response.status_code != 201:
        expect(400 <= response.status_code <= 499, f"got {response.status_code}")
        return
    expect(b"a=sendonly" not in response.content, "the answer is sendonly")
    expect(b"a=sendrecv" not in response.content, "the answer is sendrecv")


async def _all_or_nothing(peer: Peer, offered: Offered) -> None:
    """Whatever a server can do: a whole answer, or the one kind of refusal."""
    response = await peer.post(offered.text)
    if response.status_code != 201:
        expect(response.status_code in REFUSALS, f"got {response.status_code}")
        return
    for line in response.text.splitlines():
        port = line.split()[1:2] if line.startswith("m=") else []
        expect(port != ["0"], "a section is rejected")


async def _unknown_codec(peer: Peer) -> None:
    response = await peer.post(Offered().but("VP8/90000", "X-NONE/90000").text)
    expect(response.status_code in REFUSALS, f"got {response.status_code}")


async def _active(peer: Peer) -> None:
    response = await peer.post(Offered().but("setup:actpass", "setup:active").text)
    if response.status_code != 201:
        expect(response.status_code in REFUSALS, f"got {response.status_code}")
        return
    expect(b"a=setup:passive" in response.content, "the answer is not passive")


async def _simulcast(peer: Peer) -> None:
    layers = "a=rid:h send\na=rid:l send\na=simulcast:send h;l\n"
    offered = Offered().but("a=rtcp-fb:96 nack pli\n", f"a=rtcp-fb:96 nack pli\n{layers}")
    response = await peer.post(offered.text)
    if response.status_code != 201:
        raise Inapplicable("simulcast is refused")
    expect(b"a=simulcast:send" not in response.content, "the answer would send layers")


async def _no_bundle(peer: Peer) -> None:
    response = await peer.post(Offered().but("a=group:BUNDLE 0 1\n", "").text)
    if response.status_code == 201:
        raise Failed("sections without a bundle were answered")
    expect(400 <= response.status_code <= 499, f"got {response.status_code}")


THIRD = "m=video" + Offered().text.replace("\r\n", "\n").partition("m=video")[2]


def _two_tracks() -> Offered:
    second = THIRD.replace("a=mid:1", "a=mid:2").replace("studio picture", "studio second")
    transport = [line for line in second.splitlines() if not line.startswith(("a=ice-", "a=fing"))]
    more = "\n".join(line for line in transport if not line.startswith("a=setup")) + "\n"
    tail = "a=rtcp-fb:96 nack pli\n"
    return Offered().but(tail, tail + more.replace(tail, "")).but("BUNDLE 0 1", "BUNDLE 0 1 2")


JSEP: tuple[tuple[str, Level, str, Judge], ...] = (
    ("RFC 9429 §5.3.1", MUST, "the answer has as many sections as the offer", _count),
    ("RFC 9429 §5.3.1", MUST, "its sections are of the same media, in the same order", _kinds),
    ("RFC 9429 §5.3.1", MUST, "its sections have the same mids", _mids),
    ("RFC 9429 §5.3.1", MUST, "its sections have the same protocol", _protos),
    ("RFC 3264 §6.1", SHOULD, "its formats were offered", _formats),
    ("RFC 9429 §5.3.1", MUST, "a payload type means the codec that it was offered for", _mappings),
    ("RFC 8285 §7", MUST, "its header extensions were offered with these ids", _extensions),
    ("RFC 9725 §4.2", MUST, "the answer to sendonly is recvonly", _direction),
    ("RFC 9725 §4.4.3", SHOULD, "no section is rejected", _whole),
    ("RFC 9725 §4.4.1", MUST, "all sections are in one bundle", _bundle),
    (
        "RFC 9143 §7.3.1",
        MUST,
        "the bundle begins with the mid that was offered first",
        _bundle_order,
    ),
    ("RFC 9725 §4.4.1", MUST, "RTP and RTCP share a port", _mux),
    ("RFC 9725 §4.4.1", MUST, "every section has a=rtcp-mux-only", _mux_only),
    ("RFC 8839 §5.4", MUST, "the ufrag has 4 to 256 characters", _ufrag),
    ("RFC 8839 §5.4", MUST, "the password has 22 to 256 characters", _pwd),
    ("RFC 9143 §7.1.3", MUST, "one bundle has one ICE generation", _one_generation),
    ("RFC 9429 §5.3.1", MUST, "there is a fingerprint", _fingerprint),
    ("RFC 8122 §5", MUST, "no fingerprint is of MD2 or MD5", _hash),
    ("RFC 8842 §5.3", MUST, "the setup is active or passive", _role),
    ("RFC 9725 §4.3.2", MUST, "the answer has the candidates of the server", _has_candidates),
    ("RFC 8839 §5.1", MUST, "its candidates have a port", _ports),
    ("RFC 5761 §5.1.3", MUST, "its candidates are for component 1", _components),
    ("RFC 8445 §5.1.3", SHOULD, "no candidate is there twice", _distinct),
)

Check = Callable[[Peer], Awaitable[None]]
OTHERS: tuple[tuple[str, Level, str, Check], ...] = (
    ("RFC 9725 §4.2", MUST, "the answer to sendrecv is recvonly", _sendrecv),
    (
        "RFC 9725 §4.2",
        MUST,
        "an offer that is recvonly is not sent to",
        partial(_never_sends, direction="recvonly"),
    ),
    (
        "RFC 9725 §4.2",
        MUST,
        "an offer that is inactive is not sent to",
        partial(_never_sends, direction="inactive"),
    ),
    (
        "RFC 9725 §4.4.2",
        MUST,
        "two tracks of one kind are taken whole or refused with 400 or 422",
        lambda peer: _all_or_nothing(peer, _two_tracks()),
    ),
    (
        "RFC 9725 §4.4.2",
        MUST,
        "two streams are taken whole or refused with 400 or 422",
        lambda peer: _all_or_nothing(peer, Offered().but("studio picture", "other picture")),
    ),
    (
        "RFC 9725 §4.4.3",
        SHOULD,
        "an offer with a codec that nobody has is refused with 400 or 422",
        _unknown_codec,
    ),
    (
        "RFC 9725 §4.4.1",
        MUST,
        "an offer of several sections without a bundle is not answered",
        _no_bundle,
    ),
    (
        "RFC 9725 §4.4.4",
        SHOULD,
        "setup:active is answered with passive, or refused with 400 or 422",
        _active,
    ),
    ("RFC 9725 §4.8", MUST, "layers are never offered back", _simulcast),
)

ANSWER: tuple[Clause, ...] = (
    *(
        Clause(where, level, text, partial(_judged, judge=judge))
        for where, level, text, judge in JSEP
    ),
    *(Clause(*row) for row in OTHERS),
)
"""What the answer says."""
