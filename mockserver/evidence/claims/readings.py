"""``readings``: which reading of each dispute the gateway bears out."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from contracts import api, disputes
from contracts.model import Contract
from contracts.task import ResponseField
from mockserver.evidence.claims.errors import error_of
from mockserver.evidence.claims.fields import shows_reading
from mockserver.evidence.claims.prices import UC_PER_CREDIT, is_fixed
from mockserver.evidence.claims.rules import outcome
from mockserver.evidence.clause import Clause, Sighting
from mockserver.evidence.exchange import Exchange
from mockserver.evidence.ledger import charged_readings
from mockserver.evidence.recording import Recording, Sight, TaskStory, contract_of
from mockserver.evidence.shape import ABSENT, is_type, reach, shown_value
from validator import Readings, check

__all__ = ["DisputedReadings"]

_ANYWHERE = ("null-value",)
_LENGTHS = ("edit-seconds", "motion-seconds")
_SEEN_LATE = {"image_processing_error", "image_dimension_mismatch", "video_probe_failed"}
_GONE = {403, 404, 410}


class DisputedReadings:
    """Each dispute: an exchange that its readings foretell differently speaks for those that were right."""

    title = "Readings of disputes"

    def clauses(self, readings: Readings) -> Iterator[Clause]:
        """Yield the clauses."""
        for dispute in disputes().values():
            says = f"{dispute.question} {dispute.readings[readings[dispute.id]]}"
            yield Clause(f"reading:{dispute.id}", says, str(dispute.sources[0]), "inferred", dispute.id)

    def sightings(self, recording: Recording, readings: Readings) -> Iterator[Sighting]:
        """Look at whatever tells readings apart."""
        for one, request in recording.creations():
            contract = contract_of(request.get("model"))
            if contract is not None:
                yield from _foretold(one, request, contract, readings)
        for one in recording.of(*api().routes):
            code = error_of(one).get("code")
            legacy = [answer for answer in api().errors if answer.always_legacy and one.operation in answer.operations]
            if isinstance(code, str | int) and not one.good and not legacy:
                taken = "string" if isinstance(code, str) else "integer"
                yield _spoken("error-code-type", [taken], readings, one, f"error.code is {shown_value(code)}")
        for story in recording.tasks.values():
            yield from _task(story, readings)
        for one, dispute, borne_out, seen in charged_readings(recording, readings):
            yield _spoken(dispute, borne_out, readings, one, seen)


def _spoken(dispute: str, taken: list[str], readings: Readings, one: Exchange, seen: str) -> Sighting:
    holds = readings[dispute] in taken
    hint = f"; --reading {dispute}={taken[0]} explains it"
    return Sighting(
        clause=f"reading:{dispute}",
        exchange=one,
        holds=holds,
        seen="" if holds else seen + hint,
        readings=tuple(taken),
    )


def _foretold(one: Exchange, request: dict[str, Any], contract: Contract, readings: Readings) -> Iterator[Sighting]:
    accepted = outcome(one)
    if accepted is None:
        return
    fixed = is_fixed(contract.model, readings)
    for dispute in (*contract.disputes(), *_ANYWHERE):
        if _is_of_presence(dispute) or (not fixed and dispute in _LENGTHS):
            continue
        told = {
            reading: _foretell(request, contract, Readings.of({**readings, dispute: reading}))
            for reading in disputes()[dispute].readings
        }
        right = [reading for reading, one_told in told.items() if _was_right(one_told, one, accepted=accepted)]
        if right and len(right) < len(told):
            seen = _seen(one, accepted=accepted)
            yield _spoken(dispute, right, readings, one, seen)


def _is_of_presence(dispute: str) -> bool:
    """Whether it is about the presence of a field, which the task itself tells."""
    return set(disputes()[dispute].readings) == {"present", "absent"}


_Told = tuple[bool, Decimal | None, str]


def _foretell(request: dict[str, Any], contract: Contract, readings: Readings) -> _Told:
    """Say what the gateway would do: accept or not, what it would reserve, and how it would call the billing."""
    verdict = check(request, readings=readings)
    if verdict.quote is None:
        return False, None, ""
    unit = UC_PER_CREDIT if readings["credits-unit"] == "uc" else 1
    return True, verdict.quote.credits * unit, contract.task.under(readings).billing_rule


def _was_right(told: _Told, one: Exchange, *, accepted: bool) -> bool:
    if told[0] is not accepted:
        return False
    amount, rule = (next(reach(one.shown, f"usage.{name}")) for name in ("credits_reserved", "billing_rule"))
    if accepted and is_type(amount, "number") and amount != told[1]:
        return False
    return not accepted or not isinstance(rule, str) or rule == told[2]


def _seen(one: Exchange, *, accepted: bool) -> str:
    usage = one.shown.get("usage")
    return f"accepted, with usage {shown_value(usage)}" if accepted else f"refused with {one.status}"


def _task(story: TaskStory, readings: Readings) -> Iterator[Sighting]:
    for sight in story.sights:
        for field in story.contract.response if story.contract else ():
            if shows_reading(field) and sight.on in field.on and sight.status in (field.states or (sight.status,)):
                yield from _presence(field, sight, readings)
    ended = story.ended()
    if ended is None:
        return
    error = ended.task.get("error")
    if isinstance(error, dict) and str(error.get("code")) in _SEEN_LATE:
        yield _spoken("image-defects", ["task-fails"], readings, ended.exchange, "the task failed")
    for one in story.downloads:
        if one.status in _GONE and _is_late(one.at, ended.exchange.at):
            seen = f"the expired link answered {one.status}"
            yield _spoken("result-after-expiry", [str(one.status)], readings, one, seen)


def _presence(field: ResponseField, sight: Sight, readings: Readings) -> Iterator[Sighting]:
    holder = sight.task.get(field.name.partition(".")[0])
    for value in reach(sight.task, field.name) if isinstance(holder, dict) and field.dispute else ():
        there = "absent" if value is ABSENT else "present"
        yield _spoken(field.dispute or "", [there], readings, sight.exchange, f"{field.name} is {there}")


def _is_late(at: datetime | None, since: datetime | None) -> bool:
    lifetime: timedelta = api().lifetimes["result_link"]
    return at is not None and since is not None and at - since >= lifetime
