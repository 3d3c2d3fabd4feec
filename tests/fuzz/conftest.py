"""Where there is no atheris nothing can be guided; where CI runs, there is one."""

import os
import sys

import pytest

from fuzz.guided import can_guide


@pytest.fixture(scope="session")
def atheris():
    """Skip, with a reason, where atheris does not exist; fail in CI where it does and is not installed."""
    if can_guide():
        return
    exists = sys.platform == "linux" and sys.version_info < (3, 14)
    if exists and os.getenv("CI"):
        pytest.fail("atheris is not installed, and nothing is skipped in CI: make test installs it")
    pytest.skip(f"there is no atheris for Python {sys.version_info[0]}.{sys.version_info[1]} on {sys.platform} here")
