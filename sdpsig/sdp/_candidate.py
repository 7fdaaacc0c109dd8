"""One candidate by itself, as trickling sends it (TR-1 to TR-9, W3C RTCIceCandidateInit).

The grammar of a line is that of its class, and so is what makes a candidate odd that keeps it;
here are the other spellings that peers use.
"""

from .._frozen import evolve
from ..errors import Fault, FaultCode, SdpError, Severity
from ..limits import Limits
from ._description import Section
from ._profile import INTEROP, Profile
from .attributes import Candidate

__all__ = ["judge_candidate", "parse_candidate", "read_candidate"]

END = frozenset({"", "end-of-candidates"})
NO_LIMITS_YET = Limits()
BLANK = " \t\r\n"
ALONE = Section()
FINE = frozenset({"TR-9"})
"""What its check says of a candidate and no profile minds."""


def parse_candidate(
    text: str, *, profile: Profile = INTEROP, limits: Limits = NO_LIMITS_YET
) -> Candidate | None:
    """Read ``candidate:…`` or ``a=candidate:…``; None for end-of-candidates.

    Blanks and line ends around it do not matter. Raises SdpError when it is longer than
    ``limits.candidate_bytes`` or breaks RFC 8839 §5.1, and in the profile ``strict`` also for
    what ``interop`` puts up with: an unknown type or transport, TCP without tcptype, an
    address in brackets.
    """
    if len(text) > limits.candidate_bytes:
        raise _too_long(limits)
    line = text.strip(BLANK).removeprefix("a=")
    if line in END:
        return None
    name, _, value = line.partition(":")
    if name != Candidate.spec.name:
        raise _refused("a candidate that does not start with candidate:")
    try:
        candidate, told = read_candidate(value)
    except SdpError as error:
        raise _refused(error.fault.detail) from None
    judge_candidate(candidate, text, limits)
    if profile.strict and told:
        raise SdpError(evolve(told[0], severity=Severity.ERROR))
    return candidate


def read_candidate(value: str) -> tuple[Candidate, tuple[Fault, ...]]:
    """Read what follows ``candidate:`` in any spelling, with what there is to tell of it.

    Raises SdpError.
    """
    words = value.split(" ")
    told: tuple[Fault, ...] = ()
    for at, keyword in KEYWORDS:
        if words[at : at + 1] and words[at].isascii() and words[at].lower() == keyword:
            words[at] = keyword
    if len(words) > ADDRESS and words[ADDRESS][0:1] + words[ADDRESS][-1:] == "[]":
        words[ADDRESS] = words[ADDRESS][1:-1]
        told = (_told("TR-5", "a candidate whose address stands in brackets"),)
    candidate = Candidate.parse(" ".join(words))
    odd = (fault for fault in candidate.check(ALONE) if fault.rule not in FINE)
    return candidate, (*told, *odd)


# candidate-attribute = "candidate" ":" foundation SP component-id SP transport SP priority SP
#     connection-address SP port SP cand-type [SP rel-addr] [SP rel-port] …     RFC 8839 §5.1
# Quoted words of an ABNF match in any case; in the class they have one spelling.
ADDRESS = 4
KEYWORDS = ((6, "typ"), (8, "raddr"), (8, "rport"), (10, "rport"))
"""Where the words of the grammar stand."""


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


def _told(rule: str, detail: str) -> Fault:
    return Fault(FaultCode.ICE_BAD_CANDIDATE, detail, rule, severity=Severity.WARNING)
