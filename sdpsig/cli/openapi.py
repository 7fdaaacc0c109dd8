"""``sdpsig openapi``: the JSON API in OpenAPI 3.1, for programs that write clients."""

import json
from collections.abc import Mapping, Sequence

from sdpsig._converter import unstructure
from sdpsig.cli._options import parser
from sdpsig.cli._screen import emit
from sdpsig.http import JsonApi, Response, openapi

__all__ = ["main"]

DESCRIPTION = """\
Print a description of the JSON API in OpenAPI 3.1, as a server with the default limits gives it
at /openapi.json."""

EXAMPLES = """\
examples:
  sdpsig openapi > openapi.json
      for a program that writes clients, or pages
  sdpsig openapi --auth-scheme bearer --metrics
      of a server that wants tokens, and counts for Prometheus
  curl -s http://127.0.0.1:8080/openapi.json
      the same from a server, with its own limits

Exit codes: 0 printed, 2 wrong usage or a standard output that cannot be written."""


def main(argv: Sequence[str], environ: Mapping[str, str]) -> int:
    """Print the description."""
    del environ
    flags = parser("openapi", DESCRIPTION, EXAMPLES)
    flags.add_argument(
        "--auth-scheme", metavar="NAME", help="how clients show who they are: bearer, basic, ..."
    )
    flags.add_argument("--metrics", action="store_true", help="describe /metrics, too")
    asked = flags.parse_args(argv)
    metrics = (lambda: Response(200)) if asked.metrics else None
    api = JsonApi(auth_scheme=asked.auth_scheme, metrics=metrics)
    emit(json.dumps(unstructure(openapi(api)), indent=2) + "\n")
    return 0
