"""What aiortc does with a remote offer, rule by rule.

Verified by giving the library descriptions with a single fault each, and all that the browsers
wrote; the order of its checks is that of its open source (sdp.py, rtcpeerconnection.py).
"""

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import chain

from ..formats.h264 import PROFILES, H264Profile
from ._aiortc_text import OLD_SCTP, Codec, Media, Reading
from ._rule import Effect, Finding, RefusalError, Rule, Stage, Target

__all__ = ["TARGET"]

CODECS = frozenset(
    {
        ("audio", "opus", 48000),
        ("audio", "g722", 8000),
        ("audio", "pcmu", 8000),
        ("audio", "pcma", 8000),
        ("video", "vp8", 90000),
    }
)
H264_PROFILES = frozenset({H264Profile.BASELINE, H264Profile.CONSTRAINED_BASELINE})
H264_DEFAULT = "42e01f"
H264_LEVELS = frozenset({10, 11, 12, 13, 20, 21, 22, 30, 31, 32, 40, 41, 42, 50, 51, 52})


def _malformed(name: str, shape: str) -> Rule:
    return Rule(f"a={name} {shape}", "Error|Exception|error")


def _applied(detail: str, said: str) -> Rule:
    return Rule(detail, said, Stage.APPLY)


RULES: Mapping[str, Rule] = {
    "version": Rule("a v= line that is not a number", "ValueError"),
    "connection": Rule("a c= line that is not IN, IP4 or IP6 and a word", "AssertionError"),
    "m-line": Rule(
        "an m= line with a count of ports, a protocol in small letters, or no format",
        "AssertionError",
    ),
    "m-format": Rule("a format of audio or video that is not a number", "ValueError"),
    "payload-type": Rule("a payload type above 255, or from 72 to 76", "AssertionError"),
    "group": _malformed("group or a=msid-semantic", "without a value"),
    "candidate": _malformed("candidate", "of less than eight fields, or with bad numbers"),
    "extmap": _malformed("extmap", "of other than two words: it takes no attributes either"),
    "fingerprint": _malformed("fingerprint", "of other than two words"),
    "setup": _malformed("setup", "of another role than actpass, active and passive"),
    "max-message-size": _malformed("max-message-size", "that is not a number"),
    "rtcp": _malformed("rtcp", "without a port, or with a strange address"),
    "rtpmap": _malformed("rtpmap", "without a clock rate"),
    "sctpmap": _malformed("sctpmap", "of less than two words"),
    "sctp-port": _malformed("sctp-port", "that is not a number"),
    "ssrc": _malformed("ssrc", "without an attribute that has a value"),
    "ssrc-group": _malformed("ssrc-group", "with a source that is not a number"),
    "fmtp": _malformed("fmtp", "without a payload type and parameters"),
    "fmtp-codec": _malformed("fmtp", "for a payload type without a=rtpmap, static ones too"),
    "fmtp-number": _malformed("fmtp", "with a parameter that has to be a number and is not"),
    "rtcp-fb": _malformed("rtcp-fb", "without a kind of feedback"),
    "no-credentials": _applied(
        "any section, rejected or bundled, without ice-ufrag or ice-pwd", "ICE username fragment"
    ),
    "mux": _applied("audio or video without rtcp-mux, even if rejected", "RTCP mux"),
    "codecs": _applied(
        "audio or video, even if rejected, without an a=rtpmap of a codec that it has",
        "description send parameters",
    ),
    "no-setup": _applied("audio, video or data without a=setup", "AttributeError"),
    "sctp-format": _applied("the old form of data without a port", "ValueError"),
    "msid": _applied("a msid whose second word is missing", "IndexError"),
    "bundle": Rule(
        "a BUNDLE group whose first mid no section has; it breaks when it connects",
        stage=Stage.APPLY,
        effect=Effect.IGNORES,
    ),
}


def read(text: str) -> Iterator[Finding]:
    """How aiortc takes a text, and where it gives up."""
    reading = Reading(text)
    try:
        reading.read()
    except RefusalError as refusal:
        section = reading.media[-1].index if reading.media else None
        yield Finding(refusal.rule, refusal.line, section)
        return
    listed = (words[1:] for words in reading.streams if words[0] == "WMS")
    streams = frozenset(chain.from_iterable(listed))
    for media in reading.media:
        if not (media.ufrag and media.password):
            yield _at(media, "no-credentials")
        if media.is_av and not media.muxed:
            yield _at(media, "mux")
    for media in reading.media:
        yield from _applied_to(media, streams)
    bundles = [group[1:] for group in reading.groups if group[0] == "BUNDLE"]
    mids = {media.mid for media in reading.media}
    if any(group and group[0] not in mids and mids & set(group) for group in bundles[:1]):
        yield Finding("bundle")


def _at(media: Media, rule: str) -> Finding:
    return Finding(rule, media.line, media.index)


def _applied_to(media: Media, streams: Collection[str]) -> Iterator[Finding]:
    if media.is_av:
        if not any(_has(media.kind, codec) for codec in media.codecs):
            yield _at(media, "codecs")
        if media.direction in {"sendonly", "sendrecv"} and not _track(media.msid or "", streams):
            yield _at(media, "msid")
    if media.kind == "application" and media.proto == OLD_SCTP:
        try:
            int(media.formats[0])
        except ValueError:
            yield _at(media, "sctp-format")
    if media.role is None and (media.is_av or media.kind == "application"):
        yield _at(media, "no-setup")


def _has(kind: str, codec: Codec) -> bool:
    if (kind, codec.name, codec.clock) == ("video", "h264", 90000):
        mode = codec.parameters.get("packetization-mode", "0")
        return mode == "1" and _h264(codec.parameters.get("profile-level-id", H264_DEFAULT))
    return (kind, codec.name, codec.clock) in CODECS


def _h264(identifier: str) -> bool:
    if (
        re.match("[0-9A-Fa-f]{6}", identifier) is None
        or int(identifier[4:6], 16) not in H264_LEVELS
    ):
        return False
    flags = f"{int(identifier[2:4], 16):08b}"
    for profile, idc, pattern in PROFILES:
        fits = all(want in {"x", is_set} for want, is_set in zip(pattern, flags, strict=True))
        if fits and idc == int(identifier[:2], 16):
            return profile in H264_PROFILES
    return False


def _track(msid: str, streams: Collection[str]) -> bool:
    """Whether a track can be told: it is looked for where the stream is listed."""
    words = msid.split()
    if " " not in msid or len(words) > 1:
        return True
    return bool(words) and words[0] not in streams and "*" not in streams


TARGET = Target(
    "aiortc",
    "1.16.0",
    RULES,
    read,
    "asked by setRemoteDescription, in a new RTCPeerConnection with all of its codecs",
)
