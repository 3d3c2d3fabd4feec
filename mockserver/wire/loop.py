"""What the front asks of an event loop, and which one it gets."""

import asyncio
import os
from collections.abc import Callable
from typing import Any, Protocol

__all__ = ["LOOPS", "Loop", "Timer", "new_loop"]

_CHOICE = "KLINGMOCK_LOOP"


class Timer(Protocol):
    """Something that will happen, unless it is cancelled."""

    def cancel(self) -> None:
        """Let it not happen."""
        ...


class Loop(Protocol):
    """The part of an event loop that connections use, so that a test can have time of its own."""

    def time(self) -> float:
        """Tell the time in seconds since an unknown instant."""
        ...

    def call_later(self, delay: float, callback: Callable[..., object], *args: Any) -> Timer:
        """Call *callback* after so many seconds."""
        ...

    def call_soon(self, callback: Callable[..., object], *args: Any) -> object:
        """Call *callback* after what others are waiting for."""
        ...

    def call_soon_threadsafe(self, callback: Callable[..., object], *args: Any) -> object:
        """Call *callback* on the loop, from any thread."""
        ...


def new_loop() -> asyncio.AbstractEventLoop:
    """
    Make an event loop: uvloop's where it is installed, else Python's own; the environment can choose.

    Raises:
        ValueError: The environment names none of them, or one that is not installed.
    """
    name = os.environ.get(_CHOICE) or ""
    if name and name not in LOOPS:
        raise ValueError(f"{_CHOICE}: {name!r} is no event loop; known: {', '.join(LOOPS)}")
    if name:
        return LOOPS[name]()
    try:
        return _uvloop()
    except ValueError:
        return asyncio.SelectorEventLoop()


def _uvloop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop  # noqa: PLC0415 - it is an extra
    except ImportError:
        raise ValueError(f"{_CHOICE}: uvloop is not installed; pip install 'klingmock[fast]'") from None
    return uvloop.new_event_loop()


LOOPS: dict[str, Callable[[], asyncio.AbstractEventLoop]] = {
    "asyncio": asyncio.SelectorEventLoop,
    "uvloop": _uvloop,
}
