"""Offers and fragments of a client that publishes sound and a picture."""

from secrets import token_hex

from attrs import evolve, field

from ..._frozen import frozen

__all__ = ["AUDIO", "CANDIDATE", "VIDEO", "Offered", "fragment"]

CANDIDATE = "candidate:1 1 udp 2122260223 192.0.2.1 61764 typ host"
AUDIO, VIDEO = "0", "1"
"""The mids."""
TEMPLATE = """\
v=0
o=- 5228595038118931041 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0 1
a=ice-options:trickle ice2
m=audio 9 UDP/TLS/RTP/SAVPF 111
c=IN IP4 0.0.0.0
a=rtcp:9 IN IP4 0.0.0.0
{transport}a=mid:0
a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
a=sendonly
a=msid:studio sound
a=rtcp-mux
a=rtcp-mux-only
a=rtpmap:111 opus/48000/2
a=fmtp:111 minptime=10;useinbandfec=1
m=video 9 UDP/TLS/RTP/SAVPF 96
c=IN IP4 0.0.0.0
a=rtcp:9 IN IP4 0.0.0.0
{transport}a=mid:1
a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
a=sendonly
a=msid:studio picture
a=rtcp-mux
a=rtcp-mux-only
a=rtpmap:96 VP8/90000
a=rtcp-fb:96 nack
a=rtcp-fb:96 nack pli
"""
TRANSPORT = """\
a=ice-ufrag:{ufrag}
a=ice-pwd:{pwd}
a=fingerprint:sha-256 {digest}
a=setup:actpass
"""
DIGEST = ":".join(["AB"] * 32)


@frozen
class Offered:
    """An offer that no other client makes: its ICE credentials are of its own."""

    ufrag: str = field(factory=lambda: token_hex(4))
    pwd: str = field(factory=lambda: token_hex(16), repr=False)
    changes: tuple[tuple[str, str], ...] = ()

    def but(self, old: str, new: str) -> "Offered":
        """The same with another text in all places."""
        return evolve(self, changes=(*self.changes, (old, new)))

    @property
    def text(self) -> str:
        """The SDP."""
        transport = TRANSPORT.format(ufrag=self.ufrag, pwd=self.pwd, digest=DIGEST)
        text = TEMPLATE.format(transport=transport)
        for old, new in self.changes:
            text = text.replace(old, new)
        return text.replace("\n", "\r\n")


def fragment(offered: Offered, *lines: str) -> str:
    """A fragment with the credentials of an offer; without lines it has a candidate."""
    head = (
        "a=group:BUNDLE 0 1",
        "m=audio 9 UDP/TLS/RTP/SAVPF 111",
        f"a=mid:{AUDIO}",
        f"a=ice-ufrag:{offered.ufrag}",
        f"a=ice-pwd:{offered.pwd}",
    )
    return "".join(f"{line}\r\n" for line in (*head, *(lines or (f"a={CANDIDATE}",))))
