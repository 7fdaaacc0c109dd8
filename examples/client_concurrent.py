"""Many sessions at once through one client, which keeps nothing of any of them.

sdpsig serve, and then: python examples/client_concurrent.py [URL]
"""

import asyncio
import sys
from pathlib import Path

from sdpsig.adapters.client import AsyncSignalingClient

URL = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080"
OFFER = Path(__file__).with_name("offer.sdp").read_bytes().decode()


async def visit(client: AsyncSignalingClient, number: int) -> str:
    answer = await client.send_offer(OFFER, metadata={"visitor": number})
    assert answer.metadata == {"visitor": number}
    await client.send_ice_candidate(answer.session_id, None)
    await client.close_session(answer.session_id, "seen enough")
    return answer.session_id


async def main() -> None:
    async with AsyncSignalingClient(URL) as client:
        ids = await asyncio.gather(*(visit(client, number) for number in range(10)))
        print(len(set(ids)), "sessions, each with an answer of its own")


asyncio.run(main())
