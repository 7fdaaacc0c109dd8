"""Two peers in one process: a session and an aioice agent each, over the loopback interface.

One offers and one answers. There is no create_offer in this version: the offer is a text.
"""

import asyncio
from collections.abc import Iterable

from sdpsig import DATA, Fingerprint, Offer, Origin, Session, SessionConfig, create_answer, parse
from sdpsig.adapters.aioice import Ice
from sdpsig.sdp.attributes import EndOfCandidates, IcePwd, IceUfrag
from sdpsig.session import CandidateReceived, Event, IceState, TransportAdded
from sdpsig.trickle import LOOPBACK

FINGERPRINT = Fingerprint("sha-256", ":".join(["AB"] * 32))  # there is no DTLS here to check it
OFFER = """v=0\no=- 1 1 IN IP4 0.0.0.0\ns=-\nt=0 0
m=application 9 UDP/DTLS/SCTP webrtc-datachannel\nc=IN IP4 0.0.0.0
a=mid:0\na=setup:actpass\na=sctp-port:5000\n"""


class Peer:
    def __init__(self, name: str, *, offers: bool) -> None:
        self.name = name
        self.session = Session(SessionConfig(candidates=LOOPBACK, wait_for_dtls=False))
        self.ice = Ice(controlling=offers, loopback=True, on_state=self.fares)
        self.now = asyncio.get_running_loop().time

    def fares(self, state: IceState) -> None:
        self.session.report("0", ice=state, now=self.now())
        print(f"{self.name}: ICE {state}, session {self.session.state.connection}")

    async def take(self, events: Iterable[Event]) -> None:
        for event in events:
            if isinstance(event, TransportAdded):
                self.ice.start(event.transport.remote)
            elif isinstance(event, CandidateReceived):
                await self.ice.add(event.candidate)


async def main() -> None:
    one, two = Peer("one", offers=True), Peer("two", offers=False)
    await asyncio.gather(one.ice.gather(), two.ice.gather())
    ours = one.ice.local_transport((FINGERPRINT,))
    lines = (IceUfrag(ours.ufrag), IcePwd(ours.pwd), FINGERPRINT, *ours.candidates)
    offer = Offer(parse(OFFER + "".join(f"{line.text}\n" for line in (*lines, EndOfCandidates()))))
    await one.take(one.session.send(offer, one.now()))
    await two.take(two.session.receive(offer, two.now()))
    theirs = two.ice.local_transport((FINGERPRINT,))
    answer = create_answer(offer, theirs, DATA, origin=Origin("2", "1"))
    await two.take(two.session.send(answer, two.now()))
    await one.take(one.session.receive(answer, one.now()))
    await asyncio.gather(one.ice.connected(), two.ice.connected())
    await one.ice.send(b"hello")
    print("two: received", await two.ice.receive())
    for peer in (one, two):
        peer.session.close(peer.now())
        await peer.ice.close()


asyncio.run(main())
