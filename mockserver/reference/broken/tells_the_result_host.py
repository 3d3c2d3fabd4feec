"""``tells-the-result-host``: see the class."""

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.generation import Generation

__all__ = ["TellsTheResultHost"]


class _Generation(Generation):
    def download_headers(self) -> dict[str, str]:
        return self.gateway_headers()


class TellsTheResultHost(BrokenClient):
    """Sends the API key to whoever the result's link points to."""

    habit = "key-stays-home"
    bug_class = BugClass.LEAKED_KEY
    generation = _Generation
