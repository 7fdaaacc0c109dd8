"""What names mean that stand in descriptions: URIs, codecs, feedback, parameters.

Tables and nothing else. A name that is not here is shown as it is.
"""

from collections.abc import Mapping

__all__ = [
    "BANDWIDTHS",
    "ENCODINGS",
    "EXTENSIONS",
    "FEEDBACK",
    "GROUPS",
    "ICE_OPTIONS",
    "PARAMETERS",
    "PROTOCOLS",
    "SOURCE_GROUPS",
    "SOURCE_PROPERTIES",
]

_WEBRTC = "http://www.webrtc.org/experiments/rtp-hdrext/"
_HDREXT = "urn:ietf:params:rtp-hdrext:"

EXTENSIONS: Mapping[str, str] = {
    f"{_HDREXT}sdes:mid": "the mid of the section that a packet belongs to",
    f"{_HDREXT}sdes:rtp-stream-id": "the rid of the layer that a packet belongs to",
    f"{_HDREXT}sdes:repaired-rtp-stream-id": "the rid of the layer that a packet repairs",
    f"{_HDREXT}sdes:cname": "the canonical name of the sender",
    f"{_HDREXT}ssrc-audio-level": "how loud the audio in a packet is",
    f"{_HDREXT}csrc-audio-level": "how loud each contributor to a mix is",
    f"{_HDREXT}toffset": "how long after its timestamp a packet was sent",
    f"{_HDREXT}encrypt": "another extension, in encrypted form",
    f"{_HDREXT}framemarking": "where frames start and end, and how they depend on each other",
    f"{_HDREXT}splicing-interval": "where another stream is spliced in",
    "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01": (
        "a number that counts packets over the whole transport, for congestion control"
    ),
    f"{_WEBRTC}transport-wide-cc-02": "a packet counter that also asks for feedback",
    f"{_WEBRTC}abs-send-time": "when a packet was sent, for bandwidth estimation",
    f"{_WEBRTC}abs-capture-time": "when the media was captured",
    f"{_WEBRTC}playout-delay": "how long the receiver should wait before it plays",
    f"{_WEBRTC}video-timing": "how long the sender's steps took, for statistics",
    f"{_WEBRTC}video-content-type": "whether the video is a screen or a camera",
    f"{_WEBRTC}color-space": "the colour space of the video",
    f"{_WEBRTC}video-layers-allocation00": "which layers are sent and with how many bits",
    f"{_WEBRTC}video-frame-tracking-id": "a number for each frame, for tests",
    f"{_WEBRTC}generic-frame-descriptor-00": "which frames a frame depends on",
    f"{_WEBRTC}inband-cn": "whether a packet holds comfort noise",
    "urn:3gpp:video-orientation": "which way up the video is",
    "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension": (
        "which frames and layers a frame depends on"
    ),
}
"""Header extensions by URI: what they carry."""

ENCODINGS: Mapping[str, str] = {
    "av1": "video",
    "cn": "comfort noise for silent times",
    "flexfec": "forward error correction",
    "flexfec-03": "forward error correction",
    "g722": "audio; its clock says 8000 though it samples at 16000",
    "h264": "video",
    "h265": "video",
    "ilbc": "audio",
    "isac": "audio",
    "opus": "audio from speech to music",
    "pcma": "G.711 audio with A-law",
    "pcmu": "G.711 audio with mu-law",
    "red": "redundant copies of other formats",
    "rtx": "retransmission of another format",
    "telephone-event": "touch-tone digits",
    "ulpfec": "forward error correction",
    "vp8": "video",
    "vp9": "video",
}
"""Encoding names in lower case: what they are."""

FEEDBACK: Mapping[str, str] = {
    "nack": "the receiver may ask for lost packets again",
    "nack pli": "the receiver may ask for a new picture after a loss",
    "nack sli": "the receiver may tell which part of a picture was lost",
    "nack rpsi": "the receiver may tell which picture to refer to",
    "ccm fir": "the receiver may demand a whole new picture",
    "ccm tmmbr": "the receiver may limit the bitrate",
    "ccm tstr": "the receiver may trade sharpness against frame rate",
    "goog-remb": "the receiver may tell its estimate of the bandwidth",
    "transport-cc": "the receiver reports when each packet arrived, for congestion control",
    "ack ccfb": "the receiver reports when each packet arrived, for congestion control",
    "trr-int": "the least milliseconds between two regular reports",
    "rrtr": "the receiver may send reference times",
}
"""Feedback messages: what they let the receiver do."""

