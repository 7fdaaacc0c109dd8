"""Runs where only the core is installed: everything below the adapters works by itself."""

import importlib.util
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sdpsig.http import Exchange, Response
    from sdpsig.jsep import LocalTransport

EXTRAS = ("aiohttp", "aioice", "aiortc", "httpx", "httpx2", "prometheus_client", "uvicorn")

OFFER = """v=0
o=- 4962303333179871722 1 IN IP4 0.0.0.0
s=-
t=0 0
m=application 9 UDP/DTLS/SCTP webrtc-datachannel
c=IN IP4 0.0.0.0
a=ice-ufrag:EsAw
a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1
a=fingerprint:sha-256 {digest}
a=setup:actpass
a=mid:0
a=sctp-port:5000
""".format(digest=":".join(["AB"] * 32)).replace("\n", "\r\n")


def main() -> None:
    """Offer, answer, candidate, close: through HTTP values, without anything installed."""
    present = [name for name in EXTRAS if importlib.util.find_spec(name)]
    assert not present, f"extras are installed here: {present}"

    import sdpsig
    from sdpsig import client, http, jsep, sdp
    from sdpsig.endpoint import Endpoint
    from sdpsig.sdp.attributes import Fingerprint
    from sdpsig.wire import SdpOfferRequest, SdpSessionDescription, encode

    api, endpoint = http.JsonApi(), Endpoint()
    body = encode(SdpOfferRequest(SdpSessionDescription("offer", OFFER)))
    headers = (("content-type", "application/json"),)
    request = http.Request("POST", "/webrtc/offer", headers, body)
    assert api.screen(request) is None
    steps = http.exchange(request, api, lambda command: endpoint.handle(command, 0.0), "id")
    fingerprint = Fingerprint("sha-256", ":".join(["CD"] * 32))
    local = jsep.LocalTransport("ufrag", "p" * 24, (fingerprint,))
    response = answered(steps, local)
    assert response.status == 200, response
    assert b"a=setup:active" in response.body
    assert sdp.serialize(sdp.parse(OFFER)) == OFFER
    calls = client.JsonCalls.at(client.Site("http://127.0.0.1:8080"))
    assert isinstance(next(calls.ice_servers()), client.Send)
    judge_texts()
    assert not set(EXTRAS) & set(sys.modules)
    print(f"sdpsig {sdpsig.__version__} works with attrs and cattrs alone")


def judge_texts() -> None:
    """Lint, explain and compare a file: the commands on descriptions need nothing else either."""
    from sdpsig import cli

    with TemporaryDirectory() as folder:
        offer, answer = Path(folder, "offer.sdp"), Path(folder, "answer.sdp")
        offer.write_bytes(OFFER.encode())
        answer.write_bytes(OFFER.replace("actpass", "active").encode())
        assert cli.main(["lint", str(offer)], {}) == 0
        assert cli.main(["explain", str(offer)], {}) == 0
        assert cli.main(["diff", str(offer), str(answer)], {}) == 0
        assert cli.main(["answer", str(offer)], {}) == 0


def answered(steps: "Exchange", local: "LocalTransport") -> "Response":
    """Drive an exchange without awaiting anything."""
    from sdpsig import http, jsep

    answer = None
    while True:
        try:
            step = steps.send(answer)
        except StopIteration as done:
            response: Response = done.value
            return response
        answer = None
        if isinstance(step, http.Ask):
            origin = jsep.Origin("1", "1")
            answer = jsep.create_answer(step.needed.offer, local, jsep.DATA, origin=origin)


if __name__ == "__main__":
    main()
