"""HTTP as values: dialects, and the exchange that they share."""

from ._dialect import Dialect
from ._exchange import AnswerFailed, Ask, Exchange, Tell, exchange
from ._message import Request, Response
from ._status import STATUS
from .json_api import JsonApi

__all__ = [
    "STATUS",
    "AnswerFailed",
    "Ask",
    "Dialect",
    "Exchange",
    "JsonApi",
    "Request",
    "Response",
    "Tell",
    "exchange",
]
