"""Signaling without HTTP: a session behind a TCP port, one line a message."""

import asyncio
from pathlib import Path

import sdpsig
from sdpsig.session import Bye, IceCandidate, Message, OfferReceived
from sdpsig.wire import SdpSessionDescription, decode, encode

ORIGIN = sdpsig.Origin("1", "1")
FINGERPRINT = sdpsig.Fingerprint("sha-256", ":".join(["AB"] * 32))
US = sdpsig.LocalTransport("8hhY", "asd88fgpdd777uzjYhagZg", (FINGERPRINT,))
OFFER = Path(__file__).with_name("offer.sdp").read_bytes().decode()
PLACE = "candidate:1 1 udp 1 192.0.2.1 50000 typ host"


def read(line: bytes) -> Message:
    """A verb and JSON; anything else, and the end of the stream, is a farewell."""
    verb, _, body = line.partition(b" ")
    if verb == b"offer":
        return sdpsig.Offer(sdpsig.parse(decode(body, SdpSessionDescription).sdp))
    return decode(body, IceCandidate) if verb == b"candidate" else Bye()


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    session = sdpsig.Session(sdpsig.SessionConfig(idle_timeout=0.5))
    now = asyncio.get_running_loop().time
    while session.state.end is None:
        try:
            async with asyncio.timeout_at(session.deadline):
                line = await reader.readline()
            events = session.receive(read(line), now())
        except TimeoutError:
            events = session.handle_timeout(now())
        except sdpsig.SdpsigError as error:  # the session is as it was before that line
            events = ()
            writer.write(f"refused: {error}\n".encode())
        for event in events:
            print("server:", event)
            if isinstance(event, OfferReceived):
                answer = sdpsig.create_answer(event.offer, US, sdpsig.DATA, origin=ORIGIN)
                session.send(answer, now())
                writer.write(b"answer " + encode(sdpsig.serialize(answer.description)) + b"\n")
    writer.close()


async def main() -> None:
    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(b"offer " + encode(SdpSessionDescription("offer", OFFER)) + b"\n")
        for mid in ("2", "7"):
            writer.write(b"candidate " + encode(IceCandidate(PLACE, mid)) + b"\n")
        async for line in reader:  # until the server gives up a client that is silent
            print("client:", line.decode()[:75].strip())
        writer.close()


asyncio.run(main())
