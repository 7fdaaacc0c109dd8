"""Who publishes and who plays, at an endpoint whose media side answers at once.

A ``Stage`` runs exchanges by hand: no server, no loop, and a clock that stands still.
"""

import re
from collections.abc import Callable

from attrs import define, field, frozen

from sdpsig.endpoint import AnswerNeeded, Endpoint, EndpointConfig
from sdpsig.errors import SdpsigError
from sdpsig.http import (
    AnswerFailed,
    Ask,
    Request,
    Response,
    Tell,
    Wait,
    Whip,
    dialect_for,
    exchange,
)
from sdpsig.http._one_way_dialect import OneWayDialect
from sdpsig.jsep import (
    WEBRTC,
    Answer,
    AnswerPolicy,
    Capabilities,
    LocalTransport,
    Offer,
    Origin,
    plan_answer,
    write_answer,
)
from sdpsig.sdp import parse
from sdpsig.sdp.attributes import Candidate, Fingerprint, MediaDirection
from sdpsig.session import Event

__all__ = [
    "FRAGMENT",
    "PWD",
    "RFC_OFFER",
    "RFC_RESTART",
    "RFC_TRICKLE",
    "SDP",
    "Reply",
    "Stage",
    "answer",
    "fragment",
    "our_pwd",
]

SDP, FRAGMENT = "application/sdp", "application/trickle-ice-sdpfrag"
NOW = 1000.0
FINGERPRINT = Fingerprint("sha-256", ":".join(["AB"] * 32))
HOST = Candidate("1", 1, "udp", 2130706431, "198.51.100.1", 39132, "host")


def _lines(text: str) -> str:
    """A figure of the RFC, with CRLF and with its folded lines in one."""
    return re.sub(r"\n +", " ", text.strip()).replace("\n", "\r\n") + "\r\n"


PWD = "bP+XJMM09aR8AiX1jdukzR6Y"
RFC_OFFER = _lines(
    """
v=0
o=- 5228595038118931041 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0 1
a=extmap-allow-mixed
a=ice-options:trickle ice2
m=audio 9 UDP/TLS/RTP/SAVPF 111
c=IN IP4 0.0.0.0
a=rtcp:9 IN IP4 0.0.0.0
a=ice-ufrag:EsAw
a=ice-pwd:bP+XJMM09aR8AiX1jdukzR6Y
a=fingerprint:sha-256 DA:7B:57:DC:28:CE:04:4F:31:79:85:C4:31:67:EB:27:58:29:ED:77:2A:0D:24:AE:ED:AD:30:BC:BD:F1:9C:02
a=setup:actpass
a=mid:0
a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
a=sendonly
a=msid:d46fb922-d52a-4e9c-aa87-444eadc1521b ce326ecf-a081-453a-8f9f-0605d5ef4128
a=rtcp-mux
a=rtcp-mux-only
a=rtpmap:111 opus/48000/2
a=fmtp:111 minptime=10;useinbandfec=1
m=video 0 UDP/TLS/RTP/SAVPF 96 97
a=mid:1
a=bundle-only
a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id
a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id
a=sendonly
a=msid:d46fb922-d52a-4e9c-aa87-444eadc1521b 3956b460-40f4-4d05-acef-03abcdd8c6fd
a=rtpmap:96 VP8/90000
a=rtcp-fb:96 ccm fir
a=rtcp-fb:96 nack
a=rtcp-fb:96 nack pli
a=rtpmap:97 rtx/90000
a=fmtp:97 apt=96
"""
)
"""Figure 2 of RFC 9725. Its connection address is missing from the second section."""

CANDIDATES = """
a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag EsAw network-id 1
a=candidate:3471623853 1 udp 2122194687 198.51.100.2 61765 typ host generation 0 ufrag EsAw network-id 2
a=candidate:473322822 1 tcp 1518280447 192.0.2.1 9 typ host tcptype active generation 0 ufrag EsAw network-id 1
a=candidate:2154773085 1 tcp 1518214911 198.51.100.2 9 typ host tcptype active generation 0 ufrag EsAw network-id 2
""".strip()

RFC_TRICKLE = _lines(
    f"""
a=group:BUNDLE 0 1
m=audio 9 UDP/TLS/RTP/SAVPF 111
a=mid:0
a=ice-ufrag:EsAw
a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1
{CANDIDATES}
a=end-of-candidates
"""
)
"""Figure 3; its password is not that of figure 2 (FR-16)."""
RFC_RESTART = _lines(
    f"""
a=ice-options:trickle ice2
a=group:BUNDLE 0 1
m=audio 9 UDP/TLS/RTP/SAVPF 111
a=mid:0
a=ice-ufrag:ysXw
a=ice-pwd:vw5LmwG4y/e6dPP/zAP9Gp5k
{CANDIDATES}
"""
)
"""Figure 4."""


