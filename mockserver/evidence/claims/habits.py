"""``habits``: what the gateway does beside the shape of its answers: keys, limits, retries, callbacks."""

from collections.abc import Iterator
from typing import Any

from contracts import api
from mockserver.core.idempotency import canonical
from mockserver.evidence.clause import Clause, Sighting
from mockserver.evidence.exchange import NOTHING, Exchange
from mockserver.evidence.recording import Recording, TaskStory, contract_of
from mockserver.evidence.shape import reach, shown_value
from validator import Readings, check

__all__ = ["Habits"]

_KEY = "idempotency-key"
_UNAUTHORIZED, _TOO_MANY = 401, 429


class Habits:
    """What is not in the shape of an answer."""

    title = "Keys, limits, retries and callbacks"

    def clauses(self, readings: Readings) -> Iterator[Clause]:
        """Yield the clauses."""
        retry = next(one for one in api().errors if one.name == "idempotency_conflict")
        yield Clause("auth:required", "a call without a key is refused with 401", _source("unauthorized"), "public")
        yield Clause("limit:retry-after", "a 429 says when to come back", "client-cli, Headers, Retry-After", "public")
        idempotent = "client-cli, Headers, Idempotency-Key"
        yield Clause("idempotency:same", "the same key and request give the same task", idempotent, "public")
        yield Clause(
            "idempotency:conflict", "the same key with another request is refused", str(retry.source), "inferred"
        )
        create = api().routes["create"]
        yield Clause("echo:model", "the task has the model that was asked for", str(create.source), "public")
        yield Clause(
            "echo:video_duration", "video_duration is the length that was asked for", str(create.source), "public"
        )
        callback = api().callback
        yield Clause(
            "callback:body", "a callback carries the task, at its end", str(callback.source), callback.standing
        )
        yield Clause("callback:once", "a callback that was taken is not sent again", str(callback.source), "inferred")

    def sightings(self, recording: Recording, readings: Readings) -> Iterator[Sighting]:
        """Look at each exchange by itself, then at those that belong together."""
        keyed = {one.file for one in recording.exchanges if one.headers.get("authorization") is not None}
        for one in recording.of(*api().routes):
            yield from _limit(one)
            # Browsers can leave every key out of a file.
            yield from _key(one) if one.file in keyed else ()
        yield from _intents(recording)
        for story in recording.tasks.values():
            yield from _echo(story, readings)
            yield from _callbacks(story)


def _key(one: Exchange) -> Iterator[Sighting]:
    if one.headers.get("authorization") is None and (one.good or one.status == _UNAUTHORIZED):
        seen = f"answered {one.status} without a key" if one.good else ""
        yield Sighting(clause="auth:required", exchange=one, holds=not one.good, seen=seen)


def _limit(one: Exchange) -> Iterator[Sighting]:
    if one.status == _TOO_MANY:
        holds = one.answer_headers.get("retry-after") is not None
        seen = "" if holds else "429 without Retry-After"
        yield Sighting(clause="limit:retry-after", exchange=one, holds=holds, seen=seen)


def _intents(recording: Recording) -> Iterator[Sighting]:
    first: dict[tuple[str | None, str], Exchange] = {}
    for one in recording.of("create"):
        key = one.headers.get(_KEY)
        if key is None or one.request is NOTHING:
            continue
        before = first.get((one.caller, key))
        if before is None:
            if one.good:
                first[one.caller, key] = one
        elif canonical(before.request) != canonical(one.request):
            seen = "another request was accepted under the key" if one.good else ""
            yield Sighting(clause="idempotency:conflict", exchange=one, holds=not one.good, seen=seen)
        elif one.good:
            holds = one.shown.get("id") == before.shown.get("id")
            seen = (
                "" if holds else f"task {shown_value(one.shown.get('id'))} after {shown_value(before.shown.get('id'))}"
            )
            yield Sighting(clause="idempotency:same", exchange=one, holds=holds, seen=seen)


def _echo(story: TaskStory, readings: Readings) -> Iterator[Sighting]:
    request, one = story.request, story.creation
    if one is None or not isinstance(request, dict) or contract_of(request.get("model")) is None:
        return
    model = one.shown.get("model")
    if model is not None:
        seen = "" if model == request["model"] else f"model is {shown_value(model)}"
        yield Sighting(clause="echo:model", exchange=one, holds=not seen, seen=seen)
    yield from _length(one, request, readings)


def _length(one: Exchange, request: dict[str, Any], readings: Readings) -> Iterator[Sighting]:
    price = check(request, readings=readings).quote
    asked = isinstance(request.get("duration"), int)
    for shown in reach(one.shown, "task_info.video_duration"):
        if price is not None and price.seconds is not None and asked and isinstance(shown, int):
            holds = shown == price.seconds
            seen = "" if holds else f"video_duration is {shown}, and {price.seconds} were asked for"
            yield Sighting(clause="echo:video_duration", exchange=one, holds=holds, seen=seen)


def _callbacks(story: TaskStory) -> Iterator[Sighting]:
    taken = False
    for one in story.callbacks:
        body = one.request
        ended = isinstance(body, dict) and str(body.get("status")) in {
            s.name for s in api().states.values() if s.terminal
        }
        seen = "" if ended else "the body is no task that has ended"
        yield Sighting(clause="callback:body", exchange=one, holds=ended, seen=seen)
        if taken or one.good:
            yield Sighting(
                clause="callback:once", exchange=one, holds=not taken, seen="it was taken before" if taken else ""
            )
        taken = taken or one.good


def _source(error: str) -> str:
    return str(next(one.source for one in api().errors if one.name == error))
