"""``sdpsig conform`` against the reference server, and against none."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

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


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (404, "no WHIP endpoint"),
        (405, "no WHIP endpoint"),
        (200, "no WHIP endpoint"),
        (401, "who asks has to be known (--token)"),
    ],
)
async def test_where_a_good_offer_is_refused_no_clause_is_asked(
    status: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with answering(status) as (url, asked):
        assert await conform(url) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"sdpsig conform: {url}: {told}: a good offer got {status}\n"
    assert asked == ["POST"]


async def test_a_redirect_is_for_the_clauses_to_judge(capsys: pytest.CaptureFixture[str]) -> None:
    async with answering(307) as (url, _):
        assert await conform(url) == 1
    assert "an offer is answered with 201  (got 307)" in capsys.readouterr().out


async def test_a_url_without_an_endpoint_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    require_modules("uvicorn")
    async with serving("--streams", "off") as served:
        assert await conform(f"{served.url}/") == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert said.err.endswith("no WHIP endpoint: a good offer got 404\n")


@asynccontextmanager
async def answering(status: int) -> AsyncIterator[tuple[str, list[str]]]:
    """A server that says the same to everybody, and what it was asked."""
    asked: list[str] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        asked.append(head.partition(" ")[0])
        writer.write(
            f"HTTP/1.1 {status} x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
        )
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/x", asked


@pytest.mark.parametrize("argv", [(), ("ftp://x",), ("http://[",), ("http://x", "--timeout", "x")])
async def test_wrong_usage_is_exit_code_2(argv: tuple[str, ...]) -> None:
    assert await conform(*argv) == 2
