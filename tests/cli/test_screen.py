import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sdpsig.cli._screen import NARROWEST, WIDEST, Screen, emit, printable


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environ", "choice", "colour"),
    [
        (Terminal(), {}, "auto", True),
        (Terminal(), {"NO_COLOR": "1"}, "auto", False),
        (Terminal(), {"NO_COLOR": ""}, "auto", True),
        (Terminal(), {"TERM": "dumb"}, "auto", False),
        (Terminal(), {"NO_COLOR": "1"}, "always", True),
        (Terminal(), {}, "never", False),
        (io.StringIO(), {}, "auto", False),
        (io.StringIO(), {"FORCE_COLOR": "1"}, "auto", True),
        (io.StringIO(), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, "auto", False),
        (io.StringIO(), {}, "always", True),
    ],
)
def test_colour_is_for_terminals_and_for_whoever_asks(
    stream: io.StringIO, environ: dict[str, str], choice: str, colour: bool
) -> None:
    assert Screen.of(stream, environ, choice).colour is colour
    assert ("\x1b[" in Screen(colour=colour).style("x", "error")) is colour


@pytest.mark.parametrize(
    ("columns", "width"),
    [("20", NARROWEST), ("72", 72), ("900", WIDEST), ("", 100), ("0", 100), ("wide", 100)],
)
def test_the_width_is_that_of_the_environment_within_reason(columns: str, width: int) -> None:
    assert Screen.of(io.StringIO(), {"COLUMNS": columns}).width == width


def test_a_terminal_is_asked_for_its_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.get_terminal_size", lambda _: os.terminal_size((66, 20)))
    assert Screen.of(Terminal(), {}).width == 66


def test_long_words_are_broken_into_lines_and_long_lines_are_clipped() -> None:
    screen = Screen(width=40)
    lines = screen.wrapped("word " * 30, "> ")
    assert len(lines) > 3
    assert all(len(line) <= 40 for line in lines)
    assert lines[0].startswith("> word")
    assert lines[1].startswith("  word")
    assert screen.wrapped("", "> ") == [">"]
    assert screen.clipped("x" * 50, 10) == "xxxxxxx..."
    assert screen.clipped("short", 10) == "short"
    assert len(screen.ruled("title")) == 40


def test_nothing_that_moves_the_cursor_or_turns_text_around_is_printed() -> None:
    assert printable("a\x1b[2J\x07b") == "a\\x1b[2J\\x07b"
    assert printable("a\u202eb\x9b") == "a\\u202eb\\x9b"
    assert printable("G\u00fcnther") == "G\u00fcnther"


def test_what_an_encoding_does_not_have_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, "ascii"))
    emit("RFC 8866 \u00a75\n")
    assert raw.getvalue() == b"RFC 8866 ?5\n"


def test_a_reader_that_leaves_early_is_no_reason_to_fail() -> None:
    program = "from sdpsig.cli._screen import emit; emit('x' * 1_000_000)"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that Linux has")
def test_an_output_that_takes_nothing_is_said_and_is_2() -> None:
    program = "from sdpsig.cli._screen import emit; emit('x' * 1_000_000)"
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", program], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.stderr == b"sdpsig: the standard output: No space left on device\n"
    assert done.returncode == 2


def test_a_closed_output_is_said_and_is_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert not Screen.of(sys.stdout, {}).colour
    with pytest.raises(SystemExit, match="2"):
        emit("x")
    assert capsys.readouterr().err == "sdpsig: the standard output: it is closed\n"
