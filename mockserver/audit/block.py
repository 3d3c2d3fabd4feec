"""What was found in some rows, before it is added up."""

from collections.abc import Sequence

from msgspec import Struct

from mockserver.audit.row import Broken
from mockserver.audit.weighing import Weighed

__all__ = ["Block"]


class Block(Struct):
    """
    The numbers of some *lines*, what was found on each, None where there is no row, and those that are *broken*.

    The next row stands on line *following*, where lines follow each other.
    """

    lines: Sequence[int]
    weighed: list[Weighed | None]
    following: int = 1
    broken: list[Broken] = []
