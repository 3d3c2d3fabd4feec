"""What the tables of one model file may refer to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from contracts.dispute import Dispute, Only, Variant, read_dispute, read_only, read_variants
from contracts.source import STANDINGS, Source, Sources, read_source
from contracts.table import Table

__all__ = ["Context"]


class Context(NamedTuple):
    """The pages, the disputes, and the standing of a table that names none."""

    sources: Sources
    disputes: Mapping[str, Dispute]
    standing: str

    def source(self, table: Table, key: str = "source") -> Source:
        """Take the place that *table* cites under *key*."""
        return read_source(table, self.sources, key)

    def standing_of(self, table: Table) -> str:
        """Take the key ``standing``; the model's where there is none."""
        found: str = table.text("standing", options=STANDINGS, default=self.standing)
        return found

    def dispute(self, table: Table) -> str | None:
        """Take the key ``dispute``."""
        return read_dispute(table, self.disputes)

    def only(self, table: Table) -> Only | None:
        """Take the key ``only``."""
        return read_only(table, self.disputes)

    def variants(self, table: Table) -> tuple[Variant, ...]:
        """Take the key ``variants``."""
        return read_variants(table, self.sources, self.disputes)
