"""What signals tell this process, and how it waits for them."""

from queue import Empty, SimpleQueue
from signal import signal

__all__ = ["told_by", "wait_until_told"]

_A_LOOK_SECONDS = 0.5


def told_by(*numbers: int) -> SimpleQueue[int]:
    """Return where signals of these *numbers* are put as they come, from now on."""
    # A handler may put into this queue; an Event that this very thread begins to wait for would lock it for ever.
    told: SimpleQueue[int] = SimpleQueue()
    for number in numbers:
        signal(number, lambda got, _: told.put(got))
    return told


def wait_until_told(told: SimpleQueue[int]) -> int:
    """Wait for a signal, and return its number."""
    # One that comes when a wait is about to begin does not interrupt it: its handler runs when the wait is over.
    while True:
        try:
            return told.get(timeout=_A_LOOK_SECONDS)
        except Empty:
            continue
