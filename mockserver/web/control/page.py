"""Pages of what a large world has many of."""

from collections.abc import Mapping

from mockserver.core.search import fitting
from mockserver.web.control.question import read_number

__all__ = ["PAGE_ANSWER", "PAGE_QUERY", "fitting", "read_page"]

_DEFAULT_LIMIT = 1000
_MOST = 10_000

PAGE_QUERY = {
    "after": "only those with a higher number",
    "limit": f"how many; {_DEFAULT_LIMIT} unless said, {_MOST} at most, fewer where they are long",
}
PAGE_ANSWER = {
    "next": "when there are more: the number to give as after for the next page",
    "total": "how many there are in all",
}


def read_page(query: Mapping[str, str]) -> tuple[int, int]:
    """
    Read where a page begins, and how long it may be.

    Raises:
        UnprocessableError: One of them is no whole number.
    """
    limit = read_number(query, "limit", most=_MOST)
    return read_number(query, "after") or 0, _DEFAULT_LIMIT if limit is None else limit
