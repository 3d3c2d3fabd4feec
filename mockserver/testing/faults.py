"""The fault plan of a world."""

from collections.abc import Mapping, Sequence
from typing import Any

from mockserver.client import Client, JsonObject

__all__ = ["Faults"]

_Entries = list[JsonObject]


class Faults:
    """What goes wrong on purpose in one world."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def add(self, fault: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None, /, **settings: Any) -> _Entries:
        """
        Add a fault, or a list of them: as JSON, or as keywords, ``add(on="query", do="reset", when={"nth": 2})``.

        Raises:
            RefusedError: A fault is wrong; then none is added.
        """
        return self._listed(self._client.add_faults(settings if fault is None else fault))

    def clear(self) -> None:
        """Take all faults out."""
        self._client.clear_faults()

    def list(self) -> _Entries:
        """Return the faults in the order in which they take calls, each with how often it was seen and fired."""
        return self._listed(self._client.faults())

    def unused(self) -> _Entries:
        """Return those that have never fired."""
        answer = self._client.faults()
        return [fault for fault in self._listed(answer) if fault["id"] in answer["unused"]]

    @staticmethod
    def _listed(answer: JsonObject) -> _Entries:
        return list(answer["faults"])
