"""A strict reader of one TOML table: each key is asked for once, with its type, and what is left over is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NoReturn

from contracts.errors import ContractError

__all__ = ["Table"]


class Table:
    """One table of a TOML file, read key by key."""

    def __init__(self, data: Mapping[str, Any], *, file: str, name: str) -> None:
        self.file = file
        self.name = name
        self._data = data
        self._seen: set[str] = set()

    def refuse(self, problem: str, key: str = "") -> NoReturn:
        """Raise a `ContractError` at *key* of this table."""
        raise ContractError(problem, file=self.file, table=self.name, key=key)

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def value(self, key: str, kind: type | tuple[type, ...] = object, *, default: Any = ...) -> Any:
        """Take *key*, which must be of type *kind*; without a default it must be there."""
        self._seen.add(key)
        if key not in self._data:
            if default is ...:
                self.refuse("is missing", key)
            return default
        found = self._data[key]
        wanted = kind if isinstance(kind, tuple) else (kind,)
        if not isinstance(found, wanted) or (isinstance(found, bool) and not {bool, object} & set(wanted)):
            names = " or ".join(sorted(one.__name__ for one in wanted))
            self.refuse(f"must be {names}, not {type(found).__name__}", key)
        return found

    def text(self, key: str, *, default: Any = ..., options: tuple[str, ...] = ()) -> Any:
        """Take a string, one of *options* when there are any."""
        found = self.value(key, str, default=default)
        if options and found is not default and found not in options:
            self.refuse(f"{found!r} is not one of {', '.join(options)}", key)
        return found

    def texts(self, key: str, *, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Take a list of strings."""
        found = self.value(key, list, default=list(default))
        if not all(isinstance(item, str) for item in found):
            self.refuse("must be a list of strings", key)
        return tuple(found)

    def positive(self, key: str) -> Decimal:
        """Take an exact number above zero."""
        found = self.value(key, (int, Decimal))
        if found <= 0:
            self.refuse("must be above zero", key)
        return Decimal(found)

    def table(self, key: str) -> Table:
        """Take a table inside this one."""
        name = f"{self.name}.{key}".removeprefix(".")
        return Table(self.value(key, dict), file=self.file, name=name)

    def tables(self, key: str) -> Iterator[Table]:
        """Take an array of tables; none is none."""
        for number, data in enumerate(self.value(key, list, default=[]), start=1):
            name = f"{self.name}.{key} {number}".removeprefix(".")
            if not isinstance(data, dict):
                self.refuse("must be an array of tables", key)
            label = data.get("id") or data.get("name") or data.get("code")
            yield Table(data, file=self.file, name=f"{name} ({label})" if label else name)

    def close(self) -> None:
        """Refuse every key that nobody asked for."""
        unknown = sorted(set(self._data) - self._seen)
        if unknown:
            self.refuse(f"unknown key; known here: {', '.join(sorted(self._seen))}", unknown[0])
