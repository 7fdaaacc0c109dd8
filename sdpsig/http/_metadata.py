"""How large the metadata of a session may be."""

from collections.abc import Iterator
from typing import cast

from .._converter import encode
from ..errors import Fault, FaultCode, RemoteProtocolError
from ..limits import Limits

__all__ = ["judge_metadata"]


def judge_metadata(metadata: object, limits: Limits) -> None:
    """Raises RemoteProtocolError for metadata over one of its limits."""
    keys = 0
    for depth, key in _walk(metadata, 1):
        if depth > limits.metadata_depth:
            raise _too_large(f"metadata nests deeper than {limits.metadata_depth}")
        if key is not None:
            keys += 1
            if len(key.encode()) > limits.metadata_key_bytes:
                raise _too_large(f"a metadata key of more than {limits.metadata_key_bytes} bytes")
    if keys > limits.metadata_keys:
        raise _too_large(f"metadata with more than {limits.metadata_keys} keys")
    if metadata is not None and len(encode(metadata)) > limits.metadata_bytes:
        raise _too_large(f"metadata of more than {limits.metadata_bytes} bytes")


def _walk(value: object, depth: int) -> Iterator[tuple[int, str | None]]:
    """The depth of every array and object, and every key."""
    if isinstance(value, dict):
        yield depth, None
        for key, item in cast(dict[str, object], value).items():
            yield depth, key
            yield from _walk(item, depth + 1)
    elif isinstance(value, list):
        yield depth, None
        for item in cast(list[object], value):
            yield from _walk(item, depth + 1)


def _too_large(detail: str) -> RemoteProtocolError:
    return RemoteProtocolError(Fault(FaultCode.SESSION_METADATA_TOO_LARGE, detail))
