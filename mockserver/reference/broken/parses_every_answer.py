"""``parses-every-answer``: see the class."""

import json
from typing import Any

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.generation import Generation
from mockserver.reference.messages import Answer, Event

__all__ = ["ParsesEveryAnswer"]


class _Generation(Generation):
    def read_poll(self, event: Event) -> dict[str, Any] | None:
        if isinstance(event, Answer):
            json.loads(event.body)
        return super().read_poll(event)


class ParsesEveryAnswer(BrokenClient):
    """Takes every answer for JSON, and breaks down over the error page of whoever stands before the gateway."""

    habit = "survives-html-error"
    bug_class = BugClass.HTML_PAGE
    generation = _Generation
