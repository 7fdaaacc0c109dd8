"""A WHIP endpoint as RFC 9725 describes it, as strict as it may be, and a WHEP endpoint beside it."""

import re
from collections.abc import Callable

from attrs import define, field

from tests.adapters._scripted import Asked, Line, said
from tests.client._ingest import ANSWER, RESTARTED

__all__ = ["TOKEN", "Ingest"]

TOKEN = "s3cret"
SDP, FRAGMENT = "application/sdp", "application/trickle-ice-sdpfrag"
LINKS = (
    ("Link", '<stun:stun.example.net>; rel="ice-server"'),
    ("Link", '<turn:turn.example.net>; rel="ice-server"; username="u"; credential="p"'),
)


def typed(kind: str) -> tuple[str, str]:
    return ("Content-Type", kind)


def ufrag(body: bytes) -> str:
    found = re.search(rb"a=ice-ufrag:(\S+)", body)
    return found[1].decode() if found else ""


@define
class Ingest:
    """One endpoint with at most one session."""

    tag: str = ""
    ufrag: str = ""
    candidates: list[str] = field(factory=list)
    ended: bool = False
    """Whether the client has no more candidates."""

    def __call__(self, asked: Asked) -> Line:
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return said(401, b"", ("WWW-Authenticate", "Bearer"))
        known: dict[tuple[str, str], Callable[[Asked], Line]] = {
            ("POST", "/whip/entrance"): lambda _: said(307, b"", ("Location", "/whip/live?x=1")),
            ("POST", "/whip/live?x=1"): self.open,
            ("POST", "/whep/live"): self.counter,
            ("PATCH", "/session/1"): self.patch,
            ("DELETE", "/session/1"): self.end,
        }
        serve = known.get((asked.method, asked.target))
        return said(404) if serve is None else serve(asked)

    def open(self, asked: Asked, status: int = 201) -> Line:
        if asked.headers.get("content-type") != SDP:
            return said(415)
        self.tag, self.ufrag = '"one"', ufrag(asked.body)
        place = (("Location", "/session/1"), ("ETag", self.tag))
        return said(status, ANSWER.encode(), typed(SDP), *place, *LINKS)

    def counter(self, asked: Asked) -> Line:
        return self.open(asked, 406)

    def patch(self, asked: Asked) -> Line:
        kind, match = asked.headers.get("content-type"), asked.headers.get("if-match")
        if kind == SDP:  # the answer to a counter-offer
            self.ufrag = ufrag(asked.body)
            return said(204, length=False)
        restarts = ufrag(asked.body) != self.ufrag
        refusals = (
            (not self.tag, 404),
            (kind != FRAGMENT, 415),
            (match is None, 428),
            (match not in ("*", self.tag), 412),
            (restarts and match != "*", 400),
        )
        for holds, status in refusals:
            if holds:
                return said(status)
        if restarts:
            self.tag, self.ufrag = '"two"', ufrag(asked.body)
            self.candidates.clear()
        self.note(asked)
        if restarts:
            return said(200, RESTARTED.encode(), typed(FRAGMENT), ("ETag", self.tag))
        return said(204, length=False)

    def note(self, asked: Asked) -> None:
        self.candidates += re.findall(r"a=candidate:(\S+)", asked.body.decode())
        self.ended = b"a=end-of-candidates" in asked.body

    def end(self, asked: Asked) -> Line:
        if not self.tag:
            return said(404)
        self.tag = ""
        return said(200)
