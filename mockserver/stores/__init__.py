"""
Where worlds are kept. One file per kind.

To add one, write its file and its line in `STORES`.
"""

from collections.abc import Callable, Mapping

from mockserver.core.ports import Store
from mockserver.core.world import World
from mockserver.stores.memory import MemoryStore

__all__ = ["STORES", "MemoryStore"]

STORES: Mapping[str, Callable[[Callable[[str], World]], Store]] = {"memory": MemoryStore}
