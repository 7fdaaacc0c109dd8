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

from attrs import frozen

__all__ = ["BATCH", "Inputs", "Offers", "from_capture", "from_corpus"]

BATCH = 64
"""Offers in one rotation."""
FEW = 4
"""The same of large ones."""
CORPUS = Path(__file__).parents[1] / "corpus"
CAPTURE = CORPUS / "gathered-host--chromium-offer-gathered.sdp"

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


TOKEN = re.compile(r"((?:[0-9A-F]{2}:){31}[0-9A-F]{2}|[\w+/-]+)")
"""Where a value of the connection may stand: a fingerprint, or what no blank or colon divides."""


class _Template:
    """One offer, cut where its values of the connection stand."""

    def __init__(self, text: str) -> None:
        self.makers = {
            found: make
            for pattern, make in VALUES
            for found in re.findall(pattern, text, re.MULTILINE)
        }
        self.pieces: list[str] = []
        """A constant and a value in turn."""
        constant = ""
        for piece in TOKEN.split(text):
            if piece in self.makers:
                self.pieces += [constant, piece]
                constant = ""
            else:
                constant += piece
        self.pieces.append(constant)

    def fill(self, random: Random) -> str:
        fresh = {value: make(random) for value, make in self.makers.items()}
        pieces = self.pieces.copy()
        pieces[1::2] = [fresh[value] for value in pieces[1::2]]
        return "".join(pieces)


class Offers:
    """An endless supply, the same in every run."""

    def __init__(self, name: str, texts: tuple[str, ...], batch: int = BATCH) -> None:
        self.name = name
        self.batch = batch
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
        """A function that makes the next offers of a rotation."""
        offers = self.each(seed)
        return lambda: [next(offers) for _ in range(self.batch)]


@frozen
class Inputs:
    """What is read, written and answered."""

    all: Offers
    """Audio, video and data."""
    data: Offers
    audio: Offers
    fifty: Offers
    """50 sections."""

    def __str__(self) -> str:
        names = ("audio, video, data", "data only", "audio only", "50 sections")
        supplies = (self.all, self.data, self.audio, self.fifty)
        return "\n".join(f"  {name}: {one}" for name, one in zip(names, supplies, strict=True))


def from_capture() -> Inputs:
    """Audio, video and data with 12 candidates, and data alone, from one Chromium capture."""
    text = _read(CAPTURE)
    text = re.sub(r"^a=candidate:.* network-id 3\r\n", "", text, flags=re.MULTILINE)
    head, data = text[: text.index("m=")], text[text.index("m=application") :]
    head = head.replace("BUNDLE 0 1 2", "BUNDLE 0")
    head = re.sub(r"(?<=msid-semantic: WMS).*(?=\r)", "", head)
    return Inputs(
        Offers("a Chromium offer varied", (text,)),
        Offers("its data section", (head + data.replace("a=mid:2", "a=mid:0"),)),
        Offers("one", (_own("audio"),)),
        Offers("one", (_own("sections-50"),), FEW),
    )


def from_corpus(folder: Path) -> Inputs:
    """The same from a collection of captures; raises OSError where it is not there."""
    texts = tuple(_read(folder / "avdrot.sdps").split("=====\n"))
    return Inputs(
        Offers(f"{len(texts)} Chromium offers varied", texts),
        Offers("one", (_read(folder / "data.sdp"),)),
        Offers("one", (_read(folder / "audio.sdp"),)),
        Offers("one", (_read(folder / "m50.sdp"),), FEW),
    )


def _own(scenario: str) -> str:
    return _read(max(CORPUS.glob(f"chromium-*-{scenario}-offer.sdp")))


def _read(path: Path) -> str:
    return path.read_bytes().decode()
