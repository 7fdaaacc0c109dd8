"""A request as WSGI tells of it: its head, and its body as it comes (PEP 3333)."""

import asyncio
import re
from math import inf
from time import time
from typing import Any
from urllib.parse import quote

from ..http import Request
from ._loop_thread import Caller
from ._shell import ClientLeft, Parts

__all__ = ["Environ", "head_of", "parts_of"]

Environ = dict[str, Any]

PART = 65_536
"""Bytes that are read at once, at most."""
PREFIX = "HTTP_"
BODY = ("CONTENT_TYPE", "CONTENT_LENGTH")
"""The headers whose variables do not have the prefix."""
LENGTH = re.compile("[0-9]{1,20}")


def head_of(environ: Environ) -> Request:
    """The head. ``SCRIPT_NAME`` is the mount; what came in UTF-8 is told in Latin-1."""
    headers = tuple(
        (name.removeprefix(PREFIX).replace("_", "-").lower(), value)
        for name, value in environ.items()
        if name.startswith(PREFIX) or (name in BODY and value)
    )
    path: str = environ.get("PATH_INFO", "").encode("latin-1").decode(errors="replace")
    return Request(
        environ["REQUEST_METHOD"],
        path.rstrip("/") or "/",
        headers,
        query=environ.get("QUERY_STRING", ""),
        client=environ.get("REMOTE_ADDR"),
        wall=time(),
        root=quote(environ.get("SCRIPT_NAME", "").rstrip("/").encode("latin-1")),
    )


async def parts_of(environ: Environ, caller: Caller) -> Parts:
    """The body, each part as soon as the server has it, where the server can tell."""
    loop, source = asyncio.get_running_loop(), environ["wsgi.input"]
    read = getattr(source, "read1", source.read)
    left = _length(environ)
    while left > 0:
        try:
            part: bytes = await loop.run_in_executor(caller, read, int(min(left, PART)))
        except OSError:
            raise ClientLeft from None
        if not part:
            if left < inf:
                raise ClientLeft
            return
        yield part
        left -= len(part)


def _length(environ: Environ) -> float:
    """Bytes of the body; infinity where the server says that it knows the end."""
    if environ.get("wsgi.input_terminated"):
        return inf
    said = environ.get("CONTENT_LENGTH") or ""
    return int(said) if LENGTH.fullmatch(said) else 0
