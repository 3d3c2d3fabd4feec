"""``keeps-the-link``: see the class."""

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.ending import Ended
from mockserver.reference.generation import Generation
from mockserver.reference.messages import Steps

__all__ = ["KeepsTheLink"]


class _Generation(Generation):
    def download(self, link: str) -> Steps[bytes]:
        raise Ended("completed", link)
        yield


class KeepsTheLink(BrokenClient):
    """Keeps the link of the result, which works for a day, and not the video."""

    habit = "saves-result"
    bug_class = BugClass.LINK_KEPT
    generation = _Generation
