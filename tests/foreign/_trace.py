"""What a foreign client said to a WHIP server: recorded once, scrubbed, and said again in tests."""

import json
import re
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from pathlib import Path

from attrs import asdict, evolve, frozen

__all__ = ["ETAG", "SESSION", "TRACES", "Exchange", "Trace", "scrubbed"]

TRACES = Path(__file__).parent / "traces"
SESSION, ETAG = "{session}", "{etag}"
"""In place of what the server makes up."""
HEADERS = {
    "host": "whip.test",
    "origin": "http://page.test",
    "referer": "http://page.test/",
    "if-match": ETAG,
    "etag": ETAG,
    "authorization": "Bearer {token}",
}
"""What these are replaced with."""


@frozen
class Exchange:
    """A request, and the status of its response."""

    method: str
    path: str
    headers: Sequence[tuple[str, str]]
    """Names in lower case."""
    body: str
    status: int


@frozen
class Trace:
    """A session of one client from its first request to its last."""

    client: str
    """The program, with the versions of all that shape what it says."""
    exchanges: Sequence[Exchange]

    @classmethod
    def read(cls, name: str) -> "Trace":
        document = json.loads((TRACES / f"{name}.json").read_text(encoding="utf-8"))
        for item in document["exchanges"]:
            item["headers"] = [tuple(line.split(": ", 1)) for line in item["headers"]]
            item["body"] = "".join(item["body"])
        return cls(document["client"], [Exchange(**item) for item in document["exchanges"]])

    def write(self, name: str) -> None:
        """Keep it; headers and bodies by their lines, since people read them."""
        document = asdict(self)
        for item in document["exchanges"]:
            item["headers"] = [": ".join(header) for header in item["headers"]]
            item["body"] = item["body"].splitlines(keepends=True)
        text = json.dumps(document, indent=1, ensure_ascii=False)
        (TRACES / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")


def scrubbed(exchanges: Sequence[Exchange]) -> list[Exchange]:
    """Without what tells of a machine or a user, and with names for what the server made up."""
    scrub = _Scrubber()
    session = exchanges[-1].path.rpartition("/")[2]
    return [
        evolve(
            exchange,
            path=exchange.path.replace(session, SESSION),
            headers=[(name, _scrubbed_header(name, value)) for name, value in exchange.headers],
            body=scrub(exchange.body),
        )
        for exchange in exchanges
    ]


def _scrubbed_header(name: str, value: str) -> str:
    """An If-Match of ``*`` tells of nothing."""
    return value if value.strip('"') == "*" else HEADERS.get(name, value)


class _Scrubber:
    """Puts the same in place of the same, all through a trace."""

    def __init__(self) -> None:
        self._made: dict[str, str] = {}
        self._numbers = {name: count(1) for name in RULES}

    def __call__(self, text: str) -> str:
        for name, (pattern, make) in RULES.items():
            text = re.sub(pattern, partial(self._instead, name, make), text)
        return text

    def _instead(self, name: str, make: Callable[[int], str], found: re.Match[str]) -> str:
        secret = found[2]
        if secret not in self._made:
            self._made[secret] = make(next(self._numbers[name]))
        return f"{found[1]}{self._made[secret]}"


RULES: dict[str, tuple[str, Callable[[int], str]]] = {
    "ufrag": (r"(ice-ufrag:| ufrag )(\S+)", lambda n: f"ufrag{n:03}"),
    "password": (r"(ice-pwd:)(\S+)", lambda n: f"password{n:016}"),
    "fingerprint": (r"(fingerprint:\S+ )(\S+)", lambda n: ":".join([f"{n:02X}"] * 32)),
    "user": (r"(?m)((?:msid|cname):)(user[0-9]+@\S+)", lambda n: f"user{n}@host"),
    "session id": (r"(?m)(^o=\S+ )([0-9]+)", lambda n: f"{n}"),
    "IPv4": (
        r"(candidate:\S+ [0-9] \S+ [0-9]+ |raddr |IN IP4 )((?!0\.|127\.)[0-9]+(?:\.[0-9]+){3})",
        lambda n: f"192.0.2.{n}",
    ),
    "link-local": (r"(candidate:\S+ [0-9] \S+ [0-9]+ )(fe80:\S+)", lambda n: f"fe80::{n}"),
    "IPv6": (
        r"(candidate:\S+ [0-9] \S+ [0-9]+ \[?)((?!fe80:)[0-9a-f]*:[0-9a-f:.]+)",
        lambda n: f"2001:db8::{n}",
    ),
}
"""What is looked for, and the n-th thing that is put in its place."""
