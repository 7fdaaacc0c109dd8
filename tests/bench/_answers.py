"""Our answer to an offer, with a transport that opens no socket."""

from itertools import count

from sdpsig.jsep import WEBRTC, Answer, AnswerPolicy, LocalTransport, Offer, create_answer
from sdpsig.sdp import Origin
from sdpsig.sdp.attributes import Candidate, Fingerprint

__all__ = ["CAPABILITIES", "answer", "transport"]

CAPABILITIES = WEBRTC
POLICY = AnswerPolicy()
FINGERPRINT = Fingerprint("sha-256", ":".join(["AB"] * 32))
NUMBERS = count(10**9)


def transport() -> LocalTransport:
    """Each has its own credentials and candidates, as it would have in a server."""
    number = next(NUMBERS)
    candidates = tuple(
        Candidate("1", 1, "udp", 2_130_706_431 - at, "127.0.0.1", 20_000 + at, "host")
        for at in range(2)
    )
    return LocalTransport(
        f"{number}", f"{number:024}", (FINGERPRINT,), candidates, end_of_candidates=True
    )


def answer(offer: Offer, policy: AnswerPolicy = POLICY) -> Answer:
    """Every answer has a transport of its own."""
    origin = Origin(next(NUMBERS), 1)
    return create_answer(offer, transport(), CAPABILITIES, policy=policy, origin=origin)
