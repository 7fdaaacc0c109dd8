"""What a call to a server may raise: nothing came back, something else did, or a refusal."""

from attrs import field

from .._frozen import frozen
from ..errors import Fault, RemoteProtocolError, SdpsigError
from ..wire import Issue

__all__ = [
    "BadResponseError",
    "Facts",
    "IceMismatchError",
    "NotFoundError",
    "RefusedError",
    "SignalingError",
    "SignalingTimeoutError",
    "TransportError",
    "UnauthorizedError",
    "UnavailableError",
]


@frozen(kw_only=True)
class Facts:
    """What is known of a call that failed, beside its fault."""

    status: int | None = None
    session_id: str | None = field(default=None, repr=False)
    reason: str = ""
    issues: tuple[Issue, ...] = ()


NOTHING = Facts()


class SignalingError(SdpsigError):
    """A call to a server that failed."""

    def __init__(self, fault: Fault, facts: Facts = NOTHING) -> None:
        super().__init__(fault)
        self.status = facts.status
        """The HTTP status; None when nothing came back."""
        self.session_id = facts.session_id
        """The session that the call was about, where one is known: a secret."""
        self.reason = facts.reason or fault.code.value
        """The server's word for what is wrong; that of the fault where the server has none."""
        self.issues = facts.issues
        """The places in the request body that the server found wrong."""

    @property
    def retry_after(self) -> int | None:
        """After how many seconds the server wants to be asked again, where it says so."""
        return self.fault.retry_after


class TransportError(SignalingError):
    """Nothing came back: no connection, or it broke."""


class SignalingTimeoutError(TransportError, TimeoutError):
    """The call as a whole took longer than it may."""


class BadResponseError(SignalingError, RemoteProtocolError):
    """Whoever answered does not speak this protocol, or names a place that was not agreed on."""


class RefusedError(SignalingError):
    """The server said no; ``reason``, ``fault.line``, ``fault.rule`` and ``issues`` say why."""


class UnauthorizedError(RefusedError):
    """401 or 403: the credential is missing or wrong, or is not enough."""


class NotFoundError(RefusedError):
    """404 or 410: there is no such session, or nothing at this path; see ``reason``."""


class IceMismatchError(RefusedError):
    """412 or 428: the server's ICE session is another one than ours; an ICE restart helps."""


class UnavailableError(RefusedError):
    """429 or 503: too much at once; ``retry_after`` may say when to come back."""
