"""
What can be wrong with the contract files themselves.

* ContractsError            the base of this package
  - ContractError           a file says something that it must not say
  - UnknownModelError       no file is about the model that was asked for
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = ["ContractError", "ContractsError", "UnknownModelError"]


class ContractsError(Exception):
    """The base of every error of this package."""


class ContractError(ContractsError):
    """A contract file is wrong: the message names the file, the table, the key and the mend."""

    def __init__(self, problem: str, *, file: str, table: str, key: str = "") -> None:
        place = f"{file}: {f'[{table}]' if table else 'top level'}" + (f" {key}" if key else "")
        super().__init__(f"{place}: {problem}")
        self.problem = problem
        self.file = file
        self.table = table
        self.key = key


class UnknownModelError(ContractsError, LookupError):
    """No contract is about this model."""

    def __init__(self, model: str, known: Iterable[str]) -> None:
        names = sorted(known)
        near = difflib.get_close_matches(model, names, n=1)
        hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(names)}"
        super().__init__(f"unknown model {model!r}; {hint}")
        self.model = model
        self.known = tuple(names)
