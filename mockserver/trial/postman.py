"""
The postman of a trial: hands the callbacks of a case to the subject, as its schedule says.

He comes when the subject has ended, so that every client meets him alike, whatever it is written in; a callback that
comes first, doubles or comes too late is one that the client cannot tell from this.
"""

import json
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

from mockserver.client import Client
from mockserver.core.clock import parse_instant
from mockserver.trial.evidence import Receipt
from mockserver.trial.fall import FallError
from mockserver.trial.schedule import Schedule
from mockserver.trial.subjects import Subject

__all__ = ["deliver"]


def deliver(
    control: Client, schedule: Schedule, subject: Subject, *, sleep: Callable[[float], None]
) -> Iterator[Receipt]:
    """Hand each callback in as often as the schedule says, and note how it was taken."""
    headers = {"Content-Type": "application/json", "User-Agent": "klingmock"}
    for delivery in control.callbacks()["callbacks"]:
        body = json.dumps(delivery["body"]).encode()
        for _ in schedule.callbacks:
            before, real_before = parse_instant(control.clock()["now"]), time.monotonic()
            status, problem = None, None
            try:
                status = subject.receive(body, headers, sleep)
            except FallError as error:
                problem = str(error.fall)
            world = parse_instant(control.clock()["now"]) - before
            real = timedelta(seconds=time.monotonic() - real_before)
            yield Receipt(task=delivery["task"], status=status, took=max(world, real), problem=problem)
