"""Programs that a test needs and a machine may lack."""

import os
import shutil
from typing import NoReturn

import pytest

__all__ = ["lacking", "require_program"]


def require_program(*names: str) -> str:
    """The path of the first of these programs that is installed.

    Without any of them the test is skipped, or fails where `SDPSIG_REQUIRE_ALL=1` says that
    everything has to be there.
    """
    for name in names:
        if path := shutil.which(name):
            return path
    return lacking(f"needs {' or '.join(names)}, not installed")


def lacking(reason: str) -> NoReturn:
    """Skip the test, or fail it where everything has to be there."""
    if os.environ.get("SDPSIG_REQUIRE_ALL") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
