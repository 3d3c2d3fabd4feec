"""What every operation of the gateway is given beside the call."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct, field

from mockserver.core.faults import FaultKind
from mockserver.core.ports import Judge
from mockserver.core.world import World
from mockserver.core.world_images import WorldImages
from validator.media import ImageFacts
from validator.readings import Readings

__all__ = ["Context", "Parts"]


class Parts(Struct, frozen=True, kw_only=True, eq=False):
    """
    What all worlds share.

    *images* are the images whose facts are known in every world, by address. *extended_errors* adds ``param`` and
    ``violations`` to a 400, which the documentation does not have. *fault_kinds* are those that a plan may name.
    """

    judge: Judge
    images: Mapping[str, ImageFacts] = field(default_factory=dict)
    extended_errors: bool = True
    fault_kinds: Mapping[str, type[FaultKind]] = field(default_factory=dict)


class Context(Struct, frozen=True, eq=False):
    """One call's surroundings."""

    parts: Parts
    world: World
    now: datetime

    @property
    def images(self) -> Mapping[str, ImageFacts]:
        """The images whose facts are known in the world now."""
        return WorldImages(self.world.id, self.world.files, self.parts.images, self.now)

    @property
    def readings(self) -> Readings:
        """The readings of the world."""
        return self.world.settings.readings
