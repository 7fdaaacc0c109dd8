"""Clauses about restarts of ICE (RFC 9725 §4.3.3)."""

from collections.abc import Callable
from functools import partial

import httpx

from ..._frozen import frozen
from ...jsep import Sections
from ...sdp import Fragment
from ...sdp.attributes import IceLite, IceOptions, IcePacing
from ._clause import Clause, Inapplicable, Level, expect
from ._offers import AUDIO, Offered, fragment
from ._peer import FRAGMENT_TYPE, Peer, Session, read_fragment

__all__ = ["RESTART"]

MUST = Level.MUST
WHERE = "RFC 9725 §4.3.3"


@frozen
class _Restarted:
    """A session after a restart, and what the client said in it."""

    session: Session
    offered: Offered
    response: httpx.Response

    @property
    def fragment(self) -> Fragment:
        return read_fragment(self.response)

    @property
    def credentials(self) -> tuple[str | None, str | None]:
        ours = self.fragment
        expect(ours.sections or ours.ufrag, "the fragment is empty")
        return ours.credentials(ours.sections[0]) if ours.sections else (ours.ufrag, ours.pwd)


async def _restarted(peer: Peer, star: str = "*") -> _Restarted:
    if not await peer.restarts():
        raise Inapplicable("the server cannot restart ICE")
    session, offered = await peer.open(), Offered()
    response = await peer.patch(session, fragment(offered), star)
    expect(response.status_code == 200, f"got {response.status_code}")
    return _Restarted(session, offered, response)


async def _judged(peer: Peer, judge: Callable[[_Restarted], object], detail: str) -> None:
    expect(judge(await _restarted(peer)), detail)


async def _taken(peer: Peer) -> None:
    await _restarted(peer)


def _before(done: _Restarted) -> tuple[str | None, str | None]:
    transport = Sections.of(done.session.answer).views[0].transport
    return transport.ufrag, transport.pwd


def _same(kind: type[IceLite] | type[IceOptions] | type[IcePacing]) -> Callable[[_Restarted], bool]:
    def judge(done: _Restarted) -> bool:
        answer = done.session.answer
        return answer.stated(answer.media[0], kind) == done.fragment.get(kind)

    return judge


async def _old_tag(peer: Peer) -> None:
    done = await _restarted(peer)
    response = await peer.patch(done.session)
    expect(response.status_code == 412, f"got {response.status_code}")


async def _new_tag(peer: Peer) -> None:
    if not await peer.trickles():
        raise Inapplicable("the server takes no candidates")
    done = await _restarted(peer)
    tag = done.response.headers.get("etag", "")
    response = await peer.patch(done.session, fragment(done.offered), tag)
    expect(response.status_code == 204, f"got {response.status_code}")


async def _twice(peer: Peer) -> None:
    done = await _restarted(peer)
    response = await peer.patch(done.session, fragment(Offered()), "*")
    expect(response.status_code == 200, f"got {response.status_code}")
    tags = {done.session.etag, done.response.headers.get("etag"), response.headers.get("etag")}
    expect(len(tags) == 3, "a tag came again")


async def _refused_goes_on(peer: Peer) -> None:
    """A restart that is not to be had ends nothing."""
    if await peer.restarts():
        raise Inapplicable("the server can restart ICE")
    session = await peer.open()
    await peer.patch(session, fragment(Offered()), "*")
    response = await peer.send("DELETE", session.place)
    expect(response.is_success, f"DELETE got {response.status_code}")


JUDGED: tuple[tuple[str, Callable[[_Restarted], object], str], ...] = (
    (
        "the response has the type application/trickle-ice-sdpfrag",
        lambda done: done.response.headers.get("content-type", "").startswith(FRAGMENT_TYPE),
        "it has another",
    ),
    ("the response is a fragment", lambda done: done.fragment.sections, "it has no sections"),
    ("the response has an ETag", lambda done: "etag" in done.response.headers, "it has none"),
    (
        "the ETag is another than before",
        lambda done: done.response.headers.get("etag") != done.session.etag,
        "it is the same",
    ),
    (
        "the ETag is strong",
        lambda done: done.response.headers.get("etag", "").startswith('"'),
        "it is not",
    ),
    ("the ufrag is new", lambda done: done.credentials[0] != _before(done)[0], "it is the old one"),
    ("the password is new", lambda done: done.credentials[1] != _before(done)[1], "it is the old"),
    (
        "there are candidates",
        lambda done: any(section.candidates for section in done.fragment.sections),
        "there are none",
    ),
    (
        "the section is the one that carries the bundle",
        lambda done: [section.mid for section in done.fragment.sections] == [AUDIO],
        "it is another, or there are several",
    ),
    ("ice-options are those of the answer", _same(IceOptions), "they are not"),
    ("ice-lite is that of the answer", _same(IceLite), "it is not"),
    ("ice-pacing is that of the answer", _same(IcePacing), "it is not"),
)

RESTART: tuple[Clause, ...] = (
    Clause(WHERE, MUST, "new credentials with If-Match: * are 200", _taken),
    *(
        Clause(WHERE, MUST, text, partial(_judged, judge=judge, detail=detail))
        for text, judge, detail in JUDGED
    ),
    Clause(WHERE, MUST, "after a restart the old tag is 412", _old_tag),
    Clause(WHERE, MUST, "after a restart the new tag is 204", _new_tag),
    Clause(WHERE, MUST, "a second restart has a tag of its own", _twice),
    Clause(WHERE, MUST, "a restart that is not to be had ends nothing", _refused_goes_on),
)
"""Restarts of ICE."""
