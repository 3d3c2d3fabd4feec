"""``repeats-refused-creations``: see the class."""

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.generation import Generation
from mockserver.reference.messages import Event

__all__ = ["RepeatsRefusedCreations"]


class _Generation(Generation):
    def end_if_refused(self, event: Event, unaccounted: str) -> None:
        pass


class RepeatsRefusedCreations(BrokenClient):
    """Sends a creation again that was refused with a 4xx."""

    habit = "no-retry-of-4xx"
    bug_class = BugClass.REFUSAL
    generation = _Generation
