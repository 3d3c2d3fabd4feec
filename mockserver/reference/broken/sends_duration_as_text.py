"""``sends-duration-as-text``: see the class."""

import json

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.generation import Generation

__all__ = ["SendsDurationAsText"]


class _Generation(Generation):
    def create_body(self) -> bytes:
        request = self.intent.request
        return json.dumps({**request, "duration": str(request.get("duration", 5))}).encode()


class SendsDurationAsText(BrokenClient):
    """Sends the duration as a text, where a number is asked for."""

    habit = "valid-requests"
    bug_class = BugClass.BROKEN_RULE
    generation = _Generation
