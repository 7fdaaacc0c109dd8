"""The benchmark runs, and its inputs are what they claim to be. No figure is judged."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from itertools import islice
from math import isfinite
from pathlib import Path
from typing import Any

import pytest

from sdpsig.jsep import Negotiation, Offer, SignalingState, next_offer, plan_answer
from sdpsig.limits import Limits
from sdpsig.sdp import parse, serialize
from tests.bench._answers import CAPABILITIES, answer, transport
from tests.bench._bars import at_least, at_most, times
from tests.bench._growth import FAMILIES, answered_sections, exponent, unlimited
from tests.bench._language import forgetful
from tests.bench._machine import machine
from tests.bench._offers import Offers, from_capture
from tests.bench._peers import (
    AIORTC,
    AIORTC_WHOLE,
    NODE_DATACHANNEL,
    NPM_SDP_TRANSFORM,
    STARTS,
    WERIFT,
    Operation,
    able,
    peers,
    run,
)
from tests.bench._signaling import first, settled
from tests.bench._table import Table
from tests.bench._timing import QUICK, Figure, Row, figure, interleave

ROOT = Path(__file__).parents[2]
ROWS = [
    *(
        f"{name}, {memo}"
        for name in (
            "parse, audio, video, data",
            "parse, data only",
            "parse, audio only",
            "parse, 50 sections",
        )
        for memo in ("warm memo", "memo off")
    ),
    "serialize what was read",
    "serialize an answer that was made",
    *(
        f"{name}, {memo}"
        for name in (
            "parse, 1,000 candidates",
            "growth with lines",
            "growth with sections",
            "growth with candidates",
            "growth of answers with sections",
            "offer to answer, one of 64 sections",
            "offer to answer",
            "offer to answer, data only",
        )
        for memo in ("warm memo", "memo off")
    ),
    "our offer, the first, audio, video, data",
    "our offer, once more, audio, video, data",
    *(
        f"{dialect} {what}"
        for dialect in ("HTTP", "WHIP")
        for what in (
            "offers",
            "offers, 4 in flight, 100 held",
            "p50, 4 in flight, 100 held",
            "p99, 4 in flight, 100 held",
        )
    ),
    "HTTP offers answered, beside 4 who send garbage",
    "HTTP p99, beside 4 who send garbage",
    "memory of a session held by a server, of 100",
    "memory of a held description, of 100",
    "memory of a held session, of 200",
    "memory of a live session, of 400",
    "a timer change, beside 100",
    "a timer change, beside 400",
    "growth of a timer change, for each of them",
    "timers of 400 idle sessions",
    "a report that changes timers, beside 100",
    "a report that changes timers, beside 400",
    "growth of a report that changes timers, for each of them",
    "open, answer, close, beside 100",
    "open, answer, close, beside 400",
    "growth of open, answer, close, for each of them",
]


PATIENCE = 1_800
"""Seconds: on a machine that is busy with other work everything takes its time."""


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE)
def test_a_quick_run_prints_every_row(tmp_path: Path) -> None:
    result = tmp_path / "figures.json"
    command = [sys.executable, "-P", "-m", "tests.bench", "--quick", "--json", str(result)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(result.read_text())
    rows = found["rows"]
    assert set(found["peers"]) | set(found["not_measured"]) >= set(STARTS)
    assert not set(found["peers"]) & set(found["not_measured"])
    assert [row["name"] for row in rows] == ROWS
    for row in rows:
        assert f"\n{row['name']}  " in done.stdout
        best = row["figures"]["sdpsig"]["best"]
        assert isfinite(best) if row["unit"] == "exp" else best > 0
    answering = {AIORTC, AIORTC_WHOLE, WERIFT, NODE_DATACHANNEL}
    for row in rows[:10]:
        reading = set(found["peers"]) - {AIORTC_WHOLE, NODE_DATACHANNEL}
        assert set(row["figures"]) == {"sdpsig", *reading}
    for name in ("offer to answer, warm memo", "offer to answer, memo off"):
        row = rows[ROWS.index(name)]
        assert set(row["figures"]) == {"sdpsig", *(answering & set(found["peers"]))}


INPUTS = from_capture()
SUPPLIES = {
    "all": INPUTS.all,
    "data": INPUTS.data,
    "audio": INPUTS.audio,
    "fifty": INPUTS.fifty,
}


@pytest.mark.parametrize("offers", SUPPLIES.values(), ids=SUPPLIES)
def test_no_two_offers_are_the_same_and_all_can_be_answered(offers: Offers) -> None:
    count = 2 * offers.batch
    texts = list(islice(offers.each(), count))
    assert len(set(texts)) == len(texts)
    assert texts == list(islice(offers.each(), count))
    assert texts != list(islice(offers.each(seed=2), count))
    for text in texts:
        description = parse(text)
        assert not description.warnings
        made = answer(Offer(description)).description
        assert [media.port for media in made.media] == [20_000] * len(description.media)


def test_what_belongs_to_a_connection_is_made_anew() -> None:
    offers, data = INPUTS.all, INPUTS.data
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
    text = next(INPUTS.all.each())
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


def test_a_bar_is_met_or_missed_or_cannot_be_told() -> None:
    row = Row("cost", "µs", {"sdpsig": Figure(50, 60), "aiortc": Figure(100, 110)})
    for wanted, verdict in (
        ((), ""),
        ((at_most(50),), "met"),
        ((at_most(49),), "missed"),
        ((at_least(50),), "met"),
        ((at_least(51),), "missed"),
        ((at_most(50), times(2, "aiortc")), "met"),
        ((at_most(50), times(2.1, "aiortc")), "missed"),
        ((at_most(50), times(2, "werift")), "not measured"),
        ((at_most(49), times(2, "werift")), "missed"),
    ):
        assert row.judge(wanted) == verdict
    assert [*map(str, (at_most(1500), at_least(0.5), times(1.9, "aiortc")))] == [
        "≤ 1,500",
        "≥ 0.5",
        "≥ 1.9x aiortc",
    ]


def test_an_exponent_is_the_slope_of_growth() -> None:
    sizes = (1, 2, 4, 8)
    assert exponent(sizes, [3 * size for size in sizes]) == pytest.approx(1)
    assert exponent(sizes, [3 * size**2 for size in sizes]) == pytest.approx(2)
    assert exponent(sizes, [7, 7, 7, 7]) == pytest.approx(0)


@pytest.mark.parametrize("make", FAMILIES.values(), ids=FAMILIES)
def test_what_grows_is_good_and_as_large_as_it_says(make: Callable[..., str]) -> None:
    small, large = (make(INPUTS, size, 1) for size in (1, 8))
    assert make(INPUTS, 1, 2) != small
    assert 4 < large.count("\n") / small.count("\n") < 8
    for text in (small, large):
        description = parse(text, limits=unlimited())
        assert not description.warnings
        assert serialize(description) == text


def test_1000_candidates_are_1000() -> None:
    text = FAMILIES["candidates"](INPUTS, 8, 1)
    assert text.count("\na=candidate:") == 1000
    assert unlimited().lines > Limits().lines


def test_the_sections_of_what_is_answered_have_tracks_of_their_own() -> None:
    text = answered_sections(INPUTS, 128, 1)
    made = answer(Offer(parse(text, limits=unlimited()))).description
    assert sum(media.port != 0 for media in made.media) == 128
    assert not plan_answer(Offer(parse(text, limits=unlimited())), CAPABILITIES).warnings
    assert answered_sections(INPUTS, 128, 2) != text


@pytest.mark.parametrize("make", [first, settled])
def test_our_offers_have_audio_video_and_data(make: Callable[[], Negotiation]) -> None:
    negotiation = make()
    assert negotiation.state is SignalingState.STABLE
    _, offer = next_offer(negotiation, lambda mid: transport())
    kinds = [media.kind for media in offer.description.media]
    assert kinds == ["audio", "video", "application"]
    assert (negotiation.exchange is not None) is (make is settled)


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE)
def test_a_peer_measures_itself(tmp_path: Path) -> None:
    missing: dict[str, str] = {}
    with peers(missing) as found:
        assert {*found, *missing} == set(STARTS)
        for peer in found.values():
            assert peer.version[0].isdigit()
            assert peer.operations
        for operation in Operation:
            measures = able(found, operation, INPUTS.data.batches, QUICK)
            assert set(measures) == {
                name for name, peer in found.items() if operation in peer.operations
            }
            assert all(measure() > 0 for measure in measures.values())


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        (lambda *_: 1 / 0, "division by zero"),
        (lambda *_: run("sh", "-c", "echo no such thing >&2; exit 1"), "sh failed: no such thing"),
    ],
)
def test_a_peer_that_does_not_come_up_is_told_with_the_reason(
    monkeypatch: pytest.MonkeyPatch, start: Any, reason: str
) -> None:
    monkeypatch.setattr("tests.bench._peers.STARTS", {AIORTC: start})
    missing: dict[str, str] = {}
    with peers(missing) as found:
        assert not found
    assert missing == {AIORTC: reason}


def test_a_peer_that_is_not_there_is_named() -> None:
    rows = (
        Row("cost", "µs", {"sdpsig": Figure(50, 60), "aiortc": Figure(40, 45)}, (at_most(95),)),
        Row("slope", "exp", {"sdpsig": Figure(1, 2), "aiortc": Figure(2, 3)}, compared=False),
    )
    table = Table(machine(), "  offers", QUICK, rows, {"aiortc": "1.16", "werift": "0.24"})
    table.not_measured = {NPM_SDP_TRANSFORM: "node is not installed"}
    lines = str(table).splitlines()
    assert [line.split() for line in lines if line.startswith(("cost", "slope"))] == [
        ["cost", "µs", "50", "(60)", "40", "(45)", "0.80x", "-"],
        ["slope", "exp", "1", "(2)", "2", "(3)", "-"],
        ["cost", "50", "≤", "95", "met"],
    ]
    assert lines[-1] == f"not measured: {NPM_SDP_TRANSFORM}: node is not installed"
    cost, slope = table.as_json()["rows"]
    assert cost["bar"] == {"wanted": ["≤ 95"], "verdict": "met"}
    assert "ratio" in cost["figures"]["aiortc"]
    assert "ratio" not in slope["figures"]["aiortc"]
