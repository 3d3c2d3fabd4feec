"""A store that outlives its process, in a database."""

from mockserver.stores.durable.database import Database, explained
from mockserver.stores.durable.store import DurableStore

__all__ = ["Database", "DurableStore", "explained"]
