"""``sends-a-lone-end-frame``: see the class."""

import json

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.generation import Generation

__all__ = ["SendsALoneEndFrame"]


class _Generation(Generation):
    def create_body(self) -> bytes:
        frames = {"image_start": "image_end"}
        return json.dumps({frames.get(name, name): value for name, value in self.intent.request.items()}).encode()


class SendsALoneEndFrame(BrokenClient):
    """Sends the first frame as the end frame, which no request may have alone."""

    habit = "valid-requests"
    bug_class = BugClass.BROKEN_RULE
    generation = _Generation
