"""What callers hand over, before anything is sent: a mistake of theirs is a TypeError."""

from collections.abc import Mapping
from typing import cast

from .._converter import structure
from ..errors import SdpsigError
from ..limits import Limits
from ..wire import IceCandidate

__all__ = ["CandidateLike", "candidate_of", "text_of"]

CandidateLike = IceCandidate | Mapping[str, object]
"""A candidate, or what a browser's ``RTCIceCandidate.toJSON()`` gives."""
LIMITS = Limits()


def candidate_of(given: object) -> IceCandidate:
    """A candidate; None, which says that there are no more, is an empty one. Raises TypeError."""
    if given is None:
        return IceCandidate(candidate="")
    if isinstance(given, IceCandidate):
        return given
    kind = type(given).__name__
    if isinstance(given, Mapping):
        if "candidate" in given:
            return _read(cast(Mapping[str, object], given))
        kind += " without the member 'candidate'"
    raise TypeError(
        "a candidate must be an IceCandidate, None, or a dict as a browser's"
        f" RTCIceCandidate.toJSON() gives it, not {kind}"
    )


def _read(given: Mapping[str, object]) -> IceCandidate:
    """Members that are not known are passed over, as servers do."""
    try:
        return structure(dict(given), IceCandidate, LIMITS)
    except SdpsigError as error:
        raise TypeError(f"a candidate that is none: {error.fault.detail}") from None


def text_of(sdp: object) -> str:
    """The SDP of a caller. Raises TypeError for what is no text."""
    if isinstance(sdp, str):
        return sdp
    raise TypeError(f"sdp must be str, not {type(sdp).__name__}")
