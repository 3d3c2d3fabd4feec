"""Every store behaves as a plain model does: alone, through two handles, from threads and from processes."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from mockserver.app import make_services
from mockserver.core.headers import Headers
from mockserver.core.key import world_id
from mockserver.core.wire import Call, Reply
from mockserver.core.world_settings import changed
from mockserver.settings import Settings

PRICE, BALANCE = 27, 100
STATES = ["pending", "processing"]
VIDEO = b'{"model": "kling-o3-text-to-video", "prompt": "[[polls:1]]"}'
KEYS = st.sampled_from("abc")
HANDLES = st.integers(0, 1)

_examples = count(1)


def open_services(store):
    return make_services(Settings.from_strings({"store": store, "clock": "manual", "balance": str(BALANCE)}))


def ask(services, key, operation, *, task_id="", body=b""):
    headers = Headers((("Authorization", f"Bearer {key}"), ("Content-Type", "application/json")))
    call = Call(
        operation=operation,
        method="POST",
        path="/x",
        headers=headers,
        body=body,
        size=len(body),
        task_id=task_id,
        world_key=key,
        token=key,
        base_url="http://127.0.0.1",
    )
    reply = services.desk.answer_at_once(call) or services.desk.answer(call)
    assert isinstance(reply, Reply)
    return reply.status, json.loads(reply.body)


class Model:
    """What a world is: tasks with how often each was polled, credits, and calls."""

    def __init__(self):
        self.polls = {}
        self.available = BALANCE
        self.calls = 0

    @property
    def running(self):
        return [task for task, polls in self.polls.items() if polls < len(STATES) + 1]


class Machine(RuleBasedStateMachine):
    """One store behind two handles, and the model beside it."""

    store = "memory"

    @initialize()
    def begin(self):
        self.prefix = f"sk-{next(_examples)}-"
        self.models = {}
        self.handles = [open_services(self.store)]
        self.handles.append(self.handles[0] if self.store == "memory" else open_services(self.store))

    def teardown(self):
        for services in getattr(self, "handles", ()):
            services.close()

    def model(self, key):
        return self.models.setdefault(self.prefix + key, Model())

    @rule(key=KEYS, handle=HANDLES)
    def create(self, key, handle):
        model = self.model(key)
        status, made = ask(self.handles[handle], self.prefix + key, "create", body=VIDEO)
        model.calls += 1
        assert status == (200 if model.available >= PRICE else 402)
        if status == 200:
            assert made["id"] not in model.polls
            model.polls[made["id"]] = 0
            model.available -= PRICE

    @rule(key=KEYS, handle=HANDLES, number=st.integers(0, 3))
    def poll(self, key, handle, number):
        model = self.model(key)
        for task in list(model.polls)[number : number + 1]:
            status, seen = ask(self.handles[handle], self.prefix + key, "query", task_id=task)
            model.calls += 1
            polls = model.polls[task]
            assert (status, seen["status"]) == (200, STATES[polls] if polls < len(STATES) else "completed")
            model.polls[task] += 1

    @rule(key=KEYS, handle=HANDLES, amount=st.integers(0, 200))
    def give(self, key, handle, amount):
        model = self.model(key)
        services = self.handles[handle]
        with services.store.by_key(self.prefix + key) as world:
            now = services.real_now()
            world.settle(world.now(now))
            world.change(changed(world.current_settings(), {"balance": str(amount)}), real_now=now)
        model.available = amount

    @rule(key=KEYS, handle=HANDLES)
    def forget(self, key, handle):
        self.handles[handle].store.forget(world_id(self.prefix + key))
        self.models.pop(self.prefix + key, None)

    @rule(key=KEYS, handle=HANDLES)
    def fail(self, key, handle):
        if self.store == "memory":
            return  # What a caller of ours leaves half done stays there.
        with suppress(ZeroDivisionError), self.handles[handle].store.by_key(self.prefix + key) as world:
            world.tasks.clear()
            raise ZeroDivisionError

    @rule(handle=HANDLES)
    def restart(self, handle):
        if self.store != "memory":
            self.handles[handle].close()
            self.handles[handle] = open_services(self.store)

    @invariant()
    def they_agree(self):
        for key, model in getattr(self, "models", {}).items():
            for services in self.handles:
                with services.store.by_key(key) as world:
                    world.settle(world.now(services.real_now()))
                    assert list(world.tasks) == list(model.polls)
                    assert (world.totals.available, world.journal.total) == (model.available, model.calls)
                    assert sorted(world.open) == sorted(model.running)
                    assert world.totals.reserved == PRICE * len(model.running)
                    *_, last = world.ledger(world.latest)
                    assert last.totals == world.totals
        if getattr(self, "models", None):
            mine = {world_id(key) for key in self.models}
            assert mine <= set(self.handles[0].store.ids())


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def store(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/worlds.db"
    return "memory" if request.param == "memory" else request.getfixturevalue("postgresql")


def test_a_store_is_what_the_model_says(store):
    class Here(Machine):
        pass

    Here.store = store
    run_state_machine_as_test(Here, settings=settings(max_examples=15, stateful_step_count=20))


def test_threads_and_handles_never_overspend_and_lose_nothing(store):
    handles = [open_services(store)]
    handles.append(handles[0] if store == "memory" else open_services(store))
    key, calls, most = "sk-threads", 60, 3
    try:
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(lambda n: ask(handles[n % 2], key, "create", body=VIDEO), range(calls)))
        accepted = {made["id"] for status, made in answers if status == 200}
        assert len(accepted) == sum(status == 200 for status, _ in answers) == most
        for services in handles:
            with services.store.by_key(key) as world:
                assert set(world.tasks) == accepted
                assert (world.journal.total, world.totals.available) == (calls, BALANCE - most * PRICE)
                assert [record.number for record in world.journal.records()] == list(range(1, calls + 1))
    finally:
        for services in dict.fromkeys(map(id, handles)):
            next(one for one in handles if id(one) == services).close()


PROCESS = f"""
import sys
sys.path.insert(0, {str(__file__.rpartition("/")[0])!r})
from test_same_as_a_model import VIDEO, ask, open_services
services = open_services(sys.argv[1])
print(sum(ask(services, "sk-processes", "create", body=VIDEO)[0] == 200 for _ in range(20)))
services.close()
"""


def test_processes_never_overspend_and_lose_nothing(durable):
    command = [sys.executable, "-c", PROCESS, durable]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    accepted = [int(process.communicate(timeout=60)[0]) for process in running]

    assert sum(accepted) == BALANCE // PRICE
    services = open_services(durable)
    with services.store.by_key("sk-processes") as world:
        assert (len(world.tasks), world.journal.total) == (sum(accepted), 60)
    services.close()
