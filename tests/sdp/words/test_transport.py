import pytest

from sdpsig.sdp import explain, parse
from tests._corpus import OFFERS
from tests.sdp.test_explain import said

DIGEST = ":".join(["AB"] * 32)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("a=candidate:1 1 udp 2122 192.0.2.1 5000 typ host", "Host candidate 192.0.2.1:5000 over UDP; priority 2122."),
        ("a=candidate:1 2 udp 2122 2001:db8::1 5000 typ host", "Host candidate [2001:db8::1]:5000 for RTCP over UDP; priority 2122."),
        ("a=candidate:1 3 udp 1 192.0.2.1 5 typ odd", "Candidate of the unknown type odd 192.0.2.1:5 for component 3 over UDP; priority 1."),
        ("a=candidate:1 1 tcp 1 192.0.2.1 9 typ host tcptype active", "Host candidate 192.0.2.1:9 over TCP, which only opens connections; priority 1."),
        ("a=candidate:1 1 udp 1 a-b.local 5 typ host", "Host candidate a-b.local:5 over UDP, a name that hides the address (mDNS); priority 1."),
        ("a=candidate:1 1 udp 1 192.0.2.1 5 typ srflx raddr 10.0.0.1 rport 6", "Server-reflexive candidate (the address that a STUN server sees) 192.0.2.1:5 over UDP, from 10.0.0.1 port 6; priority 1."),
        ("a=ice-ufrag:abcd", "The ICE user name fragment abcd, which names this ICE generation."),
        ("a=ice-pwd:s3crets3crets3crets3cret", "The ICE password, 24 characters long (at least 22); whoever knows it can join checks."),
        ("a=ice-options:trickle x", "What the ICE agent can do. trickle: candidates may follow one by one; x: an option of its own."),
        ("a=remote-candidates:1 192.0.2.3 45664", "The pair is chosen: the peer is reached at 192.0.2.3:45664."),
        ("a=fingerprint:sha-256 " + DIGEST, "The certificate in the DTLS handshake must have this sha-256 hash of 32 bytes."),
        ("a=fingerprint:sha-1 " + DIGEST[:59], "The certificate in the DTLS handshake must have this sha-1 hash of 20 bytes, which is too weak to be trusted."),
        ("a=setup:actpass", "Either side may start DTLS: the answer chooses."),
        ("a=setup:holdconn", "Nobody starts a connection for now; not for DTLS."),
        ("a=connection:new", "Wants a new connection."),
        ("a=connection:existing", "Wants the old connection kept."),
        ("a=tls-id:abcdefghijklmnopqrst", "The DTLS association is called abcdefghijklmnopqrst; another name asks for another one."),
        ("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:abc", "SRTP keys in clear text for AES_CM_128_HMAC_SHA1_80; WebRTC never uses them."),
        ("a=rtcp:9 IN IP4 0.0.0.0", "No port for RTCP yet: ICE says where it goes."),
        ("a=rtcp:5001", "RTCP goes to port 5001 where it has a port of its own."),
        ("a=rtcp:5001 IN IP4 192.0.2.1", "RTCP goes to port 5001 at 192.0.2.1 where it has a port of its own."),
        ("a=group:BUNDLE", "A group without sections (BUNDLE)."),
        ("a=group:BUNDLE 7", "The section 7 (missing) is alone in its group (BUNDLE)."),
        ("a=group:XY 7 8", "The sections 7 (missing) and 8 (missing) belong together as XY."),
        ("a=mid:7", "This section is called 7: its mid, which stays as long as the session."),
        ("a=sctp-port:5000", "SCTP uses port 5000 within DTLS."),
        ("a=sctp-port:0", "SCTP is closed."),
        ("a=max-message-size:0", "The speaker receives data channel messages of any size."),
        ("a=max-message-size:1", "The speaker receives data channel messages of up to 1 byte."),
        ("a=sctpmap:5000 webrtc-datachannel 1024", "SCTP port 5000 carries webrtc-datachannel with 1024 streams, in the older spelling."),
        ("a=sctpmap:5000 webrtc-datachannel", "SCTP port 5000 carries webrtc-datachannel, in the older spelling."),
        ("a=ice-pacing:50", "50 ms between two ICE checks."),
        ("a=dcmap:0", "The data channel of SCTP stream 0."),
        ('a=dcmap:2 label="chat"', 'The data channel of SCTP stream 2: label="chat".'),
    ],
)  # fmt: skip
def test_a_line_says_what_it_means(line: str, words: str) -> None:
    assert said(line) == words


def test_a_group_names_the_media_of_its_sections() -> None:
    text = OFFERS["audio-video-data--chromium-offer-created"]
    (line,) = (one for one in explain(parse(text)) if one.text.startswith("a=group"))
    assert line.words == (
        "The sections 0 (audio), 1 (video) and 2 (application) share one transport,"
        " that of the first."
    )
