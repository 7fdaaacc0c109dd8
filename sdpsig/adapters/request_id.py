"""The id of a request, from whoever sent it to every line of the log: ``X-Request-ID``."""

import logging
import re
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from secrets import token_urlsafe

from ..http import Request

__all__ = ["HEADER", "RequestIds", "of_request", "request_id"]

HEADER = "x-request-id"
GIVEN = re.compile("[A-Za-z0-9._~-]{1,64}")
"""What is taken of a client's own; it cannot forge a line of the log."""
ID_BYTES = 12
"""Random bytes of an id that we make."""

request_id: ContextVar[str] = ContextVar("sdpsig_request_id", default="-")
"""The id of the request that is being served; ``-`` where it is none."""


@contextmanager
def of_request(request: Request) -> Generator[str, None, None]:
    """What happens in here belongs to this request, also in the tasks that begin here."""
    given = request.header(HEADER) or ""
    token = request_id.set(given if GIVEN.fullmatch(given) else token_urlsafe(ID_BYTES))
    try:
        yield request_id.get()
    finally:
        request_id.reset(token)


class RequestIds(logging.Filter):
    """For a handler: gives each record a ``request_id``, which its format may name."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass."""
        record.request_id = request_id.get()
        return True
