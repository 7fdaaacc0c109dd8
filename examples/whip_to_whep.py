"""What one browser publishes by WHIP, others play by WHEP: through aiortc, on one machine.

python examples/whip_to_whep.py [PORT]     (then open the page that it names, in two tabs)
"""

import sys
from pathlib import Path

import uvicorn

from sdpsig import Answer, Endpoint, Fault, FaultCode, Offer, RemoteProtocolError
from sdpsig.adapters.asgi import Asgi
from sdpsig.adapters.echo import Echo, EchoConfig
from sdpsig.adapters.server import Site
from sdpsig.endpoint import AnswerNeeded, Close
from sdpsig.http import Play, Publish, Response, Whep, Whip
from sdpsig.session import Closed, EndReason, Event
from sdpsig.trickle import LOOPBACK, auto
from sdpsig.web import assets

FILES = {**assets(), "/": ("text/html", Path(__file__).with_suffix(".html").read_bytes())}
PAGES = {at: Response(200, (("content-type", kind),), body) for at, (kind, body) in FILES.items()}
TAKEN = Fault(FaultCode.SESSION_CONFLICT, "somebody publishes this stream already")
SILENT = Fault(FaultCode.SESSION_NO_STREAM, "nobody publishes this stream", retry_after=2)


class Relay:
    """The media side of the reference server, but players get what is published."""

    def __init__(self) -> None:
        self.echo = Echo(EchoConfig(loopback=True, candidates=LOOPBACK))
        self.echo.source = lambda play, kind: self.echo.subscribe(self.publisher(play.name), kind)
        self.sessions: dict[str, object] = {}

    def publisher(self, name: str) -> str:
        return next((at for at, stream in self.sessions.items() if stream == Publish(name)), "")

    async def answer(self, needed: AnswerNeeded) -> Answer | Offer:
        stream = needed.metadata
        assert isinstance(stream, Publish | Play)
        live = self.publisher(stream.name)
        if not needed.reoffer and bool(live) is isinstance(stream, Publish):
            raise RemoteProtocolError(TAKEN if live else SILENT)
        self.sessions[needed.session_id] = stream
        return await self.echo.answer(needed)

    async def event(self, session_id: str, event: Event) -> None:
        await self.echo.event(session_id, event)
        over = isinstance(event, Closed) and self.sessions.pop(session_id, None)
        if isinstance(over, Publish):
            for player in [at for at, one in self.sessions.items() if one == Play(over.name)]:
                app.host.carry_out(Close(player, EndReason.CLOSED_LOCALLY))


app = Asgi(Endpoint(), relay := Relay(), Whip(), Whep(), candidates=auto)
relay.echo.host = app.host
if __name__ == "__main__":
    uvicorn.run(Site(app, PAGES), port=int(sys.argv[1]) if len(sys.argv) > 1 else 8080)
