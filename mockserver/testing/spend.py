"""What a world's tasks would have cost."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Self

from mockserver.client import Client
from mockserver.testing.ledger import Ledger

__all__ = ["Spend"]

_CENT = Decimal("0.01")
_USD_DIGITS = Decimal("0.00000001")


@dataclass(frozen=True, slots=True)
class Spend:
    """
    What the real API would have charged: exact *credits*, the same in *usd*, and how many *tasks* were made.

    Tasks that still run count: they would have gone on without the test. What was released cost nothing.
    """

    tasks: int = 0
    credits: Decimal = Decimal(0)
    usd: Decimal = Decimal(0)

    def __add__(self, other: "Spend") -> "Spend":
        return Spend(self.tasks + other.tasks, self.credits + other.credits, self.usd + other.usd)

    def __str__(self) -> str:
        count = "1 task" if self.tasks == 1 else f"{self.tasks} tasks"
        dollars = self.usd.quantize(_CENT, ROUND_HALF_UP)
        return f"{count}, would have cost ${dollars} ({_plain(self.credits)} credits)"

    @classmethod
    def read(cls, client: Client) -> Self:
        """Read what the tasks of a world have cost until now."""
        ledger = Ledger.read(client)
        made = [entry["task"] for entry in ledger.entries if entry["kind"] == "reserve"]
        if not made:
            return cls()
        given_back = {entry["task"] for entry in ledger.entries if entry["kind"] == "release"}
        charged = (task for task in client.every_task() if task["id"] not in given_back)
        usd = sum(_dollars(charged, client.world()["readings"]), Decimal(0))
        return cls(len(made), ledger.spent + ledger.reserved, usd)


def _dollars(tasks: Iterable[dict[str, Any]], readings: dict[str, str]) -> Iterator[Decimal]:
    from validator import quote  # noqa: PLC0415 - a script that never asks for money has no use for the judge

    for task in tasks:
        price, charged = quote(task["request"], readings=readings), Decimal(task["credits"])
        if price.credits == charged:
            yield price.usd
        else:  # The readings changed after the task was made; the rate is all that is left to go by.
            yield (price.usd * charged / price.credits).quantize(_USD_DIGITS, ROUND_HALF_UP)


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
