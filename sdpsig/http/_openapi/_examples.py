"""One example of each message. Those of requests are served as they are."""

from collections.abc import Mapping

from ...errors import FaultCode
from ...wire import (
    AnswerAcceptedResponse,
    CandidatesResponse,
    CloseSessionRequest,
    CloseSessionResponse,
    ErrorResponse,
    HealthResponse,
    IceCandidate,
    IceCandidateRequest,
    IceCandidateResponse,
    IceServer,
    SdpAnswerRequest,
    SdpAnswerResponse,
    SdpOfferRequest,
    SdpSessionDescription,
    ServerOffer,
    SessionEnd,
    StateChange,
)

__all__ = ["EXAMPLES"]

ID = "q1Cqw8_RzYNz8U0a2aMh5Gd4xLQdpGnT"
META = {"room": 7}


def _description(kind: str, setup: str, ufrag: str) -> SdpSessionDescription:
    """Data channels alone: the smallest description that means something."""
    lines = (
        "v=0",
        "o=- 4962303333179871722 1 IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
        "c=IN IP4 0.0.0.0",
        f"a=ice-ufrag:{ufrag}",
        "a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1",
        f"a=fingerprint:sha-256 {':'.join(['AB'] * 32)}",
        f"a=setup:{setup}",
        "a=mid:0",
        "a=sctp-port:5000",
    )
    return SdpSessionDescription(kind, "".join(f"{line}\r\n" for line in lines))


OFFER, ANSWER = _description("offer", "actpass", "EsAw"), _description("answer", "active", "8hhY")
CANDIDATE = IceCandidate("candidate:1 1 udp 2122260223 192.0.2.10 50000 typ host", "0", 0, "EsAw")
OURS = IceCandidate("candidate:1 1 udp 2122260223 198.51.100.1 39132 typ host", "0", 0, "8hhY")

EXAMPLES: Mapping[type, object] = {
    type(example): example
    for example in (
        SdpOfferRequest(OFFER, metadata=META),
        SdpAnswerResponse(ANSWER, ID, (), META),
        IceCandidateRequest(ID, CANDIDATE),
        IceCandidateResponse(ID),
        SdpAnswerRequest(ID, ANSWER, "1"),
        AnswerAcceptedResponse(ID),
        CandidatesResponse(ID, (OURS,), 1, complete=False),
        ServerOffer(OFFER, "1"),
        StateChange("connected"),
        SessionEnd("closed-by-peer"),
        CloseSessionRequest(ID, "enough"),
        CloseSessionResponse(ID),
        IceServer(
            ("turn:turn.example.org:3478",), "1700000000:ann", "8WjGkKzVpWvYVn1xWNzM1XrGqjk="
        ),
        HealthResponse(),
        ErrorResponse("there is no such session", 404, FaultCode.SESSION_NOT_FOUND),
    )
}
"""By class."""
