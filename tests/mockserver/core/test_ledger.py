from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.clock import START
from mockserver.core.ledger import Adjustment, Totals, entries
from mockserver.core.task import Status, Task

SECONDS = st.integers(0, 100).map(lambda seconds: START + timedelta(seconds=seconds))
ENDINGS = st.sampled_from([Status.COMPLETED, Status.FAILED, Status.CANCELLED])


def make(number, created, ends, cost, ending=Status.COMPLETED, **changes):
    return Task.of(
        id=f"task-{number}",
        number=number,
        model="kling-o3-image-to-video",
        created_at=created,
        credits=Decimal(cost),
        body=b"{}",
        base_url="",
        ends_at=ends and max(created, ends),
        ends_as=ending,
        **changes,
    )


TASKS = st.lists(st.tuples(SECONDS, st.none() | SECONDS, st.decimals(0, 100, places=4), ENDINGS, st.booleans())).map(
    lambda rows: [make(n, *row[:4], charged_on_failure=row[4]) for n, row in enumerate(rows)]
)
CHANGES = st.lists(st.tuples(SECONDS, st.decimals(-50, 50, places=4))).map(
    lambda rows: [Adjustment(*row, tasks=0) for row in rows]
)


@given(TASKS, CHANGES, SECONDS)
def test_no_credit_is_lost_or_made(tasks, changes, now):
    opening = Decimal(10_000)

    found = list(entries(tasks, now=now, opened_at=START, opening=opening, adjustments=changes))

    last = found[-1].totals
    added = sum((change.amount for change in changes if change.at <= now), Decimal(0))
    assert last.available + last.reserved + last.spent == opening + added
    assert all(entry.totals.reserved >= 0 for entry in found)
    assert [entry.at for entry in found] == sorted(entry.at for entry in found)


@given(TASKS, SECONDS, SECONDS)
def test_the_past_does_not_change(tasks, one, other):
    early, late = sorted((one, other))
    kwargs: dict[str, Any] = {"opened_at": START, "opening": Decimal(0)}

    before = list(entries(tasks, now=early, **kwargs))

    assert list(entries(tasks, now=late, **kwargs))[: len(before)] == before


def test_the_lines_of_three_endings():
    end = START + timedelta(seconds=2)
    tasks = [
        make(1, START, end, "1.5"),
        make(2, START, end, "2", Status.FAILED),
        make(3, START, end, "4", Status.FAILED, charged_on_failure=True),
        make(4, START, None, "8"),
    ]

    found = list(entries(tasks, now=end, opened_at=START, opening=Decimal(100)))

    assert [(entry.kind, entry.task, entry.amount) for entry in found[5:]] == [
        ("settle", "task-1", Decimal("1.5")),
        ("release", "task-2", Decimal(2)),
        ("settle", "task-3", Decimal(4)),
    ]
    assert found[-1].totals == Totals(Decimal("86.5"), Decimal(8), Decimal("5.5"))


def test_an_adjustment_is_a_line():
    change = Adjustment(START, Decimal(-7), tasks=0)

    found = list(entries([], now=START, opened_at=START, opening=Decimal(9), adjustments=[change]))

    assert [(entry.kind, entry.task, entry.totals.available) for entry in found] == [
        ("open", None, Decimal(9)),
        ("adjust", None, Decimal(2)),
    ]
