"""Asking the gateway for one intent: with its key, within its deadline, and ever more slowly while it is of no use."""

from collections.abc import Callable, Mapping

from mockserver.reference import answers
from mockserver.reference.ending import Ended
from mockserver.reference.intent import Intent
from mockserver.reference.messages import Event, Send, Steps, Wait
from mockserver.reference.pauses import backoff, retry_after

__all__ = ["Exchange"]

_LEAST_PATIENCE = 0.25  # seconds; with less, every gateway would seem silent. The deadline may be passed by as much.


class Exchange:
    """Sends and waits for one *intent*; *monotonic* says how many seconds have passed since whenever."""

    most_failures = 8
    """So many useless answers in a row, and we give up. One good answer makes all forgotten."""

    def __init__(self, intent: Intent, *, monotonic: Callable[[], float]) -> None:
        self.intent = intent
        self._monotonic = monotonic
        self._ends_at = monotonic() + intent.deadline

    def ask(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Steps[Event]:
        """Ask the gateway, which is who may know the key."""
        url, known = self.intent.base_url.rstrip("/") + path, self.gateway_headers()
        return (yield from self.send(method, url, headers=known | dict(headers or {}), body=body))

    def gateway_headers(self) -> dict[str, str]:
        """Say who asks."""
        return {"Authorization": f"Bearer {self.intent.api_key}", "Accept": "application/json"}

    def send(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None) -> Steps[Event]:
        """Send a request, unless the deadline has come."""
        left = self.seconds_left()
        if left <= 0:
            raise Ended("gave-up", "the deadline has come")
        patience = self.patience(left)
        return (yield Send(method=method, url=url, headers=headers, body=body, patience=patience))

    def patience(self, left: float) -> float:
        """Say how many real seconds a request may take, when *left* seconds are left."""
        return min(self.intent.request_timeout, max(left, _LEAST_PATIENCE))

    def seconds_left(self) -> float:
        """Say how many seconds are left until the deadline."""
        return self._ends_at - self._monotonic()

    def pause_before_retry(self, event: Event, failures: int) -> Steps[None]:
        """Wait longer each time, and at least as long as was asked for; or give up."""
        if failures >= self.most_failures:
            raise Ended("gave-up", f"{failures} answers in a row were of no use, the last one: {answers.reason(event)}")
        yield from self.pause(max(self.backoff(failures), self.asked_pause(event)))

    def backoff(self, failures: int) -> float:
        """Say how many seconds to wait after so many failures in a row."""
        return backoff(failures, first=self.intent.poll_interval, spread_by=self.intent.idempotency_key)

    def asked_pause(self, event: Event) -> float:
        """Say how many seconds the gateway asked for."""
        return retry_after(event)

    def pause(self, seconds: float) -> Steps[None]:
        """Wait; or give up at once, if nothing could be asked any more afterwards."""
        if seconds >= self.seconds_left():
            raise Ended("gave-up", f"the next look would be in {seconds:g} s, after the deadline")
        yield Wait(seconds)
