"""Many sessions over values: commands in, outcomes out."""

from ._commands import (
    Accept,
    Answered,
    AnswerNeeded,
    Close,
    Closed,
    Command,
    Ended,
    Open,
    Outcome,
    Report,
    Reported,
    Trickle,
    Trickled,
)
from ._endpoint import Endpoint, EndpointConfig

__all__ = [
    "Accept",
    "AnswerNeeded",
    "Answered",
    "Close",
    "Closed",
    "Command",
    "Ended",
    "Endpoint",
    "EndpointConfig",
    "Open",
    "Outcome",
    "Report",
    "Reported",
    "Trickle",
    "Trickled",
]
