"""What Chromium does with a remote offer, rule by rule.

Verified by asking the browser about descriptions with a single fault each; the order of its
checks is that of its open source (libwebrtc: webrtc_sdp.cc, sdp_offer_answer.cc).
"""

from collections.abc import Iterator, Mapping

from ._chromium_apply import apply
from ._chromium_text import Reading
from ._rule import Effect, Finding, Rule, Stage, Target

__all__ = ["TARGET"]


def _applied(detail: str, said: str) -> Rule:
    return Rule(detail, said, Stage.APPLY)


def _ignored(detail: str) -> Rule:
    return Rule(detail, stage=Stage.APPLY, effect=Effect.IGNORES)


RULES: Mapping[str, Rule] = {
    # --- lines
    "order-v": Rule("a text that does not start with a v= line", "Expect line: v="),
    "order-o": Rule("no o= line after the v= line", "Expect line: o="),
    "order-s": Rule("no s= line with a value after the o= line", "Expect line: s="),
    "order-t": Rule(
        "no t= line after s= and at most one i=, u=, e=, p=, c= each, in this order, then b=",
        "Expect line: t=",
    ),
    "no-section": Rule("a line before the first section that has no place there", "Expects m line"),
    "line": Rule(
        "a line that is not a small letter, an equals sign and a value, or does not end",
        "Invalid SDP line",
    ),
    "origin-fields": Rule("an o= line that has not six fields", "Expects 6 fields"),
    "connection-network": Rule("a c= line of a network other than IN", "network type is not"),
    "connection-fields": Rule("a c= line without an address", "Failed to parse the address type"),
    "connection-multicast": Rule("a c= line with a slash", "Multicast is not"),
    "connection-family": Rule("a c= line whose address is of the other family", "mismatching"),
    "bandwidth-format": Rule("a b= line in a section without a colon", "b= syntax error"),
    "bandwidth-negative": Rule("a negative b=AS or b=TIAS in a section", "can't be negative"),
    "m-fields": Rule("an m= line of less than four fields", "Expects at least 4 fields"),
    "m-port": Rule("a port that is no number up to 65535; a count is none", "port number is inv"),
    "m-proto": Rule("audio or video over another protocol than RTP", "Unsupported protocol for"),
    "m-format": Rule("an RTP format that is not a number, or an extra blank", "Invalid value"),
    "payload-type": Rule("a payload type outside 0 to 127", "Failed to parse SessionDescription"),
    # --- attributes
    "attribute-value": Rule("an attribute without its colon", "Failed to get the value"),
    "number": Rule("a word where a number is expected, or one out of range", "Invalid value"),
    "group-value": Rule("a=group without a colon", "Failed to parse group"),
    "group-tag": Rule("a=group with a mid that is not a token", "Failed to parse group tag"),
    "mid-characters": Rule("a=mid that is not a token", "Illegal character"),
    "fingerprint-fields": Rule("a=fingerprint of other than two fields", "Expects 2 fields"),
    "fingerprint-digest": Rule(
        "a=fingerprint with a hash other than sha-1 and sha-2, or a digest that is not hex",
        "Failed to create fingerprint",
    ),
    "fingerprint-session": Rule(
        "a second a=fingerprint before the sections", "multiple fingerprint attributes"
    ),
    "setup-fields": Rule("a=setup without a colon, or with two", "Expects 2 fields"),
    "setup-role": Rule("a=setup with an unknown role", "Invalid attribute value"),
    "extmap-fields": Rule("a=extmap without a URI", "Expects at least"),
    "extmap-id": Rule("an extension id outside 1 to 255", "not in valid range"),
    "extmap-recursive": Rule("an encrypted extension inside another", "Recursive encrypted"),
    "extmap-levels": Rule(
        "a=extmap both before the sections and in one", "either all session level"
    ),
    "candidate-name": Rule("a=candidate without a colon", "Expected candidate got"),
    "candidate-fields": Rule("a=candidate of less than eight fields", "at least 8 fields"),
    "candidate-number": Rule(
        "a=candidate with a number out of range",
        "Invalid (component|priority|port|generation|network)",
    ),
    "candidate-type": Rule(
        "a=candidate with an unknown type, transport or tcptype",
        "Unsupported (candidate|transport) type|Invalid TCP|Invalid non-TCP|Missing fingerprint",
    ),
    "fmtp-fields": Rule("a=fmtp without a blank", "Expects at least 2 fields"),
    "rtcp-fb-fields": Rule("a=rtcp-fb without a blank", "Failed to get the value"),
    "rtpmap-fields": Rule("a=rtpmap without a blank", "Expects at least 2 fields"),
    "rtpmap-format": Rule("a=rtpmap without a clock rate", "Expected format"),
    "rtpmap-channels": Rule("a=rtpmap with more than 16 channels", "At most 16 channels"),
    "rtpmap-conflict": Rule(
        "a=rtpmap that contradicts an earlier one or a static payload type", "conflicting codec"
    ),
    "codec-name": Rule(
        "a=fmtp or a=rtcp-fb for a payload type without a codec", "Failed to parse codecs"
    ),
    "ssrc-fields": Rule("a=ssrc without a blank", "Expects 2 fields"),
    "ssrc-attribute": Rule("a=ssrc with an attribute that has no value", "ssrc attribute value"),
    "ssrc-msid": Rule("a=ssrc with a msid of more than two words", "Expected format"),
    "ssrc-group-fields": Rule("a=ssrc-group without a source", "Expects at least 2 fields"),
    "ssrc-group-repeat": Rule("a=ssrc-group with a source twice", "Duplicate SSRC"),
    "ssrc-group-many": Rule("a=ssrc-group of more than 32 sources", "Too many SSRCs"),
    "msid-fields": Rule(
        "a=msid of no or more than two words, or with a blank at its end",
        "Expected a stream ID|Missing (stream|track) ID",
    ),
    "msid-tracks": Rule("two tracks in the a=msid of one section", "Two different track IDs"),
    "msid-repeat": Rule("the same stream and track in two sections", "Duplicate a=msid"),
    "simulcast-empty": Rule("a=simulcast without a value", "Simulcast attribute is empty"),
    "simulcast-twice": Rule("a second a=simulcast in a section", "Multiple Simulcast"),
    "simulcast-format": Rule("a malformed a=simulcast", "Malformed simulcast"),
    "simulcast-many": Rule("more than 16 layers of simulcast in one direction", "too many RIDs"),
    "sctp-port": Rule("a=sctp-port that is no number up to 65535", "Invalid sctp port"),
    "sctp-port-old": Rule("a=sctp-port beside a port on the m= line", "can't be used with sctpmap"),
    "max-message-size": Rule("a=max-message-size of 2^31 or more", "SCTP max message size"),
    "data-fields": Rule("a=sctp-port or a=max-message-size without a value", "at least 2 fields"),
    # --- the description as a whole
    "mid-length": _applied("a mid of more than 16 characters", "MID attribute exceeds"),
    "mid-twice": _applied(
        "a mid twice; sections without one are called 0, 1 and so on", "Duplicate a=mid"
    ),
    "no-fingerprint": _applied(
        "a live section without a fingerprint that is not bundled into another",
        "without DTLS fingerprint",
    ),
    "no-credentials": _applied(
        "a live section without ice-ufrag and ice-pwd that is not bundled into another",
        "without ice-ufrag and ice-pwd",
    ),
    "bundle-unknown": _applied("a mid in a BUNDLE group that no section has", "matching no m="),
    "bundle-overlap": _applied("a mid in two BUNDLE groups", "BUNDLE group contains a MID"),
    "bundle-extension": _applied(
        "one extension id for two URIs in a BUNDLE group", "collision for header extension"
    ),
    "extension-twice": _applied("one extension id for two URIs", "Duplicate extension ID"),
    "bundle-mux": _applied("a bundled section without rtcp-mux", "rtcp-mux must be enabled"),
    "mux": _applied("a section without rtcp-mux", "RTCP-MUX is not enabled"),
    "rtcp-payload-type": _applied("a codec on a payload type from 64 to 95", "invalid payload ty"),
    "tracks": _applied("two tracks in one section (Plan B)", "more than one track"),
    "ssrc-group-size": _applied(
        "FID or FEC-FR of other than two sources, or SIM of more than three",
        "unexpected number of SSRCs",
    ),
    "simulcast-extension": _applied(
        "simulcast without the header extension for rids", "negotiate the RID"
    ),
    "credentials": _applied(
        "ice-ufrag or ice-pwd too short, too long, or with a strange character",
        "Invalid ICE parameters",
    ),
    "stream": _applied(
        "several sources of one audio track, or sources of a video track that do not fit their"
        " groups",
        "Failed to add remote stream",
    ),
    "video-codecs": _applied(
        "video without a real codec, rtx without a codec to repair, or crossed bitrates",
        "Failed to set remote video description send parameters",
    ),
    # --- what is passed over
    "rest": Rule(
        "an m= line without a value: it and what follows is not read", effect=Effect.IGNORES
    ),
    "kind": _ignored("a section of an unknown kind: it is rejected in the answer"),
    "second-data": _ignored("a second data section: it is rejected in the answer"),
}


def read(text: str) -> Iterator[Finding]:
    """How Chromium takes a text: what it passes over, and where it gives up."""
    reading = Reading(text)
    reading.read()
    yield from reading.findings
    if all(RULES[one.rule].effect is not Effect.REFUSES for one in reading.findings):
        yield from apply(reading)


TARGET = Target(
    "chromium",
    "156.0.8078.79",
    RULES,
    read,
    "asked by setRemoteDescription, in a new RTCPeerConnection with nothing configured",
)