PARAMETERS: Mapping[str, Mapping[str, str]] = {
    "opus": {
        "minptime": "packets of at least {} ms",
        "maxptime": "packets of at most {} ms",
        "ptime": "packets of {} ms",
        "useinbandfec=1": "forward error correction in the stream",
        "useinbandfec=0": "no forward error correction in the stream",
        "usedtx=1": "silence is not sent",
        "usedtx=0": "silence is sent too",
        "stereo=1": "stereo wanted",
        "stereo=0": "mono wanted",
        "sprop-stereo=1": "stereo is likely to be sent",
        "sprop-stereo=0": "mono is likely to be sent",
        "cbr=1": "constant bitrate",
        "cbr=0": "variable bitrate",
        "maxaveragebitrate": "at most {} bit/s on average",
        "maxplaybackrate": "plays up to {} Hz",
        "sprop-maxcapturerate": "captures up to {} Hz",
    },
    "h264": {
        "level-asymmetry-allowed=1": "each direction may have its own level",
        "level-asymmetry-allowed=0": "one level for both directions",
        "packetization-mode=0": "one unit in a packet",
        "packetization-mode=1": "units in pieces and in groups",
        "packetization-mode=2": "units interleaved",
        "max-fs": "frames of at most {} macroblocks",
        "max-mbps": "at most {} macroblocks a second",
        "max-br": "at most {} kbit/s",
        "sprop-parameter-sets": "parameter sets included",
    },
    "h265": {
        "profile-id": "profile {}",
        "tier-flag=0": "main tier",
        "tier-flag=1": "high tier",
        "tx-mode": "{}",
        "level-id": "level number {}",
    },
    "vp8": {"max-fr": "at most {} frames a second", "max-fs": "frames of at most {} macroblocks"},
    "vp9": {
        "profile-id=0": "profile 0 (8 bits, 4:2:0)",
        "profile-id=1": "profile 1 (8 bits, more colour)",
        "profile-id=2": "profile 2 (10 or 12 bits, 4:2:0)",
        "profile-id=3": "profile 3 (10 or 12 bits, more colour)",
        "max-fr": "at most {} frames a second",
        "max-fs": "frames of at most {} macroblocks",
    },
    "av1": {
        "profile=0": "main profile",
        "profile=1": "high profile",
        "profile=2": "professional profile",
        "level-idx": "level index {}",
        "tier=0": "main tier",
        "tier=1": "high tier",
    },
    "rtx": {"rtx-time": "packets are kept for {} ms"},
    "flexfec-03": {"repair-window": "repairs losses of the last {} microseconds"},
    "flexfec": {"repair-window": "repairs losses of the last {} microseconds"},
}
"""Format parameters by encoding: words for a name, or for one value of it."""

PROTOCOLS: Mapping[str, str] = {
    "RTP/AVP": "RTP in the clear",
    "RTP/AVPF": "RTP in the clear, with feedback",
    "RTP/SAVP": "encrypted RTP (SRTP)",
    "RTP/SAVPF": "encrypted RTP (SRTP), with feedback",
    "UDP/TLS/RTP/SAVP": "SRTP with keys from DTLS, over UDP",
    "UDP/TLS/RTP/SAVPF": "SRTP with keys from DTLS and feedback, over UDP",
    "TCP/DTLS/RTP/SAVP": "SRTP with keys from DTLS, over TCP",
    "TCP/DTLS/RTP/SAVPF": "SRTP with keys from DTLS and feedback, over TCP",
    "UDP/DTLS/SCTP": "SCTP in DTLS over UDP",
    "TCP/DTLS/SCTP": "SCTP in DTLS over TCP",
    "DTLS/SCTP": "SCTP in DTLS, in the older spelling",
    "TCP/MSRP": "message sessions over TCP",
    "TCP/TLS/MSRP": "message sessions over TLS",
    "TCP/BFCP": "floor control over TCP",
    "UDP/BFCP": "floor control over UDP",
    "UDP/TLS/BFCP": "floor control in DTLS over UDP",
    "udptl": "fax (T.38) over UDP",
    "TCP": "plain TCP",
    "udp": "plain UDP",
}
"""Transport protocols of m= lines."""

BANDWIDTHS: Mapping[str, str] = {
    "AS": "{} kbit/s at most, packet headers included",
    "CT": "{} kbit/s at most for the whole session",
    "TIAS": "{} bit/s at most, without packet headers",
    "RS": "{} bit/s for the RTCP of senders",
    "RR": "{} bit/s for the RTCP of receivers",
}
"""Types of b= lines."""

GROUPS: Mapping[str, str] = {
    "BUNDLE": "share one transport, that of the first",
    "LS": "are to be played in lip sync",
    "FID": "are one flow in several forms",
    "SRF": "are one single reservation",
    "ANAT": "are alternatives with different addresses",
    "FEC": "protect each other with error correction",
    "FEC-FR": "protect each other with error correction",
    "DDP": "depend on each other as layers",
    "DUP": "carry the same media twice",
    "CS": "are composite streams",
}
"""Semantics of a=group: what the sections do."""

SOURCE_GROUPS: Mapping[str, str] = {
    "FID": "the second repeats lost packets of the first",
    "SIM": "they are layers of one simulcast",
    "FEC": "the second protects the first",
    "FEC-FR": "the second protects the first",
    "DUP": "they carry the same media twice",
}
"""Semantics of a=ssrc-group."""

SOURCE_PROPERTIES: Mapping[str, str] = {
    "cname": "all sources of this canonical name are timed by one clock",
    "msid": "it carries this stream and track",
    "mslabel": "the stream, in a spelling long out of use",
    "label": "the track, in a spelling long out of use",
    "fmtp": "format parameters of its own",
    "previous-ssrc": "the number that it had before",
}
"""Properties of a=ssrc."""

ICE_OPTIONS: Mapping[str, str] = {
    "trickle": "candidates may follow one by one",
    "ice2": "it is of the newer ICE (RFC 8445)",
    "renomination": "the chosen pair may change later",
    "google-ice": "an ICE from before the standard",
}
"""ICE options: what an agent with this one does."""
