"""Descriptions with a single fault each, by the rule that they trip, for the programs themselves too.

The same tables are held against our rules and against the browsers and libraries: a rule stays
true only as long as both say the same.
"""

from collections.abc import Mapping

HEAD = ("v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0")
DIGEST = ":".join(["AB"] * 32)
TRANSPORT = (
    "a=ice-ufrag:abcd",
    "a=ice-pwd:aaaaaaaaaaaaaaaaaaaaaaaa",
    f"a=fingerprint:sha-256 {DIGEST}",
    "a=setup:actpass",
)
C = "c=IN IP4 0.0.0.0"
RID_EXTENSION = "a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
ENCRYPT = "urn:ietf:params:rtp-hdrext:encrypt"


def text(*lines: str) -> str:
    return "".join(f"{line}\r\n" for line in lines)


AUDIO = text(
    "m=audio 9 UDP/TLS/RTP/SAVPF 111", C, "a=mid:0", *TRANSPORT, "a=rtcp-mux",
    "a=rtpmap:111 opus/48000/2",
)  # fmt: skip
VIDEO = text(
    "m=video 9 UDP/TLS/RTP/SAVPF 96", C, "a=mid:1", *TRANSPORT, "a=rtcp-mux",
    "a=rtpmap:96 VP8/90000",
)  # fmt: skip
DATA = text(
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel", C, "a=mid:2", *TRANSPORT,
    "a=sctp-port:5000",
)  # fmt: skip
BARE_VIDEO = text(
    "m=video 9 UDP/TLS/RTP/SAVPF 96", C, "a=mid:1", "a=rtcp-mux", "a=rtpmap:96 VP8/90000"
)
"""Without a transport of its own."""
ONE = text(*HEAD) + AUDIO
BUNDLED = text(*HEAD, "a=group:BUNDLE 0 1 2") + AUDIO + VIDEO + DATA
GOOD = {"audio": ONE, "bundled": BUNDLED, "unbundled": text(*HEAD) + AUDIO + VIDEO + DATA}


def audio(*lines: str) -> str:
    """One audio section with further lines."""
    return ONE + text(*lines)


def video(*lines: str) -> str:
    return text(*HEAD) + VIDEO + text(*lines)


def data(*lines: str) -> str:
    return text(*HEAD) + DATA + text(*lines)


def head(*lines: str) -> str:
    """Another session part before one audio section."""
    return text(*lines) + AUDIO


def session(*lines: str) -> str:
    """One audio section with further session attributes."""
    return text(*HEAD, *lines) + AUDIO


def swap(old: str, new: str, of: str = ONE) -> str:
    """A description with one thing changed; an empty line is none."""
    assert old in of
    return of.replace(old, new, 1).replace("\r\n\r\n", "\r\n")


SIMULCAST = ("a=rid:h send", "a=rid:l send", "a=simulcast:send h;l")
REJECTED = swap("m=video 9", "m=video 0", VIDEO)

