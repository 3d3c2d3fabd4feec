"""Any contract file is read or refused in words: the kind of file by the first letter, then its text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from contracts import PRESETS, ContractError, Dispute, Sources, disputes, sources
from contracts.api_file import read_api
from contracts.dispute import read_disputes
from contracts.model import Contract, parse_contract, parse_toml
from contracts.source import read_sources
from validator import Judge, ValidatorError
from validator.shape import Shape

__all__ = ["attempt", "seeds"]

_FOLDER = Path(__file__).parents[1] / "contracts"
_EVERY = 4  # models alike
_MOST = 3  # tables of one kind that a seed keeps


def attempt(data: bytes) -> None:
    """Read *data* as one kind of file; a model that is read is compiled under each preset."""
    read = _KINDS.get(data[:1])
    if read is None:
        return
    try:
        found = read(data[1:].decode("utf-8", "replace"))
    except ContractError as error:
        assert str(error), "it is refused without a word"
        return
    if isinstance(found, Contract):
        for preset in PRESETS:
            try:
                Judge(Shape(found, {name: one.under(preset) for name, one in disputes().items()}))
            except ValidatorError as error:
                assert str(error), "it is refused without a word"


def seeds() -> Iterator[bytes]:
    """Yield the files of each kind, cut down to a few tables of each name."""
    yield b"s" + _cut((_FOLDER / "sources.toml").read_text(encoding="utf-8"))
    yield b"d" + _cut((_FOLDER / "disputes.toml").read_text(encoding="utf-8"))
    yield b"a" + _cut((_FOLDER / "api.toml").read_text(encoding="utf-8"))
    for file in sorted((_FOLDER / "models").glob("*.toml"))[::_EVERY]:
        yield b"m" + _small(file.read_text(encoding="utf-8"))


def _model(text: str) -> Contract:
    return parse_contract(text, file="model.toml", sources=_sources(), disputes=disputes())


def _disputes(text: str) -> Mapping[str, Dispute]:
    return read_disputes(parse_toml(text, file="disputes.toml"), _sources(), file="disputes.toml")


def _api(text: str) -> object:
    return read_api(parse_toml(text, file="api.toml"), _sources(), disputes(), file="api.toml")


def _pages(text: str) -> Sources:
    return read_sources(parse_toml(text, file="sources.toml"), file="sources.toml")


_KINDS: dict[bytes, Callable[[str], Any]] = {b"m": _model, b"d": _disputes, b"a": _api, b"s": _pages}


@cache
def _sources() -> Sources:
    return sources()


def _tables(text: str) -> list[str]:
    """Cut *text* before each table that stands in no other one."""
    tables = [""]
    for line in text.splitlines(keepends=True):
        if line.startswith("["):
            tables.append("")
        if not line.startswith("#"):
            tables[-1] += line
    return tables


def _cut(text: str) -> bytes:
    seen: dict[str, int] = {}
    kept = ""
    for table in _tables(text):
        name = table.partition("\n")[0]
        seen[name] = seen.get(name, 0) + 1
        kept += table if seen[name] <= _MOST else ""
    return kept.encode()


def _small(text: str) -> bytes:
    """Leave out every table of a model, but for a few of a name, that can be missed, so that reading it is quick."""
    tables = _tables(text)
    for at in range(len(tables) - 1, 0, -1):
        name = tables[at].partition("\n")[0]
        if sum(table.startswith(name) for table in tables) > _MOST:
            fewer = tables[:at] + tables[at + 1 :]
            if _is_read("".join(fewer)):
                tables = fewer
    return "".join(tables).encode()


def _is_read(text: str) -> bool:
    try:
        _model(text)
    except ContractError:
        return False
    return True
