"""The tables of Firefox, aiortc, Pion and WHIP; see ``_probes``."""

from collections.abc import Mapping

from tests.sdp.targets._probes import (
    AUDIO,
    BARE_VIDEO,
    DATA,
    DIGEST,
    GOOD,
    HEAD,
    ONE,
    RID_EXTENSION,
    SIMULCAST,
    TRANSPORT,
    VIDEO,
    C,
    audio,
    data,
    head,
    session,
    swap,
    text,
    video,
)

FORMATS = " ".join(["111"] * 30)

FIREFOX: Mapping[str, tuple[str, ...]] = {
    "ascii": (audio("a=x:\u00e9"), "\ufeff" + ONE),
    "first-line": ("", "foo\r\n" + ONE, "Q=1\r\n" + ONE),
    "no-version": (head(*HEAD[1:]),),
    "foreign-line": (audio("x=1"), session("X=1")),
    "version": (head("v=1", *HEAD[1:]), head("v=x", *HEAD[1:])),
    "origin-number": (
        head("v=0", "o=- a 1 IN IP4 x", *HEAD[2:]),
        head("v=0", f"o=- 1 {2**63} IN IP4 x", *HEAD[2:]),
    ),
    "origin": (
        head("v=0", "o=- 1 1 IN IP4", *HEAD[2:]),
        head("v=0", "o=- 1 1 XX IP4 x", *HEAD[2:]),
        head("v=0", "o=", *HEAD[2:]),
    ),
    "no-origin": (head("v=0", *HEAD[2:]),),
    "no-time": (head(*HEAD[:3]),),
    "time": (head(*HEAD[:3], "t=0"), head(*HEAD[:3], "t=x 0"), head(*HEAD[:3], "t=0 4294967296")),
    "connection-twice": (audio(C),),
    "connection-fields": (swap(C, "c=IN IP4"),),
    "connection-address": (
        swap(C, "c=IN IP4 host.example"), swap(C, "c=IN IP4 256.1.1.1"), swap(C, "c=IN IP4 -1"),
    ),
    "connection-suffix": (swap(C, f"{C}/"), swap(C, f"{C}/1/0")),
    "no-connection": (swap(f"{C}\r\n", ""), swap(C, "c=XX IP4 0.0.0.0")),
    "bandwidth": (audio("b="), audio("b=AS:x"), audio("b=ct:-1")),
    "key": (audio("k="), audio("k=clear")),
    "m-fields": (swap(" UDP/TLS/RTP/SAVPF 111", ""),),
    "proto": (
        swap("UDP/TLS/RTP/SAVPF", "RTP/AVPF"), swap("UDP/TLS/RTP/SAVPF", "udp"),
        swap("audio 9", "audio x"), swap("audio 9", "audio 9/1/1/1"), swap("audio 9", "audio 4294967295"),
        swap("application 9", "application 9/2", data()),
    ),
    "sctp-format": (
        swap("webrtc-datachannel", "x", data()), swap("UDP/DTLS/SCTP", "DTLS/SCTP", data()),
    ),
    "attribute-name": (audio("a="), audio("a=:")),
    "kind": (ONE + swap("m=video", "m=text", VIDEO),),
    "port-count": (swap("audio 9", "audio 9/65536"),),
    "fingerprint": (
        audio("a=fingerprint:x"), audio("a=fingerprint: "), audio(f"a=fingerprint:x {DIGEST.lower()}"),
        ONE + text("m=audio 0 RTP/AVP 0", C, "a=fingerprint:x"),
    ),
    "rid": (
        video("a=rid:a_b send"), video("a=rid:a"), video("a=rid:a send x"), video("a=rid:a send pt=128"),
        video("a=rid:a send pt=1,x"), video("a=rid:a send max-fps=-1"), video("a=rid:a send depend=b,"),
        video("a=rid:a send x=y;"), video("a=rid:a "),
    ),
    "simulcast": (video("a=simulcast:send"), video("a=simulcast:send a send b")),
    "simulcast-rid": (video("a=simulcast:send a"), video("a=rid:a recv", "a=simulcast:send a")),
    "imageattr": (
        video("a=imageattr:x send *"), video("a=imageattr:96 send * send *"),
        video("a=imageattr:96 send [x=0,y=1]"), video("a=imageattr:96 send [x=[2:1],y=1]"),
        video("a=imageattr:96 send [x=1,y=1,q=2]"), video("a=imageattr:65536 send *"),
    ),
    "mid-length": (swap("mid:0", f"mid:{'a' * 17}"),),
    "extension-id": (audio("a=extmap:15 urn:x"), session("a=extmap:0 urn:x")),
    "extension-twice": (audio("a=extmap:1 urn:x", "a=extmap:1 urn:x"),),
    "payload-type": (
        swap("SAVPF 111", "SAVPF 111 64"), swap("SAVPF 111", "SAVPF 111 1"),
        swap("SAVPF 111", "SAVPF 111 128"), swap("SAVPF 111", "SAVPF 111 300"),
    ),
    "mux": (
        swap("a=rtcp-mux\r\n", ""),
        session("a=group:BUNDLE 0 1") + swap("m=video 9", "m=video 0", swap("rtcp-mux", "bundle-only", BARE_VIDEO)),
    ),
    "bundle-unknown": (session("a=group:BUNDLE x 0"),),
    "bundle-disabled": (session("a=group:BUNDLE 1 0") + swap("video 9", "video 0", VIDEO),),
    "bundle-twice": (session("a=group:BUNDLE 0 0"), session("a=group:BUNDLE 0 x", "a=group:BUNDLE 0")),
    "no-credentials": (
        swap(TRANSPORT[0], ""), swap(TRANSPORT[1], ""), session("a=group:BUNDLE 0 1") + BARE_VIDEO,
    ),
    "no-fingerprint": (swap(TRANSPORT[2], ""),),
    "fingerprint-hash": (swap("sha-256", "sha-999"),),
    "no-setup": (swap(TRANSPORT[3], ""), swap("actpass", "x")),
    "setup-role": (swap("actpass", "holdconn"),),
    "credentials": (swap("ufrag:abcd", "ufrag:abc"), swap(TRANSPORT[1], "a=ice-pwd:short")),
    "rest": (audio("foo", "x=1"), audio(""), audio("v=0")),
    "last-line": (ONE + "x", ONE + "\0"),
    "session-line": (audio("t=x"),),
    "formats": (swap("SAVPF 111", f"SAVPF {FORMATS} 64"),),
}  # fmt: skip
FIREFOX_ACCEPTS: Mapping[str, str] = {
    **GOOD,
    "names in any case": swap("a=rtcp-mux", "a=RTCP-MUX", swap("a=setup", "A=setup".lower())),
    "attributes that are malformed": audio(
        "a=rtpmap:x", "a=fmtp", "a=rtcp-fb:x", "a=ssrc:x", "a=candidate:x", "a=msid", "a=rid", "a=simulcast:",
        "a=extmap:300", "a=extmap:x urn:x", "a=extmap:300/x urn:x", "a=setup:x", "a=mid:", "a=fingerprint:",
        "a=ice-ufrag:", "a=group:BUNDLE x", "a=crypto:x",
    ),
    "a rejected section without anything": ONE + text("m=video 0 RTP/AVP 64", C, f"a=mid:{'a' * 20}"),
    "bundle-only without a transport": session("a=group:BUNDLE 0 1")
    + swap("m=video 9", "m=video 0", BARE_VIDEO) + text("a=bundle-only"),
    "a profile without feedback and without rtcp-mux": swap("a=rtcp-mux\r\n", "", swap("SAVPF", "SAVP")),
    "the session's transport": swap("\r\n".join(TRANSPORT), "", swap("t=0 0", "\r\n".join(("t=0 0", *TRANSPORT)))),
    "simulcast": video(*SIMULCAST, "a=simulcast:x", RID_EXTENSION),
    "rids with restrictions": video(
        "a=rid:a send  pt=96,97;max-width=1;max-fps=29.97;foo=bar", "a=rid:b RECV depend=a,c;x="
    ),
    "images": video(
        "a=imageattr:96 send [x=[1:2:3],y=[1,2],sar=[1.1,1.2],par=[1.1-1.2],q=0.5,foo=bar] [x=1,y=1] recv *",
        "a=imageattr:* recv *",
    ),
    "every line": head(
        *HEAD[:3], "i=", "u=", "e=", "p=", C, "b=AS:1", "b=X:x", "b=AS", "t=0 0", "r=", "z=", "k=prompt", "k=x"
    ) + text("i=x", "b=AS:1"),
    "an address with a suffix": swap(C, "c=IN IP4 224.2.1.1/127/3"),
    "data of the old form": swap("UDP/DTLS/SCTP webrtc-datachannel", "DTLS/SCTP 5000", data()),
    "a count of ports": swap("audio 9", "audio 9/2"),
    "formats that are no numbers": swap("SAVPF 111", "SAVPF 111 x"),
    "extensions with a direction": audio("a=extmap:1/sendonly urn:x"),
    "other groups": session("a=group:LS x y", "a=group:BUNDLE"),
}  # fmt: skip

