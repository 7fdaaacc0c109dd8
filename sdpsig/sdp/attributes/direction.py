"""Which way media flows (RFC 8866 §6.7)."""

from typing import ClassVar, Self

from attrs import field

from ..._frozen import frozen
from ...errors import FaultCode
from .._abnf import Keyword
from .._attribute import Attribute, InAnswer, Level, Mux, Spec

__all__ = ["ALL", "Direction", "MediaDirection"]


class MediaDirection(Keyword):
    """The four directions, from the speaker's point of view."""

    SENDRECV = "sendrecv"
    """Sends and receives."""
    SENDONLY = "sendonly"
    """Only sends."""
    RECVONLY = "recvonly"
    """Only receives."""
    INACTIVE = "inactive"
    """Does neither."""

    @property
    def sends(self) -> bool:
        """Whether the speaker sends media."""
        return self in _SENDING

    @property
    def receives(self) -> bool:
        """Whether the speaker receives media."""
        return self in _RECEIVING

    @property
    def reversed(self) -> "MediaDirection":
        """The same flow from the other side."""
        return MediaDirection.of(sends=self.receives, receives=self.sends)

    def __and__(self, other: "MediaDirection") -> "MediaDirection":
        """What both allow."""
        return _COMMON[self, other]

    @staticmethod
    def of(*, sends: bool, receives: bool) -> "MediaDirection":
        """The direction that does just this."""
        return _BY_FLOW[sends, receives]


_BY_FLOW = {
    (True, True): MediaDirection.SENDRECV,
    (True, False): MediaDirection.SENDONLY,
    (False, True): MediaDirection.RECVONLY,
    (False, False): MediaDirection.INACTIVE,
}
_SENDING = (MediaDirection.SENDRECV, MediaDirection.SENDONLY)
_RECEIVING = (MediaDirection.SENDRECV, MediaDirection.RECVONLY)
_COMMON = {
    (one, other): MediaDirection.of(
        sends=one.sends and other.sends, receives=one.receives and other.receives
    )
    for one in MediaDirection
    for other in MediaDirection
}
"""What two directions both allow."""


@frozen
class Direction(Attribute):
    """Which way media flows in a section; sendrecv when nothing is said."""

    spec: ClassVar[Spec] = Spec(
        "sendrecv",
        names=tuple(MediaDirection),
        level=Level.BOTH,
        mux=Mux.NORMAL,
        in_answer=InAnswer.ENGINE,
        rfc="RFC 8866 §6.7",
    )
    direction: MediaDirection = field(default=MediaDirection.SENDRECV, converter=MediaDirection)

    @property
    def name(self) -> str:
        return self.direction.value

    @classmethod
    def read(cls, name: str, value: str | None) -> Self:
        if value is not None:
            raise cls._refused(FaultCode.SDP_ATTRIBUTE_SYNTAX, f"a={name} takes no value")
        return cls(MediaDirection(name))

    @classmethod
    def default(cls) -> Self:
        return cls()

    def _written(self) -> str:
        return _LINES[self.direction]


_LINES = {direction: f"a={direction}" for direction in MediaDirection}
"""All that there is to write."""


ALL = (Direction,)
