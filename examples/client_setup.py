"""A complete setup: ICE servers, the offer with its first candidates, later ones, the end of them.

sdpsig serve, and then: python examples/client_setup.py [URL]
"""

import asyncio
import sys
from pathlib import Path

from sdpsig import IceCandidate, parse
from sdpsig.adapters.client import AsyncSignalingClient
from sdpsig.sdp.attributes import Candidate

URL = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080"
OFFER = Path(__file__).with_name("offer.sdp").read_bytes().decode()


def host(address: str, port: int) -> IceCandidate:
    line = f"candidate:1 1 udp 2122260223 {address} {port} typ host"
    return IceCandidate(line, mid="0")  # the section that carries the bundle


async def main() -> None:
    async with AsyncSignalingClient(URL) as client:
        print("ICE servers:", len(await client.get_ice_servers()))
        known = [host("192.0.2.1", 50000), IceCandidate("no candidate at all", mid="0")]
        session_id, answer_sdp = await client.setup_session(OFFER, known)  # logs the bad one
        await client.send_ice_candidate(session_id, host("192.0.2.1", 50001))
        await client.send_ice_candidates(session_id, [host("192.0.2.2", 50002), None])
        first = parse(answer_sdp).media[0]
        print("candidates of the server:", len(first.all(Candidate)))
        await client.close_session(session_id)
        print("closed")


asyncio.run(main())
