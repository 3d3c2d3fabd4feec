"""A client that waits in the thread that called it."""

import time
from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

from mockserver.reference.client import Client
from mockserver.reference.drive import drive
from mockserver.reference.messages import Event, Send

__all__ = ["BlockingClient"]


class BlockingClient(Client):
    """Sends with `send`, which a subclass brings."""

    @abstractmethod
    def send(self, step: Send) -> Event:
        """Send one request, and wait for its answer no longer than the step's patience."""

    def generate(  # noqa: PLR0913 - what a trial hands to its subjects, and what people want to set
        self,
        request: Mapping[str, Any],
        *,
        base_url: str,
        api_key: str,
        poll_interval: float = 10.0,
        deadline: float = 1800.0,
        request_timeout: float = 30.0,
        idempotency_key: str | None = None,
        sleep: Callable[[float], object] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> dict[str, str | None]:
        """
        Make one video, and wait for it; the arguments are those of `Intent`, and a clock.

        Returns:
            The JSON form of an `Ending`. It says in every case what came of it: no network and no gateway raises.
        """
        generation = self.begin(
            request,
            base_url=base_url,
            api_key=api_key,
            poll_interval=poll_interval,
            deadline=deadline,
            request_timeout=request_timeout,
            idempotency_key=idempotency_key,
            monotonic=monotonic,
        )
        return self.conclude(drive(generation.run(), send=self.send, sleep=sleep))
