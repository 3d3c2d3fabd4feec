"""Uses of a world that are kept together, or not at all."""

from threading import Lock

from sqlalchemy import Connection

from mockserver.core.store_error import StoreError
from mockserver.stores.durable.batch import Batch

__all__ = ["MOST", "Group"]

MOST = 32
"""So many uses of a world are kept together; others then get their turn, in this server or another."""


class Group:
    """
    Uses of a world by one caller after the other in one transaction, and what they have changed.

    A commit waits for a disk or a network. Callers who wait for the same world meanwhile need not wait for a commit
    each: whoever is the last of them commits for all, and nobody is answered before.
    """

    __slots__ = ("_failure", "_over", "batch", "connection", "size")

    def __init__(self, connection: Connection, batch: Batch) -> None:
        self.connection = connection
        self.batch = batch
        self.size = 0
        self._failure: BaseException | None = None
        self._over = Lock()
        self._over.acquire()

    def wait(self) -> None:
        """
        Wait until all of it is kept.

        Raises:
            StoreError: Nothing of it is.
        """
        with self._over:
            if self._failure is not None:
                raise StoreError(str(self._failure)) from self._failure

    def end(self, failure: BaseException | None) -> None:
        """Tell all who wait how it ended."""
        self._failure = failure
        self._over.release()
