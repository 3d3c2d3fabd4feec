"""What the web layer is given: the parts that the composition root built."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from mockserver.core.clock import format_instant
from mockserver.core.context import Context, Parts
from mockserver.core.key import ANONYMOUS
from mockserver.core.ports import Pacer, Store
from mockserver.core.world import World
from mockserver.settings import Settings
from mockserver.web.images import ImageLibrary

__all__ = ["Accident", "Services"]

_ACCIDENTS_KEPT = 100


@dataclass(frozen=True, slots=True)
class Accident:
    """An exception that nobody expected: a fault of ours."""

    at: str
    where: str
    kind: str
    message: str
    error: BaseException


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The parts."""

    settings: Settings
    store: Store
    pacer: Pacer
    parts: Parts
    images: ImageLibrary
    real_now: Callable[[], datetime]
    accidents: deque[Accident] = field(default_factory=lambda: deque(maxlen=_ACCIDENTS_KEPT))

    def world_key(self, key: str | None) -> str:
        """Say which world a caller with *key* sees; beside the accepted keys it is nobody's."""
        known = key is not None and (not self.settings.keys or key in self.settings.keys)
        return key if known and key is not None else ANONYMOUS

    def context(self, world: World) -> Context:
        """Surround a call with its world and the world's time."""
        return Context(self.parts, world, world.now(self.real_now()))

    def note_accident(self, where: str, error: BaseException) -> None:
        """Remember an exception, for whoever runs the tests."""
        at = format_instant(self.real_now())
        self.accidents.append(Accident(at, where, type(error).__name__, str(error), error))

    def sample(self) -> bytes:
        """Read the video that every result link serves."""
        return (Path(__file__).parent / "data" / "sample.mp4").read_bytes()
