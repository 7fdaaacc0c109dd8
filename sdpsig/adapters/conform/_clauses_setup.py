"""Clauses about how a session begins and ends (RFC 9725 §4.1, §4.2)."""

from collections.abc import Iterator
from functools import partial

import httpx

from ._clause import Clause, Level, expect
from ._offers import Offered
from ._peer import SDP_TYPE, Peer, Session

__all__ = ["SETUP"]

MUST, SHOULD = Level.MUST, Level.SHOULD
HTTP, SETUP_SECTION, SECURITY = "RFC 9725 §4.1", "RFC 9725 §4.2", "RFC 9725 §5"


def is_4xx(response: httpx.Response) -> None:
    """Raises Failed for a status that is no refusal of the client's."""
    status = response.status_code
    expect(400 <= status <= 499, f"got {status}")


async def _created(peer: Peer) -> None:
    response = await peer.post(Offered().text)
    expect(response.status_code == 201, f"got {response.status_code}")


async def _typed(peer: Peer) -> None:
    session = await peer.open()
    kind = session.response.headers.get("content-type", "none")
    expect(kind.partition(";")[0].strip().lower() == SDP_TYPE, f"the type is {kind}")


async def _located(peer: Peer) -> None:
    place = httpx.URL((await peer.open()).place)
    expect(place.scheme in ("http", "https") and place.host, f"the Location is {place}")


async def _apart(peer: Peer) -> None:
    session = await peer.open()
    expect(httpx.URL(session.place) != httpx.URL(peer.url), "it is the endpoint itself")


async def _parses(peer: Peer) -> None:
    expect((await peer.open()).answer.media, "the answer has no sections")


async def _accepts_type(peer: Peer, kind: str) -> None:
    response = await peer.post(Offered().text, kind)
    expect(response.status_code == 201, f"got {response.status_code}")


async def _refuses_type(peer: Peer, kind: str | None) -> None:
    is_4xx(await peer.post(Offered().text, kind))


async def _refuses(peer: Peer, body: bytes) -> None:
    is_4xx(await peer.post(body))


async def _refusal_locates_nothing(peer: Peer) -> None:
    response = await peer.post("hello")
    is_4xx(response)
    expect("location" not in response.headers, "it has a Location")


async def _goes_on_after_refusal(peer: Peer) -> None:
    is_4xx(await peer.post("hello"))
    await peer.open()


async def _no_redirect(peer: Peer) -> None:
    response = await peer.post(Offered().text)
    expect(response.status_code not in (301, 302), f"got {response.status_code}")


async def _differ(peer: Peer) -> None:
    one, two = await peer.open(), await peer.open()
    expect(one.place != two.place, "two sessions have one URL")


async def _unguessable(peer: Peer) -> None:
    places = [(await peer.open()).place for _ in range(3)]
    tail = max(places, key=len).removeprefix(peer.url)
    expect(len(tail) >= 16, "what names the session has less than 16 characters")
    expect(len({place[-6:] for place in places}) == 3, "the URLs end alike")


async def _get(peer: Peer, method: str, *, session: bool, empty: bool) -> None:
    url = (await peer.open()).place if session else peer.url
    response = await peer.send(method, url)
    if empty:
        expect(not response.content, f"there are {len(response.content)} bytes")
    else:
        expect(response.is_success, f"got {response.status_code}")


async def _deleted(peer: Peer) -> None:
    response = await peer.send("DELETE", (await peer.open()).place)
    expect(response.status_code == 200, f"got {response.status_code}")


async def _deleted_whatever_tag(peer: Peer, tag: str) -> None:
    response = await peer.send("DELETE", (await peer.open()).place, if_match=tag)
    expect(response.is_success, f"got {response.status_code}")


async def _over(peer: Peer) -> Session:
    session = await peer.open()
    await peer.send("DELETE", session.place)
    return session


async def _patch_after_end(peer: Peer) -> None:
    is_4xx(await peer.patch(await _over(peer)))


async def _delete_after_end(peer: Peer) -> None:
    response = await peer.send("DELETE", (await _over(peer)).place)
    expect(response.status_code < 500, f"got {response.status_code}")


async def _post_after_end(peer: Peer) -> None:
    await _over(peer)
    await peer.open()


