"""What the reference server hands to browsers: the page, and the client for pages of your own.

The files next to this one, as they are; nothing is built, and nothing comes from elsewhere.
"""

from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import Final

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What the page needs and nothing more: no inline script or style, no other origin."""

_MEDIA_TYPES: Final = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}


def assets() -> Mapping[str, tuple[str, bytes]]:
    """Media type and body of every file, by its URL path below the mount point; the page is `/`."""
    found: dict[str, tuple[str, bytes]] = {}
    for file in files(__name__).iterdir():
        media_type = _MEDIA_TYPES.get(file.name.rpartition(".")[2])
        if media_type is not None:
            path = "/" if file.name == "index.html" else f"/{file.name}"
            found[path] = (media_type, file.read_bytes())
    return MappingProxyType(found)
