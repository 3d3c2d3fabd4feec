"""
Where worlds are kept. One file per kind.

To add one, write its file and its line in `STORES`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from importlib import import_module

from mockserver.core.faults import FaultKind
from mockserver.core.ports import Store
from mockserver.core.store_error import StoreError
from mockserver.core.world import World
from mockserver.stores.memory import MemoryStore

__all__ = ["STORES", "MemoryStore", "open_store"]

STORES: Mapping[str, str] = {
    "memory": "mockserver.stores.memory:MemoryStore",
    "sqlite": "mockserver.stores.sqlite:SqliteDatabase",
    "postgresql": "mockserver.stores.postgresql:PostgresqlDatabase",
}
"""By scheme of the address: what keeps worlds by itself, and the databases of a `DurableStore`, which are extras."""


def open_store(
    address: str,
    make_world: Callable[[str], World],
    *,
    kinds: Mapping[str, type[FaultKind]],
    real_now: Callable[[], datetime],
) -> Store:
    """
    Open the store of this address; its scheme says of which kind it is.

    Raises:
        StoreError: There is no such kind, an extra is not installed, or it cannot be used.
    """
    if address == "memory":
        return MemoryStore(make_world)
    kind = address.partition(":")[0]
    if kind not in STORES or kind == "memory":
        shown = address.rpartition("@")[2]  # what comes before may be a password
        raise StoreError(f"{shown[:64]!r} is unknown; known: memory, sqlite:///FILE, postgresql://...")
    module, _, name = STORES[kind].partition(":")
    try:
        from mockserver.stores.durable import DurableStore  # noqa: PLC0415 - an extra

        database = getattr(import_module(module), name)
    except ImportError:
        raise StoreError(f"it needs what is not installed: pip install 'klingmock[{kind}]'") from None
    return DurableStore(database(address), make_world, kinds=kinds, real_now=real_now)
