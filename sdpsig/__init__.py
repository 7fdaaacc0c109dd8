"""WebRTC signaling without I/O: SDP, offer and answer, trickled candidates, sessions.

The names that most programs need are here. Each is loaded with its package when it is first
used, so that ``import sdpsig`` costs next to nothing.
"""

from typing import TYPE_CHECKING

__version__ = "0.1.0"

__all__ = [
    "DATA",
    "INTEROP",
    "STRICT",
    "WEBRTC",
    "Answer",
    "AnswerPolicy",
    "Capabilities",
    "Endpoint",
    "EndpointConfig",
    "Fault",
    "FaultCode",
    "Fingerprint",
    "IceCandidate",
    "JsonApi",
    "Limits",
    "LocalProtocolError",
    "LocalTransport",
    "Offer",
    "Origin",
    "RemoteProtocolError",
    "SdpError",
    "SdpsigError",
    "Session",
    "SessionConfig",
    "SessionDescription",
    "__version__",
    "create_answer",
    "parse",
    "plan_answer",
    "serialize",
    "write_answer",
]

_HOMES = {
    "endpoint": "Endpoint EndpointConfig",
    "errors": "Fault FaultCode LocalProtocolError RemoteProtocolError SdpError SdpsigError",
    "http": "JsonApi",
    "jsep": "DATA WEBRTC Answer AnswerPolicy Capabilities LocalTransport Offer"
    " create_answer plan_answer write_answer",
    "limits": "Limits",
    "sdp": "INTEROP STRICT Origin SessionDescription parse serialize",
    "sdp.attributes": "Fingerprint",
    "session": "IceCandidate Session SessionConfig",
}
"""The package that each name comes from."""

if TYPE_CHECKING:
    from .endpoint import Endpoint, EndpointConfig
    from .errors import (
        Fault,
        FaultCode,
        LocalProtocolError,
        RemoteProtocolError,
        SdpError,
        SdpsigError,
    )
    from .http import JsonApi
    from .jsep import (
        DATA,
        WEBRTC,
        Answer,
        AnswerPolicy,
        Capabilities,
        LocalTransport,
        Offer,
        create_answer,
        plan_answer,
        write_answer,
    )
    from .limits import Limits
    from .sdp import INTEROP, STRICT, Origin, SessionDescription, parse, serialize
    from .sdp.attributes import Fingerprint
    from .session import IceCandidate, Session, SessionConfig
else:  # hidden from type checkers, which would believe that every name exists

    def __getattr__(name: str) -> object:
        """A name of the table, loaded now (PEP 562)."""
        from importlib import import_module  # noqa: PLC0415  # only when it is needed

        for home, names in _HOMES.items():
            if name in names.split():
                value = getattr(import_module(f"{__name__}.{home}"), name)
                globals()[name] = value
                return value
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
