"""``reads-no-dates``: see the class."""

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.generation import Generation
from mockserver.reference.messages import Answer, Event

__all__ = ["ReadsNoDates"]


class _Generation(Generation):
    def asked_pause(self, event: Event) -> float:
        asked = event.headers.get("retry-after", "") if isinstance(event, Answer) else ""
        return float(asked) if asked.isdigit() else 0.0


class ReadsNoDates(BrokenClient):
    """Understands a ``Retry-After`` in seconds, and no date."""

    habit = "obeys-retry-after"
    bug_class = BugClass.IMPATIENCE
    generation = _Generation
