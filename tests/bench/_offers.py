"""Offers of which no two are the same, as those that a server gets.

Everything that a browser chooses anew for each connection is replaced by values from a seeded
generator: ids, credentials, fingerprint, foundations, ports, ssrcs. The rest is real.
"""

import base64
import re
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from random import Random
from uuid import UUID

__all__ = ["BATCH", "Offers", "from_capture", "from_corpus"]

BATCH = 64
"""Offers in one rotation."""
CAPTURE = Path(__file__).parents[1] / "corpus" / "gathered-host--chromium-offer-gathered.sdp"

Maker = Callable[[Random], str]


def _letters(count: int) -> Maker:
    return lambda random: base64.b64encode(random.randbytes(count))[:count].decode()


def _number(low: int, high: int) -> Maker:
    return lambda random: str(random.randrange(low, high))


VALUES: tuple[tuple[str, Maker], ...] = (
    (r"^o=- (\d+) ", _number(10**18, 9 * 10**18)),
    (r"^a=ice-ufrag:(\S+)", _letters(4)),
    (r"^a=ice-pwd:(\S+)", _letters(24)),
    (r"^a=fingerprint:sha-256 (\S+)", lambda random: random.randbytes(32).hex(":").upper()),
    (r"^a=candidate:(\d+) ", _number(10**8, 2**32)),
    (r"^a=candidate:.* udp .* (\d{5}) typ ", _number(20_000, 60_000)),
    (r"^m=\S+ (\d{5}) ", _number(20_000, 60_000)),
    (r"^a=ssrc:(\d+) ", _number(10**8, 2**32)),
    (r"^a=ssrc:\d+ cname:(\S+)", _letters(16)),
    (
        r"\b([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b",
        lambda random: str(UUID(int=random.getrandbits(128))),
    ),
)
"""What differs from connection to connection, and how to make another."""


class _Template:
    """One offer, cut where its values of the connection stand."""

    def __init__(self, text: str) -> None:
        self.makers = {
            found: make
            for pattern, make in VALUES
            for found in re.findall(pattern, text, re.MULTILINE)
        }
        values = "|".join(map(re.escape, self.makers))
        self.pieces = re.split(rf"(?<![\w+/])({values})(?![\w+/])", text)

    def fill(self, random: Random) -> str:
        fresh = {value: make(random) for value, make in self.makers.items()}
        return "".join(fresh.get(piece, piece) for piece in self.pieces)


class Offers:
    """An endless supply, the same in every run."""

    def __init__(self, name: str, texts: tuple[str, ...]) -> None:
        self.name = name
        self.lines = texts[0].count("\n")
        self.candidates = texts[0].count("\na=candidate:")
        self._templates = tuple(map(_Template, texts))

    def __str__(self) -> str:
        return f"{self.name}, {self.lines} lines, {self.candidates} candidates"

    def each(self, seed: int = 1) -> Iterator[str]:
        """One offer after the other, never the same again."""
        random = Random(seed)
        return (template.fill(random) for template in cycle(self._templates))

    def batches(self, seed: int = 1) -> Callable[[], list[str]]:
        """A function that makes the next 64 offers."""
        offers = self.each(seed)
        return lambda: [next(offers) for _ in range(BATCH)]


def from_capture() -> tuple[Offers, Offers]:
    """Audio, video and data with 12 candidates, and data alone: from one Chromium capture."""
    text = CAPTURE.read_bytes().decode()
    text = re.sub(r"^a=candidate:.* network-id 3\r\n", "", text, flags=re.MULTILINE)
    head, data = text[: text.index("m=")], text[text.index("m=application") :]
    head = head.replace("BUNDLE 0 1 2", "BUNDLE 0")
    head = re.sub(r"(?<=msid-semantic: WMS).*(?=\r)", "", head)
    return Offers("a Chromium offer varied", (text,)), Offers(
        "its data section", (head + data.replace("a=mid:2", "a=mid:0"),)
    )


def from_corpus(folder: Path) -> tuple[Offers, Offers]:
    """The same from a collection of captures; raises OSError where it is not there."""
    texts = (folder / "avdrot.sdps").read_bytes().decode().split("=====\n")
    data = (folder / "data.sdp").read_bytes().decode()
    return Offers(f"{len(texts)} Chromium offers varied", tuple(texts)), Offers("one", (data,))
