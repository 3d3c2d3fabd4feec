"""``sends-no-content-type``: see the class."""

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.generation import Generation

__all__ = ["SendsNoContentType"]


class _Generation(Generation):
    def create_headers(self) -> dict[str, str]:
        return super().create_headers() | {"Content-Type": "text/plain"}


class SendsNoContentType(BrokenClient):
    """Sends JSON and calls it plain text."""

    habit = "right-headers"
    bug_class = BugClass.BROKEN_RULE
    generation = _Generation
