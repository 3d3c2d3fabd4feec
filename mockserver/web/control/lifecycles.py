"""The schema of a lifecycle, as `parse_lifecycle` reads it and `Lifecycle.to_json` writes it."""

from mockserver.core.acts import CODE_PATTERN, MOST_POLLS
from mockserver.core.lifecycles import PRESETS
from mockserver.core.lifecycles.script import MOST_STEPS
from mockserver.web.control.schema import Schema, one_of, record, rows, span, string, whole

__all__ = ["GIVEN", "SHOWN"]

_TRUE = {"const": True}
_STEP = record(
    {
        # A number stands for its digits.
        "fail": {"anyOf": [string("error code", pattern=f"^{CODE_PATTERN}$"), whole()]},
        "after": {"anyOf": [span(), {"const": 0}]},
        "polls": {"anyOf": [whole(most=MOST_POLLS), string(pattern="^[0-9]{1,5}$")]},
        "hang": _TRUE,
        "cancel": _TRUE,
    },
    "what becomes of one task",
    optional=("fail", "after", "polls", "hang", "cancel"),
)
_STEPS = rows(_STEP, "one step for each task; the last repeats", minItems=1, maxItems=MOST_STEPS)


def _kind(name: str, *, optional: tuple[str, ...] = (), **members: Schema) -> Schema:
    return record({"kind": one_of([name]), **members}, optional=optional)


_PLAIN = [
    _kind("immediate"),
    _kind("after", total=span("a quarter of it pending")),
    _kind("after", pending=span(), processing=span(), optional=("pending", "processing")),
    _kind("polls", count=whole(most=MOST_POLLS)),
    _kind("distribution", median=span(), p99=span(), optional=("median", "p99")),
    _kind("script", steps=_STEPS),
]
_SHORT = string(
    f"a short form such as after:2s or polls:2; {' or '.join(PRESETS)}; or one of the others as JSON in text"
)


def _with_failover(then: list[Schema]) -> list[Schema]:
    times = {"from": span(), "until": span(), "extra": span("how much longer tasks take that are created then")}
    return [*then, _kind("failover", **times, then={"anyOf": then}, optional=("from", "then"))]


GIVEN: Schema = {"anyOf": _with_failover([_SHORT, _STEPS, *_PLAIN])}
SHOWN: Schema = {"anyOf": _with_failover(_PLAIN)}
