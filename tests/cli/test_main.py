import ast
import os
import re
import runpy
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

import pytest

import sdpsig
from sdpsig import cli

HERE = Path(cli.__file__).parent


class Recorder(ModuleType):
    """Stands in for a command."""

    def __init__(self, exit_code: int) -> None:
        super().__init__("sdpsig.cli.serve")
        self.exit_code = exit_code
        self.calls: list[tuple[Sequence[str], Mapping[str, str]]] = []

    def main(self, argv: Sequence[str], environ: Mapping[str, str]) -> int:
        self.calls.append((argv, environ))
        return self.exit_code


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    recorder = Recorder(7)
    monkeypatch.setitem(sys.modules, "sdpsig.cli.serve", recorder)
    return recorder


def test_a_command_gets_the_words_after_its_name_and_gives_the_exit_code(serve: Recorder) -> None:
    assert cli.main(["serve", "--port", "0"], {"A": "b"}) == 7
    assert serve.calls == [(["--port", "0"], {"A": "b"})]


def test_an_interrupt_is_an_exit_code_and_no_traceback(
    serve: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(argv: Sequence[str], environ: Mapping[str, str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(serve, "main", interrupted)
    assert cli.main(["serve"], {}) == 130


def test_by_default_the_words_and_the_environment_are_those_of_the_process(
    serve: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["sdpsig", "serve", "--loopback"])
    assert cli.main() == 7
    assert serve.calls == [(["--loopback"], os.environ)]


def test_python_m_sdpsig_is_the_same_command(
    serve: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["sdpsig", "serve"])
    with pytest.raises(SystemExit) as stop:
        runpy.run_module("sdpsig", run_name="__main__")
    assert stop.value.code == 7
    assert len(serve.calls) == 1


def test_importing_the_main_module_runs_nothing(serve: Recorder) -> None:
    runpy.run_module("sdpsig", run_name="sdpsig.__main__")
    assert serve.calls == []


def test_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"], {}) == 0
    assert capsys.readouterr().out == f"sdpsig {sdpsig.__version__}\n"


@pytest.mark.parametrize("word", ["--help", "-h"])
def test_help_names_every_command_and_every_exit_code(
    word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([word], {}) == 0
    text = capsys.readouterr().out
    for name, line in cli.COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(line)}$", text, re.MULTILINE)
    assert "0 done, 1 found faults or failed, 2 wrong usage" in text


def test_no_command_shows_the_help_as_a_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([], {}) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("usage: sdpsig [--help] [--version] COMMAND ...")


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("serv", "did you mean serve?"),
        ("--verison", "did you mean --version?"),
        ("dance", "there is serve, lint, explain, diff, answer, conform, openapi, replay"),
    ],
)
def test_an_unknown_command_is_reported_with_the_nearest_one(
    word: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([word], {}) == 2
    assert capsys.readouterr().err == f"sdpsig: no such command: {word}; {hint}\n"


def test_every_public_module_of_the_package_is_a_command() -> None:
    modules = {path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_")}
    assert modules == set(cli.COMMANDS)


def test_help_and_version_load_no_command_and_nothing_from_outside() -> None:
    code = (
        "import sys; from sdpsig.cli import main; main(['--version'], {}); main(['--help'], {});"
        "print([name for name in sys.modules"
        " if name.startswith(('attr', 'cattr', 'sdpsig.'))], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ast.literal_eval(done.stderr) == ["sdpsig.cli"]
