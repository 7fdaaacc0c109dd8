"""What a section says of its transport: ICE, DTLS, keys in clear text, SCTP.

The rules hold for sections that have a transport of their own; what others say of one is
ignored (RFC 9143 §7.1.3). A section that speaks neither ICE nor DTLS is asked for neither.
"""

from collections.abc import Iterator

from ..errors import Fault, FaultCode
from ._attribute import Attribute
from ._places import MediaPart, Whole
from .attributes import (
    Candidate,
    Crypto,
    EndOfCandidates,
    Fingerprint,
    IceOptions,
    IcePwd,
    IceUfrag,
    Sctpmap,
    SctpPort,
    Setup,
    SetupRole,
)
from .attributes.dtls import DIGEST_BYTES

__all__ = ["RULES"]

SPEAKS_ICE: tuple[type[Attribute], ...] = (Candidate, EndOfCandidates, IceOptions)
"""What only a section with ICE has reason to say."""
DATA_CHANNELS = "webrtc-datachannel"


def _ice(part: MediaPart) -> Iterator[Fault]:
    """User name and password, both or none (V-20)."""
    has = {kind: bool(part.effective(kind)) for kind in (IceUfrag, IcePwd)}
    speaks = part.is_dtls and any(has.values())
    speaks = speaks or any(part.has(kind) for kind in (*has, *SPEAKS_ICE))
    for kind, found in has.items():
        if speaks and not found:
            detail = f"a transport without {kind.spec.name}"
            yield part.fault(FaultCode.ICE_MISSING_CREDENTIALS, detail, "V-20")


def _dtls(part: MediaPart) -> Iterator[Fault]:
    """Certificate and role (V-22, V-25)."""
    if not part.is_dtls:
        return
    hashes = part.hash_functions or part.session.hash_functions
    if hashes.isdisjoint(DIGEST_BYTES):
        detail = "a transport without a fingerprint that may be used"
        yield part.fault(FaultCode.DTLS_MISSING_FINGERPRINT, detail, "V-25")
    roles = part.effective(Setup)
    if not roles:
        yield part.warning(FaultCode.DTLS_SETUP, "a transport without a=setup", "V-22a")
    elif roles[0][1].role is SetupRole.HOLDCONN:
        code, detail = FaultCode.DTLS_SETUP, "a=setup:holdconn, which DTLS does not have"
        yield part.fault(code, detail, "V-22", roles[0][0])


def _owned(whole: Whole) -> Iterator[Fault]:
    for part in whole.owners:
        if part.media.port:
            yield from _ice(part)
            yield from _dtls(part)


def _keys(whole: Whole) -> Iterator[Fault]:
    """Keys in clear text: one each, and none beside DTLS (V-31, RFC 4568 §5.1)."""
    code = FaultCode.SDP_BAD_KEY
    for part in whole.live:
        tags: set[int] = set()
        for number, line in part.all(Crypto):
            if line.tag in tags:
                yield part.warning(code, "two keys with one tag", "RFC 4568 §4.1", number)
            tags.add(line.tag)
        if tags and (part.is_dtls or part.effective(Fingerprint)):
            detail = "keys in clear text beside DTLS"
            yield part.warning(code, detail, "V-31", part.all(Crypto)[0][0])


def _sctp(whole: Whole) -> Iterator[Fault]:
    """Data sections say their SCTP port, in the new form or the old, and there is one (V-19a)."""
    code = FaultCode.JSEP_SCTP_PORT
    found = 0
    for part in whole.live:
        if "SCTP" not in part.media.proto:
            continue
        found += 1
        if found == 2:
            detail = "a second data section, which WebRTC rejects"
            yield part.warning(FaultCode.SDP_REPEATED, detail, "V-19a")
        ports = {str(line.port) for _, line in part.all(Sctpmap)}
        if part.media.formats[:1] == (DATA_CHANNELS,):
            if not part.has(SctpPort):
                yield part.warning(code, "a data section without a=sctp-port", "D-16")
        elif part.has(SctpPort):
            detail = "a=sctp-port in a section that has it on its m= line"
            yield part.warning(code, detail, "RFC 8841 §5", part.all(SctpPort)[0][0])
        elif not ports.issuperset(part.media.formats):
            detail = "an SCTP port on the m= line that no a=sctpmap explains"
            yield part.warning(code, detail, "draft-ietf-mmusic-sctp-sdp-05 §5")


RULES = (_owned, _keys, _sctp)
