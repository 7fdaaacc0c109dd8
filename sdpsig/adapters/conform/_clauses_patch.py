"""Clauses about candidates that follow the offer, and entity tags (RFC 9725 §4.3.1, §4.3.2)."""

import re
from collections.abc import Callable, Iterator
from functools import partial

from ._clause import Clause, Inapplicable, Level, expect
from ._clauses_setup import is_4xx
from ._offers import CANDIDATE, Offered, fragment
from ._peer import Peer, Session

__all__ = ["PATCH", "trickling"]

MUST, SHOULD = Level.MUST, Level.SHOULD
USAGE, TRICKLE = "RFC 9725 §4.3.1", "RFC 9725 §4.3.2"
STRONG = re.compile(r'"[!#-~\x80-\xff]*"')


async def trickling(peer: Peer) -> Session:
    """A new session of a server that takes candidates. Raises Inapplicable."""
    if not await peer.trickles():
        raise Inapplicable("the server takes no candidates")
    return await peer.open()


async def _tag(peer: Peer) -> str:
    if not (await peer.trickles() or await peer.restarts()):
        raise Inapplicable("the server takes no PATCH")
    session = await peer.open()
    expect(session.etag, "the 201 has no ETag")
    return session.etag or ""


async def _has_tag(peer: Peer) -> None:
    await _tag(peer)


async def _strong_tag(peer: Peer) -> None:
    tag = await _tag(peer)
    expect(not tag.startswith("W/"), f"the tag {tag} is weak")


async def _quoted_tag(peer: Peer) -> None:
    tag = await _tag(peer)
    expect(STRONG.fullmatch(tag), f"the tag {tag} is not in quotes")


async def _unique_tag(peer: Peer) -> None:
    expect(await _tag(peer) != await _tag(peer), "two sessions have one tag")


async def _refuses_type(peer: Peer, kind: str) -> None:
    is_4xx(await peer.patch(await trickling(peer), kind=kind))


async def _refuses(peer: Peer, body: Callable[[Offered], str]) -> None:
    session = await trickling(peer)
    is_4xx(await peer.patch(session, body(session.offered)))


async def _status(peer: Peer, tag: Callable[[str], str | None], status: int) -> None:
    session = await trickling(peer)
    response = await peer.patch(session, if_match=tag(session.etag or ""))
    expect(response.status_code == status, f"got {response.status_code}")


async def _goes_on(peer: Peer) -> None:
    session = await trickling(peer)
    await peer.patch(session, if_match='"another"')
    await peer.patch(session, "hello")
    response = await peer.patch(session)
    expect(response.status_code == 204, f"got {response.status_code}")


async def _no_body(peer: Peer) -> None:
    response = await peer.patch(await trickling(peer))
    expect(not response.content, f"there are {len(response.content)} bytes")


async def _no_tag(peer: Peer) -> None:
    response = await peer.patch(await trickling(peer))
    expect("etag" not in response.headers, "it has an ETag")


async def _lines(peer: Peer, lines: tuple[str, ...]) -> None:
    session = await trickling(peer)
    response = await peer.patch(session, fragment(session.offered, *lines))
    expect(response.status_code == 204, f"got {response.status_code}")


async def _again(peer: Peer) -> None:
    session = await trickling(peer)
    for _ in range(2):
        response = await peer.patch(session)
        expect(response.status_code == 204, f"got {response.status_code}")


async def _after_end(peer: Peer) -> None:
    session = await trickling(peer)
    await peer.patch(session, fragment(session.offered, "a=end-of-candidates"))
    response = await peer.patch(session)
    expect(response.status_code == 204, f"got {response.status_code}")


async def _unsupported(peer: Peer) -> None:
    """One of the two kinds of PATCH is supported, and the other is not."""
    trickles, restarts = await peer.trickles(), await peer.restarts()
    if trickles == restarts:
        raise Inapplicable("the server does both, or neither")
    session = await peer.open()
    body = fragment(Offered()) if trickles else fragment(session.offered)
    response = await peer.patch(session, body, "*" if trickles else "")
    expect(response.status_code == 422, f"got {response.status_code}")


