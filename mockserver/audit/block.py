"""What was found in some rows, before it is added up."""

from collections.abc import Sequence

from msgspec import Struct

from mockserver.audit.row import Beside, Broken
from mockserver.audit.weighing import Weighed

__all__ = ["Block"]


class Block(Struct):
    """
    The numbers of some *lines*, what was found on each, None where there is no row, and those that are *broken*.

    What stands *beside* each is left out where nothing stands beside any.

    The next row stands on line *following*, where lines follow each other.
    """

    lines: Sequence[int]
    weighed: list[Weighed | None]
    beside: list[Beside]
    following: int = 1
    broken: list[Broken] = []
