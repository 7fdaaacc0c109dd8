"""The offers of the conformance scenarios, and a short way to answer one."""

from collections.abc import Iterable

from sdpsig import sdp
from sdpsig.jsep import (
    INTEROP,
    Answer,
    AnswerPlan,
    AnswerPolicy,
    Capabilities,
    CodecCapability,
    DataCapability,
    HeaderExtension,
    LocalTransport,
    Offer,
    Origin,
    Profile,
    plan_answer,
    write_answer,
)
from sdpsig.sdp.attributes import Candidate, Fingerprint

DIGEST = (
    "19:E2:1C:3B:4B:9F:81:E6:B8:5C:F4:A5:A8:D8:73:04:"
    "BB:05:2F:70:9F:04:A9:0E:05:E9:26:33:E8:70:88:A2"
)
UFRAG, PWD = "EsAw", "P2uYro0UCOQ4zxjKXaWCBui1"

SESSION = ["v=0", "o=- 4962303333179871722 1 IN IP4 0.0.0.0", "s=-", "t=0 0"]
TRANSPORT = [
    f"a=ice-ufrag:{UFRAG}",
    f"a=ice-pwd:{PWD}",
    f"a=fingerprint:sha-256 {DIGEST}",
    "a=setup:actpass",
]
TRICKLE = "a=ice-options:trickle"
AUDIO = [
    "c=IN IP4 0.0.0.0",
    *TRANSPORT,
    "a=mid:0",
    "a=sendrecv",
    "a=rtcp-mux",
    "a=rtpmap:111 opus/48000/2",
    "a=fmtp:111 minptime=10;useinbandfec=1",
    "a=rtpmap:0 PCMU/8000",
    "a=rtpmap:8 PCMA/8000",
]
MID_EXTENSION = "urn:ietf:params:rtp-hdrext:sdes:mid"
LEVEL_EXTENSION = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
WIDE_CC_EXTENSION = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
RID_EXTENSION = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIRED_EXTENSION = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
H264 = "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f"


def text(*lines: str) -> str:
    return "".join(f"{line}\r\n" for line in lines)


def _feedback(*payload_types: int) -> list[str]:
    messages = ("transport-cc", "ccm fir", "nack", "nack pli", "goog-remb")
    return [f"a=rtcp-fb:{number} {message}" for number in payload_types for message in messages]


AUDIO_SECTION = text(
    "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 0 8 110 126",
    *AUDIO,
    TRICKLE,
    "a=rtpmap:110 telephone-event/48000",
    "a=rtpmap:126 telephone-event/8000",
    "a=rtpmap:63 red/48000/2",
    "a=fmtp:63 111/111",
    f"a=extmap:1 {LEVEL_EXTENSION}",
    f"a=extmap:3 {WIDE_CC_EXTENSION}",
    f"a=extmap:4 {MID_EXTENSION}",
    "a=msid:s1 ta",
)
VIDEO_SECTION = text(
    "m=video 9 UDP/TLS/RTP/SAVPF 96 97 102 103 39 40 98 99",
    "c=IN IP4 0.0.0.0",
    *TRANSPORT,
    "a=mid:1",
    "a=sendrecv",
    "a=rtcp-mux",
    TRICKLE,
    "a=rtpmap:96 VP8/90000",
    "a=rtpmap:97 rtx/90000",
    "a=fmtp:97 apt=96",
    "a=rtpmap:102 H264/90000",
    f"a=fmtp:102 {H264}",
    "a=rtpmap:103 rtx/90000",
    "a=fmtp:103 apt=102",
    "a=rtpmap:39 AV1/90000",
    "a=rtpmap:40 rtx/90000",
    "a=fmtp:40 apt=39",
    "a=rtpmap:98 VP9/90000",
    "a=fmtp:98 profile-id=0",
    "a=rtpmap:99 rtx/90000",
    "a=fmtp:99 apt=98",
    *_feedback(96, 102, 39, 98),
    f"a=extmap:3 {WIDE_CC_EXTENSION}",
    f"a=extmap:4 {MID_EXTENSION}",
    f"a=extmap:10 {RID_EXTENSION}",
    f"a=extmap:11 {REPAIRED_EXTENSION}",
    "a=msid:s1 tv",
)
DATA_SECTION = text(
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
    "c=IN IP4 0.0.0.0",
    *TRANSPORT,
    "a=mid:2",
    TRICKLE,
    "a=sctp-port:5000",
    "a=max-message-size:262144",
)
MIXED = "a=extmap-allow-mixed"

