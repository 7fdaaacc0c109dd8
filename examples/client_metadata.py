"""Metadata: any small JSON, for the server's application; the answer repeats it.

sdpsig serve, and then: python examples/client_metadata.py [URL]
"""

import sys
from pathlib import Path

from sdpsig.adapters.client import RefusedError, SignalingClient

URL = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080"
OFFER = Path(__file__).with_name("offer.sdp").read_bytes().decode()

with SignalingClient(URL) as client:
    answer = client.send_offer(OFFER, metadata={"room": 7, "name": "Ada", "wants": ["audio"]})
    print("repeated:", answer.metadata)
    client.close_session(answer.session_id)
    try:
        client.send_offer(OFFER, metadata={"essay": "x" * 5000})
    except RefusedError as error:
        print(f"refused with {error.status}: {error}")
