"""Descriptions for the tests of judging: a clean one, and what is wrong with others."""

from sdpsig.errors import FaultCode, Severity
from sdpsig.sdp import INTEROP, STRICT, check, parse

HEAD = ("v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0")
"""Lines 1 to 4."""
AUDIO = "m=audio 9 UDP/TLS/RTP/SAVPF 111"
C = "c=IN IP4 0.0.0.0"
DIGEST = ":".join(["AB"] * 32)
TRANSPORT = (
    "a=ice-ufrag:abcd",
    "a=ice-pwd:aaaaaaaaaaaaaaaaaaaaaaaa",
    f"a=fingerprint:sha-256 {DIGEST}",
    "a=setup:actpass",
    "a=rtcp-mux",
)
OPUS = "a=rtpmap:111 opus/48000/2"
MID_URI = "urn:ietf:params:rtp-hdrext:sdes:mid"
RID_URI = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"

Told = tuple[int | None, FaultCode, str]


def text(*lines: str) -> str:
    """A description: the head, and these lines."""
    return "".join(f"{line}\r\n" for line in (*HEAD, *lines))


def audio(*lines: str, mid: str = "0", media: str = AUDIO) -> tuple[str, ...]:
    """A clean section with further lines. It has nine lines of its own."""
    return (media, C, f"a=mid:{mid}", *TRANSPORT, OPUS, *lines)


def plain(media: str, *lines: str) -> str:
    """A description of one section of plain RTP: m= is line 5, c= is line 6."""
    return text(media, C, *lines)


def told(description: str) -> list[Told]:
    """Line, code and rule of every fault in interop."""
    return [(fault.line, fault.code, fault.rule) for fault in check(parse(description))]


def rules(description: str) -> list[str]:
    """The rules that a description breaks, in the order of its lines."""
    return [rule for _, _, rule in told(description)]


def severities(description: str) -> tuple[set[Severity], set[Severity]]:
    """How bad it is in interop and in strict."""
    parsed = parse(description)
    interop, strict = (check(parsed, profile=profile) for profile in (INTEROP, STRICT))
    return {fault.severity for fault in interop}, {fault.severity for fault in strict}


W, E = Severity.WARNING, Severity.ERROR
TOLERATED = ({W}, {E})
"""A warning in interop, an error in strict."""
ADVISED = ({W}, {W})
REFUSED = ({E}, {E})
