"""``sdpsig openapi``: what a server would say."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sdpsig.http import JsonApi, openapi
from sdpsig.wire import encode
from tests.cli._run import Runner


def test_it_prints_what_a_server_says_of_itself(run: Runner) -> None:
    done = run("openapi")
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out) == json.loads(encode(openapi(JsonApi())))


def test_credentials_and_metrics_are_described_on_demand(run: Runner) -> None:
    document = json.loads(run("openapi", "--auth-scheme", "bearer", "--metrics").out)
    (scheme,) = document["components"]["securitySchemes"].values()
    assert scheme == {"type": "http", "scheme": "bearer"}
    assert "/metrics" in document["paths"]


def test_help_has_examples_and_wrong_usage_its_exit_code(run: Runner) -> None:
    assert "sdpsig openapi > openapi.json" in run("openapi", "--help").out
    assert run("openapi", "--metriks").code == 2


OPENAPI = [sys.executable, "-m", "sdpsig", "openapi"]


def test_a_reader_that_leaves_early_is_no_reason_to_fail() -> None:
    with subprocess.Popen(OPENAPI, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that Linux has")
def test_an_output_that_takes_nothing_is_said_and_is_2() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(OPENAPI, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.stderr == b"sdpsig: the standard output: No space left on device\n"
    assert done.returncode == 2
