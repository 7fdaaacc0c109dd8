"""Sessions under ids of one's own: who is who, without asking the server.

sdpsig serve, and then: python examples/client_sessions.py [URL]
"""

import secrets
import sys
from pathlib import Path

from sdpsig.adapters.client import NotFoundError, SignalingClient

URL = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080"
OFFER = Path(__file__).with_name("offer.sdp").read_bytes().decode()

with SignalingClient(URL) as client:
    sessions: dict[str, str] = {}
    for camera in ("door", "garden"):
        session_id = secrets.token_urlsafe(24)  # whoever knows it may close the session
        answer_sdp = client.exchange_sdp_with_session(OFFER, session_id)
        sessions[camera] = session_id
        print(f"{camera}: {len(answer_sdp.splitlines())} lines of answer")

    client.close_session(sessions["door"], "nobody there")
    client.close_session(sessions["door"], "again, which is as good as once")
    for camera, session_id in sessions.items():
        try:
            client.send_ice_candidate(session_id, None)
            print(f"{camera}: live")
        except NotFoundError:
            print(f"{camera}: gone")
    client.close_session(sessions["garden"])