CHROMIUM: Mapping[str, tuple[str, ...]] = {
    "order-v": ("", head(*HEAD[1:]), "\ufeff" + ONE),
    "order-o": (head("v=0", *HEAD[2:]),),
    "order-s": (head(*HEAD[:2], HEAD[3]), head(*HEAD[:2], "s=", HEAD[3])),
    "order-t": (head(*HEAD[:3]), head(*HEAD[:3], "e=a@b", "e=c@d", HEAD[3])),
    "no-section": (session("foo"), session("a= x"), head(*HEAD, C)),
    "line": (audio("foo"), audio(""), audio("b= AS:1"), ONE[:-2]),
    "origin-fields": (head("v=0", "o=- 1 1 IN IP4", *HEAD[2:]),),
    "connection-network": (swap(C, "c=XX IP4 0.0.0.0"), swap(C, "c=in IP4 0.0.0.0")),
    "connection-fields": (swap(C, "c=IN IP4"),),
    "connection-multicast": (swap(C, "c=IN IP4 224.2.1.1/127"),),
    "connection-family": (swap(C, "c=IN IP4 ::"), swap(C, "c=IN IP6 0.0.0.0")),
    "bandwidth-format": (audio("b=AS"),),
    "bandwidth-negative": (audio("b=AS:-1"), audio("b=TIAS:-1")),
    "m-fields": (swap(" 111\r\nc", "\r\nc"),),
    "m-port": (swap("audio 9", "audio 65536"), swap("audio 9", "audio 9/2")),
    "m-proto": (swap("UDP/TLS/RTP/SAVPF", "udp"), swap("UDP/TLS/RTP/SAVPF", "XRTP/AVP")),
    "m-format": (swap("SAVPF 111", "SAVPF 111 x"), swap("SAVPF 111", "SAVPF 111 ")),
    "payload-type": (swap("SAVPF 111", "SAVPF 111 128"), audio("a=rtpmap:128 x/8000")),
    "attribute-value": (audio("a=ptime"), audio("a=msid"), session("a=ice-pwd")),
    "number": (audio("a=rtpmap:111 opus/x"), audio("a=ssrc:x cname:y"), audio("b=AS:x")),
    "group-value": (session("a=group BUNDLE 0"),),
    "group-tag": (session("a=group:LS a\tb"),),
    "mid-characters": (swap("a=mid:0", "a=mid:0 "),),
    "fingerprint-fields": (audio("a=fingerprint:x"),),
    "fingerprint-digest": (audio("a=fingerprint:md5 AB"), audio("a=fingerprint:sha-1 ABCD")),
    "fingerprint-session": (session(TRANSPORT[2], TRANSPORT[2]),),
    "setup-fields": (swap("setup:actpass", "setup"),),
    "setup-role": (swap("setup:actpass", "setup:x"), session("a=setup:")),
    "extmap-fields": (audio("a=extmap:1"), audio(f"a=extmap:1 {ENCRYPT}")),
    "extmap-id": (audio("a=extmap:0 urn:x"), audio("a=extmap:256 urn:x")),
    "extmap-recursive": (audio(f"a=extmap:1 {ENCRYPT} {ENCRYPT}"),),
    "extmap-levels": (session("a=extmap:1 urn:x") + text("a=extmap:2 urn:y"),),
    "candidate-name": (audio("a=candidate"),),
    "candidate-fields": (audio("a=candidate:1 1 udp 1 192.0.2.1 1 typ"),),
    "candidate-number": (
        audio("a=candidate:1 1 udp x 192.0.2.1 1 typ host"),
        audio("a=candidate:1 1 udp 1 192.0.2.1 65536 typ host"),
        audio("a=candidate:1 1 udp 1 192.0.2.1 1 typ srflx raddr 192.0.2.2 rport x"),
        audio("a=candidate:1 1 udp 1 192.0.2.1 1 typ host generation x"),
    ),
    "candidate-type": (
        audio("a=candidate:1 1 udp 1 192.0.2.1 1 typ x"),
        audio("a=candidate:1 1 udp 1 192.0.2.1 1 typ host tcptype active"),
        audio("a=candidate:1 1 tls 1 192.0.2.1 1 typ host"),
    ),
    "fmtp-fields": (audio("a=fmtp:111"),),
    "rtcp-fb-fields": (audio("a=rtcp-fb:111"),),
    "rtpmap-fields": (audio("a=rtpmap:111"),),
    "rtpmap-format": (audio("a=rtpmap:111 opus"),),
    "rtpmap-channels": (audio("a=rtpmap:111 opus/48000/17"),),
    "rtpmap-conflict": (
        audio("a=rtpmap:111 x/48000"),
        swap("SAVPF 111", "SAVPF 111 0") + text("a=rtpmap:0 PCMA/8000"),
        video("a=rtpmap:96 VP8/8000"),
    ),
    "codec-name": (audio("a=fmtp:112 x=1"), video("a=rtcp-fb:98 nack")),
    "ssrc-fields": (audio("a=ssrc:1"),),
    "ssrc-attribute": (audio("a=ssrc:1 cname"),),
    "ssrc-msid": (audio("a=ssrc:1 msid:a b c"),),
    "ssrc-group-fields": (audio("a=ssrc-group:FID"),),
    "ssrc-group-repeat": (audio("a=ssrc-group:FID 1 1"),),
    "ssrc-group-many": (audio("a=ssrc-group:X " + " ".join(map(str, range(33)))),),
    "msid-fields": (audio("a=msid:s t u"), audio("a=msid:s "), audio("a=msid: t")),
    "msid-tracks": (audio("a=msid:s t", "a=msid:s u"),),
    "msid-repeat": (audio("a=msid:s t") + VIDEO + text("a=msid:s t"),),
    "simulcast-empty": (video("a=simulcast:"),),
    "simulcast-twice": (video(*SIMULCAST, SIMULCAST[2], RID_EXTENSION),),
    "simulcast-format": (
        video("a=simulcast:send"), video("a=simulcast:send a;;b"), video("a=simulcast:x a"),
    ),
    "simulcast-many": (video("a=simulcast:send " + ";".join(map(str, range(17)))),),
    "sctp-port": (data("a=sctp-port:65536"), data("a=sctp-port: 1")),
    "sctp-port-old": (swap("webrtc-datachannel", "5000", data()),),
    "max-message-size": (data("a=max-message-size:2147483648"),),
    "data-fields": (data("a=max-message-size"), data("a=sctp-port")),
    "mid-length": (swap("mid:0", f"mid:{'a' * 17}"),),
    "mid-twice": (
        ONE + swap("mid:1", "mid:0", VIDEO),
        swap("mid:0", "mid:1") + swap("a=mid:1\r\n", "", VIDEO) + swap("mid:2", "mid:0", DATA),
    ),
    "no-fingerprint": (swap(TRANSPORT[2], ""),),
    "no-credentials": (swap(TRANSPORT[0], ""), swap(TRANSPORT[1], "a=ice-pwd:")),
    "bundle-unknown": (session("a=group:BUNDLE 0 x"),),
    "bundle-overlap": (swap("a=group:BUNDLE 0 1 2", "a=group:BUNDLE 0 1\r\na=group:BUNDLE 1 2", BUNDLED),),
    "bundle-extension": (
        session("a=group:BUNDLE 0 1") + text("a=extmap:1 urn:x") + VIDEO + text("a=extmap:1 urn:y"),
    ),
    "extension-twice": (audio("a=extmap:1 urn:x", "a=extmap:1 urn:y"),),
    "bundle-mux": (swap("a=rtcp-mux\r\n", "", session("a=group:BUNDLE 0")),),
    "mux": (swap("a=rtcp-mux\r\n", ""),),
    "rtcp-payload-type": (swap("SAVPF 111", "SAVPF 111 72") + text("a=rtpmap:72 x/8000"),),
    "tracks": (audio("a=ssrc:1 msid:a b", "a=ssrc:2 msid:c d"),),
    "ssrc-group-size": (
        video("a=ssrc-group:FID 1", "a=ssrc:1 cname:x"),
        video("a=ssrc-group:SIM 1 2 3 4", "a=ssrc:1 cname:x"),
    ),
    "simulcast-extension": (video(*SIMULCAST),),
    "credentials": (
        swap("ufrag:abcd", "ufrag:abc"), swap("ufrag:abcd", "ufrag:ab.d"),
        swap(TRANSPORT[1], "a=ice-pwd:short"),
        session("a=group:BUNDLE 0 1") + BARE_VIDEO + text("a=ice-ufrag:abcd"),
    ),
    "stream": (
        audio("a=ssrc:1 cname:x", "a=ssrc:2 cname:x"),
        video("a=ssrc-group:FID 1 9", "a=ssrc:1 cname:x"),
        video("a=ssrc-group:X 1 2", "a=ssrc-group:X 1 3", "a=ssrc:1 cname:x"),
        video("a=ssrc-group:SIM 1 2", "a=ssrc-group:FID 1 3", *(f"a=ssrc:{n} cname:x" for n in (1, 2, 3))),
    ),
    "video-codecs": (
        swap("a=rtpmap:96 VP8/90000", "", video()),
        swap("SAVPF 96", "SAVPF 96 97", video()) + text("a=rtpmap:97 rtx/90000"),
        swap("SAVPF 96", "SAVPF 96 97", video()) + text("a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=99"),
        video("a=fmtp:96 x-google-min-bitrate=2;x-google-max-bitrate=1"),
    ),
    "rest": (audio("m="),),
    "kind": (
        ONE + swap("m=video", "m=text", VIDEO),
        ONE + text("m=application 9 RTP/AVP 0", "a=mid:x", "a=fmtp:x", "a=rtcp-fb:x", "a=rtpmap:0 x/1"),
        ONE + text("m=application 9 x 0", "a=mid:x", "a=x"),
    ),
    "second-data": (text(*HEAD) + DATA + swap("mid:2", "mid:3", DATA),),
}  # fmt: skip
CHROMIUM_ACCEPTS: Mapping[str, str] = {
    **GOOD,
    "a bundled section without a transport": session("a=group:BUNDLE 0 1") + BARE_VIDEO,
    "bundle-only without rtcp-mux": session("a=group:BUNDLE 0 1")
    + swap("m=video 9", "m=video 0", swap("a=rtcp-mux", "a=bundle-only", BARE_VIDEO)),
    "a rejected section without anything": ONE + text("m=video 0 RTP/AVP 96", "a=mid:1"),
    "a group of sources that nobody tells of": f"{ONE}a=ssrc-group:X 8 9\r\n",
    "a host name": swap("0.0.0.0\r\na=mid", "host.example\r\na=mid"),
    "no c= line": swap(f"{C}\r\n", ""),
    "a version other than 0": head("v=1", *HEAD[1:]),
    "LF": ONE.replace("\r\n", "\n"),
    "every line before the sections": head(
        *HEAD[:3], "i=x", "u=x", "e=x", "p=x", C, "b=AS:1", HEAD[3], "r=1", HEAD[3], "r=1", "z=1",
        "k=x",
    ),
    "simulcast": video(*SIMULCAST, RID_EXTENSION),
    "simulcast of the session's extension": swap("t=0 0", f"t=0 0\r\n{RID_EXTENSION}", video(*SIMULCAST)),
    "layers that no rid declares": video("a=simulcast:send x;~y"),
    "malformed rids": video("a=rid", "a=rid:a_b send", "a=rid:a send x=1=2", "a=rid:a send pt=1,1",
                            "a=rid:b send x;y;x", "a=rid:c send =", "a=simulcast:send a"),
    "rids with restrictions": video("a=rid:a send pt=96;max-width=1", "a=rid:b recv x;y"),
    "an encrypted extension": audio(f"a=extmap:1 {ENCRYPT} urn:x"),
    "rtx and feedback": swap("SAVPF 96", "SAVPF 96 97", video())
    + text("a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=96;x", "a=rtcp-fb:* nack", "a=rtcp-fb:96 nack pli"),
    "a paired source": video("a=ssrc-group:FID 1 2", "a=ssrc:1 cname:x", "a=ssrc:2 cname:x"),
    "three layers": video("a=ssrc-group:SIM 1 2", "a=ssrc-group:X 1 9", "a=ssrc:1 cname:x", "a=ssrc:2 cname:x"),
    "one track": audio("a=msid:- t", "a=msid:s t", "a=msid:s", "a=ssrc:1 cname:x"),
    "a source that names its track": audio("a=ssrc:1 msid:a b", "a=ssrc:1 msid:a"),
    "candidates": audio(
        "a=candidate:1 1 UDP 1 h.example 1 typ srflx raddr 192.0.2.1 rport 1 x y network-cost 9",
        "a=candidate:1 1 tcp 1 192.0.2.1 9 typ host tcptype passive generation 0",
    ),
    "data of the old form": swap("a=sctp-port:5000\r\n", "", swap("UDP/DTLS/SCTP webrtc-datachannel", "DTLS/SCTP 5000", data())),
    "sctp-port with a blank": swap("sctp-port:", "sctp-port ", data()),
    "attributes of data in a data section": data("a=rtpmap:x", "a=max-message-size:1", "b=X:y", "i=x", C),
    "unlisted rtpmap": audio("a=rtpmap:112 x"),
    "session attributes": session("a=ice-ufrag:abcd", "a=ice-pwd:x", "a=setup:active", "a=ice-options:x", "a=x",
                                  "a=msid-semantic: WMS", TRANSPORT[2]),
}  # fmt: skip
