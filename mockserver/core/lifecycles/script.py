"""``script``: a list says what becomes of the first task, the second, and so on."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Self

from msgspec import Struct

from mockserver.core.acts import ACTS, ActError
from mockserver.core.lifecycles.after import After
from mockserver.core.lifecycles.lifecycle import LifecycleError, only
from mockserver.core.plan import Plan
from mockserver.core.whole import whole

__all__ = ["MOST_STEPS", "Script"]

MOST_STEPS = 10_000


class Script(Struct, frozen=True):
    """
    One step per task created; the last one repeats.

    A step is an object of acts: ``{"after": "3s"}``, ``{"fail": "service_error"}``,
    ``{"hang": true}``, ``{"cancel": true}``, ``{"polls": 2}``, or several of them.
    """

    steps: tuple[tuple[tuple[str, str | None], ...], ...]

    @classmethod
    def from_text(cls, text: str) -> Self:  # noqa: ARG003 - none is right
        """Refuse: a script has no short form."""
        raise LifecycleError('a script is JSON, for example [{"after": "3s"}, {"hang": true}]')

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read ``steps``."""
        only(data, "steps")
        steps = data.get("steps")
        if not isinstance(steps, list) or not 1 <= len(steps) <= MOST_STEPS:
            raise LifecycleError(f"steps must be a list of 1 to {MOST_STEPS} objects")
        return cls(tuple(_read(step, number) for number, step in enumerate(steps, 1)))

    def to_json(self) -> dict[str, Any]:
        """Write what `parse_lifecycle` reads."""
        steps = [{name: True if value is None else value for name, value in step} for step in self.steps]
        return {"kind": "script", "steps": steps}

    def plan(self, *, seed: int, task_number: int, since: timedelta = timedelta()) -> Plan:
        """Take this task's step."""
        plan = After().plan(seed=seed, task_number=task_number, since=since)
        return _act(plan, self.steps[min(task_number, len(self.steps)) - 1])


def _read(step: object, number: int) -> tuple[tuple[str, str | None], ...]:
    if not isinstance(step, dict):
        raise LifecycleError(f"step {number} must be an object, for example {{}} or {{'after': '3s'}}")
    acts = tuple((name, _value(value)) for name, value in step.items())
    try:
        _act(Plan(), acts)
    except KeyError:
        unknown = next(name for name in step if name not in ACTS)
        known = ", ".join(ACTS)
        raise LifecycleError(f"step {number}: unknown act {unknown[:64]!r}; known: {known}") from None
    except ActError as error:
        raise LifecycleError(f"step {number}: {error}") from None
    return acts


def _value(value: object) -> str | None:
    number = whole(value)
    return None if value is True else str(value if number is None else number)


def _act(plan: Plan, acts: tuple[tuple[str, str | None], ...]) -> Plan:
    for name, value in acts:
        plan = ACTS[name].on(plan, value=value)
    return plan