MIN_A = text(*SESSION, "m=audio 9 UDP/TLS/RTP/SAVPF 111 0 8", *AUDIO)
AVD = text(*SESSION, "a=group:BUNDLE 0 1 2", MIXED) + AUDIO_SECTION + VIDEO_SECTION + DATA_SECTION
AV = text(*SESSION, "a=group:BUNDLE 0 1", MIXED) + AUDIO_SECTION + VIDEO_SECTION
DATA = text(*SESSION, "a=group:BUNDLE 2") + DATA_SECTION

_VIDEO = ("transport-cc", "nack", "nack pli", "ccm fir", "goog-remb")
_MODE = "level-asymmetry-allowed=1;packetization-mode={};profile-level-id=42e01f"
OPUS = CodecCapability("opus", 48_000, 2, "minptime=10;useinbandfec=1", ("transport-cc",))
PCMU, PCMA = CodecCapability("PCMU", 8_000), CodecCapability("PCMA", 8_000)
EVENTS = CodecCapability("telephone-event", 48_000, 1, "0-15")
NARROW_EVENTS = CodecCapability("telephone-event", 8_000, 1, "0-15")
NOISE = CodecCapability("CN", 8_000)
VP8 = CodecCapability("VP8", 90_000, 1, None, _VIDEO, rtx=True)
H264_ONE = CodecCapability("H264", 90_000, 1, _MODE.format(1), _VIDEO, rtx=True)
H264_ZERO = CodecCapability("H264", 90_000, 1, _MODE.format(0), _VIDEO, rtx=True)
CAPS = Capabilities(
    audio=(OPUS, PCMU, PCMA, CodecCapability("G722", 8_000), NOISE, EVENTS, NARROW_EVENTS),
    video=(
        VP8,
        CodecCapability("VP9", 90_000, 1, "profile-id=0", _VIDEO, rtx=True),
        H264_ZERO,
        H264_ONE,
        CodecCapability("AV1", 90_000, 1, "profile=0", _VIDEO, rtx=True),
    ),
    extensions=(
        HeaderExtension(MID_EXTENSION),
        HeaderExtension(RID_EXTENSION, ("video",)),
        HeaderExtension(REPAIRED_EXTENSION, ("video",)),
        HeaderExtension(LEVEL_EXTENSION, ("audio",)),
        HeaderExtension("http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"),
        HeaderExtension(WIDE_CC_EXTENSION),
    ),
    data=DataCapability(),
)
"""The default capabilities of the scenarios."""

ORIGIN = Origin("4611731400430051336", "1")
FINGERPRINT = Fingerprint("sha-256", ":".join(["AB"] * 32))


def transport(
    ufrag: str = "9uB6",
    *,
    candidates: tuple[Candidate, ...] = (),
    end_of_candidates: bool = False,
    ice_lite: bool = False,
) -> LocalTransport:
    return LocalTransport(
        ufrag, "YH75Fviy6338Vbrhrlp8Yh44", (FINGERPRINT,), candidates, end_of_candidates, ice_lite
    )


def plan(
    offer: str,
    capabilities: Capabilities = CAPS,
    *,
    policy: AnswerPolicy | None = None,
    profile: Profile = INTEROP,
) -> AnswerPlan:
    description = Offer(sdp.parse(offer, profile=profile))
    return plan_answer(description, capabilities, policy=policy or AnswerPolicy(), profile=profile)


def answer(
    offer: str,
    capabilities: Capabilities = CAPS,
    *,
    policy: AnswerPolicy | None = None,
    profile: Profile = INTEROP,
) -> Answer:
    """The answer to an offer, with a transport of its own for each section that needs one."""
    return written(plan(offer, capabilities, policy=policy, profile=profile))


def written(planned: AnswerPlan) -> Answer:
    locals_ = {mid: transport(f"uf{at:02}") for at, mid in enumerate(planned.owners)}
    return write_answer(planned, locals_ or transport(), origin=ORIGIN)


def changed(original: str, *changes: tuple[str, str]) -> str:
    """The text with every occurrence of each first string replaced by the second."""
    for old, new in changes:
        assert old in original, f"{old!r} is not in the text"
        original = original.replace(old, new)
    return original


def without(original: str, *lines: str) -> str:
    """The text without these lines."""
    return changed(original, *((f"{line}\r\n", "") for line in lines))


def added(original: str, *lines: str) -> str:
    """The text with these lines at the end, in the last section."""
    return original + text(*lines)


def lines_of(description: Iterable[sdp.Line]) -> list[str]:
    return [line.text for line in description]
