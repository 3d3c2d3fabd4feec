"""The story of a case: call by call, with the world's time, and what it cost."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from mockserver.core.money import text
from mockserver.trial.call import CallView
from mockserver.trial.evidence import Evidence

__all__ = ["story"]

_SOME = 4


def story(evidence: Evidence) -> Iterator[str]:
    """Tell what happened, line by line; of calls that are alike in a row, only the first and the last."""
    schedule = evidence.schedule
    model, limits = schedule.request.get("model"), f"{schedule.deadline:g} s"
    yield f"wanted: {model}, within {limits}, a poll every {schedule.poll_interval:g} s"
    for _, group in groupby(evidence.calls, key=_likeness):
        calls = list(group)
        shown = calls if len(calls) <= _SOME else [calls[0]]
        yield from (line for call in shown for line in _told(evidence, call))
        if len(calls) > _SOME:
            yield f"{'':>9}  ... {len(calls) - 2} more like this ..."
            yield from _told(evidence, calls[-1])
    yield f"{evidence.elapsed:>8.2f}s  the client: {evidence.said}"
    for receipt in evidence.receipts:
        answer = receipt.problem or f"answered {receipt.status}"
        yield f"{'':>9}  a callback about {receipt.task}: {answer} after {receipt.took.total_seconds():.2f} s"
    for task in evidence.tasks:
        charged = "paid" if task["status"] == "completed" else task["status"]
        yield f"{'':>9}  {task['id']}: {text(Decimal(task['credits']))} credits, {charged}"
    yield f"{'':>9}  in all {text(evidence.spent)} credits" + _against(evidence)


def _likeness(call: CallView) -> tuple[object, ...]:
    return call.line, call.status, call.says, call.shown


def _told(evidence: Evidence, call: CallView) -> Iterator[str]:
    price = call.entry["price"]
    cost = f", {price} credits reserved" if price and call.task and not call.entry["replayed"] else ""
    again = ", the same answer as before" if call.entry["replayed"] else ""
    answer = f"{call.status} {call.shown}" if call.shown and call.shown != "pending" else str(call.status)
    yield f"{evidence.since(call):>8.2f}s  #{call.number} {call.line} -> {answer}{cost}{again}"
    yield from (f"{'':>9}     {says}" for says in call.says)


def _against(evidence: Evidence) -> str:
    if evidence.quoted is None or evidence.spent in {evidence.quoted, 0}:
        return ""
    return f"; one such video costs {text(evidence.quoted)}"
