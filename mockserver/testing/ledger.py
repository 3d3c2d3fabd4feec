"""The money of a world."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from mockserver.client import Client, JsonObject

__all__ = ["Ledger"]


@dataclass(frozen=True, slots=True)
class Ledger:
    """
    Exact credits: *available* ones, those *reserved* for running tasks, those *spent*, and every entry.

    An entry is as the server writes it, with its amounts as text.
    """

    available: Decimal
    reserved: Decimal
    spent: Decimal
    entries: tuple[JsonObject, ...]

    @classmethod
    def read(cls, client: Client) -> Self:
        """Read the ledger as it stands now."""
        answer = client.ledger()
        return cls(
            Decimal(answer["available"]),
            Decimal(answer["reserved"]),
            Decimal(answer["spent"]),
            tuple(answer["entries"] if answer["next"] is None else client.every_entry()),
        )
