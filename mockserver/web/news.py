"""News of a world, for whoever watches: something has happened, look again."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from mockserver.core.clock import format_instant
from mockserver.core.world import World
from mockserver.services import Services

__all__ = ["make_news"]

_A_LOOK = timedelta(seconds=1)
_A_PAUSE = timedelta(milliseconds=250)
_LOOKS_UNTIL_A_SIGN_OF_LIFE = 3

_Seen = tuple[object, Mapping[str, Any]]


def make_news(services: Services) -> Callable[[str], Iterator[Mapping[str, Any] | None]]:
    """
    Return a function that yields news of a world, at most four times a second, and None as a sign of life.

    It ends when the world is gone, or the server stops. Nobody else waits for it, or pays for it.
    """

    def news(world_id: str) -> Iterator[Mapping[str, Any] | None]:
        mark, quiet = object(), 0

        def seen(world: World, now: datetime) -> _Seen | None:
            found = world.mark(now)
            return None if found == mark else (found, _said(world, now))

        while True:
            found = services.pacer.wait_for(world_id, seen, within=_A_LOOK, still=True)
            if found is not None:
                mark, said = found
                yield said
                services.sleep(_A_PAUSE)
                continue
            quiet += 1
            with services.store.by_id(world_id) as world:
                if world is None:
                    return
            if quiet % _LOOKS_UNTIL_A_SIGN_OF_LIFE == 0:
                yield None

    return news


def _said(world: World, now: datetime) -> Mapping[str, Any]:
    return {"calls": world.journal.total, "tasks": len(world.tasks), "now": format_instant(now)}
