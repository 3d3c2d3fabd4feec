"""
One generation from creation to saved bytes: what to do next, given what came. No socket, no clock, no luck.

The methods are the decisions, one each; whoever wants one otherwise overrides that method.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from mockserver.reference import answers
from mockserver.reference.ending import Ended, Ending
from mockserver.reference.exchange import Exchange
from mockserver.reference.intent import Intent
from mockserver.reference.lost_task import LostTask
from mockserver.reference.messages import Answer, Event, Steps
from mockserver.reference.mp4 import is_whole_mp4

__all__ = ["Generation"]


class Generation(Exchange):
    """Decides for one intent, which is asked for as an `Exchange` does."""

    running = frozenset({"pending", "processing"})
    """The statuses that go on. Every other word is an end, also one that nobody has documented yet."""

    def __init__(self, intent: Intent, *, monotonic: Callable[[], float]) -> None:
        super().__init__(intent, monotonic=monotonic)
        self.task_id: str | None = None

    def run(self) -> Steps[Ending]:
        """Create the task, wait for its end, fetch the video: everything, in order."""
        try:
            self.task_id = yield from self.create()
            task = yield from self.watch(self.task_id)
            video = yield from self.collect(task)
        except Ended as ended:
            return Ending(status=ended.status, task_id=self.task_id, message=ended.message)
        return Ending(status="completed", task_id=self.task_id, video=video)

    # --- Creation ---------------------------------------------------------------------------------------------------

    def create(self) -> Steps[str]:
        """
        Create the task and return its id. Whatever is lost on the way, it is created once.

        The request is repeated with the same Idempotency-Key, for which the gateway gives the same task; so a lost
        answer, a 5xx and rubbish can all be tried again. Where keys are not known to be honoured, only a 429 can be,
        which says that nothing was done; and the account's list of tasks is asked each time.
        """
        lost = LostTask(self, honoured=self.intent.keys_honoured)
        yield from lost.remember()
        failures, unaccounted = 0, ""
        while True:
            event = yield from self.ask(
                "POST", "/v1/videos/generations", headers=self.create_headers(), body=self.create_body()
            )
            found = answers.task_id(answers.read_object(event))
            if found is not None:
                return found
            self.end_if_refused(event, unaccounted)
            failures += 1
            if not answers.was_turned_away(event):
                unaccounted = unaccounted or answers.reason(event)
                if not self.intent.keys_honoured:
                    return (yield from lost.find(unaccounted))
            yield from self.pause_before_retry(event, failures)
            found = yield from lost.look()
            if found is not None:
                return found

    def create_headers(self) -> dict[str, str]:
        """Name the intent, in the same way in every attempt."""
        return {"Content-Type": "application/json", "Idempotency-Key": self.intent.idempotency_key}

    def create_body(self) -> bytes:
        """Write the request."""
        return json.dumps(self.intent.request).encode()

    def end_if_refused(self, event: Event, unaccounted: str) -> None:
        """
        End if the gateway will never take the request.

        A refusal tells of this attempt only: if an earlier one is *unaccounted* for, there may be a task all the same.
        """
        refusal = answers.refusal(event)
        if refusal is None:
            return
        if unaccounted:
            raise Ended("gave-up", f"{refusal}; an earlier attempt may have made a task ({unaccounted})")
        raise Ended("refused", refusal)

    # --- Waiting ----------------------------------------------------------------------------------------------------

    def watch(self, task_id: str) -> Steps[dict[str, Any]]:
        """Ask for the task until it has ended, however that is called; return it."""
        failures = 0
        yield from self.pause(self.intent.poll_interval)
        while True:
            event = yield from self.ask("GET", f"/v1/tasks/{task_id}")
            task = self.read_poll(event)
            if task is None:
                failures += 1
                yield from self.pause_before_retry(event, failures)
            elif self.is_running(task):
                failures = 0
                yield from self.pause(self.intent.poll_interval)
            else:
                return task

    def read_poll(self, event: Event) -> dict[str, Any] | None:
        """Read a task; None for an answer of no use, which says nothing about the task."""
        refusal = answers.refusal(event)
        if refusal is not None:
            raise Ended("error", f"the task cannot be asked for: {refusal}")
        task = answers.read_object(event)
        return None if answers.task_status(task) is None else task

    def is_running(self, task: Mapping[str, Any]) -> bool:
        """Say whether there is something to wait for."""
        return task["status"] in self.running

    # --- The result -------------------------------------------------------------------------------------------------

    def collect(self, task: Mapping[str, Any]) -> Steps[bytes | None]:
        """Turn the end of a task into what it is: a video, an element, which is not fetched, or no success."""
        match task["status"]:
            case "completed":
                pass
            case "failed":
                error = task.get("error")
                raise Ended("failed", str(error.get("code")) if isinstance(error, dict) else "no reason was given")
            case "cancelled":
                raise Ended("cancelled", "the task was cancelled")
            case stranger:
                raise Ended("error", f"the task ended as {stranger!r}, which is not documented")
        if self.intent.request.get("model") == "kling-custom-element":
            return None
        link = answers.result_link(task)
        if link is None:
            raise Ended("error", "the task is completed, but has no link to a result")
        return (yield from self.download(link))

    def download(self, link: str) -> Steps[bytes]:
        """Fetch the video at once: its link works for 24 hours (kling-o3, Billing Rules, note on links)."""
        failures = 0
        while True:
            event = yield from self.send("GET", link, headers=self.download_headers())
            if isinstance(event, Answer) and event.status == 200 and self.is_whole(event):  # noqa: PLR2004 - OK
                return event.body
            refusal = answers.refusal(event)
            if refusal is not None:
                raise Ended("error", f"the result cannot be fetched: {refusal}")
            failures += 1
            yield from self.pause_before_retry(event, failures)

    def download_headers(self) -> dict[str, str]:
        """Say nothing: the result host is somebody else, and is not to know the key."""
        return {}

    def is_whole(self, answer: Answer) -> bool:
        """Say whether the video is there to its last byte."""
        return is_whole_mp4(answer.body)
