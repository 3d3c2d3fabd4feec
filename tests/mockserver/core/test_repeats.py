"""Requests that mean the same are found, whatever their bodies are."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from mockserver.core.repeats import repeats
from mockserver.core.task import Task

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def task_of(number, body):
    return Task.of(
        id=f"task-unified-{number}",
        number=number,
        created_at=NOW,
        body=body,
        model="kling-o3-text-to-video",
        credits=Decimal(27),
        base_url="http://127.0.0.1",
    )


@pytest.mark.parametrize(
    ("bodies", "alike"),
    [
        ([b'{"a": 1, "b": 2}', b'{"b":2,"a":1}'], True),
        ([b'{"a": 1}', b'{"a": 1.0}'], False),
        ([b'{"a": [1, 2]}', b'{"a": [2, 1]}'], False),
        ([b"\xff", b"\xff"], True),
        ([b"\xff", b"{}"], False),
    ],
)
def test_what_means_the_same_is_a_repeat(bodies, alike):
    tasks = [task_of(number, body) for number, body in enumerate(bodies, 1)]

    found = list(repeats(tasks, (), now=NOW))

    assert [len(one.creations) for one in found] == ([2] if alike else [])
    assert all(one.again == 27 for one in found)
