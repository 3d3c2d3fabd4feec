"""What is under way to the gateway behind, so that a server that stops still records how it ended."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

from mockserver.recording.upstream import Upstream

__all__ = ["Traffic"]

_PATIENCE_SECONDS = 5


class Traffic:
    """Counts the calls that are under way to *upstream*."""

    def __init__(self, upstream: Upstream) -> None:
        self.upstream = upstream
        self._changed = Condition()
        self._under_way = 0

    @contextmanager
    def one(self) -> Iterator[Upstream]:
        """Count one call for the length of a ``with``, which lasts until it is recorded."""
        with self._changed:
            self._under_way += 1
        try:
            yield self.upstream
        finally:
            with self._changed:
                self._under_way -= 1
                self._changed.notify_all()

    def close(self) -> None:
        """Cut what is under way, and wait until each is recorded."""
        self.upstream.close()
        with self._changed:
            self._changed.wait_for(lambda: not self._under_way, _PATIENCE_SECONDS)
