"""One attribute by itself: a line out of its description, or what stands in a rule or a test."""

import re

from ..errors import Fault, FaultCode, SdpError
from ..limits import Limits
from ._abnf import BYTE_STRING
from ._attribute import Attribute
from ._candidate import judge_candidate
from ._line import seal
from ._registry import STANDARD, Registry
from .attributes import Candidate

__all__ = ["parse_attribute", "read_attribute"]

NO_LIMITS_YET = Limits()
_WRITABLE = re.compile(f"(?:{BYTE_STRING})?")


def parse_attribute(
    text: str, *, registry: Registry = STANDARD, limits: Limits = NO_LIMITS_YET
) -> Attribute:
    """Read ``a=name:value`` or ``name:value``, with or without a line end (RFC 8866 §5.13).

    A name that the registry does not know gives :class:`Unknown`. Blanks belong to the value.
    Raises SdpError for more than one line, more than ``limits.line_bytes`` and for what breaks
    the grammar of its attribute.
    """
    if len(text) > limits.line_bytes + len("\r\n"):
        raise _too_long(limits)
    line = text.removesuffix("\n").removesuffix("\r") if text.endswith("\n") else text
    if _WRITABLE.fullmatch(line) is None:
        detail = "a character that cannot stand in a line"
        raise SdpError(Fault(FaultCode.SDP_BAD_CHARACTER, detail, "RFC 8866 §9"))
    line = line if line.startswith("a=") else f"a={line}"
    if len(line.encode()) > limits.line_bytes:
        raise _too_long(limits)
    return seal(read_attribute(line[2:], line, registry, limits), line)


def read_attribute(text: str, line: str, registry: Registry, limits: Limits) -> Attribute:
    """Read ``name:value`` out of a line whose characters and length were judged."""
    name, colon, value = text.partition(":")
    attribute = registry.get(name).read(name, value if colon else None)
    if isinstance(attribute, Candidate):
        judge_candidate(attribute, line, limits)
    return attribute


def _too_long(limits: Limits) -> SdpError:
    detail = f"an attribute of more than {limits.line_bytes} bytes"
    return SdpError(Fault(FaultCode.SDP_LINE_TOO_LONG, detail, "V-9f"))
