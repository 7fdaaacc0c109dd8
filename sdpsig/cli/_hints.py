"""What to do about a fault, where that is known: one line of advice by rule, code or text."""

from sdpsig.errors import Fault, FaultCode

__all__ = ["hint"]

BY_RULE = {
    "V-3": "write s=- and t=0 0, as browsers do",
    "V-6": "end every line with CRLF, the last one too, and save without a byte order mark",
    "V-12": "give every section an a=mid: BUNDLE and trickled candidates need it",
    "V-22a": "an offer says a=setup:actpass, an answer active or passive",
    "V-25a": "sha-256 has 32 pairs of hexadecimal digits between colons",
    "V-45": "take the mid out of a=group, or give it to the section that is meant",
    "V-85": "move the line before the first m= line, or into the section that it is about",
    "RFC 4145 §4": "the roles are actpass, active and passive",
    "TR-4": "write tcptype active, passive or so after the type",
    "RFC 8866 §5.12": "take the k= line out: keys come from DTLS",
}
BY_CODE = {
    FaultCode.DTLS_MISSING_FINGERPRINT: "WebRTC needs a=fingerprint and a=setup on every transport",
    FaultCode.DTLS_SETUP: "an offer says a=setup:actpass, an answer active or passive",
    FaultCode.ICE_MISSING_CREDENTIALS: "every transport needs a=ice-ufrag and a=ice-pwd",
    FaultCode.ICE_BAD_CREDENTIALS: "a ufrag has 4 to 256, a pwd 22 to 256 letters, digits, + or /",
    FaultCode.JSEP_DUPLICATE_MID: "give every section a mid of its own",
    FaultCode.JSEP_BAD_MID: "browsers take mids of up to 16 characters",
    FaultCode.RTP_MUX_REQUIRED: "add a=rtcp-mux: browsers take RTP in no other way",
    FaultCode.RTP_PAYLOAD_TYPE: "payload types 96 to 127, then 35 to 63, are free to be chosen",
    FaultCode.RTP_EXTENSION_ID: "ids 1 to 14 fit everywhere; 16 to 255 need a=extmap-allow-mixed",
    FaultCode.RTP_PLAN_B: "unified plan has one m= section for each track",
    FaultCode.JSEP_SCTP_PORT: "add a=sctp-port:5000",
    FaultCode.SDP_LINE_ENDING: BY_RULE["V-6"],
}
STARTS = (
    ("{", "this is JSON: take its member, as in jq -r .sdp offer.json"),
    ('"', "this is a JSON string: decode it first, as in jq -r . offer.json"),
    ("v=0\\r\\n", "the line ends are spelt out: printf '%b' \"$text\" makes real ones"),
    (" ", "take the blanks in front of the lines away"),
    ("m=", "this is a part of a description: it starts with v=0"),
    ("a=", "this is a part of a description: it starts with v=0"),
    ("candidate:", "this is a candidate, not a description"),
)
"""What a text that is refused at its first line may start with."""


def hint(fault: Fault, start: str = "") -> str:
    """One line of advice; empty where there is none. ``start`` is how the whole text starts."""
    if fault.line == 1 and fault.code is FaultCode.SDP_MISSING_LINE:
        for beginning, advice in STARTS:
            if start.startswith(beginning):
                return advice
    return BY_RULE.get(fault.rule) or BY_CODE.get(fault.code, "")
