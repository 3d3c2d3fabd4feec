"""Pages of what a large world has many of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mockserver.core.search import fitting
from mockserver.web.control.question import NUMBER, read_number, read_option
from mockserver.web.control.schema import Schema, null_or, one_of, whole

__all__ = ["ORDERS", "PAGE_ANSWER", "PAGE_QUERY", "STRETCH_QUERY", "Stretch", "fitting", "read_page", "read_stretch"]

ORDERS = ("oldest", "newest")

_DEFAULT_LIMIT = 1000
_MOST = 10_000

PAGE_QUERY: Mapping[str, Schema] = {
    "after": NUMBER | {"description": "only those with a higher number"},
    "limit": NUMBER
    | {"description": f"how many; {_DEFAULT_LIMIT} unless said, {_MOST} at most, fewer where they are long"},
}
STRETCH_QUERY: Mapping[str, Schema] = {
    **PAGE_QUERY,
    "before": NUMBER | {"description": "only those with a lower number"},
    "order": one_of(ORDERS, "which come first; oldest unless said"),
}
PAGE_ANSWER: Mapping[str, Schema] = {
    "next": null_or(
        whole("when there are more: the number to give as after (with order=newest: before) for the next page")
    ),
    "total": whole("how many there are in all"),
}


def read_page(query: Mapping[str, str]) -> tuple[int, int]:
    """
    Read where a page begins, and how long it may be.

    Raises:
        UnprocessableError: One of them is no whole number.
    """
    limit = read_number(query, "limit", most=_MOST)
    return read_number(query, "after") or 0, _DEFAULT_LIMIT if limit is None else limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Which numbers are wanted: more than *after*, less than *before*, no more than *limit*, perhaps *newest* first."""

    after: int = 0
    before: int | None = None
    limit: int = _DEFAULT_LIMIT
    newest: bool = False

    def holds(self, number: int) -> bool:
        """Whether a number is within the bounds."""
        return self.after < number and (self.before is None or number < self.before)

    def numbers(self, total: int) -> range:
        """Return those of 1 to *total* that are wanted, in their order."""
        end = min(total + 1, total + 1 if self.before is None else self.before)
        if self.newest:
            return range(end - 1, max(self.after, end - 1 - self.limit), -1)
        return range(self.after + 1, min(end, self.after + 1 + self.limit))

    def following(self, shown: Sequence[int], total: int) -> int | None:
        """Return the number after which the next page begins, when *shown* were not all."""
        wanted = Stretch(after=self.after, before=self.before, limit=total, newest=self.newest).numbers(total)
        return shown[-1] if shown and shown[-1] != wanted[-1] else None


def read_stretch(query: Mapping[str, str]) -> Stretch:
    """
    Read which stretch of a long list is wanted.

    Raises:
        UnprocessableError: A number is none, or the order is neither oldest nor newest.
    """
    after, limit = read_page(query)
    newest = read_option(query, "order", ORDERS) == "newest"
    return Stretch(after=after, before=read_number(query, "before"), limit=limit, newest=newest)
