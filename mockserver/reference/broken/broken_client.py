"""What a broken client says about itself, so that others can tell whether they found it out."""

from typing import ClassVar

from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.synchronous import SyncClient

__all__ = ["BrokenClient"]


class BrokenClient(SyncClient):
    """The client on httpx, with one thing changed: which is told by the first line of each subclass."""

    habit: ClassVar[str]
    """The habit that it lacks."""

    bug_class: ClassVar[BugClass]
    """What kind of bug it is."""
