"""
A world as it is written down, and back.

Its records (tasks, deliveries, calls and so on) are written one by one as they change; everything else is small and
written whole, as texts by name. What follows from these is not written, but found again: the agenda, the open tasks.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from decimal import Decimal

import msgspec
from msgspec import Struct

from mockserver.core.agenda import Due
from mockserver.core.callbacks import Delivery
from mockserver.core.clock import Clock
from mockserver.core.faults import FaultKind
from mockserver.core.files import StoredFile
from mockserver.core.ledger import Adjustment, Totals
from mockserver.core.record import Record
from mockserver.core.redaction import CLEAN
from mockserver.core.sending import Sending
from mockserver.core.tally import Tally
from mockserver.core.task import Task
from mockserver.core.world import Replay, World
from mockserver.core.written_settings import read_faults, read_settings, write_faults, write_settings

__all__ = ["PARTS", "Kept", "Sizes", "read_tally", "resets_of", "resume", "sizes_of", "state_of", "write_tally"]

PARTS = ("head", "settings", "faults", "window", "tally")
"""The texts that a world is written down as, beside its records."""


class Sizes(Struct, frozen=True):
    """
    How much there is of what only grows at its end, and of the deliveries: says what a copy lacks.

    *files_made* counts the files, *files* are the numbers of those that are kept.
    """

    tasks: int = 0
    replays: int = 0
    adjustments: int = 0
    last_call: int = 0
    deliveries: int = 0
    files_made: int = 0
    files: tuple[int, ...] = ()


class _Head(Struct, frozen=True, kw_only=True, omit_defaults=True):
    id: str
    key: str
    resets: int
    base: datetime
    anchor: datetime
    latest: datetime
    settled_until: datetime
    opened_at: datetime
    opening: Decimal
    available: Decimal
    reserved: Decimal
    spent: Decimal
    sizes: Sizes
    unsettled: tuple[str, ...] = ()
    moved: bool = False
    calls: int = 0
    dropped: int = 0
    first_call: int = 1
    opened: int = 0
    left: int = 0
    held_back: tuple[tuple[str, int], ...] = ()


class _Tally(Struct, frozen=True, kw_only=True, omit_defaults=True):
    calls: list[tuple[str, int, int]] = []
    refused: dict[str, int] = {}
    faults: dict[str, int] = {}
    attempts: dict[str, int] = {}
    ends: dict[str, int] = {}
    tasks: int = 0
    reserved: Decimal = Decimal(0)
    settled: Decimal = Decimal(0)
    released: Decimal = Decimal(0)
    dropped: int = 0


class Kept(Struct, kw_only=True):
    """
    What was written down of a world, as far as a copy of it lacks that.

    *tasks*, *replays*, *adjustments* and *records* are in order, *deliveries* in the order in which they were written;
    *gone* names those that are not kept any more. *sendings* are all that there are; None where none has changed.
    """

    parts: Mapping[str, str]
    tasks: Iterable[Task] = ()
    deliveries: Iterable[Delivery] = ()
    gone: Collection[str] = ()
    sendings: Iterable[Sending] | None = None
    replays: Iterable[tuple[str, Replay]] = ()
    adjustments: Iterable[Adjustment] = ()
    records: Iterable[Record] = ()
    files: Iterable[StoredFile] = ()


_encode = msgspec.json.Encoder().encode
_heads = msgspec.json.Decoder(_Head)
_windows = msgspec.json.Decoder(tuple[datetime, ...])
_tallies = msgspec.json.Decoder(_Tally)


def state_of(world: World) -> dict[str, str]:
    """Write down everything of a world but its records."""
    return {
        "head": _encode(_head(world)).decode(),
        "settings": write_settings(world.settings),
        "faults": write_faults(world.faults),
        "window": _encode(world.window.state()).decode(),
        "tally": write_tally(world.tally),
    }


def sizes_of(head: str) -> Sizes:
    """Read how much there is of a world."""
    return _heads.decode(head).sizes


def resets_of(head: str) -> int:
    """Read how often a world has begun anew."""
    return _heads.decode(head).resets


def write_tally(tally: Tally) -> str:
    """Write what was counted."""
    form = _Tally(
        calls=[(operation, status, count) for (operation, status), count in tally.calls.items()],
        refused=tally.refused,
        faults=tally.faults,
        attempts=tally.attempts,
        ends=tally.ends,
        tasks=tally.tasks,
        reserved=tally.reserved,
        settled=tally.settled,
        released=tally.released,
        dropped=tally.dropped,
    )
    return _encode(form).decode()


def read_tally(text: str) -> Tally:
    """Read what `write_tally` wrote."""
    found = msgspec.structs.asdict(_tallies.decode(text))
    calls = {(operation, status): count for operation, status, count in found.pop("calls")}
    return Tally(calls, **found)


def resume(world: World, kept: Kept, *, kinds: Mapping[str, type[FaultKind]]) -> None:
    """
    Let a copy of a world, which may be a new one, go on from what was written down.

    A new one does not know its key, which is never written: until `World.learn` only the mask shows.
    """
    head = _heads.decode(kept.parts["head"])
    if world.id != head.id:
        world.id, world.key, world.redaction, world.knows_key = head.id, head.key, CLEAN, False
    world.settings = read_settings(kept.parts["settings"], kinds=kinds)
    world.resets, world.opened_at, world.opening = head.resets, head.opened_at, head.opening
    world.clock = Clock(world.settings.clock, head.base, head.anchor)
    world.latest, world.settled_until, world.moved = head.latest, head.settled_until, head.moved
    world.totals = Totals(head.available, head.reserved, head.spent)
    world.window.resume(_windows.decode(kept.parts["window"]))
    counted = read_tally(kept.parts["tally"])
    world.tally.clear()
    world.tally.add(counted)
    read_faults(kept.parts["faults"], world.faults, kinds=kinds)
    world.replays.update(kept.replays)
    world.adjustments.extend(kept.adjustments)
    world.journal.resume(kept.records, first=head.first_call, total=head.calls, dropped=head.dropped)
    world.files.resume(kept.files, kept=head.sizes.files, made=head.sizes.files_made)
    _resume_tasks(world, kept.tasks, head)
    mailroom = world.mailroom
    mailroom.opened, mailroom.left = head.opened, head.left
    mailroom.held_back.resume(head.held_back)
    mailroom.resume(kept.deliveries, gone=kept.gone, sendings=kept.sendings)


def _head(world: World) -> _Head:
    journal, mailroom, totals, until = world.journal, world.mailroom, world.totals, world.settled_until
    return _Head(
        id=world.id,
        key=world.key,
        resets=world.resets,
        base=world.clock.base,
        anchor=world.clock.anchor,
        latest=world.latest,
        settled_until=until,
        opened_at=world.opened_at,
        opening=world.opening,
        available=totals.available,
        reserved=totals.reserved,
        spent=totals.spent,
        sizes=Sizes(
            tasks=len(world.tasks),
            replays=len(world.replays),
            adjustments=len(world.adjustments),
            last_call=journal.last,
            deliveries=len(world.deliveries),
            files_made=world.files.made,
            files=tuple(file.number for file in world.files.values()),
        ),
        unsettled=tuple(event.subject for event in world.agenda.until(until) if event.kind is Due.END),
        moved=world.moved,
        calls=journal.total,
        dropped=journal.dropped,
        first_call=journal.first,
        opened=mailroom.opened,
        left=mailroom.left,
        held_back=mailroom.held_back.state(),
    )


def _resume_tasks(world: World, tasks: Iterable[Task], head: _Head) -> None:
    """Take over tasks. Those that end until the instant that was settled last have been settled, but the unsettled."""
    unsettled = set(head.unsettled)
    for task in tasks:
        world.tasks[task.id] = task
        if task.ends_at is None or task.ends_at > head.settled_until or task.id in unsettled:
            world.open[task.id] = None
            world.expect_end(task)
        else:
            world.open.pop(task.id, None)
    for event in tuple(world.agenda.until(head.settled_until)):
        # Another copy has settled these.
        if event.kind is Due.END and event.subject not in unsettled:
            world.open.pop(event.subject, None)
