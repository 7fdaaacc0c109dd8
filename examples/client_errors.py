"""What can go wrong, and how a program tells one thing from the other.

sdpsig serve, and then: python examples/client_errors.py [URL]
"""

import socket
import sys
from pathlib import Path

from sdpsig.adapters.client import (
    NotFoundError,
    RefusedError,
    SignalingClient,
    SignalingError,
    SignalingTimeoutError,
    TransportError,
    UnavailableError,
)

URL = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080"
OFFER = Path(__file__).with_name("offer.sdp").read_bytes().decode()


def attempt(what: str, client: SignalingClient, sdp: str) -> None:
    try:
        session_id, _ = client.exchange_sdp(sdp)
        client.close_session(session_id)
        print(f"{what}: fine")
    except UnavailableError as error:  # it has been asked again already
        print(f"{what}: busy, come back in {error.retry_after} s")
    except NotFoundError as error:
        print(f"{what}: nothing there: {error.reason}")
    except RefusedError as error:
        print(f"{what}: {error.status} {error.reason}, line {error.fault.line}")
    except SignalingTimeoutError:
        print(f"{what}: too slow")
    except TransportError:
        print(f"{what}: no connection")
    except SignalingError as error:
        print(f"{what}: {error}")


with SignalingClient(URL) as client:
    attempt("a good offer", client, OFFER)
    attempt("no SDP", client, "hello")
    attempt("an offer without ICE", client, OFFER.replace("a=ice-", "a=x-ice-"))
with SignalingClient(f"{URL}/elsewhere") as client:
    attempt("a wrong path", client, OFFER)
with socket.create_server(("127.0.0.1", 0)) as silent:  # it listens, and never says a word
    place = f"http://127.0.0.1:{silent.getsockname()[1]}"
    with SignalingClient(place, timeout=0.2) as client:
        attempt("a silent server", client, OFFER)
with SignalingClient(place, attempts=1) as client:
    attempt("no server", client, OFFER)
