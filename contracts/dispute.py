"""Where the sources contradict each other: the question, its possible readings, and the one taken by default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from contracts.source import Source, Sources, read_source
from contracts.table import Table

__all__ = [
    "PRESETS",
    "Dispute",
    "Only",
    "Variant",
    "read_dispute",
    "read_disputes",
    "read_only",
    "read_reading",
    "read_variants",
]

PRESETS = ("strict", "lenient", "public")


class Dispute(NamedTuple):
    """
    One question that the documentation leaves open.

    `readings` maps each possible answer to a sentence; `strict` is the default, `lenient` the permissive side,
    `public` the side of the later public documentation.
    """

    id: str
    question: str
    readings: Mapping[str, str]
    strict: str
    lenient: str
    public: str
    sources: tuple[Source, ...]

    @property
    def default(self) -> str:
        """The reading taken unless told otherwise."""
        return self.strict

    def under(self, preset: str) -> str:
        """Return the reading that *preset* takes."""
        return {"strict": self.strict, "lenient": self.lenient, "public": self.public}[preset]


class Only(NamedTuple):
    """A table that exists only under one reading of one dispute."""

    dispute: str
    reading: str

    def holds(self, readings: Mapping[str, str]) -> bool:
        """Say whether the table exists under *readings*."""
        return readings[self.dispute] == self.reading


class Variant(NamedTuple):
    """What changes in a table under one reading of one dispute."""

    only: Only
    changes: Mapping[str, Any]
    source: Source


def read_dispute(table: Table, disputes: Mapping[str, Dispute]) -> str | None:
    """Take the key ``dispute``: the id of the dispute that the table hangs on, if any."""
    dispute: str | None = table.text("dispute", default=None)
    if dispute is not None and dispute not in disputes:
        table.refuse(f"{dispute!r} is not in disputes.toml", "dispute")
    return dispute


def read_reading(table: Table, disputes: Mapping[str, Dispute]) -> Only:
    """Take the keys ``dispute`` and ``reading`` of *table*; both must exist."""
    dispute = table.text("dispute")
    if dispute not in disputes:
        table.refuse(f"{dispute!r} is not in disputes.toml", "dispute")
    reading = table.text("reading")
    if reading not in disputes[dispute].readings:
        table.refuse(
            f"{reading!r} is no reading of {dispute}; known: {', '.join(disputes[dispute].readings)}",
            "reading",
        )
    return Only(dispute, reading)


def read_only(table: Table, disputes: Mapping[str, Dispute]) -> Only | None:
    """Take the key ``only``: without it the table exists under every reading."""
    if "only" not in table:
        table.value("only", dict, default={})
        return None
    inner = table.table("only")
    only = read_reading(inner, disputes)
    inner.close()
    return only


def read_variants(table: Table, sources: Sources, disputes: Mapping[str, Dispute]) -> tuple[Variant, ...]:
    """Take the key ``variants``."""
    variants = []
    for inner in table.tables("variants"):
        only = read_reading(inner, disputes)
        variants.append(Variant(only, inner.value("set", dict), read_source(inner, sources)))
        inner.close()
    return tuple(variants)


def read_disputes(data: Mapping[str, Any], sources: Sources, *, file: str) -> dict[str, Dispute]:
    """Read ``disputes.toml``."""
    top = Table(data, file=file, name="")
    disputes: dict[str, Dispute] = {}
    for table in top.tables("disputes"):
        dispute = _read_dispute(table, sources)
        if dispute.id in disputes:
            table.refuse("is listed twice", "id")
        disputes[dispute.id] = dispute
    top.close()
    return disputes


def _read_dispute(table: Table, sources: Sources) -> Dispute:
    readings = table.value("readings", dict)
    if len(readings) < 2 or not all(isinstance(text, str) for text in readings.values()):  # noqa: PLR2004 - one answer is no dispute
        table.refuse("needs two readings or more, each with its sentence", "readings")
    taken = {
        preset: table.text("default" if preset == "strict" else preset, options=tuple(readings)) for preset in PRESETS
    }
    places = tuple(_place(inner, sources) for inner in table.tables("sources"))
    if not places:
        table.refuse("names no source", "sources")
    dispute = Dispute(table.text("id"), table.text("question"), readings, **taken, sources=places)
    table.close()
    return dispute


def _place(table: Table, sources: Sources) -> Source:
    source = Source(table.text("page"), table.text("section"), table.text("entry"))
    table.close()
    problem = sources.problem_with(source)
    if problem:
        table.refuse(problem)
    return source
