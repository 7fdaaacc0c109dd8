"""What the head of a request says of its body: whether it is worth reading (RFC 9110 §8)."""

import re

from ..errors import Fault, FaultCode
from ._message import Request

__all__ = ["is_type", "judge_length"]

LENGTH = re.compile("[0-9]{1,20}")


def is_type(content_type: str | None, media_type: str) -> bool:
    """Whether a Content-Type says this media type, and no other charset than UTF-8.

    Neither the case nor any other parameter counts.
    """
    said, *parameters = (content_type or "").lower().split(";")
    pairs = (parameter.partition("=") for parameter in parameters)
    charsets = {value.strip(' \t"') for name, _, value in pairs if name.strip(" \t") == "charset"}
    return said.strip(" \t") == media_type and charsets <= {"utf-8"}


def judge_length(request: Request, limit: int) -> Fault | None:
    """What is wrong with the length of a body, or with its coding; None: nothing.

    :param limit: bytes of the largest body.
    """
    if (request.header("content-encoding") or "identity").lower() != "identity":
        return Fault(FaultCode.HTTP_MEDIA_TYPE, "content codings are not understood")
    length = request.header("content-length") or "0"
    if LENGTH.fullmatch(length) is None:
        return Fault(FaultCode.HTTP_BAD_LENGTH, "the Content-Length is not a number")
    if int(length) > limit:
        return Fault(FaultCode.HTTP_TOO_LARGE, f"the body has more than {limit} bytes")
    return None
