"""Draws schedules from scenes. Needs Hypothesis, which the extra ``test`` brings."""

from typing import Any

from hypothesis import strategies as st

from mockserver.trial.scene import AnyRequest, Choice, Scene, Several, Whole
from mockserver.trial.schedule import Schedule
from mockserver.trial.tempo import Tempo
from validator.derive.strategies import valid_requests

__all__ = ["schedules"]

_MOST_SEEDS = 9_999


def schedules(scene: Scene, *, tempo: Tempo, readings: Any) -> st.SearchStrategy[Schedule]:
    """Draw schedules of *scene*; they shrink to the simplest request, the fewest faults and the first options."""
    return st.builds(
        lambda request, lifecycle, faults, seed: Schedule(
            request=request,
            poll_interval=tempo.poll_interval,
            deadline=getattr(tempo, scene.span),
            request_timeout=tempo.request_timeout,
            lifecycle=lifecycle,
            clock=tempo.clock,
            faults=tuple(faults),
            callbacks=scene.callbacks,
            readings=readings,
            balance=scene.balance,
            seed=seed,
        ),
        request=_strategy(scene.request, readings),
        lifecycle=_strategy(scene.lifecycle or f"after:{tempo.task}", readings),
        faults=_strategy(scene.faults, readings),
        seed=st.integers(0, _MOST_SEEDS),
    )


def _strategy(template: Any, readings: Any) -> st.SearchStrategy[Any]:  # noqa: PLR0911 - one for each kind of template
    match template:
        case Choice(options=options):
            return st.one_of([_strategy(option, readings) for option in options])
        case Whole(low=low, high=high):
            return st.integers(low, high)
        case Several(one=one, least=least, most=most):
            return st.lists(_strategy(one, readings), min_size=least, max_size=most)
        case AnyRequest(model=model):
            return valid_requests(model, readings=readings)
        case dict():
            return st.fixed_dictionaries({name: _strategy(value, readings) for name, value in template.items()})
        case list() | tuple():
            return st.tuples(*(_strategy(value, readings) for value in template)).map(list)
        case _:
            return st.just(template)
