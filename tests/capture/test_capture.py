"""The corpus is what its page says, and can be captured anew."""

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests._corpus import CORPUS, OWN
from tests._require import require_program
from tests.browser._programs import CHROMIUM, FIREFOX
from tests.capture import _network
from tests.capture.__main__ import main
from tests.capture._exchange import Captured
from tests.capture._provenance import NAME, entries, entry, remove, write
from tests.capture._scenarios import SCENARIOS

ROOT = Path(__file__).parents[2]


def said(folder: Path) -> dict[str, tuple[str, ...]]:
    """The kinds of lines of each file: what does not change from run to run."""
    kind = re.compile(r"^([a-z]=(?:[a-z-]+(?=[:\r ]))?)", re.MULTILINE)
    return {
        path.name: tuple(dict.fromkeys(kind.findall(path.read_bytes().decode())))
        for path in sorted(folder.glob("*.sdp"))
    }


def test_the_page_lists_every_file_as_it_is_and_no_other() -> None:
    assert entries(CORPUS) == {path.name: entry(path) for path in CORPUS.glob("*.sdp")}


def test_every_scenario_was_captured_with_both_browsers_offering() -> None:
    page = (CORPUS / NAME).read_text(encoding="utf-8")
    for scenario in SCENARIOS:
        if f"\nNot captured: {scenario.name}," in page:
            continue
        for browser in ("chromium", "firefox"):
            for step in scenario.steps:
                name = "-".join(filter(None, (scenario.name, step.name, "offer")))
                assert [one for one in OWN if re.fullmatch(rf"{browser}-\d+-{name}", one)]


def test_all_lines_end_as_browsers_end_them() -> None:
    for text in OWN.values():
        assert text.count("\n") == text.count("\r\n") > 3
        assert text.endswith("\r\n")


def test_a_page_is_written_from_what_was_captured_and_a_run_takes_away_no_more(
    tmp_path: Path,
) -> None:
    captured = [
        Captured("chromium", "156.0.1", "data", "", "offer", "v=0\r\n", ("firefox: no",)),
        Captured("firefox", "153.7", "recycled", "stopped", "answer-to-chromium", "v=0\r\n"),
    ]
    (tmp_path / "data--chromium-offer-created.sdp").write_bytes(b"v=0\r\n")
    for one in captured:
        (tmp_path / one.file).write_bytes(one.text.encode())
    write(tmp_path, captured, {"turn": "no server"}, date(2026, 11, 24))
    assert (
        set(entries(tmp_path))
        == {path.name for path in tmp_path.glob("*.sdp")}
        == {
            "chromium-156-data-offer.sdp",
            "data--chromium-offer-created.sdp",
            "firefox-153-recycled-stopped-answer-to-chromium.sdp",
        }
    )
    page = (tmp_path / NAME).read_text(encoding="utf-8")
    for line in (
        "On 2026-11-24: Chromium 156.0.1 and Firefox 153.7.",
        "`chromium-156-data-offer.sdp` was refused by firefox: no",
        "Not captured: turn, because: no server.",
        "// stopped offerer",
    ):
        assert f"\n{line}\n" in page
    (tmp_path / "other.sdp").write_bytes(b"v=0\r\n")
    remove(tmp_path)
    kept = ["data--chromium-offer-created.sdp", "other.sdp"]
    assert sorted(path.name for path in tmp_path.glob("*.sdp")) == kept
    (tmp_path / NAME).unlink()
    remove(tmp_path)
    assert len(list(tmp_path.glob("*.sdp"))) == 2


def test_the_help_teaches_every_scenario(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    page = capsys.readouterr().out
    for scenario in SCENARIOS:
        assert f"\n  {scenario.name} " in page


def test_the_corpus_is_not_captured_in_part(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--scenario", "data"])
    assert "--scenario needs --to" in capsys.readouterr().err


@pytest.mark.browser
def test_it_can_be_captured_anew(tmp_path: Path) -> None:
    for program in (CHROMIUM, FIREFOX):
        require_program(*program.binaries)
    if reason := _network.why_not():
        pytest.skip(f"no network of its own here: {reason}")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "tests.capture", "--scenario", "data", "--to", str(tmp_path)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    captured, kept = said(tmp_path), said(CORPUS)
    assert len(captured) == 6
    assert set(entries(tmp_path)) == set(captured)
    if set(captured) <= set(kept):  # of the same versions
        assert captured == {name: kept[name] for name in captured}
