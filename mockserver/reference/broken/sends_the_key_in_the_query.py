"""``sends-the-key-in-the-query``: see the class."""

from collections.abc import Mapping

from mockserver.reference.broken.broken_client import BrokenClient
from mockserver.reference.broken.bug_class import BugClass
from mockserver.reference.generation import Generation
from mockserver.reference.messages import Event, Steps

__all__ = ["SendsTheKeyInTheQuery"]


class _Generation(Generation):
    def gateway_headers(self) -> dict[str, str]:
        return {"Accept": "application/json"}

    def ask(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Steps[Event]:
        return super().ask(method, f"{path}?api_key={self.intent.api_key}", headers=headers, body=body)


class SendsTheKeyInTheQuery(BrokenClient):
    """Sends the API key in the address, where every log on the way writes it down."""

    habit = "right-headers"
    bug_class = BugClass.LEAKED_KEY
    generation = _Generation
