"""The Dockerfile and the compose files: what can be said of them without pulling an image."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sdpsig.cli._server_config import server_config
from sdpsig.cli.serve import read_settings
from tests._extras import require_modules
from tests._require import require_program
from tests.adapters._served import Served
from tests.foreign._servers import free_port

pytestmark = pytest.mark.xdist_group("deploy")

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "examples" / "deploy"
COMPOSE = ("compose.yaml", "compose.turn.yaml")
GIVEN = {
    "SDPSIG_BEARER_TOKEN": "correct-horse-battery-staple",
    "TURN_HOST": "turn.example.org",
    "TURN_SECRET": "north",
}
"""What somebody says who starts them."""


def dockerfile() -> str:
    """With each instruction in one line."""
    return (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")


def composed(name: str) -> str:
    """A compose file with its variables filled in."""
    text = (DEPLOY / name).read_text(encoding="utf-8")
    return re.sub(r"\$\{(\w+)(?::\?[^}]*)?\}", lambda found: GIVEN[found[1]], text)


def environment(name: str) -> dict[str, str]:
    """What a compose file says to our server."""
    from compose_spec import PyCompose

    said = PyCompose.from_yaml(composed(name)).to_dict()["services"]["sdpsig"]["environment"]
    return {key: str(value) for key, value in said.items() if value is not None}


def test_hadolint_has_nothing_to_say() -> None:
    hadolint = require_program(str(Path(sys.executable).with_name("hadolint")), "hadolint")
    said = subprocess.run(
        [hadolint, "--no-color", str(ROOT / "Dockerfile")],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (said.stdout, said.stderr, said.returncode) == ("", "", 0)


def test_what_is_copied_is_there_and_nobody_is_root() -> None:
    text = dockerfile()
    sources = [
        source
        for line in re.findall(r"(?m)^COPY (?!--from)(.*)$", text)
        for source in line.split()[:-1]
    ]
    let_through = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {f"!{source}" for source in sources} == {line for line in let_through if line[0] == "!"}
    assert all((ROOT / source).exists() for source in sources)
    assert re.findall(r"(?m)^USER (.*)$", text) == ["10001:10001"]


def test_the_health_check_tells_a_server_that_serves_from_one_that_does_not(
    server: Served,
) -> None:
    (command,) = re.findall(r"HEALTHCHECK .* CMD (\[.*\])", dockerfile())
    python, *arguments = json.loads(command)
    assert python == "python"
    for port, healthy in ((server.port, True), (free_port(), False)):
        checked = subprocess.run(
            [sys.executable, *arguments],
            env={"SDPSIG_PORT": str(port)},
            capture_output=True,
            check=False,
            timeout=30,
        )
        assert (checked.returncode == 0) is healthy, checked.stderr


@pytest.mark.parametrize("name", COMPOSE)
def test_a_compose_file_keeps_to_the_specification(name: str) -> None:
    require_modules("compose_spec")
    from compose_spec import PyCompose

    services = PyCompose.from_yaml(composed(name)).service_names()
    assert "sdpsig" in services


def test_the_server_understands_what_the_compose_files_say() -> None:
    require_modules("compose_spec")
    environ = {key: value for name in COMPOSE for key, value in environment(name).items()}
    config = server_config(read_settings([], environ))
    assert (config.host, config.port) == ("127.0.0.1", 8080)
    assert config.access.authenticate is not None
    assert config.access.rates is not None
    servers = config.api.ice_servers
    assert [server.urls for server in servers.static] == [("stun:turn.example.org:3478",)]
    (turn,) = servers.turn
    assert (turn.secret, len(turn.urls)) == ("north", 2)
