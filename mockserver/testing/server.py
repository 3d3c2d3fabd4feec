"""A server in this process, and the worlds that tests open on it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from itertools import count
from typing import Any

from mockserver.client import Client, JsonObject
from mockserver.testing.kling import Kling
from mockserver.testing.setup import DEFAULTS, set_up

__all__ = ["KlingServer", "kling_server", "klingmock"]


class KlingServer:
    """A server at *url*, which opens a world for each test."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._numbers = count(1)
        self._open: set[str] = set()
        self._last_accident = 0
        self._told: dict[int, str] = {}

    @contextmanager
    def open(self, api_key: str | None = None, **settings: Any) -> Iterator[Kling]:
        """
        Open a fresh world for the length of a ``with``; nothing is checked at its end, but it is forgotten.

        Args:
            api_key: Selects the world; left out, one that this server has not seen.
            settings: As `klingmock` takes them.

        Raises:
            SetupError: A setting is unknown or wrong.
        """
        key = api_key or f"sk-klingmock-{next(self._numbers)}"
        with Client(self.url, api_key=key) as client:
            allowed = set_up(client, settings)
            last = self._last_accident
            kling = Kling(client, accidents=lambda: self._accidents(client, last, kling.world.id), **allowed)
            self._open.add(kling.world.id)
            try:
                yield kling
            finally:
                self._open.discard(kling.world.id)
                client.reset_world()

    def _accidents(self, client: Client, last: int, mine: str) -> list[JsonObject]:
        """Return the accidents since *last* that nobody else was told of, or will be because their world is open."""
        found: list[JsonObject] = client.accidents(after=last)["accidents"]
        self._last_accident = max([self._last_accident, *(one["number"] for one in found)])
        others = self._open - {mine}
        return [
            one for one in found if one["world"] not in others and self._told.setdefault(one["number"], mine) == mine
        ]


@contextmanager
def kling_server(settings: Mapping[str, Any] | None = None) -> Iterator[KlingServer]:
    """
    Run a server in this process for the length of a ``with``.

    Args:
        settings: By the names of the flags of ``klingmock serve``, as text; on top of port 0 and the clock ``auto``.

    Raises:
        SettingsError: One is unknown or wrong.
    """
    from mockserver.serving import running  # noqa: PLC0415 - the server costs time, and another may be used
    from mockserver.settings import Settings  # noqa: PLC0415 - the same

    with running(Settings.from_strings({**DEFAULTS, **(settings or {})})) as server:
        yield KlingServer(server.url)


@contextmanager
def klingmock(*, server: KlingServer | None = None, **settings: Any) -> Iterator[Kling]:
    """
    Open a fresh world for the length of a ``with``, and check at its end that nothing went wrong unseen.

    Args:
        server: Where; left out, a server of its own is started.
        settings: Those of a world (seed, clock, lifecycle, readings, balance, start and so on), faults (a list),
            scenario (the name of one), allow_unused_faults and allow_unknown_routes.

    Raises:
        SetupError: A setting is unknown or wrong.
        SurpriseError: At the end: the server failed, a call had an unknown route, or a fault has never fired.
    """
    with nullcontext(server) if server else kling_server() as where, where.open(**settings) as kling:
        try:
            yield kling
        except BaseException as error:
            error.add_note(f"klingmock calls:\n{kling.story()}")
            raise
        kling.check()
