"""``answers-callbacks-late``: see the class."""

import time
from collections.abc import Callable, Mapping

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass

__all__ = ["AnswersCallbacksLate"]

_WORK = 11.0  # seconds; the gateway waits 10


class AnswersCallbacksLate(BrokenClient):
    """Does its work before it answers a callback, which takes longer than the gateway waits."""

    habit = "callback-in-time"
    bug_class = BugClass.CALLBACK_TWICE

    def receive(self, body: bytes, headers: Mapping[str, str], *, sleep: Callable[[float], object] = time.sleep) -> int:
        sleep(_WORK)
        return super().receive(body, headers)
