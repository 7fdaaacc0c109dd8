"""Where an ASGI application is mounted, and what is asked for below that."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote

__all__ = ["mount_of"]


def mount_of(scope: Mapping[str, Any]) -> tuple[str, str]:
    """What stands in front of the application's own paths in a URL, and the path below that.

    Servers and frameworks differ: ``path`` holds ``root_path``, or only what a mount added to the
    application's own ``root_path``, or nothing of it; one of them adds a slash, and does not say
    in ``root_path`` what it has taken away.
    """
    root: str = scope.get("root_path", "").rstrip("/")
    path = _below(scope["path"], root, scope.get("app_root_path", "")).rstrip("/")
    asked = unquote(scope.get("raw_path", b"").partition(b"?")[0].decode("latin-1")).rstrip("/")
    taken = asked.removesuffix(path) if asked.endswith(path) else ""
    return quote(root if root.endswith(taken) else taken), path or "/"


def _below(path: str, root: str, outer: str) -> str:
    for prefix in (root, root.removeprefix(outer)):
        if prefix and f"{path}/".startswith(f"{prefix}/"):
            return path[len(prefix) :]
    return path