async def _ends_one(peer: Peer) -> None:
    other = await peer.open()
    await _over(peer)
    response = await peer.send("DELETE", other.place)
    expect(response.is_success, f"the other got {response.status_code}")


GOOD = Offered().text
MALFORMED: dict[str, bytes] = {
    "no body": b"",
    "a text that is no SDP": b"hello\r\n",
    "JSON": b'{"type": "offer", "sdp": "v=0"}',
    "a first line and nothing else": b"v=0\r\n",
    "an m= line with a port that is no number": GOOD.replace("m=audio 9", "m=audio x").encode(),
    "an m= line without formats": GOOD.replace(" UDP/TLS/RTP/SAVPF 111", "").encode(),
    "a line without its equals sign": GOOD.replace("t=0 0", "t 0 0").encode(),
    "a version that is no number": GOOD.replace("v=0", "v=x", 1).encode(),
    "a NUL": GOOD.replace("s=-", "s=\0").encode(),
    "bytes that are not UTF-8": GOOD.encode().replace(b"s=-", b"s=\xff\xfe"),
    "no ICE credentials": GOOD.replace("a=ice-", "a=x-").encode(),
    "no fingerprint": GOOD.replace("a=fingerprint", "a=x-fingerprint").encode(),
    "the same mid twice": GOOD.replace("a=mid:1", "a=mid:0").encode(),
}
KINDS = ("application/json", "text/plain", "application/trickle-ice-sdpfrag", "multipart/form-data")


def _families() -> Iterator[Clause]:
    for kind in ("Application/SDP", "application/sdp; charset=utf-8"):
        text = f"an offer of the type {kind} is taken"
        yield Clause("RFC 9110 §8.3.1", MUST, text, partial(_accepts_type, kind=kind))
    for other in (None, *KINDS):
        text = f"an offer of the type {other or 'that is not said'} is refused with 4xx"
        yield Clause(SETUP_SECTION, MUST, text, partial(_refuses_type, kind=other))
    for what, body in MALFORMED.items():
        text = f"an offer with {what} is refused with 4xx"
        yield Clause(SETUP_SECTION, MUST, text, partial(_refuses, body=body))
    for name, session in (("the endpoint", False), ("a session", True)):
        for method in ("GET", "HEAD"):
            asks = partial(_get, method=method, session=session)
            text = f"{method} of {name} is 2xx"
            yield Clause(HTTP, MUST, text, partial(asks, empty=False))
        text = f"GET of {name} has no content"
        asks = partial(_get, method="GET", session=session)
        yield Clause(HTTP, MUST, text, partial(asks, empty=True))
    for tag in ('"another"', "*"):
        check = partial(_deleted_whatever_tag, tag=tag)
        text = f"DELETE with If-Match: {tag} ends the session"
        yield Clause("RFC 9725 §4.3.1", MUST, text, check)


SETUP: tuple[Clause, ...] = (
    Clause(SETUP_SECTION, MUST, "an offer is answered with 201", _created),
    Clause(SETUP_SECTION, MUST, "the answer has the type application/sdp", _typed),
    Clause(SETUP_SECTION, MUST, "a Location names the session", _located),
    Clause(SETUP_SECTION, MUST, "the session has a URL of its own", _apart),
    Clause(SETUP_SECTION, MUST, "the answer is SDP with sections", _parses),
    *_families(),
    Clause(SETUP_SECTION, MUST, "a refusal has no Location", _refusal_locates_nothing),
    Clause(SETUP_SECTION, MUST, "a good offer is taken after a bad one", _goes_on_after_refusal),
    Clause("RFC 9725 §4.5", MUST, "an offer is not redirected with 301 or 302", _no_redirect),
    Clause(SECURITY, MUST, "two sessions have two URLs", _differ),
    Clause(SECURITY, SHOULD, "the URL of a session cannot be guessed", _unguessable),
    Clause("RFC 9725 §3", MUST, "DELETE is 200", _deleted),
    Clause(SETUP_SECTION, MUST, "a session that was ended takes no PATCH", _patch_after_end),
    Clause(
        SETUP_SECTION, SHOULD, "DELETE of it again is no error of the server", _delete_after_end
    ),
    Clause(SETUP_SECTION, MUST, "after an end there may be a new session", _post_after_end),
    Clause(SETUP_SECTION, MUST, "an end is that of one session", _ends_one),
)
"""How a session begins and ends."""