AIORTC: Mapping[str, tuple[str, ...]] = {
    "version": (head("v=x", *HEAD[1:]),),
    "connection": (swap(C, "c=XX IP4 x"), head(*HEAD[:3], "c=IN IP4 a b", HEAD[3])),
    "m-line": (swap("audio 9", "audio 9/2"), swap("UDP/TLS", "udp/tls"), swap(" 111\r\n", "\r\n")),
    "m-format": (swap("SAVPF 111", "SAVPF x"),),
    "payload-type": (swap("SAVPF 111", "SAVPF 72"), swap("SAVPF 111", "SAVPF 256")),
    "group": (session("a=group"), session("a=msid-semantic")),
    "candidate": (
        audio("a=candidate:1"), audio("a=candidate"), audio("a=candidate:1 x udp 1 192.0.2.1 1 typ host"),
        audio("a=candidate:1 1 udp 1 192.0.2.1 1 typ srflx raddr 192.0.2.1 rport x"),
    ),
    "extmap": (audio("a=extmap:1 urn:x y"), audio("a=extmap:1/a/b urn:x"), audio("a=extmap:x urn:x")),
    "fingerprint": (audio("a=fingerprint:x"), session("a=fingerprint:x")),
    "setup": (swap("actpass", "holdconn"), session("a=setup")),
    "max-message-size": (data("a=max-message-size:x"),),
    "rtcp": (audio("a=rtcp"), audio("a=rtcp:x"), audio("a=rtcp:9 x")),
    "rtpmap": (audio("a=rtpmap:1"), audio("a=rtpmap:1 x"), audio("a=rtpmap:1 x/1/y")),
    "sctpmap": (data("a=sctpmap:5000"),),
    "sctp-port": (data("a=sctp-port:x"), data("a=sctp-port")),
    "ssrc": (audio("a=ssrc:1"), audio("a=ssrc:1 cname"), audio("a=ssrc:x cname:y")),
    "ssrc-group": (audio("a=ssrc-group:FID x"),),
    "fmtp": (audio("a=fmtp:111"), audio("a=fmtp:x y")),
    "fmtp-codec": (swap("SAVPF 111", "SAVPF 111 0") + text("a=fmtp:0 x"),),
    "fmtp-number": (audio("a=fmtp:111 stereo=x"),),
    "rtcp-fb": (audio("a=rtcp-fb"), audio("a=rtcp-fb:111")),
    "no-credentials": (swap(TRANSPORT[0], ""), session("a=group:BUNDLE 0 1") + BARE_VIDEO),
    "mux": (swap("a=rtcp-mux\r\n", ""),),
    "codecs": (
        swap("opus", "speex"), swap("SAVPF 111", "SAVPF 0", swap("a=rtpmap:111 opus/48000/2", "")),
        swap("VP8", "H264", video()),
        swap("VP8", "H264", video("a=fmtp:96 packetization-mode=1;profile-level-id=640028")),
        swap("VP8", "H264", video("a=fmtp:96 packetization-mode=1;profile-level-id=x")),
        swap("VP8", "H264", video("a=fmtp:96 packetization-mode=1;profile-level-id=ff001f")),
    ),
    "no-setup": (swap(TRANSPORT[3], ""),),
    "sctp-format": (swap("UDP/DTLS/SCTP", "DTLS/SCTP", data()),),
    "msid": (swap("t=0 0", "t=0 0\r\na=msid-semantic: WMS *", audio("a=sendrecv", "a=msid:s "))
             ,),
    "bundle": (session("a=group:BUNDLE x 0"),),
}  # fmt: skip
AIORTC_ACCEPTS: Mapping[str, str] = {
    **GOOD,
    "no o=, s=, t=": text("v=0") + AUDIO,
    "H.264": swap("VP8", "H264", video("a=fmtp:96 packetization-mode=1")),
    "another kind": ONE + text("m=text 9 RTP/AVP 0", *TRANSPORT),
    "data of the old form": swap("UDP/DTLS/SCTP webrtc-datachannel", "DTLS/SCTP 5000", data("a=sctpmap:5000 x 1")),
    "all of an audio section": session(*TRANSPORT, "a=group:", "a=msid-semantic: WMS *", "a=x")
    + text(
        "a=sendrecv", "a=msid:s t", "a=ssrc:1 cname:x", "a=ssrc-group:X 1 2", "a=extmap:1/sendonly urn:x",
        "a=rtcp:9 IN IP4 0.0.0.0", "a=rtcp:9", "a=rtcp-fb:* x", "a=rtcp-fb:9", "a=fmtp:111 stereo=1;x;y=z",
        "a=candidate:1 1 udp 1 192.0.2.1 1 typ srflx raddr 192.0.2.2 rport 1 x", "b=x", "i=x",
    ),
    "a msid that no semantic lists": audio("a=sendonly", "a=msid:s "),
}  # fmt: skip

