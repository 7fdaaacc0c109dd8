"""``sdpsig conform`` against the reference server, and against none."""

import asyncio
import socket

import pytest

from sdpsig.cli import main
from tests._extras import require_modules
from tests.adapters._served import serving

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def _few_clauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enough for a table; all of them are asked in the tests of the clauses."""
    require_modules("httpx")
    from sdpsig.adapters import conform

    told = (
        "an offer is answered with 201",
        "without a tag a PATCH is 428",
        "no extension is needed",
    )
    few = tuple(clause for clause in conform.CLAUSES if clause.text in told)
    monkeypatch.setattr(conform, "CLAUSES", few)


async def conform(*argv: str) -> int:
    return await asyncio.to_thread(main, ["conform", *argv], {})


async def test_the_reference_server_passes_where_it_is_strict(
    capsys: pytest.CaptureFixture[str],
) -> None:
    require_modules("uvicorn", "aiortc")
    async with serving("--streams", "strict") as served:
        assert await conform(f"{served.url}/whip/studio") == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed == [
        "  1  passed  RFC 9725 §4.2      MUST    an offer is answered with 201",
        "  2  passed  RFC 9725 §4.9      MUST    no extension is needed",
        "  3  passed  RFC 9725 §4.3.1    MUST    without a tag a PATCH is 428",
        "3 passed",
    ]


async def test_what_fails_is_told_with_what_was_seen(capsys: pytest.CaptureFixture[str]) -> None:
    require_modules("uvicorn", "aiortc")
    async with serving() as served:
        assert await conform(f"{served.url}/whip/studio") == 1
    printed = capsys.readouterr().out
    assert "failed  RFC 9725 §4.3.1    MUST    without a tag a PATCH is 428  (got 204)" in printed
    assert printed.splitlines()[-1] == "1 failed, 2 passed"


async def test_a_server_that_cannot_be_reached_is_exit_code_2(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert await conform(f"http://127.0.0.1:{port}/whip/studio", "--token", "hush") == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"sdpsig conform: http://127.0.0.1:{port}/whip/studio: ")
    assert "hush" not in said.err


@pytest.mark.parametrize("argv", [(), ("ftp://x",), ("http://[",), ("http://x", "--timeout", "x")])
async def test_wrong_usage_is_exit_code_2(argv: tuple[str, ...]) -> None:
    assert await conform(*argv) == 2
