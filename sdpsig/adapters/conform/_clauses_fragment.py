"""Clauses about what a fragment may look like (RFC 8840 §4.4, §9.2)."""

from collections.abc import Callable
from functools import partial

from ._clause import Clause, Level, expect
from ._clauses_patch import trickling
from ._offers import CANDIDATE, Offered, fragment
from ._peer import Peer

__all__ = ["FRAGMENT"]

MUST, SHOULD = Level.MUST, Level.SHOULD
Write = Callable[[Offered], str]


def _credentials(one: Offered) -> str:
    return f"a=ice-ufrag:{one.ufrag}\r\na=ice-pwd:{one.pwd}\r\n"


def _section(mid: str, *lines: str) -> str:
    kind = "audio 9 RTP/AVP 0"
    return "".join(f"{line}\r\n" for line in (f"m={kind}", f"a=mid:{mid}", *lines))


async def _taken(peer: Peer, write: Write) -> None:
    session = await trickling(peer)
    response = await peer.patch(session, write(session.offered))
    expect(response.status_code == 204, f"got {response.status_code}")


SHAPES: tuple[tuple[str, Level, str, Write], ...] = (
    (
        "§9.2",
        MUST,
        "credentials in front of the sections hold for all of them",
        lambda one: _credentials(one) + _section("0", f"a={CANDIDATE}"),
    ),
    (
        "§9.2",
        MUST,
        "credentials may stand in a section",
        lambda one: _section("0") + _credentials(one) + f"a={CANDIDATE}\r\n",
    ),
    (
        "§9.2",
        MUST,
        "an unknown attribute in front of the sections is ignored",
        lambda one: "a=x-unknown:1\r\n" + fragment(one),
    ),
    (
        "§9.2",
        MUST,
        "an unknown attribute in a section is ignored",
        lambda one: fragment(one) + "a=x-unknown\r\n",
    ),
    (
        "§9.2",
        MUST,
        "names of older attributes count in any case",
        lambda one: fragment(one).replace("a=mid:", "a=MID:").replace("a=ice-ufrag", "a=ICE-ufrag"),
    ),
    (
        "§9.2",
        MUST,
        "the end of candidates may stand in front of the sections",
        lambda one: _credentials(one) + "a=end-of-candidates\r\n" + _section("0", f"a={CANDIDATE}"),
    ),
    (
        "§9.2",
        MUST,
        "a=ice-options may be there",
        lambda one: "a=ice-options:trickle ice2\r\n" + fragment(one),
    ),
    ("§9.2", MUST, "a=ice-pacing may be there", lambda one: "a=ice-pacing:50\r\n" + fragment(one)),
    (
        "§9.2",
        MUST,
        "a=rtcp-mux and a=rtcp-mux-only may be there",
        lambda one: fragment(one) + "a=rtcp-mux\r\na=rtcp-mux-only\r\n",
    ),
    (
        "§4.4",
        MUST,
        "a=group:BUNDLE need not be there",
        lambda one: fragment(one).replace("a=group:BUNDLE 0 1\r\n", ""),
    ),
    (
        "§4.4",
        MUST,
        "port and formats of an m= line mean nothing",
        lambda one: fragment(one).replace("audio 9 UDP/TLS/RTP/SAVPF 111", "audio 1 RTP/AVP 0"),
    ),
    (
        "§4.4",
        MUST,
        "sections may be there in any order",
        lambda one: _credentials(one) + _section("1") + _section("0", f"a={CANDIDATE}"),
    ),
    (
        "§4.4",
        MUST,
        "a section may be without candidates",
        lambda one: _credentials(one) + _section("0"),
    ),
    (
        "§4.4",
        MUST,
        "all that was told before may be told again",
        lambda one: fragment(one, f"a={CANDIDATE}", f"a={CANDIDATE}"),
    ),
)

FRAGMENT: tuple[Clause, ...] = tuple(
    Clause(f"RFC 8840 {where}", level, text, partial(_taken, write=write))
    for where, level, text, write in SHAPES
)
"""What a fragment may look like."""
