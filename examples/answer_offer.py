"""Answer an offer: text in, text out, no network.

python examples/answer_offer.py [FILE]     (without a file: offer.sdp beside this one)
"""

import sys
from pathlib import Path

from sdpsig import (
    WEBRTC,
    Fingerprint,
    LocalTransport,
    Offer,
    Origin,
    SdpsigError,
    parse,
    plan_answer,
    serialize,
    write_answer,
)

# Your DTLS certificate and your ICE agent know the real ones: see two_peers_aioice.py.
FINGERPRINT = Fingerprint("sha-256", ":".join(["AB"] * 32))
PASSWORD = "asd88fgpdd777uzjYhagZg"


def answer(text: bytes) -> str:
    """What we answer to this offer; tells on the way what becomes of each section."""
    plan = plan_answer(Offer(parse(text)), WEBRTC)
    for warning in plan.warnings:
        print("tolerated:", warning)
    for section in plan.sections:
        fate = f"rejected: {section.rejected}" if section.rejected else "accepted"
        print(f"section {section.mid}, {section.view.media.kind}: {fate}")
    print("sections that need a transport:", ", ".join(plan.owners))
    transports = {
        mid: LocalTransport(f"ufrag{number}", PASSWORD, (FINGERPRINT,))
        for number, mid in enumerate(plan.owners)
    }
    return serialize(write_answer(plan, transports, origin=Origin("1", "1")).description)


if __name__ == "__main__":
    file = Path(sys.argv[1] if sys.argv[1:] else Path(__file__).with_name("offer.sdp"))
    try:
        print(answer(file.read_bytes()))
    except SdpsigError as error:
        sys.exit(f"no answer: {error}")
