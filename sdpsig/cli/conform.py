"""``sdpsig conform``: whether a WHIP server keeps to RFC 9725, clause by clause."""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from sdpsig.cli._options import parser
from sdpsig.cli._screen import emit

__all__ = ["main"]

DESCRIPTION = """\
Ask a WHIP server, clause by clause, whether it keeps to RFC 9725 and to RFC 8840. It makes and ends
some two hundred sessions, one after the other; no media flows."""

EXAMPLES = """\
examples:
  sdpsig conform http://127.0.0.1:8080/whip/studio
      all clauses, as a table; sdpsig serve --streams strict passes
  sdpsig conform --token SECRET https://whip.example.com/live
      with a bearer token

Exit codes: 0 no MUST failed (--fail-on should: none at all), 1 some did, 2 wrong usage, a server
that cannot be reached, or a URL where a good offer gets neither a session nor a redirect."""

REFUSALS = {
    401: "who asks has to be known (--token)",
    403: "who asks may not",
    429: "the server bounds how often it is asked",
}
"""Why an endpoint may refuse a good offer and still be one."""


class NoEndpoint(Exception):  # noqa: N818  # says what is there, not what went wrong
    """What the URL leads to takes no offers."""


def main(argv: Sequence[str], environ: Mapping[str, str]) -> int:
    """Check every clause and print what became of it."""
    del environ
    flags = parser("conform", DESCRIPTION, EXAMPLES)
    flags.add_argument("url", metavar="URL", help="the WHIP endpoint")
    flags.add_argument("--token", help="a bearer token")
    flags.add_argument(
        "--timeout",
        type=float,
        default=10.0,
        metavar="SECONDS",
        help="for a response; 10 by default",
    )
    flags.add_argument(
        "--fail-on",
        choices=("must", "should"),
        default="must",
        help="the least that makes the exit code 1; must by default",
    )
    said = flags.parse_args(argv)
    try:
        httpx = import_module("httpx")
        conform = import_module("sdpsig.adapters.conform")
    except ModuleNotFoundError as error:
        if error.name != "httpx":
            raise
        print("sdpsig conform needs httpx: pip install 'sdpsig[httpx]'", file=sys.stderr)
        return 1
    try:
        failed = asyncio.run(_ask(said, httpx, conform))
    except (httpx.HTTPError, httpx.InvalidURL, NoEndpoint) as error:
        print(f"sdpsig conform: {said.url}: {error or type(error).__name__}", file=sys.stderr)
        return 2
    return int(bool(failed & {"MUST", said.fail_on.upper()}))


async def _ask(said: Any, httpx: Any, conform: Any) -> set[str]:
    """Print the table; the levels of what failed."""
    headers = {} if said.token is None else {"authorization": f"Bearer {said.token}"}
    counts: dict[str, int] = {}
    failed: set[str] = set()
    async with httpx.AsyncClient(headers=headers, timeout=said.timeout) as client:
        peer = conform.Peer(client, said.url)
        status = await conform.greet(peer)
        if status != 201 and not 300 <= status <= 399:
            why = REFUSALS.get(status, "no WHIP endpoint")
            raise NoEndpoint(f"{why}: a good offer got {status}")
        async for result in conform.run(peer, conform.CLAUSES):
            clause = result.clause
            counts[result.verdict] = counts.get(result.verdict, 0) + 1
            if result.verdict == "failed":
                failed.add(clause.level.value)
            seen = f"  ({result.detail})" if result.detail else ""
            emit(
                f"{result.number:3}  {result.verdict:6}  {clause.section:18} {clause.level:6}"
                f"  {clause.text}{seen}\n"
            )
    emit(", ".join(f"{number} {verdict}" for verdict, number in sorted(counts.items())) + "\n")
    return failed