def fragment(ufrag: str = "EsAw", pwd: str = PWD, *lines: str) -> str:
    """A small fragment for the first section of the offer."""
    candidate = "a=candidate:1 1 udp 2122260223 192.0.2.1 61764 typ host"
    head = (
        "m=audio 9 UDP/TLS/RTP/SAVPF 111",
        "a=mid:0",
        f"a=ice-ufrag:{ufrag}",
        f"a=ice-pwd:{pwd}",
    )
    return "".join(f"{line}\r\n" for line in (*head, *(lines or (candidate,))))


def our_pwd(number: int) -> str:
    """Our password in an answer."""
    return f"p{number:023}"


def answer(
    needed: AnswerNeeded,
    direction: MediaDirection,
    number: int,
    capabilities: Capabilities = WEBRTC,
) -> Answer:
    """What a media side answers that takes everything, with ICE credentials of their own."""
    policy = AnswerPolicy(direction=lambda _: direction)
    plan = plan_answer(needed.offer, capabilities, policy=policy)
    ours = LocalTransport(f"ours{number:04}", our_pwd(number), (FINGERPRINT,), (HOST,))
    return write_answer(plan, dict.fromkeys(plan.owners, ours), origin=Origin("1", str(number)))


@frozen
class Reply:
    """A response, easy to ask."""

    response: Response

    @property
    def status(self) -> int:
        return self.response.status

    @property
    def text(self) -> str:
        return self.response.body.decode()

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.response.headers if key == name]

    def __getitem__(self, name: str) -> str:
        (value,) = self.all(name)
        return value


Answering = Callable[[AnswerNeeded, MediaDirection, int], Answer | Offer]


@define
class Stage:
    """An endpoint, a dialect in front of it and a media side behind it."""

    dialect: OneWayDialect = field(factory=Whip)
    answering: Answering = answer
    endpoint: Endpoint = field(factory=lambda: Endpoint(EndpointConfig()))
    events: list[Event] = field(factory=list)
    asked: list[AnswerNeeded] = field(factory=list)
    opened: int = 0
    owner: str | None = None
    """Who asks."""

    def request(
        self, method: str, path: str, body: str = "", *headers: tuple[str, str], root: str = ""
    ) -> Reply:
        """Serve one request from its head to its response."""
        request = Request(method, path, headers, body.encode(), owner=self.owner, root=root)
        screened = self.dialect.screen(request)
        return Reply(screened or self._exchanged(request))

    def _exchanged(self, request: Request) -> Response:
        self.opened += 1
        dialect = dialect_for(self.dialect, request, self.endpoint.state)
        steps = exchange(
            request,
            dialect,
            lambda command: self.endpoint.handle(command, NOW),
            f"fresh{self.opened}",
        )
        said: Answer | Offer | None = None
        failed: Exception | None = None
        while True:
            try:
                step = steps.send(said) if failed is None else steps.throw(failed)
            except StopIteration as done:
                response: Response = done.value
                return response
            said, failed = None, None
            match step:
                case Tell():
                    self.events += step.events
                case Wait():
                    pass  # nobody is patient here
                case Ask(needed):
                    self.asked.append(needed)
                    try:
                        said = self.answering(needed, self.dialect.way.answered, len(self.asked))
                    except (SdpsigError, AnswerFailed) as error:
                        failed = error

    def post(
        self, body: str = RFC_OFFER, *headers: tuple[str, str], name: str = "studio", root: str = ""
    ) -> Reply:
        path = f"{self.dialect.prefix}/{name}"
        return self.request("POST", path, body, ("content-type", SDP), *headers, root=root)

    def open(self, body: str = RFC_OFFER) -> Reply:
        """A session that has its answer."""
        reply = self.post(body)
        assert reply.status == 201, reply.text
        return reply

    def patch(
        self, path: str, body: str, if_match: str | None = None, kind: str = FRAGMENT
    ) -> Reply:
        headers = (
            ("content-type", kind),
            *((("if-match", if_match or ""),) * (if_match is not None)),
        )
        return self.request("PATCH", path, body, *headers)

    def received(self, description: str) -> None:
        """Only what can be read again is sent."""
        parse(description)
