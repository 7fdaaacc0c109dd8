"""Extras that a test needs and an environment may lack."""

import os
from importlib.util import find_spec

import pytest

__all__ = ["require_modules"]


def require_modules(*names: str) -> None:
    """Skip the test where one of these cannot be imported, or fail with SDPSIG_REQUIRE_ALL=1."""
    missing = [name for name in names if find_spec(name) is None]
    if missing:
        reason = f"needs {' and '.join(missing)}, not installed"
        if os.environ.get("SDPSIG_REQUIRE_ALL") == "1":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
