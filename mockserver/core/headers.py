"""Header fields as they came, found by name without regard to case."""

from collections.abc import Iterable, Iterator

__all__ = ["Headers"]


class Headers:
    """Pairs of name and value, in order; a value, never changed once made. *size* is its length in characters."""

    __slots__ = ("_first", "pairs", "size")

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self.pairs = tuple(pairs)
        self._first: dict[str, str] = {}
        self.size = 0
        for name, value in self.pairs:
            self.size += len(name) + len(value)
            self._first.setdefault(name.lower(), value)

    def get(self, name: str) -> str | None:
        """Return the first value of a header, None when it was not sent; *name* is in lower case."""
        return self._first.get(name)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.pairs)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Headers) and self.pairs == other.pairs

    def __hash__(self) -> int:
        return hash(self.pairs)

    def __repr__(self) -> str:
        return f"Headers of {', '.join(name for name, _ in self.pairs)}"  # never their values: keys are among them