PION: Mapping[str, tuple[str, ...]] = {
    "no-mid": (swap("a=mid:0", ""),),
    "no-ufrag": (swap(TRANSPORT[0], ""), session("a=group:BUNDLE 0 1").replace("mid:0", "mid:1")),
    "no-password": (swap(TRANSPORT[1], ""),),
    "no-fingerprint": (
        swap(TRANSPORT[2], ""),
        session("a=group:BUNDLE 1 0", *TRANSPORT[:2]) + BARE_VIDEO,
        session("a=group:BUNDLE x", *TRANSPORT[:2]),
    ),
    "fingerprint": (swap(TRANSPORT[2], "a=fingerprint:x"), session("a=fingerprint:x")),
    "rest": (ONE, "", swap("a=mid:0", "") + swap("mid:2", "mid:data", DATA), session(*TRANSPORT)),
}  # fmt: skip
MUXED_ONLY = audio("a=rtcp-mux-only", "a=msid:s t", "a=sendonly")
WHIP: Mapping[str, tuple[str, ...]] = {
    "malformed": ("", "foo"),
    "direction": (swap("sendonly", "recvonly", MUXED_ONLY),),
    "bundle": (ONE + VIDEO, session("a=group:BUNDLE 0") + VIDEO),
    "mux": (swap("a=rtcp-mux\r\n", "", MUXED_ONLY),),
    "mux-only": (ONE,),
    "msid": (ONE, MUXED_ONLY + text("a=msid:u t")),
    "tracks": (MUXED_ONLY + swap("mid:0", "mid:1", AUDIO),),
    "setup": (swap("actpass", "passive", MUXED_ONLY),),
    "rest": (MUXED_ONLY, data()),
}  # fmt: skip
