"""Whatever is done through the control API and the gateway, each world is what a plain model says, and no other is."""

from functools import partial
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

MODEL = "kling-o3-text-to-video"
HOOKS = [f"https://your-domain.com/{way}" for way in ("yes", "no", "third")] + ["https://example.com/hook"]
SPANS = ["0", "500ms", "1000ms", "2500ms", "4000ms", "10000ms", "60000ms", "72h"]

worlds = st.sampled_from("aaaabc")
picks = st.integers(0, 4)
bodies = st.fixed_dictionaries(
    {
        "model": st.just(MODEL),
        "prompt": st.sampled_from(
            ["a boat", "a boat", "[[fail:x]]", "[[fail:x]]", "[[cancel]]", "[[hang]]", "[[after:8s]]"]
        ),
        "duration": st.sampled_from([3, 3, 5, 10, 99]),
    },
    optional={"callback_url": st.sampled_from(HOOKS)},
)
keys = st.sampled_from([None, None, "key-0123456789-one", "key-0123456789-two"])
spans = st.sampled_from(SPANS)
changes = st.fixed_dictionaries(
    {},
    optional={
        "clock": st.sampled_from(["manual", "auto", "real", "scaled:60"]),
        "lifecycle": st.sampled_from(["immediate", "after:10s", "polls:1"]),
        "balance": st.sampled_from(["0", "27", "100.5", "300"]),
        "seed": st.integers(0, 3),
        "start": st.sampled_from([None, "2027-05-05T00:00:00.000000Z"]),
        "rate_limit": st.sampled_from([None, {"requests_per_minute": 2}, {"tasks_at_once": 1}]),
        "readings": st.fixed_dictionaries(
            {},
            optional={
                "charge-on-failure": st.just("charged"),
                "charge-on-cancel": st.just("charged"),
                "callback-retries": st.just("three"),
                "callback-backoff": st.just("from-first-attempt"),
            },
        ),
    },
)
faults = st.fixed_dictionaries(
    {
        "on": st.sampled_from(["create", "create", "query", "batch", "list", "credits", "download", "any", "any"]),
        "do": st.just("status"),
        "status": st.just(503),
        "phase": st.sampled_from(["before", "after"]),
    },
    optional={
        "id": st.sampled_from(["mine", "fault-1", "fault-2"]),
        "when": st.sampled_from(
            [
                {"nth": 1},
                {"nth": 2},
                {"nth": 1, "times": 2},
                {"times": 1},
                {"times": 2},
                {"from": "3s"},
                {"until": "20s"},
            ]
        ),
    },
)
about_tasks = st.fixed_dictionaries(
    {
        "on": st.sampled_from(["query", "batch"]),
        "do": st.just("status"),
        "status": st.just(503),
        "phase": st.sampled_from(["before", "after"]),
        "when": st.sampled_from([{"task": 1}, {"status": "completed"}, {"status": "pending", "task": 2}]),
    }
)
plans = st.lists(faults | about_tasks, max_size=3)
pages = {
    "after": st.integers(0, 6),
    "before": st.integers(0, 9),
    "order": st.sampled_from(["oldest", "newest"]),
    "limit": st.integers(0, 4),
}
stretches = st.fixed_dictionaries({}, optional=pages)
searches = st.fixed_dictionaries(
    {},
    optional={
        "operation": st.sampled_from(["create", "query", "download", "unknown"]),
        "status": st.sampled_from(["200", "503", "4xx"]),
        "fault": st.sampled_from(["mine", "fault-1", "status"]),
    }
    | pages,
)
WRONG = [
    *(("PUT", "/_mock/world", {name: value}, 422) for name, value in [
        ("clock", 5), ("clock", "sundial"), ("lifecycle", "never"), ("lifecycle", {"kind": "polls", "count": -1}),
        ("balance", 12.5), ("balance", "-1"), ("seed", True), ("seed", -1), ("readings", {"usd-rate": "1"}),
        ("start", "today"), ("rate_limit", {"requests_per_minute": 0}), ("rate_limit", []), ("colour", "red"),
    ]),
    ("PUT", "/_mock/world", {"seed": 9, "balance": "x"}, 422),
    ("PUT", "/_mock/world", [], 422),
    ("PUT", "/_mock/world", b"{", 400),
    ("POST", "/_mock/clock/advance", {}, 422),
    ("POST", "/_mock/clock/advance", {"by": "1s", "to": "2027-01-01T00:00:00Z"}, 422),
    ("POST", "/_mock/clock/advance", {"by": 5}, 422),
    ("POST", "/_mock/clock/advance", {"by": "-5s"}, 422),
    ("POST", "/_mock/clock/advance", {"to": "9000-01-01T00:00:00Z"}, 422),
    ("POST", "/_mock/clock/advance", {"until": "5s"}, 422),
    ("POST", "/_mock/faults", {"on": "create", "do": "magic"}, 422),
    ("POST", "/_mock/faults", [{"on": "create", "do": "status", "status": 503}, {"on": "create", "do": "status"}], 422),
    ("PUT", "/_mock/faults", {"on": "nowhere", "do": "status", "status": 503}, 422),
    ("PUT", "/_mock/faults", "status", 422),
    ("PUT", "/_mock/faults", b"", 400),
    ("DELETE", "/_mock/faults/nobody", None, 404),
    ("POST", "/_mock/scenarios/nothing", None, 404),
    ("GET", "/_mock/tasks/task-unified-0-nothing", None, 404),
    ("POST", "/_mock/tasks/task-unified-0-nothing/cancel", None, 404),
    ("POST", "/_mock/tasks/task-unified-0-nothing/fail", {"code": "A B"}, 422),
    ("POST", "/_mock/tasks/task-unified-0-nothing/fail", {"code": 7}, 422),
    ("POST", "/_mock/tasks/task-unified-0-nothing/fail", {"why": "x"}, 422),
    ("GET", "/_mock/callbacks/delivery-nothing", None, 404),
    ("POST", "/_mock/callbacks/delivery-nothing/redeliver", None, 404),
    ("POST", "/_mock/callbacks/wait", {"count": 0}, 422),
    ("POST", "/_mock/callbacks/wait", {"state": "happy"}, 422),
    ("POST", "/_mock/callbacks/wait", {"within": "6m"}, 422),
    ("POST", "/_mock/calls/verify", {"expect": {"operation": 5}, "count": "many"}, 422),
    ("POST", "/_mock/calls/verify", [], 422),
    ("GET", "/_mock/callbacks?state=happy", None, 422),
    ("GET", "/_mock/calls?status=99x", None, 422),
    ("GET", "/_mock/calls?after=-1", None, 422),
    ("GET", "/_mock/calls?since=yesterday", None, 422),
    ("GET", "/_mock/calls?colour=red", None, 422),
    ("GET", "/_mock/ledger?order=best", None, 422),
    ("GET", "/_mock/tasks?limit=many", None, 422),
    ("GET", "/_mock/nothing", None, 404),
    ("GET", "/_mock/clock/advance", None, 405),
    ("PATCH", "/_mock/world", {"seed": 1}, 405),
    ("POST", "/_mock/world", {"seed": 1}, 405),
    ("DELETE", "/_mock/calls", None, 405),
    ("PUT", "/_mock/ledger", {}, 405),
]  # fmt: skip


