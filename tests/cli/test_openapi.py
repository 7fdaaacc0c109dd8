"""``sdpsig openapi``: what a server would say."""

import json

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
