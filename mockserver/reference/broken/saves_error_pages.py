"""``saves-error-pages``: see the class."""

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.generation import Generation
from mockserver.reference.messages import Answer, Steps

__all__ = ["SavesErrorPages"]


class _Generation(Generation):
    def download(self, link: str) -> Steps[bytes]:
        event = yield from self.send("GET", link, headers=self.download_headers())
        return event.body if isinstance(event, Answer) else (yield from super().download(link))


class SavesErrorPages(BrokenClient):
    """Saves whatever comes from the result's link, an error page too."""

    habit = "saves-result"
    bug_class = BugClass.LINK_KEPT
    generation = _Generation
