"""What we think of a call that was forwarded, beside its answer."""

from collections.abc import Iterator

from mockserver.core.money import text
from mockserver.core.ports import Verdict
from mockserver.core.remarks import Remarks
from mockserver.core.wire import BadJsonError, Call, decode
from mockserver.recording.upstream import NoAnswerError, Received

__all__ = ["remarks_on"]

_BAD_REQUEST = 400
_GOOD = range(200, 300)
_NAMED = 5


def remarks_on(call: Call, answer: Received | NoAnswerError, verdict: Verdict | None, *, upstream: str) -> Remarks:
    """Say which rules the call breaks, what it should cost, and where the gateway at *upstream* thinks otherwise."""
    received = answer if isinstance(answer, Received) else None
    price = verdict.quote if verdict else None
    return Remarks(
        task=_task(received) if received and call.operation == "create" else call.task_id or None,
        rules=tuple(dict.fromkeys(one.rule for one in verdict.errors)) if verdict else (),
        price=text(price.credits) if price else None,
        replayed=received is not None and dict(received.headers).get("idempotency-replayed") == "true",
        notes=(f"forwarded to {upstream}", *_differences(answer, verdict)),
    )


def _differences(answer: Received | NoAnswerError, verdict: Verdict | None) -> Iterator[str]:
    if isinstance(answer, NoAnswerError):
        yield str(answer)
    elif verdict is not None and verdict.errors and answer.status in _GOOD:
        yield f"the gateway accepted what our judge refuses: {'; '.join(map(str, verdict.errors[:_NAMED]))}"
    elif verdict is not None and not verdict.errors and answer.status == _BAD_REQUEST:
        yield "the gateway refused what our judge accepts"


def _task(answer: Received) -> str | None:
    try:
        body = decode(answer.body)
    except BadJsonError:
        return None
    task_id = body.get("id") if isinstance(body, dict) else None
    return task_id if isinstance(task_id, str) and answer.status in _GOOD else None
