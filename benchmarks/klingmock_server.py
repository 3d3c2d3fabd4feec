"""How klingmock is started for a benchmark: from this working tree, with everything on."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path

__all__ = ["LOOPS", "command", "loop_in_use"]

# Much more than any run spends, so that no request is refused for want of credits.
_BALANCE = "1000000000000"

LOOPS: dict[str, dict[str, str]] = {
    "uvloop": {"KLINGMOCK_LOOP": "uvloop"},
    "asyncio": {"KLINGMOCK_LOOP": "asyncio"},
}
"""The environment that asks for each event loop; uvloop only where it is installed."""

if importlib.util.find_spec("uvloop") is None:
    del LOOPS["uvloop"]


def command(port: int, *more: str) -> Sequence[str]:
    """Return the command that serves on *port*."""
    return (sys.executable, "-P", "-m", "mockserver", "serve", "--port", str(port), "--balance", _BALANCE, *more)


def loop_in_use(pid: int) -> str:
    """Say which event loop a running server has loaded, by the libraries in its memory."""
    return "uvloop" if "uvloop" in Path(f"/proc/{pid}/maps").read_text() else "no uvloop"
