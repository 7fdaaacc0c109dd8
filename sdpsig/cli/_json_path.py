"""Where in a JSON text a description is, as ``jq`` spells it."""

import json
import re
from collections import deque
from collections.abc import Iterator
from typing import TypeAlias

__all__ = ["path_of"]

Json: TypeAlias = dict[str, "Json"] | list["Json"] | str | float | bool | None
NAME = re.compile("[A-Za-z_][A-Za-z0-9_]*")
"""A member that may follow a dot as it is."""


def path_of(text: bytes) -> str | None:
    """The path of the description that is nested least; ``.`` for the whole, None for nowhere.

    Raises ValueError for what is no JSON.
    """
    try:
        around: deque[tuple[str, Json]] = deque([("", json.loads(text))])
    except RecursionError:
        raise ValueError("too deep") from None
    while around:
        path, value = around.popleft()
        if isinstance(value, str) and value.startswith("v=0"):
            return path or "."
        around += _inside(path, value)
    return None


def _inside(path: str, value: Json) -> Iterator[tuple[str, Json]]:
    if isinstance(value, dict):
        yield from ((path + _member(name), inner) for name, inner in value.items())
    elif isinstance(value, list):
        yield from ((f"{path or '.'}[{place}]", inner) for place, inner in enumerate(value))


def _member(name: str) -> str:
    return f".{name}" if NAME.fullmatch(name) else f".{json.dumps(name)}"
