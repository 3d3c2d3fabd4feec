"""``downloads-late``: see the class."""

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.generation import Generation
from mockserver.reference.messages import Steps, Wait

__all__ = ["DownloadsLate"]

_A_DAY = 25 * 60 * 60.0  # seconds; an hour more than a link works


class _Generation(Generation):
    def download(self, link: str) -> Steps[bytes]:
        self._ends_at += _A_DAY
        yield Wait(_A_DAY)
        return (yield from super().download(link))


class DownloadsLate(BrokenClient):
    """Fetches the video a day later, when its link has expired."""

    habit = "saves-result"
    bug_class = BugClass.LINK_KEPT
    generation = _Generation