TYPES = ("application/sdp", "application/json", "text/plain")
MALFORMED: dict[str, Callable[[Offered], str]] = {
    "no body": lambda _: "",
    "a text that is no fragment": lambda _: "hello\r\n",
    "JSON": lambda _: '{"candidate": ""}',
    "a candidate before any section": lambda one: (
        f"a=ice-ufrag:{one.ufrag}\r\na=ice-pwd:{one.pwd}\r\na={CANDIDATE}\r\n"
    ),
    "a ufrag and no password": lambda one: fragment(one).replace("a=ice-pwd:", "a=x-pwd:"),
    "a password and no ufrag": lambda one: fragment(one).replace("a=ice-ufrag:", "a=x-ufrag:"),
    "no credentials": lambda one: fragment(one).replace("a=ice-", "a=x-"),
    "a NUL": lambda one: fragment(one).replace("a=mid:0", "a=mid:\0"),
}
TAKEN: dict[str, tuple[str, ...]] = {
    "a candidate": (f"a={CANDIDATE}",),
    "a candidate with the extensions of browsers": (
        f"a={CANDIDATE} generation 0 ufrag x network-id 1 network-cost 10",
    ),
    "a server-reflexive candidate": (
        "a=candidate:2 1 udp 1685987071 192.0.2.7 50000 typ srflx raddr 10.0.0.1 rport 50000",
    ),
    "a relayed candidate": (
        "a=candidate:3 1 udp 41885439 192.0.2.8 50000 typ relay raddr 0.0.0.0 rport 0",
    ),
    "a candidate with an IPv6 address": (
        "a=candidate:4 1 udp 2122260223 2001:db8::1 61764 typ host",
    ),
    "several candidates": tuple(
        f"a=candidate:{number} 1 udp 21222602{number} 192.0.2.{number} 61764 typ host"
        for number in range(10, 15)
    ),
    "the end of candidates": ("a=end-of-candidates",),
    "a candidate and the end of them": (f"a={CANDIDATE}", "a=end-of-candidates"),
}
DISCARDED: dict[str, tuple[str, ...]] = {
    "TCP": ("a=candidate:5 1 tcp 1518280447 192.0.2.1 9 typ host tcptype active",),
    "a transport that nobody has": ("a=candidate:6 1 x-none 1 192.0.2.1 61764 typ host",),
    "a host name that cannot be resolved": (
        "a=candidate:7 1 udp 2122260223 none.invalid 61764 typ host",
    ),
    "an mDNS name": (
        "a=candidate:8 1 udp 2122260223 1f4712db-ea17-4bcf-a596-105139dfd8bf.local 61764 typ host",
    ),
    "a type that nobody has": ("a=candidate:9 1 udp 1 192.0.2.1 61764 typ x-none",),
}
MIXED = (*(line for lines in DISCARDED.values() for line in lines), f"a={CANDIDATE}")


def _families() -> Iterator[Clause]:
    for kind in TYPES:
        text = f"a PATCH of the type {kind} is refused with 4xx"
        yield Clause(USAGE, MUST, text, partial(_refuses_type, kind=kind))
    for what, body in MALFORMED.items():
        text = f"a fragment with {what} is refused with 4xx"
        yield Clause(USAGE, MUST, text, partial(_refuses, body=body))
    for what, lines in TAKEN.items():
        yield Clause(TRICKLE, MUST, f"{what} is 204", partial(_lines, lines=lines))
    for what, lines in DISCARDED.items():
        text = f"a candidate with {what} is passed over with 204"
        yield Clause(TRICKLE, MUST, text, partial(_lines, lines=lines))


PATCH: tuple[Clause, ...] = (
    Clause(USAGE, MUST, "who takes a PATCH says an ETag in the 201", _has_tag),
    Clause(USAGE, MUST, "the tag is strong", _strong_tag),
    Clause("RFC 9110 §8.8.3", MUST, "the tag is in quotes", _quoted_tag),
    Clause(USAGE, MUST, "two sessions have two tags", _unique_tag),
    Clause(USAGE, MUST, "one kind of PATCH that is not supported is 422", _unsupported),
    *_families(),
    Clause(
        USAGE,
        MUST,
        "without a tag a PATCH is 428",
        partial(_status, tag=lambda _: None, status=428),
    ),
    Clause(
        USAGE,
        MUST,
        "with another tag a PATCH is 412",
        partial(_status, tag=lambda _: '"another"', status=412),
    ),
    Clause(
        "RFC 9110 §13.1.1",
        MUST,
        "with the same tag as a weak one a PATCH is 412",
        partial(_status, tag=lambda tag: f"W/{tag}", status=412),
    ),
    Clause(
        "RFC 9110 §13.1.1",
        MUST,
        "with a list in which the tag is a PATCH is taken",
        partial(_status, tag=lambda tag: f'"another", {tag}', status=204),
    ),
    Clause(USAGE, MUST, "a PATCH that was refused has changed nothing", _goes_on),
    Clause(TRICKLE, MUST, "the 204 has no body", _no_body),
    Clause(TRICKLE, MUST, "the 204 has no ETag", _no_tag),
    Clause(
        TRICKLE,
        MUST,
        "a good candidate among bad ones is 204",
        partial(_lines, lines=MIXED),
    ),
    Clause("RFC 8840 §4.4", MUST, "candidates that were told before are 204", _again),
    Clause("RFC 8838 §14", SHOULD, "a candidate after the end is no error", _after_end),
)
"""Candidates that follow the offer."""
