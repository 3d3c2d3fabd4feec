"""Answers about tasks that are filled in are, byte for byte, those that are written out."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from contracts import model_names
from mockserver.core.clock import START
from mockserver.core.present import created_task, shown_task
from mockserver.core.task import Status, Task, TaskError
from mockserver.core.wire import encode
from mockserver.core.written import written_creation, written_task
from validator import Readings

SPANS = st.timedeltas(timedelta(), timedelta(days=2))
READINGS = st.sampled_from(
    (
        Readings.of(),
        Readings.of("lenient"),
        Readings.of("public"),
        Readings.of({"credits-unit": "uc"}),
        Readings.of({"can-cancel-field": "absent", "task-error-type": "absent"}),
    )
)
CREDITS = st.decimals(0, 10**9, places=4) | st.sampled_from([Decimal(27), Decimal("27.0"), Decimal("2.7E+1")])
TASKS = st.builds(
    Task.of,
    id=st.text("abcxyz0189-", min_size=1).map("task-unified-1767225600-".__add__),
    number=st.integers(1, 9),
    model=st.sampled_from(model_names()),
    created_at=SPANS.map(START.__add__),
    credits=CREDITS,
    body=st.just(b"{}"),
    base_url=st.sampled_from(["", "http://127.0.0.1:8080", 'http://"\\u00e9', "http://\U0010fffd/x"]),
    seconds=st.none() | st.integers(3, 15),
    starts_at=st.none() | SPANS.map(START.__add__),
    ends_at=st.none() | SPANS.map((START + timedelta(days=2)).__add__),
    ends_as=st.sampled_from([Status.COMPLETED, Status.FAILED, Status.CANCELLED]),
    error=st.none() | st.just(TaskError("service_error", "trouble \U0010fffd")),
)
OLD = Task.of(
    id="task-unified-1-x",
    number=1,
    model="kling-custom-element",
    created_at=START,
    credits=Decimal(1),
    body=b"",
    base_url="",
    starts_at=START,
    ends_at=START,
)


@given(TASKS, READINGS)
def test_a_creation(task, readings):
    assert written_creation(task, readings=readings) == encode(created_task(task, readings=readings))


@given(TASKS, SPANS.map(lambda span: START + 2 * span), READINGS, st.sampled_from(["w1", "w2"]))
@example(OLD, START, Readings.of(), "w1")
def test_a_task_at_any_instant(task, now, readings, world_id):
    wanted = encode(shown_task(task, now, readings=readings, world_id=world_id))

    assert written_task(task, now, readings=readings, world_id=world_id) == wanted


@given(TASKS, TASKS, READINGS)
def test_tasks_that_look_alike_keep_their_own_names_and_ages(one, other, readings):
    answers = [written_creation(task, readings=readings) for task in (one, other)]

    for task, answer in zip((one, other), answers, strict=True):
        assert answer.startswith(b'{"created":%d,"id":"%b"' % (task.created, task.id.encode()))
