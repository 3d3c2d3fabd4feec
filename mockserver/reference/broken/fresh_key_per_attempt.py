"""``fresh-key-per-attempt``: see the class."""

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.generation import Generation
from mockserver.reference.intent import fresh_key

__all__ = ["FreshKeyPerAttempt"]


class _Generation(Generation):
    def create_headers(self) -> dict[str, str]:
        return super().create_headers() | {"Idempotency-Key": fresh_key()}


class FreshKeyPerAttempt(BrokenClient):
    """Makes a new idempotency key for each attempt, so that the gateway sees new intents."""

    habit = "stable-idempotency-key"
    bug_class = BugClass.FRESH_KEY
    generation = _Generation
