"""What the transports are given: the parts that the composition root built."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from msgspec import Struct

from mockserver.core.clock import format_instant
from mockserver.core.context import Context, Parts
from mockserver.core.desk import Desk
from mockserver.core.files import FILES_PREFIX
from mockserver.core.footage import Footage
from mockserver.core.key import world_id
from mockserver.core.ports import Authority, Pacer, Store
from mockserver.core.redaction import Redaction
from mockserver.core.scenario import Scenario
from mockserver.core.world import World
from mockserver.logs import log
from mockserver.pictures import ImageLibrary
from mockserver.settings import Settings

__all__ = ["Accident", "Services"]

_ACCIDENTS_KEPT = 100


class Accident(Struct, frozen=True):
    """An exception that nobody expected: a fault of ours. Counted from 1; *world* is the id of the one it met."""

    number: int
    world: str | None
    at: str
    where: str
    kind: str
    message: str
    error: BaseException


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """
    The parts.

    *scenarios* returns those that are shipped, by name. *video* makes a video, or finds it made. *sleep* waits a real
    time, *close* stops the thread that delivers callbacks, if it was started.
    """

    settings: Settings
    store: Store
    pacer: Pacer
    parts: Parts
    desk: Desk
    authority: Authority
    images: ImageLibrary
    real_now: Callable[[], datetime]
    scenarios: Callable[[], Mapping[str, Scenario]]
    video: Callable[[Footage], bytes]
    sleep: Callable[[timedelta], None]
    close: Callable[[], None]
    begin: Callable[[], None]
    accidents: deque[Accident] = field(default_factory=lambda: deque(maxlen=_ACCIDENTS_KEPT))
    _accident_numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def image(self, url: str, context: Context) -> bytes | None:
        """Return the bytes of an image that this server has, of the world's files or of those for everybody."""
        for file in context.world.files.values():
            if context.now < file.expires_at and f"{FILES_PREFIX}{context.world.id}/{file.id}/" in url:
                return file.data
        return self.images.fetch(url)

    def context(self, world: World) -> Context:
        """Surround a call with its world and the world's time."""
        return self.desk.context(world)

    def note_accident(self, where: str, error: BaseException, *, key: str | None = None) -> None:
        """Remember an exception, for whoever runs the tests; *key* is that of the world it met, where that is known."""
        at, world = format_instant(self.real_now()), world_id(key) if key else None
        number = next(self._accident_numbers)
        log("error", "accident", number=number, kind=type(error).__name__, see="/_mock/accidents")
        hide = Redaction([("Authorization", key or "")]).text
        self.accidents.append(Accident(number, world, at, hide(where), type(error).__name__, hide(str(error)), error))
