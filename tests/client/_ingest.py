"""The exchange of RFC 9725, figures 2 to 4, without its folded lines."""

__all__ = ["ANSWER", "OFFER", "RESTARTED", "RESTART_OFFER", "lines_of"]


def lines_of(text: str) -> str:
    """SDP of an indented text."""
    return "".join(f"{line.strip()}\r\n" for line in text.splitlines() if line.strip())


OFFER = lines_of(
    """
    v=0
    o=- 5228595038118931041 2 IN IP4 127.0.0.1
    s=-
    t=0 0
    a=group:BUNDLE 0 1
    a=ice-options:trickle ice2
    m=audio 9 UDP/TLS/RTP/SAVPF 111
    c=IN IP4 0.0.0.0
    a=ice-ufrag:EsAw
    a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1
    a=fingerprint:sha-256 DA:7B:57:DC:28:CE:04:4F:31:79:85:C4:31:67:EB:27:58:29:ED:77:2A:0D:24:AE:ED:AD:30:BC:BD:F1:9C:02
    a=setup:actpass
    a=mid:0
    a=sendonly
    a=rtcp-mux
    a=rtpmap:111 opus/48000/2
    m=video 0 UDP/TLS/RTP/SAVPF 96 97
    a=mid:1
    a=bundle-only
    a=sendonly
    a=rtpmap:96 VP8/90000
    a=rtpmap:97 rtx/90000
    a=fmtp:97 apt=96
    """
)
ANSWER = lines_of(
    """
    v=0
    o=- 1657793490019 1 IN IP4 127.0.0.1
    s=-
    t=0 0
    a=group:BUNDLE 0 1
    a=ice-lite
    m=audio 9 UDP/TLS/RTP/SAVPF 111
    c=IN IP4 0.0.0.0
    a=ice-ufrag:38sdf4fdsf54
    a=ice-pwd:2e13dde17c1cb009202f627fab90cbec358d766d049c9697
    a=fingerprint:sha-256 F7:EB:F3:3E:AC:D2:EA:A7:C1:EC:79:D9:B3:8A:35:DA:70:86:4F:46:D9:2D:CC:D0:BC:81:9F:67:EF:34:2E:BD
    a=candidate:1 1 UDP 2130706431 198.51.100.1 39132 typ host
    a=end-of-candidates
    a=setup:passive
    a=mid:0
    a=recvonly
    a=rtcp-mux
    a=rtpmap:111 opus/48000/2
    m=video 9 UDP/TLS/RTP/SAVPF 96 97
    c=IN IP4 0.0.0.0
    a=mid:1
    a=recvonly
    a=rtpmap:96 VP8/90000
    a=rtpmap:97 rtx/90000
    a=fmtp:97 apt=96
    """
)
NEW = ("ysXw", "vw5LmwG4y/e6dPP/zAP9Gp5k")
HOST = "candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host"
RESTART_OFFER = (
    OFFER.replace("EsAw", NEW[0])
    .replace("P2uYro0UCOQ4zxjKXaWCBui1", NEW[1])
    .replace("a=setup:actpass\r\n", f"a=setup:actpass\r\na={HOST}\r\na=end-of-candidates\r\n")
)
"""The same offer, with ICE restarted and gathered."""
RESTARTED = lines_of(
    """
    a=ice-lite
    a=ice-options:trickle ice2
    a=group:BUNDLE 0 1
    m=audio 9 UDP/TLS/RTP/SAVPF 111
    a=mid:0
    a=ice-ufrag:289b31b754eaa438
    a=ice-pwd:0b66f472495ef0ccac7bda653ab6be49ea13114472a5d10a
    a=candidate:7 1 udp 2130706431 198.51.100.7 39132 typ host
    a=end-of-candidates
    """
)
"""What the server says to that."""