def of(name, *more):
    """Draw what is done by a method of this name."""
    return st.tuples(st.just(name), *more)


asked = st.one_of(
    of("list_tasks", st.integers(1, 3)),
    of("credits"),
    of("ask_for_what_there_is_not", st.sampled_from([("GET", "/v1/nothing", 404), ("DELETE", "/v1/credits", 405)])),
    of("download", picks),
    of("upload", st.sampled_from([None, None, "%%%", 5])),
    of("list_files"),
    of("delete_a_file", picks),
)
moves = st.one_of(
    of("advance", spans),
    of("advance_to", st.integers(-1, 4)),
    of("run"),
    of("the_machine_goes_on", st.integers(0, 8)),
)
calls = st.lists(st.one_of(of("create", bodies, keys), of("query", picks), of("credits"), of("restart")), max_size=4)
rare = st.one_of(
    of("put_a_scenario_on", picks),
    of("clear_faults"),
    of("remove_a_fault", picks),
    of("restart"),
)
looks = st.one_of(
    of("look"),
    of("page", stretches),
    of("verify", st.sampled_from(["create", "query", "list"]), st.integers(0, 3)),
    of("wait", st.sampled_from([None, "delivered", "waiting", "given-up"]), st.integers(1, 2)),
    of("look_for_repeats"),
    of("ask_for_a_world_that_is_not", st.sampled_from(["/_mock/world", "/_mock/calls", "/_mock/clock"])),
)


