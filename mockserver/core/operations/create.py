"""``POST /v1/videos/generations``: judge the request, hold its credits, decide the task's future."""

from datetime import timedelta
from typing import Any

from contracts import load
from mockserver.core import chance
from mockserver.core.acts import task_error
from mockserver.core.body import is_shallow, read_json
from mockserver.core.context import Context
from mockserver.core.idempotency import canonical, read_key, replay
from mockserver.core.magic import cast
from mockserver.core.money import text
from mockserver.core.plan import Plan
from mockserver.core.ports import Price, Verdict
from mockserver.core.rate_limit import NO_LIMIT, check_tasks
from mockserver.core.refusal import RefusalError, breaches, parameter
from mockserver.core.remarks import Remarks
from mockserver.core.task import EPOCH, ID_PREFIX, Task, shared_fate
from mockserver.core.wire import Answer, Call
from mockserver.core.world import Replay
from mockserver.core.world_images import may_name_known_images
from mockserver.core.written import written_creation
from validator import Defect, Media, judge_for

__all__ = ["create"]

_AT_ONCE = "400"
_SECOND = timedelta(seconds=1)


def create(context: Context, call: Call) -> Answer:
    """Accept a generation and answer with its task, or refuse it before any task exists."""
    world = context.world
    request = read_json(call)
    key = read_key(call)
    meaning = b"" if key is None else canonical(request)
    known = replay(world, key, request=meaning)
    if known is not None:
        remarks = Remarks(task=known.task_id, replayed=True)
        return Answer(known.body, headers=(("idempotency-replayed", "true"),), remarks=remarks)
    verdict = _judged(request, call, context)
    price = _affordable(verdict, context)
    if world.settings.rate_limit is not NO_LIMIT:
        check_tasks(world.open_tasks(), world.settings.rate_limit, context.now, _remarks(verdict, context))
    plan, notes = _plan(request, call, context)
    task = _task(request, call, context, price=price, plan=plan)
    world.accept(task)
    body = written_creation(task, readings=context.readings)
    if key is not None:
        world.replays[key] = Replay(meaning, body, task.id)
    return Answer(body, remarks=_remarks(verdict, context, task=task.id, notes=notes))


def _judged(request: Any, call: Call, context: Context) -> Verdict:
    """Judge what the gateway sees at once; images are only looked into then under one reading."""
    at_once = context.readings["image-defects"] == _AT_ONCE
    images = context.images if at_once else None
    return context.parts.judge(request, readings=context.readings, images=images, decoded=is_shallow(call.body))


def _affordable(verdict: Verdict, context: Context) -> Price:
    price = verdict.quote
    if verdict.errors or price is None:
        raise RefusalError(
            "invalid_request",
            message=breaches(verdict.errors),
            param=parameter(verdict.errors),
            violations=verdict.errors,
            remarks=_remarks(verdict, context),
        )
    if price.credits > context.world.totals.available:
        raise RefusalError("insufficient_quota", remarks=_remarks(verdict, context))
    return price


def _plan(request: dict[str, Any], call: Call, context: Context) -> tuple[Plan, tuple[str, ...]]:
    settings, number = context.world.settings, len(context.world.tasks) + 1
    since = context.now - context.world.opened_at
    plan = settings.lifecycle.plan(seed=settings.seed, task_number=number, since=since)
    found = _defects(request, call, context)
    if found:
        plan = plan.failing(task_error(found[0].task_error, message=found[0].violation.message))
    plan, notes = cast(plan, request)
    return plan, (*(f"the task fails: {defect.violation}" for defect in found), *notes)


def _defects(request: dict[str, Any], call: Call, context: Context) -> tuple[Defect, ...]:
    if not may_name_known_images(call.body):
        return ()
    judge = judge_for(request["model"], context.readings)
    return tuple(judge.defects(judge.without_null(request), media=Media(context.images)))


def _task(request: dict[str, Any], call: Call, context: Context, *, price: Price, plan: Plan) -> Task:
    readings = context.readings
    has_video = load(request["model"]).task.result == "video"
    return Task(
        id=_task_id(context),
        number=len(context.world.tasks) + 1,
        created_at=context.now,
        body=call.body,
        fate=shared_fate(
            model=request["model"],
            credits=price.credits,
            base_url=call.base_url,
            seconds=price.seconds if has_video else None,
            callback_url=request.get("callback_url"),
            ends_as=plan.ends_as,
            error=plan.error,
            polls=plan.polls,
            charged_on_failure=readings["charge-on-failure"] == "charged",
            charged_on_cancel=readings["charge-on-cancel"] == "charged",
        ),
        starts=plan.starts,
        ends=plan.ends,
    )


def _task_id(context: Context) -> str:
    world, created = context.world, (context.now - EPOCH) // _SECOND
    number, again = len(world.tasks) + 1, 0
    while True:
        kind = f"task, {again} times again" if again else "task"
        ending = chance.identifier(world.settings.seed, kind, number, length=8)
        task_id = f"{ID_PREFIX}{created}-{ending}"
        if task_id not in world.tasks:
            return task_id
        # Eight characters collide sooner or later where a clock stands still.
        again += 1


def _remarks(verdict: Verdict, context: Context, *, task: str | None = None, notes: tuple[str, ...] = ()) -> Remarks:
    quote = verdict.quote
    if quote is not None and not (verdict.notes or quote.disputes):
        return Remarks(task=task, price=text(quote.credits), notes=notes)
    found = (*verdict.errors, *verdict.notes)
    disputes = {one.dispute for one in found if one.dispute} | set(quote.disputes if quote else ())
    return Remarks(
        task=task,
        rules=tuple(dict.fromkeys(error.rule for error in verdict.errors)),
        readings=tuple((name, context.readings[name]) for name in sorted(disputes)),
        price=text(quote.credits) if quote else None,
        notes=(*(str(note) for note in verdict.notes), *notes),
    )
