"""What to do about a fault, where that is known: one line of advice by rule, code or text."""

import shlex
from collections.abc import Callable, Mapping

from sdpsig.cli._inputs import STDIN_NAME, Input
from sdpsig.cli._json_path import path_of
from sdpsig.errors import Fault, FaultCode
from sdpsig.sdp._instead import Instead, instead

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


def hint(fault: Fault, found: Input) -> str:
    """One line of advice about a fault of a text; empty where there is none."""
    if fault.line == 1 and fault.code is FaultCode.SDP_MISSING_LINE:
        what = instead(found.data.decode(errors="replace"))
        if what is not None:
            return BY_TEXT[what](found)
    return BY_RULE.get(fault.rule) or BY_CODE.get(fault.code, "")


def _json(found: Input) -> str:
    try:
        path = path_of(found.data)
    except ValueError:
        return "this starts like JSON and is none: was all of it saved?"
    if path is None:
        return "this is JSON, and no member of it is a description"
    words = ["jq", "-r", path, *([] if found.name == STDIN_NAME else [found.name])]
    take = "decode it first" if path == "." else "take its member"
    return f"this is JSON: {take}, as in {shlex.join(words)}"


def _spelt_ends(found: Input) -> str:
    text = "text" if found.name == STDIN_NAME else f"(cat {shlex.quote(found.name)})"
    return f"the line ends are spelt out: printf '%b' \"${text}\" makes real ones"


BY_TEXT: Mapping[Instead, Callable[[Input], str]] = {
    Instead.JSON: _json,
    Instead.HTML: lambda _: "this is a web page: look at the URL and the status it came with",
    Instead.SPELT_ENDS: _spelt_ends,
    Instead.BLANKS: lambda _: "take the blanks in front of the lines away",
    Instead.PART: lambda _: "this is a part of a description: it starts with v=0",
    Instead.CANDIDATE: lambda _: "this is a candidate, not a description",
}
"""By what the text is that was refused at its first line."""
