"""The client on httpx, for one thread. Needs ``pip install 'klingmock[clients]'``."""

from typing import Any

import httpx

from mockserver.reference.blocking import BlockingClient
from mockserver.reference.bounded import BoundedTransport
from mockserver.reference.messages import Answer, Event, Lost, Send

__all__ = ["SyncClient", "without_keys"]


class SyncClient(BlockingClient):
    """Keeps its connections until it is closed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._http = httpx.Client(transport=BoundedTransport(), trust_env=False)

    def send(self, step: Send) -> Event:
        """Send one request."""
        try:
            answer = self._http.request(
                step.method, step.url, headers=step.headers, content=step.body, timeout=step.patience
            )
        except (httpx.TransportError, httpx.InvalidURL, httpx.DecodingError) as error:
            return Lost(f"{type(error).__name__}: {error}")
        return Answer(
            answer.status_code, {name.lower(): value for name, value in answer.headers.items()}, answer.content
        )

    def close(self) -> None:
        """Close every connection."""
        self._http.close()


def without_keys() -> SyncClient:
    """Make a client for a gateway that is not known to honour idempotency keys."""
    return SyncClient(keys_honoured=False)
