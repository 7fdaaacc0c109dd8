"""What the figures depend on."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any

__all__ = ["installed", "machine"]

PACKAGES = ("sdpsig", "aiohttp", "uvicorn", "httptools")
"""Those that no column names; with HTTP, aiortc is served by aiohttp."""


def installed(package: str) -> str | None:
    """The version of a package, or None."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def machine() -> dict[str, Any]:
    """What the figures depend on."""
    return {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "cpus": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "load_average": list(os.getloadavg()) if hasattr(os, "getloadavg") else None,
        "packages": {package: installed(package) for package in PACKAGES},
    }
