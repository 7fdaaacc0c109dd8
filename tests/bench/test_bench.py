"""The benchmark runs, and its inputs are what they claim to be. No figure is judged."""

import json
import os
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from sdpsig.jsep import Offer
from sdpsig.sdp import parse, serialize
from tests.bench._answers import answer
from tests.bench._language import forgetful
from tests.bench._offers import BATCH, Offers, from_capture
from tests.bench._table import Table, machine
from tests.bench._timing import QUICK, Figure, Row, figure, interleave

ROOT = Path(__file__).parents[2]
ROWS = [
    "parse, audio, video, data, warm memo",
    "parse, audio, video, data, memo off",
    "parse, data only, warm memo",
    "parse, data only, memo off",
    "serialize what was read",
    "serialize an answer that was made",
    "offer to answer, warm memo",
    "offer to answer, memo off",
    "HTTP offers",
    "HTTP offers, 4 in flight, 20 held",
    "HTTP p50, 4 in flight, 20 held",
    "HTTP p99, 4 in flight, 20 held",
    "memory of a held session, of 200",
]


@pytest.mark.slow
def test_a_quick_run_prints_every_row(tmp_path: Path) -> None:
    result = tmp_path / "figures.json"
    command = [sys.executable, "-P", "-m", "tests.bench", "--quick", "--json", str(result)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows = json.loads(result.read_text())["rows"]
    assert [row["name"] for row in rows] == ROWS
    for row in rows:
        assert f"\n{row['name']}  " in done.stdout
        assert row["figures"]["sdpsig"]["best"] > 0
    assert all("aiortc" in row["figures"] for row in rows[:8])


@pytest.mark.parametrize("offers", from_capture(), ids=["all", "data"])
def test_no_two_offers_are_the_same_and_all_can_be_answered(offers: Offers) -> None:
    texts = list(islice(offers.each(), 2 * BATCH))
    assert len(set(texts)) == len(texts)
    assert texts == list(islice(offers.each(), 2 * BATCH))
    assert texts != list(islice(offers.each(seed=2), 2 * BATCH))
    for text in texts:
        description = parse(text)
        assert not description.warnings
        made = answer(Offer(description)).description
        assert [media.port for media in made.media] == [20_000] * len(description.media)


def test_what_belongs_to_a_connection_is_made_anew() -> None:
    offers, data = from_capture()
    first, second = (text.splitlines() for text in islice(offers.each(), 2))
    assert (offers.lines, offers.candidates) == (len(first), 12)
    assert data.candidates == 4
    same = sum(one == other for one, other in zip(first, second, strict=True))
    kinds = {
        one.partition(":")[0] for one, other in zip(first, second, strict=True) if one != other
    }
    assert same / len(first) > 0.75
    assert kinds >= {
        "a=ice-ufrag",
        "a=ice-pwd",
        "a=fingerprint",
        "a=candidate",
        "a=msid",
        "a=ssrc",
        "a=ssrc-group",
    }


def test_without_a_memo_nothing_is_remembered() -> None:
    registry = forgetful()
    text = next(from_capture()[0].each())
    assert serialize(parse(text, registry=registry)) == text
    assert not registry.memo.lines


def test_rounds_are_taken_in_turn() -> None:
    order = []

    def subject(name: str) -> float:
        order.append(name)
        return float(len(order))

    found = interleave({name: lambda name=name: subject(name) for name in "AB"}, 3)  # type: ignore[misc]
    assert order == list("ABABAB")
    assert found == {"A": Figure(1, 3), "B": Figure(2, 4)}


def test_a_ratio_says_how_many_times_better_we_are() -> None:
    assert figure([3, 1, 2]) == Figure(1, 2)
    assert figure([3, 1, 2], higher_is_better=True) == Figure(3, 2)
    figures = {"sdpsig": Figure(50, 60), "aiortc": Figure(100, 110)}
    assert Row("cost", "µs", figures).ratio("aiortc") == 2
    assert Row("rate", "/s", figures, higher_is_better=True).ratio("aiortc") == 0.5


def test_a_peer_that_is_not_there_is_named() -> None:
    rows = (Row("cost", "µs", {"sdpsig": Figure(50, 60)}, "≤ 95"),)
    table = Table(machine(), "offers", QUICK, rows, {"sdp-transform": "not installed"})
    lines = str(table).splitlines()
    assert [line.split() for line in lines if line.startswith("cost")] == [
        ["cost", "µs", "50", "(60)", "-", "-", "≤", "95"]
    ]
    assert lines[-1] == "not measured: sdp-transform: not installed"
