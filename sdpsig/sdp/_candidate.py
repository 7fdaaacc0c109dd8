"""One candidate by itself, as trickling sends it (TR-1, W3C RTCIceCandidateInit)."""

from ..errors import Fault, FaultCode, SdpError
from ..limits import Limits
from .attributes import Candidate

__all__ = ["judge_candidate", "parse_candidate"]

END = frozenset({"", "end-of-candidates"})
NO_LIMITS_YET = Limits()


def parse_candidate(text: str, *, limits: Limits = NO_LIMITS_YET) -> Candidate | None:
    """Read ``candidate:…`` or ``a=candidate:…``; None for end-of-candidates.

    Raises SdpError when it is longer than ``limits.candidate_bytes`` or breaks RFC 8839 §5.1.
    """
    if len(text) > limits.candidate_bytes:
        raise _too_long(limits)
    line = text.strip(" \r\n").removeprefix("a=")
    if line in END:
        return None
    name, _, value = line.partition(":")
    if name != Candidate.spec.name:
        raise _refused("a candidate that does not start with candidate:")
    try:
        candidate = Candidate.parse(value)
    except SdpError as error:
        raise _refused(error.fault.detail) from None
    judge_candidate(candidate, text, limits)
    return candidate


def judge_candidate(candidate: Candidate, text: str, limits: Limits) -> None:
    """Refuse a candidate that is larger than it may be. Raises SdpError."""
    if len(text) > limits.candidate_bytes:
        raise _too_long(limits)
    if len(candidate.extensions) > limits.candidate_extensions:
        raise _refused(f"a candidate with more than {limits.candidate_extensions} extensions")


def _too_long(limits: Limits) -> SdpError:
    return _refused(f"a candidate of more than {limits.candidate_bytes} bytes")


def _refused(detail: str) -> SdpError:
    return SdpError(Fault(FaultCode.ICE_BAD_CANDIDATE, detail, "RFC 8839 §5.1"))
