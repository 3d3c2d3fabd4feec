"""
The gateway: a call and an instant go in, a reply comes out, and the world has changed.

`handle` never raises for anything that a client can send.
"""

from mockserver.core import chance
from mockserver.core.context import Context
from mockserver.core.operations import OPERATIONS
from mockserver.core.refusal import RefusalError, envelope
from mockserver.core.remarks import Remarks
from mockserver.core.wire import Answer, Call, Postponed, Reply, encode, http_date

__all__ = ["handle", "note_call", "refuse"]


def handle(call: Call, *, context: Context, postponed: Postponed | None = None) -> Reply | Postponed:  # noqa: ARG001 - faults come with it
    """Answer a call, and note it in the journal; one that was *postponed* before is answered now."""
    context.world.settle(context.now)
    try:
        answer = _answer(call, context)
    except RefusalError as refusal:
        answer = _refused(refusal, call, context)
    return _reply(answer, call, context)


def refuse(refusal: RefusalError, call: Call, *, context: Context, allow: str = "") -> Reply:
    """Answer a call that meets no operation: an unknown route, a wrong method, a fault of ours."""
    headers = (("allow", allow),) if allow else ()
    return _reply(_refused(refusal, call, context, headers=headers), call, context)


def note_call(call: Call, reply: Reply, *, context: Context, remarks: Remarks) -> None:
    """Note a call in the journal."""
    journal = context.world.journal
    journal.add(journal.next_number(), context.now, call, reply, remarks)


def _answer(call: Call, context: Context) -> Answer:
    if call.token is None:
        raise RefusalError("unauthorized")
    return OPERATIONS[call.operation](context, call)


def _refused(
    refusal: RefusalError,
    call: Call,
    context: Context,
    *,
    headers: tuple[tuple[str, str], ...] = (),
) -> Answer:
    answer = refusal.answer(call.operation)
    body = envelope(refusal, answer, readings=context.readings, extended=context.parts.extended_errors)
    return Answer(body, status=answer.status, headers=headers, remarks=refusal.remarks)


def _reply(answer: Answer, call: Call, context: Context) -> Reply:
    journal = context.world.journal
    number = journal.next_number()
    seed = context.world.settings.seed
    headers = (
        ("content-type", "application/json"),
        ("date", http_date(context.now)),
        ("x-request-id", format(chance.draw(seed, "request", number), "016x")),
        *answer.headers,
    )
    body = answer.body if isinstance(answer.body, bytes) else encode(answer.body)
    reply = Reply(answer.status, headers, body)
    journal.add(number, context.now, call, reply, answer.remarks)
    return reply
