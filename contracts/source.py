"""Where a documented fact stands, and how much that place is worth."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from contracts.table import Table

__all__ = ["STANDINGS", "Page", "Source", "Sources", "TrustedSources", "read_source", "read_sources"]

STANDINGS = ("documented", "public", "inferred", "invented")

_NOTE = re.compile(r"^(?:(?P<head>.+), )?note (?P<number>\d+)$")


class Source(NamedTuple):
    """One place: a page, a section of it, an entry of that."""

    page: str
    section: str
    entry: str

    def __str__(self) -> str:
        return f"{self.page}, {self.section}, {self.entry}"

    def to_dict(self) -> dict[str, str]:
        """Return the JSON form."""
        return {"page": self.page, "section": self.section, "entry": self.entry}


class Page(NamedTuple):
    """One page that may be cited: its sections, and in each how many notes each entry has."""

    id: str
    title: str
    standing: str
    sections: Mapping[str, Mapping[str, int]]


class Sources(NamedTuple):
    """Every page that may be cited."""

    pages: Mapping[str, Page]

    def problem_with(self, source: Source) -> str | None:
        """Say why *source* is dangling; None when the place exists."""
        page = self.pages.get(source.page)
        if page is None:
            return f"cites page {source.page!r}, which sources.toml does not list"
        entries = page.sections.get(source.section)
        if entries is None:
            return f"cites section {source.section!r}, which page {source.page!r} does not have"
        if source.entry in entries:
            return None
        note = _NOTE.match(source.entry)
        if note and 1 <= int(note["number"]) <= entries.get(note["head"] or "", 0):
            return None
        return f"cites entry {source.entry!r}, which {source.page}, {source.section} does not have"


class TrustedSources(Sources):
    """Stands for pages that nobody looks up: files that tests have checked need not be checked at every start."""

    __slots__ = ()

    def problem_with(self, source: Source) -> None:
        """Trust *source*."""


def read_source(table: Table, sources: Sources, key: str = "source") -> Source:
    """Take the place named under *key* of *table*; it must exist."""
    inner = table.table(key)
    source = Source(inner.text("page"), inner.text("section"), inner.text("entry"))
    inner.close()
    problem = sources.problem_with(source)
    if problem:
        table.refuse(problem, key)
    return source


def read_sources(data: Mapping[str, Any], *, file: str) -> Sources:
    """Read ``sources.toml``."""
    top = Table(data, file=file, name="")
    pages = {}
    for table in top.tables("pages"):
        page = _read_page(table)
        if page.id in pages:
            table.refuse("is listed twice", "id")
        pages[page.id] = page
    top.close()
    return Sources(pages)


def _read_page(table: Table) -> Page:
    sections: dict[str, dict[str, int]] = {}
    identifier = table.text("id")
    title = table.text("title")
    standing = table.text("standing", options=STANDINGS)
    for inner in table.tables("sections"):
        entries = dict.fromkeys(inner.texts("entries"), 0)
        notes = inner.value("notes", dict, default={})
        for entry, count in notes.items():
            if not isinstance(count, int) or isinstance(count, bool) or count < 1:
                inner.refuse("must count the notes of an entry, from 1", f"notes.{entry}")
            entries[entry] = count
        name = inner.text("name")
        if name in sections:
            inner.refuse("is listed twice", "name")
        sections[name] = entries
        inner.close()
    table.close()
    return Page(identifier, title, standing, sections)
