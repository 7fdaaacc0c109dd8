"""How an offer that is delivered again is known (L-40, draft-ietf-httpapi-idempotency-key)."""

import re
from hashlib import sha256

from ..endpoint import Delivery
from ..errors import Fault, FaultCode, RemoteProtocolError
from ._message import Request

__all__ = ["delivery_of"]

KEY = re.compile("[!-~]{1,255}", re.ASCII)


def delivery_of(request: Request) -> Delivery | None:
    """What tells a request from others; None where nobody knows whom it comes from.

    By its ``Idempotency-Key``, else by its bytes, those of the same principal or address. Raises
    RemoteProtocolError for a key that is none.
    """
    key = request.header("idempotency-key")
    if key is not None and KEY.fullmatch(key) is None:
        detail = "an Idempotency-Key has 1-255 printable characters and no spaces"
        raise RemoteProtocolError(Fault(FaultCode.HTTP_BAD_KEY, detail))
    client = request.client if request.owner is None else request.owner
    if key is None and client is None:
        return None
    digest = sha256(b"\n".join((request.path.encode(), request.query.encode(), request.body)))
    return Delivery(digest.digest(), client or "", key)
