"""What the mutations start from: real descriptions, and whatever else an entry point takes.

Every password in them is the same word, so that it is known where none may show.
"""

import json
import re
from pathlib import Path

from tests._corpus import CAPTURES

CANARY = "kanarienvogel0123456789x"
"""The password of every seed: it stands in no fault."""
PASSWORD = re.compile("(?m)^(a=ice-pwd:)[^\r\n]*")
HEAD = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
CREDENTIALS = f"a=ice-ufrag:8hhY\r\na=ice-pwd:{CANARY}\r\n"
HOST = "candidate:1 1 udp 2122260223 192.0.2.1 50000 typ host"
CRASHERS = Path(__file__).parent / "crashers"
"""Inputs that once broke something, a folder for each target."""


def _small(text: str) -> str:
    """A capture of at most three sections."""
    head, *sections = text.split("\r\nm=")
    return "\r\nm=".join((head, *sections[:3])).removesuffix("\r\n") + "\r\n"


DESCRIPTIONS = tuple(
    dict.fromkeys(PASSWORD.sub(rf"\g<1>{CANARY}", _small(text)) for text in CAPTURES.values())
)
SAMPLER = "".join(
    f"{line}\r\n"
    for line in (
        "v=0", "o=jdoe 3724394400 3724394405 IN IP6 2001:db8::1", "s=Call to John Smith",
        "i=title", "u=http://example.invalid/", "e=a@example.invalid", "p=+1 617 555-6011",
        "c=IN IP4 192.0.2.1", "b=AS:2000", "t=3034423619 3042462419", "r=7d 1h 0 25h",
        "z=0 0", "a=group:LS 0 1", "a=charset:UTF-8", "a=tool:x y",
        "m=audio 49170/2 RTP/AVP 0 18", "a=mid:0", "a=rtpmap:18 G729/8000/1", "a=ptime:20",
        "a=rtcp-fb:* nack", "a=imageattr:* send [x=1,y=2]", "a=ssrc-group:FID 1 2",
        "a=ssrc:1 cname:x", "m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "a=mid:1",
        "a=sctp-port:5000", 'a=dcmap:0 label="x"', "a=candidate:1 1 udp 1 192.0.2.1 9 typ host",
    )
)  # fmt: skip
"""Lines that no browser sends."""
_TWO = (
    f"a=group:BUNDLE 0 1\r\na=ice-options:trickle\r\n{CREDENTIALS}"
    f"m=audio 9 RTP/AVP 0\r\na=mid:0\r\na={HOST}\r\nm=video 9 RTP/AVP 0\r\na=mid:1\r\n"
    "a=candidate:2 1 tcp 1 2001:db8::1 9 typ srflx raddr :: rport 0 tcptype active\r\n"
)
FRAGMENTS = (
    _TWO,
    f"{CREDENTIALS}m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\na={HOST}\r\na=end-of-candidates\r\n",
    f"m=audio 9 RTP/AVP 0\r\na=mid:0\r\n{CREDENTIALS}a=rtcp-mux\r\n",
    f"{CREDENTIALS}a=end-of-candidates\r\n",
)
CANDIDATES = (
    HOST,
    f"a={HOST} generation 0 ufrag EsAw network-id 1 network-cost 999\r\n",
    "candidate:4 1 UDP 1 4e6a9b1e-0d3b-4c8b-9e61-3b2f5a6c7d8e.local 5 typ prflx raddr :: rport 0",
    "candidate:+/ 256 tcp 4294967295 fe80::1%eth0 65535 typ relay tcptype so",
    "end-of-candidates",
    "",
)
ATTRIBUTES = tuple(
    sorted(
        {line for text in (*DESCRIPTIONS, SAMPLER) for line in re.findall("(?m)^a=[^\r\n]*", text)}
    )
)
JSON = tuple(
    json.dumps(value)
    for value in (
        {"session_id": "abc", "sdp": {"type": "offer", "sdp": HEAD}, "metadata": {"a": [1, 2.5]}},
        {"session_id": "abc", "candidate": {"candidate": HOST, "sdpMid": "0", "sdpMLineIndex": 0}},
        {"session_id": "abc", "candidates": [None, {"candidate": "", "usernameFragment": "x"}]},
        {"session_id": "abc", "reason": "bye ä \u2028 \U0001f600"},
    )
)
