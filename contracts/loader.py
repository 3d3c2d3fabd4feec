"""The one loader: TOML files in, frozen values out, each read once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.api import Api
from contracts.api_file import read_api
from contracts.dispute import Dispute, read_disputes
from contracts.errors import ContractError, UnknownModelError
from contracts.model import Contract, parse_contract, parse_toml
from contracts.source import Sources, TrustedSources, read_sources

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable  # its package takes long to load

__all__ = ["Library", "api", "disputes", "load", "model_names", "sources"]


class Library:
    """
    All contract files of one folder: ``api.toml``, ``sources.toml``, ``disputes.toml`` and ``models/*.toml``.

    Each citation is looked up in ``sources.toml``, unless the folder is *trusted* to cite only what is there.
    """

    def __init__(self, folder: Traversable | Path, *, trusted: bool = False) -> None:
        self.folder = folder
        self._trusted = TrustedSources({}) if trusted else None
        self._contracts: dict[str, Contract] = {}
        self._sources: Sources | None = None
        self._disputes: dict[str, Dispute] | None = None
        self._api: Api | None = None

    @property
    def sources(self) -> Sources:
        """Every page that may be cited."""
        if self._sources is None:
            self._sources = read_sources(
                parse_toml(self._text("sources.toml"), file="sources.toml"), file="sources.toml"
            )
        return self._sources

    @property
    def disputes(self) -> Mapping[str, Dispute]:
        """Every dispute by its id."""
        if self._disputes is None:
            name = "disputes.toml"
            self._disputes = read_disputes(parse_toml(self._text(name), file=name), self._cited, file=name)
        return self._disputes

    @property
    def api(self) -> Api:
        """What every model shares."""
        if self._api is None:
            self._api = read_api(
                parse_toml(self._text("api.toml"), file="api.toml"),
                self._cited,
                self.disputes,
                file="api.toml",
            )
        return self._api

    def model_names(self) -> tuple[str, ...]:
        """Name every model under contract, sorted."""
        try:
            names = [entry.name for entry in (self.folder / "models").iterdir()]
        except OSError as error:
            raise ContractError(f"cannot be read: {error}", file="models", table="") from error
        return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))

    def load(self, model: str) -> Contract:
        """
        Return the contract of *model*.

        Raises:
            UnknownModelError: No file is about it.
            ContractError: The file is wrong.
        """
        contract = self._contracts.get(model)
        if contract is None:
            if model not in self.model_names():
                raise UnknownModelError(model, self.model_names())
            file = f"models/{model}.toml"
            contract = parse_contract(self._text(file), file=file, sources=self._cited, disputes=self.disputes)
            if contract.model != model:
                raise ContractError(f"must be {model!r}, as the file is called", file=file, table="", key="model")
            self._contracts[model] = contract
        return contract

    def problems(self) -> Iterator[ContractError]:
        """Yield what is wrong with the files, one error a file; nothing when all is well."""
        try:
            _ = self.api
            names = self.model_names()
        except ContractError as error:
            yield error
            return
        prefixes: dict[str, str] = {}
        for name in names:
            try:
                contract = self.load(name)
            except ContractError as error:
                yield error
                continue
            other = prefixes.setdefault(contract.prefix, name)
            if other != name:
                yield ContractError(
                    f"is the prefix of {other} too",
                    file=f"models/{name}.toml",
                    table="",
                    key="prefix",
                )

    @property
    def _cited(self) -> Sources:
        return self.sources if self._trusted is None else self._trusted

    def _text(self, name: str) -> str:
        path = self.folder
        for part in name.split("/"):
            path = path / part
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ContractError(f"cannot be read: {error}", file=name, table="") from error


@cache
def _own() -> Library:
    return Library(Path(__file__).parent, trusted=True)


def load(model: str) -> Contract:
    """
    Return the contract of *model*.

    Raises:
        UnknownModelError: No contract is about it; the message names the nearest model.

    >>> load("kling-v3-image-to-video").family
    'Kling 3.0'
    """
    return _own().load(model)


def model_names() -> tuple[str, ...]:
    """Name every model under contract, sorted."""
    return _own().model_names()


def api() -> Api:
    """Return what every model shares: routes, states, error answers, callback, lifetimes, limits."""
    return _own().api


def disputes() -> Mapping[str, Dispute]:
    """Return every dispute by its id."""
    return _own().disputes


def sources() -> Sources:
    """Return every page that may be cited."""
    return _own().sources
