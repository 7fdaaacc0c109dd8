import re
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from attrs import frozen

from sdpsig import cli
from sdpsig.cli import serve
from sdpsig.cli._settings import IceServerSettings, ServeSettings
from sdpsig.cli._sources import SettingsError
from sdpsig.cli.serve import read_settings

LAST_LINE = "sdpsig serve --help explains all settings."


@frozen
class Config:
    """Stands in for the configuration that is made of settings."""

    settings: ServeSettings


class ServerConfigs(ModuleType):
    """Stands in for what makes it."""

    def server_config(self, settings: ServeSettings) -> Config:
        return Config(settings)


class Server(ModuleType):
    """Stands in for the reference server."""

    def __init__(self, exit_code: int = 0) -> None:
        super().__init__("sdpsig.adapters.server")
        self.exit_code = exit_code
        self.calls: list[Config] = []

    def run(self, config: Config) -> int:
        self.calls.append(config)
        return self.exit_code


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    server = Server()
    configs = ServerConfigs("sdpsig.cli._server_config")
    monkeypatch.setitem(sys.modules, "sdpsig.cli._server_config", configs)
    monkeypatch.setitem(sys.modules, "sdpsig.adapters.server", server)
    return server


@pytest.fixture
def conf(tmp_path: Path) -> Callable[[str], str]:
    def write(text: str) -> str:
        path = tmp_path / "c.toml"
        path.write_text(text)
        return str(path)

    return write


def test_without_a_word_the_server_gets_the_defaults(server: Server) -> None:
    assert cli.main(["serve"], {}) == 0
    assert server.calls == [Config(ServeSettings())]


@pytest.mark.parametrize("exit_code", [0, 1])
def test_the_exit_code_is_that_of_the_server(server: Server, exit_code: int) -> None:
    server.exit_code = exit_code
    assert cli.main(["serve"], {}) == exit_code


def test_flags_win_over_the_environment_and_that_over_the_file(
    server: Server, conf: Callable[[str], str]
) -> None:
    path = conf('port = 1\nhost = "a"\nlog_level = "error"\nloopback = true\n')
    environ = {"SDPSIG_PORT": "2", "SDPSIG_HOST": "b", "OTHER": "x"}
    assert cli.main(["serve", "--conf", path, "--port", "3", "--no-loopback"], environ) == 0
    assert server.calls == [Config(ServeSettings(port=3, host="b", log_level="error"))]


def test_the_file_may_be_named_in_the_environment(conf: Callable[[str], str]) -> None:
    path = conf("port = 1\n")
    assert read_settings([], {"SDPSIG_CONF": path}).port == 1
    assert read_settings([], {"SDPSIG_CONF": ""}).port == 8080
    assert read_settings(["--conf", path], {"SDPSIG_CONF": "/nonexistent"}).port == 1


def test_all_mistakes_go_to_stderr_one_a_line_and_the_server_does_not_start(
    server: Server, conf: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = conf("prot = 1\nport = 'x'\n")
    argv = ["serve", "--conf", path, "--prot", "9", "--port", "x"]
    assert cli.main(argv, {"SDPSIG_PROT": "1", "SDPSIG_PORT": "x"}) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines() == [
        f"{path}:port: must be an integer, not a string",
        f"{path}:prot: is not known; did you mean port?",
        "environment:SDPSIG_PORT: must be an integer",
        "environment:SDPSIG_PROT: is not known; did you mean SDPSIG_PORT?",
        "--port: must be an integer",
        "--prot: is not known; did you mean --port?",
        LAST_LINE,
    ]
    assert server.calls == []


def test_a_file_that_cannot_be_read_hides_no_other_mistake(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["serve", "--conf", "/nonexistent/c.toml", "--prot"], {}) == 2
    assert capsys.readouterr().err.splitlines() == [
        "/nonexistent/c.toml: cannot be read: No such file or directory",
        "--prot: is not known; did you mean --port?",
        LAST_LINE,
    ]


def test_flags_that_cannot_be_read_hide_no_other_mistake() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(["--port"], {"SDPSIG_PORT": "x", "SDPSIG_CONF": "/nonexistent/c.toml"})
    assert caught.value.mistakes == (
        "argument --port: expected one argument",
        "/nonexistent/c.toml: cannot be read: No such file or directory",
        "environment:SDPSIG_PORT: must be an integer",
    )


@pytest.mark.parametrize("missing", sorted(serve.EXTRA))
def test_a_missing_extra_is_told_with_the_command_that_installs_it(
    missing: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_name: str) -> ModuleType:
        raise ModuleNotFoundError(f"No module named '{missing}.sub'", name=f"{missing}.sub")

    monkeypatch.setattr(serve, "import_module", fail)
    assert serve.main([], {}) == 1
    assert capsys.readouterr().err == (
        f"sdpsig serve needs {missing}, which is not installed:"
        f" pip install 'sdpsig[{serve.EXTRA[missing]}]'\n"
    )


@pytest.mark.parametrize("name", ["sdpsig.oops", None])
def test_a_missing_module_of_our_own_is_a_crash(
    name: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_name: str) -> ModuleType:
        raise ModuleNotFoundError("oops", name=name)

    monkeypatch.setattr(serve, "import_module", fail)
    with pytest.raises(ModuleNotFoundError, match="oops"):
        serve.main([], {})


def test_help_is_no_mistake_and_tells_where_settings_come_from(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["serve", "--help"], {"SDPSIG_PROT": "x"}) == 0
    text = capsys.readouterr().out
    assert serve.EPILOG in text
    order = [text.index(word) for word in ("1. a flag", "2. the environ", "3. the file", "4. the")]
    assert order == sorted(order)
    assert server.calls == []


def test_the_examples_in_the_help_work(conf: Callable[[str], str]) -> None:
    for line in re.findall(r"^  (?:SDPSIG_\w+=\w+ )?sdpsig serve(.*)", serve.EPILOG, re.MULTILINE):
        path = conf("")
        read_settings(line.replace("config.toml", path).split(), {})
    read_settings(re.findall(r"--ice-server \S+", serve.EPILOG)[0].split(), {})
    turn = IceServerSettings(urls=("turn:t.example.org",), username="u", credential="c")
    variables = dict(re.findall(r"^  (SDPSIG_ICE_SERVERS)='(.*)'$", serve.EPILOG, re.MULTILINE))
    assert read_settings([], variables).ice_servers == (turn,)
    table = serve.EPILOG.partition("in the file:\n")[2].partition("\n\n")[0]
    assert tomllib.loads(table)["ice_servers"]
    path = conf("\n".join(line.strip() for line in table.splitlines()))
    assert read_settings(["--conf", path], {}).ice_servers[0].credential == "c"
