"""Open a session with an offer, read the answer, end the session.

sdpsig serve, and then: python examples/client_basic.py [URL]
"""

import sys
from pathlib import Path

from sdpsig import parse
from sdpsig.adapters.client import SignalingClient

URL = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080"
OFFER = Path(__file__).with_name("offer.sdp").read_bytes().decode()

with SignalingClient(URL) as client:
    for server in client.get_ice_servers():
        print("ICE server:", *server.urls)
    session_id, answer_sdp = client.exchange_sdp(OFFER)
    for media in parse(answer_sdp).media:
        print("answered:", media.media_line.text)
    client.close_session(session_id, "done")
    print("closed")
