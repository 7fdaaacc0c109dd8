"""A reverse proxy on the loopback address that keeps what passes: how a trace of a client is made."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import h11
import httpx
from attrs import define, field

from tests.foreign._trace import Exchange

__all__ = ["Recorder", "recording"]

HOP = frozenset({b"connection", b"content-length", b"keep-alive", b"transfer-encoding"})
"""What is between two neighbours."""


@define
class Recorder:
    """Where a client is sent in place of the server."""

    url: str
    exchanges: list[Exchange] = field(factory=list)


@asynccontextmanager
async def recording(server: str) -> AsyncIterator[Recorder]:
    """All that a client says to the server at this URL."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            writer.write(await _response(reader, client, recorder.exchanges))
        finally:
            writer.close()

    async with httpx.AsyncClient(base_url=server, trust_env=False, timeout=30) as client:
        listener = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with listener:
            port = listener.sockets[0].getsockname()[1]
            recorder = Recorder(f"http://127.0.0.1:{port}")
            yield recorder


async def _response(
    reader: asyncio.StreamReader, client: httpx.AsyncClient, exchanges: list[Exchange]
) -> bytes:
    """What to answer to the one request of a connection: what the server does."""
    connection = h11.Connection(h11.SERVER)
    head: h11.Request | None = None
    body = b""
    while True:
        match event := connection.next_event():
            case h11.NEED_DATA:
                connection.receive_data(await reader.read(65_536))
            case h11.Request():
                head = event
            case h11.Data():
                body += event.data
            case _:
                break
    if head is None:
        return b""  # it has connected and gone
    method, path = head.method.decode(), head.target.decode()
    headers = [(name.decode(), value.decode()) for name, value in head.headers if name not in HOP]
    reply = await client.request(method, path, content=body, headers=headers)
    exchanges.append(Exchange(method, path, headers, body.decode(), reply.status_code))
    parts = (
        h11.Response(
            status_code=reply.status_code,
            headers=[
                *((name, value) for name, value in reply.headers.raw if name.lower() not in HOP),
                (b"content-length", str(len(reply.content)).encode()),
                (b"connection", b"close"),
            ],
        ),
        h11.Data(data=reply.content),
        h11.EndOfMessage(),
    )
    return b"".join(connection.send(part) or b"" for part in parts)