class Worlds(RuleBasedStateMachine):
    """A play that Hypothesis writes."""

    play: Any = None

    @initialize(wanted=changes, first=st.lists(bodies, max_size=3))
    def begin(self, wanted, first):
        self.play = self.make_play()
        self.play.change("a", wanted)
        for body in first:
            self.play.create("a", body, None)

    def make_play(self):
        raise NotImplementedError

    def teardown(self):
        if self.play is not None:
            self.play.close()

    @invariant()
    def the_world_is_as_the_model_says(self):
        if self.play is not None:
            self.play.it_is_as_the_model_says()

    @invariant()
    def so_are_the_others(self):
        if self.play is not None:
            self.play.the_others_are_as_before()

    # --- what is done, the more often the more follows from it

    @rule(world=worlds, body=bodies, key=keys, by=st.none() | spans)
    def create_and_go_on(self, world, body, key, by):
        self.play.create(world, body, key)
        if by is not None:
            self.play.advance(world, by)

    @rule(world=worlds, number=picks, times=st.integers(1, 3))
    def query_again(self, world, number, times):
        for _ in range(times):
            self.play.query(world, number)

    @rule(world=worlds, asked=asked)
    def ask_the_gateway(self, world, asked):
        self.play.do(world, asked)

    @rule(world=worlds, moved=moves)
    def move_on(self, world, moved):
        self.play.do(world, moved)

    @rule(world=worlds, plan=plans, how=st.sampled_from(["add_faults", "replace_faults"]), then=calls)
    def arm_and_call(self, world, plan, how, then):
        self.play.do(world, (how, plan))
        for call in then:
            self.play.do(world, call)

    @rule(
        world=worlds,
        most=st.sampled_from([None, {"requests_per_minute": 2}, {"tasks_at_once": 1}]),
        then=calls,
        by=spans,
        last=calls,
    )
    def hurry(self, world, most, then, by, last):
        self.play.change(world, {"rate_limit": most})
        for call in then:
            self.play.do(world, call)
        self.play.advance(world, by)
        for call in last:
            self.play.do(world, call)

    @rule(world=worlds, by=spans)
    def upload_and_go_on(self, world, by):
        self.play.upload(world, None)
        self.play.restart(world)
        self.play.advance(world, by)
        self.play.list_files(world)

    @rule(world=worlds, by=st.none() | spans, wanted=changes, body=bodies, key=keys)
    def begin_anew(self, world, by, wanted, body, key):
        self.play.create(world, body | {"duration": 4}, key)
        self.play.reset(world)
        if by is not None:
            self.play.advance(world, by)
            self.play.restart(world)
        self.play.change(world, wanted)
        self.play.create(world, body, key)

    @rule(world=worlds, search=searches)
    def search_for(self, world, search):
        self.play.search(world, search)

    @rule(world=worlds, rare=rare)
    def do_what_is_rare(self, world, rare):
        self.play.do(world, rare)

    @rule(world=worlds, look=looks)
    def look_at(self, world, look):
        self.play.do(world, look)

    @rule(world=worlds, wrong=st.sampled_from(WRONG).map(lambda one: ("do_what_is_wrong", one)))
    def go_wrong(self, world, wrong):
        self.play.do(world, wrong)


@pytest.fixture
def explore(make_client, make_machine, make_model, play_class):
    """Return a function that looks for a play in which the worlds of a store are not what the model says."""

    def explore(store, examples):
        def serve(receiver, machine):
            route = "https://your-domain.com=http://127.0.0.1:9"
            strings = {"store": store, "balance": "400", "lifecycle": "after:10s", "callback_route": route}
            client = make_client(sender=receiver, machine=machine, **strings)
            # What is sent is sent by the moves of the clock, not by the real time.
            client.services.pacer.rest()
            return client

        class Here(Worlds):
            def make_play(self):
                machine = make_machine()
                return play_class(partial(serve, machine=machine), machine, make_model, two=store != "memory")

        many = 40 * examples if settings.get_current_profile_name() == "thorough" else examples
        run_state_machine_as_test(
            Here, settings=settings(max_examples=many, stateful_step_count=30, report_multiple_bugs=False)
        )

    return explore


def test_worlds_in_memory_are_what_the_model_says(explore):
    explore("memory", 40)


def test_worlds_in_a_database_are_what_the_model_says(explore, tmp_path):
    explore(f"sqlite:///{tmp_path}/worlds.db", 10)
