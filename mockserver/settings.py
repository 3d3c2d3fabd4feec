"""The server's settings: one frozen value, read from text wherever it comes from."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from mockserver.core.clock import Pace, parse_instant, parse_pace
from mockserver.core.lifecycles import DEFAULT, Lifecycle, parse_lifecycle
from mockserver.core.money import parse_money
from mockserver.core.routes import CallbackRoutes, is_loopback, parse_route
from mockserver.core.signature import WebhookSecret, parse_secret
from mockserver.core.upstream import read_upstream
from mockserver.core.world_settings import WorldSettings, parse_seed
from validator.readings import Readings

__all__ = ["Settings", "SettingsError"]

_LAST_PORT = 65_535
_TRUTHS = {"true": True, "1": True, "yes": True, "on": True}
_FALSEHOODS = {"false": False, "0": False, "no": False, "off": False}

_Value = str | bool | Iterable[str]


class SettingsError(ValueError):
    """The server cannot be set up like this; the message names each setting that is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """
    How a server is set up. Everything has a default.

    *clock* to *start* are what each world begins with. *images* is a folder whose images are served
    and known to the judge. *public_url* is the address that result links begin with, where it is not
    the one that the client used. *webhook_secret* signs callbacks. *scenario* is a file or the name of one that is
    shipped, *faults* JSON or a file of it; *said* names the fields that go before the scenario's though they are as by
    default. *record_from* is where calls are forwarded to and recorded from, into the file *record_to*; *record_strict*
    keeps back what our judge refuses.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    clock: Pace = parse_pace("real")  # noqa: RUF009 - a frozen value
    lifecycle: Lifecycle = DEFAULT
    seed: int = 0
    readings: Readings = Readings.of("strict")  # noqa: RUF009 - a frozen value
    balance: Decimal = Decimal(10_000)
    start: datetime | None = None
    keys: frozenset[str] = frozenset()
    callback_routes: CallbackRoutes = CallbackRoutes()  # noqa: RUF009 - a frozen value
    images: str | None = None
    store: str = "memory"
    control_token: str | None = None
    extended_errors: bool = True
    allow_remote_callbacks: bool = False
    webhook_secret: WebhookSecret | None = None
    public_url: str | None = None
    scenario: str | None = None
    faults: str | None = None
    record_from: str | None = None
    record_to: str | None = None
    record_strict: bool = False
    said: frozenset[str] = field(default=frozenset(), compare=False)

    def __post_init__(self) -> None:
        if not is_loopback(self.host) and not self.control_token:
            raise SettingsError(
                f"host: {self.host!r} can be reached from other machines, so /_mock needs a "
                "control_token there; or bind to 127.0.0.1"
            )

        if self.record_from is None and (self.record_to is not None or self.record_strict):
            raise SettingsError("record_to, record_strict: they go with record_from, the address that is recorded from")

    @property
    def world(self) -> WorldSettings:
        """What each world begins with."""
        return WorldSettings(
            seed=self.seed,
            clock=self.clock,
            lifecycle=self.lifecycle,
            readings=self.readings,
            balance=self.balance,
            start=self.start,
        )

    @classmethod
    def from_strings(cls, values: Mapping[str, _Value]) -> "Settings":
        """
        Read settings from text, as flags, environment and files have it.

        Args:
            values: By the names of the flags: host, port, clock, lifecycle, seed, reading, balance,
                start, key, callback_route, images, store, control_token, extended_errors,
                allow_remote_callbacks, webhook_secret, public_url, scenario, faults, record_from, record_to,
                record_strict. Those that may be given more
                than once take several texts, or one with commas or spaces between.

        Raises:
            SettingsError: One is unknown or wrong; the message names each.
        """
        remote = values.get("allow_remote_callbacks", False)
        problems = [f"{name}: unknown setting" for name in values if name not in _READERS]
        found: dict[str, Any] = {}
        for name, (attribute, read) in _READERS.items():
            if name not in values:
                continue
            try:
                value = values[name]
                found[attribute] = _routes(value, remote) if name == "callback_route" else read(value)
            except ValueError as error:
                problems.append(f"{name}: {error}")
        if problems:
            raise SettingsError("; ".join(problems))
        return cls(**found, said=frozenset(found))


def _text(value: _Value) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not one text")  # noqa: TRY004 - all of these are ValueErrors
    return value


def _texts(value: _Value) -> tuple[str, ...]:
    if isinstance(value, bool):
        raise ValueError(f"{value!r} is not a list of texts")  # noqa: TRY004 - as above
    words = re.split(r"[,\s]+", value) if isinstance(value, str) else value
    return tuple(word for word in words if word)


def _flag(value: _Value) -> bool:
    if isinstance(value, bool):
        return value
    known = _TRUTHS | _FALSEHOODS
    word = _text(value).lower()
    if word not in known:
        raise ValueError(f"{value!r} is neither true nor false")
    return known[word]


def _integer(value: _Value) -> int:
    if re.fullmatch(r"[0-9]{1,19}", _text(value)) is None:
        raise ValueError(f"{value!r} is not a whole number")
    return int(_text(value))


def _port(value: _Value) -> int:
    port = _integer(value)
    if port > _LAST_PORT:
        raise ValueError(f"a port is a number from 0 to {_LAST_PORT}; 0 picks a free one")
    return port


def _address(value: _Value) -> str:
    text = _text(value).rstrip("/")
    address = urlsplit(text)
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise ValueError(f"{text!r} is not an http or https address")
    return text


def _routes(value: _Value, remote: _Value) -> CallbackRoutes:
    allowed = _flag(remote)
    return CallbackRoutes(tuple(parse_route(text, allow_remote=allowed) for text in _texts(value)))


_READERS: Mapping[str, tuple[str, Callable[[_Value], Any]]] = {
    "host": ("host", _text),
    "port": ("port", _port),
    "clock": ("clock", lambda value: parse_pace(_text(value))),
    "lifecycle": ("lifecycle", lambda value: parse_lifecycle(_text(value))),
    "seed": ("seed", lambda value: parse_seed(_integer(value))),
    "reading": ("readings", lambda value: Readings.from_words(_texts(value))),
    "balance": ("balance", lambda value: parse_money(_text(value))),
    "start": ("start", lambda value: parse_instant(_text(value))),
    "key": ("keys", lambda value: frozenset(_texts(value))),
    "callback_route": ("callback_routes", lambda value: _routes(value, remote=False)),
    "images": ("images", _text),
    "store": ("store", _text),
    "control_token": ("control_token", _text),
    "extended_errors": ("extended_errors", _flag),
    "allow_remote_callbacks": ("allow_remote_callbacks", _flag),
    "webhook_secret": ("webhook_secret", lambda value: parse_secret(_text(value))),
    "public_url": ("public_url", _address),
    "scenario": ("scenario", _text),
    "faults": ("faults", _text),
    "record_from": ("record_from", lambda value: read_upstream(_text(value))),
    "record_to": ("record_to", _text),
    "record_strict": ("record_strict", _flag),
}
