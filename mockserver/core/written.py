"""
Tasks as the bytes of an answer.

Tasks that look alike, but for their id and the second of their creation, are written out once, as a form with gaps for
these two.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from contracts import load
from mockserver.core.present import created_task, seen_task, shown_task
from mockserver.core.task import EPOCH, Snapshot, Status, Task, snapshot
from mockserver.core.wire import encode
from validator.readings import Readings

__all__ = ["written_creation", "written_task"]

_GAP = "\U0010fffd"  # a character that nobody may use for text
_SECOND = timedelta(seconds=1)

_Form = tuple[bytes, ...]  # what stands between the gaps for the id, after the first of them


def written_creation(task: Task, *, readings: Readings) -> bytes:
    """Write what `created_task` shows."""
    fate = task.fate
    return _filled(_creation_form(fate.model, fate.seconds, fate.credits, readings), task)


def written_task(task: Task, now: datetime, *, readings: Readings, world_id: str) -> bytes:
    """Write what `shown_task` shows."""
    seen = snapshot(task, now)
    fate, status = task.fate, seen.status
    if status is Status.PENDING or status is Status.PROCESSING:
        return _filled(_running_form(fate.model, fate.seconds, status, seen.progress, readings), task)
    if status is Status.COMPLETED and task.ends is not None and _has_link(task):
        lasted, place = task.ends // _SECOND, (fate.base_url, world_id)
        return _filled(_link_form(fate.model, fate.credits, lasted, place, readings), task)
    return encode(shown_task(task, now, readings=readings, world_id=world_id))


def _stand_in(model: str, **known: Any) -> Task:
    fixed: dict[str, Any] = {"credits": Decimal(0), "body": b"", "base_url": ""}
    return Task.of(id=_GAP, number=0, model=model, created_at=EPOCH, **(fixed | known))


def _filled(form: _Form, task: Task) -> bytes:
    name = task.id.encode()
    return b'{"created":%d,"id":"%b%b' % (task.created, name, name.join(form))


def _form(shown: dict[str, Any]) -> _Form:
    return tuple(encode(shown).split(_GAP.encode())[1:])


def _has_link(task: Task) -> bool:
    return load(task.model).task.result == "video" and _GAP not in task.base_url


@lru_cache(maxsize=1024)
def _creation_form(model: str, seconds: int | None, credits_: Decimal, readings: Readings) -> _Form:
    return _form(created_task(_stand_in(model, seconds=seconds, credits=credits_), readings=readings))


@lru_cache(maxsize=1024)
def _running_form(model: str, seconds: int | None, status: Status, progress: int, readings: Readings) -> _Form:
    seen = Snapshot(status, progress)
    return _form(seen_task(_stand_in(model, seconds=seconds), seen, readings=readings, world_id=""))


@lru_cache(maxsize=1024)
def _link_form(model: str, credits_: Decimal, lasted: int, place: tuple[str, str], readings: Readings) -> _Form:
    base_url, world_id = place
    task = _stand_in(model, credits=credits_, base_url=base_url, ends_at=EPOCH + lasted * _SECOND)
    return _form(seen_task(task, Snapshot(Status.COMPLETED, 100), readings=readings, world_id=world_id))
