"""Faults that meet callbacks: each can be seen at the receiver, and in the delivery log."""

from threading import Event
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.attempt import Outcome
from mockserver.faults import KINDS

HOOK = "https://your-domain.com/hook"
SOON = 5


def plan(client, *faults):
    answer = client.put("/_mock/faults", json=[{"on": "callback"} | fault for fault in faults])
    assert answer.status_code == 200, answer.text


def fired(client):
    return [fault["fired"] for fault in client.get("/_mock/faults").json["faults"]]


def story(delivery):
    """Tell of each attempt when it began, in seconds of the minute, and how it went."""
    return [(attempt["at"][14:19], attempt["outcome"]) for attempt in delivery["attempts"]]


@pytest.fixture
def started(routed, make_receiver):
    def start(*faults, answers=(200,), tasks=1, **strings):
        receiver = make_receiver(answers)
        client = routed(receiver, **strings)
        plan(client, *faults)
        ids = [client.create(callback_url=HOOK) for _ in range(tasks)]
        return client, receiver, ids

    return start


class TestLose:
    def test_before_nothing_is_sent_and_the_plan_goes_on(self, started):
        client, receiver, _ = started({"do": "lose", "when": {"attempt": 1}})
        client.advance("1m")

        (delivery,) = client.callbacks()
        assert story(delivery) == [("00:02", "lost"), ("00:03", "delivered")]
        assert len(receiver.sent) == 1
        assert delivery["attempts"][0]["faults"] == ["fault-1 lose before: nothing was sent"]
        assert delivery["attempts"][0]["request"] is None

    def test_after_it_arrives_twice_with_one_id(self, started):
        client, receiver, _ = started({"do": "lose", "when": {"attempt": 1}, "phase": "after"})
        client.advance("1m")

        (delivery,) = client.callbacks()
        assert story(delivery) == [("00:02", "lost"), ("00:03", "delivered")]
        assert len(receiver.sent) == 2
        assert receiver.sent[0] == receiver.sent[1]
        assert delivery["attempts"][0]["status"] == 200
        assert delivery["attempts"][0]["faults"] == ["fault-1 lose after: the receiver's answer was lost"]

    def test_after_an_attempt_that_nobody_answered_there_is_nothing_to_lose(self, started):
        client, _, _ = started(
            {"do": "lose", "phase": "after"}, answers=(Outcome.TIMED_OUT, Outcome.UNREACHABLE, 500, 200)
        )
        client.advance("1m")

        assert [went for _, went in story(client.callbacks()[0])] == ["timed-out", "unreachable", "lost", "lost"]

    @pytest.mark.parametrize("phase", ["before", "after"])
    def test_one_that_is_always_lost_is_given_up(self, started, phase):
        client, receiver, _ = started({"do": "lose", "phase": phase})
        client.advance("1m")

        (delivery,) = client.callbacks()
        assert (delivery["state"], len(delivery["attempts"])) == ("given-up", 4)
        assert len(receiver.sent) == (0 if phase == "before" else 4)
        assert fired(client) == [4]

    @pytest.mark.parametrize("phase", ["before", "after"])
    def test_one_that_is_only_recorded_is_lost_too(self, client, phase):
        plan(client, {"do": "lose", "phase": phase, "when": {"nth": 1}})
        client.create(callback_url=HOOK)
        client.advance("1m")

        assert story(client.callbacks()[0]) == [("00:02", "lost"), ("00:03", "recorded")]


class TestDuplicate:
    def test_copies_follow_the_success_under_one_id(self, started):
        client, receiver, _ = started({"do": "duplicate", "copies": 2, "gap": "3s"}, answers=(500, 200))
        client.advance("1m")

        (delivery,) = client.callbacks()
        assert [at for at, _ in story(delivery)] == ["00:02", "00:03", "00:06", "00:09"]
        assert [one["duplicate"] for one in delivery["attempts"]] == [False, False, True, True]
        assert len({str(sent) for sent in receiver.sent}) == 1
        assert delivery["attempts"][3]["faults"] == ["fault-1 duplicate before: 2 copies follow its success"]
        assert (delivery["state"], delivery["next_at"]) == ("delivered", None)

    def test_one_copy_follows_at_once_unless_said(self, started):
        client, receiver, _ = started({"do": "duplicate"})
        client.advance("2s")

        assert len(receiver.sent) == 2

    def test_a_copy_that_fails_is_not_tried_again(self, started):
        client, receiver, _ = started({"do": "duplicate"}, answers=(200, 500))
        client.advance("1m")

        assert len(receiver.sent) == 2
        assert client.callbacks()[0]["state"] == "delivered"

    def test_what_is_only_recorded_is_recorded_again(self, client):
        plan(client, {"do": "duplicate", "gap": "1s"})
        client.create(callback_url=HOOK)
        client.advance("1m")

        assert story(client.callbacks()[0]) == [("00:02", "recorded"), ("00:03", "recorded")]


class TestDelay:
    def test_the_attempt_falls_due_later(self, started):
        client, _, (task,) = started({"do": "delay", "by": "5m"})
        client.advance("2s")
        assert client.status(task) == "completed"
        assert client.callbacks()[0]["next_at"] == "2026-01-01T00:05:02.000000Z"
        client.advance("10m")

        (delivery,) = client.callbacks()
        assert story(delivery) == [("05:02", "delivered")]
        assert delivery["attempts"][0]["faults"] == ["fault-1 delay before: fell due 5m later"]
        assert fired(client) == [1]

    def test_delays_join_with_each_other_and_with_what_else_meets_the_attempt(self, started):
        client, _, _ = started(
            {"do": "delay", "by": "5s", "when": {"attempt": 1}},
            {"do": "lose", "when": {"attempt": 1}},
            {"do": "delay", "by": "1s", "when": {"attempt": 1}},
        )
        client.advance("1m")

        (delivery,) = client.callbacks()
        assert story(delivery) == [("00:08", "lost"), ("00:09", "delivered")]
        assert len(delivery["attempts"][0]["faults"]) == 3

    def test_a_delay_of_nothing_is_none(self, started):
        client, receiver, _ = started({"do": "delay", "by": "0"})
        client.advance("2s")

        assert len(receiver.sent) == 1

    def test_a_delayed_one_can_be_delivered_by_hand(self, started):
        client, receiver, _ = started({"do": "delay", "by": "5m"})
        client.advance("2s")
        (delivery,) = client.callbacks()

        client.post(f"/_mock/callbacks/{delivery['id']}/redeliver")
        client.advance("10m")

        assert len(receiver.sent) == 1
        assert client.callbacks()[0]["state"] == "delivered"


class TestReorder:
    def arrived(self, receiver):
        return [body["id"] for _, body in receiver.sent]

    @pytest.mark.parametrize("behind", [1, 2])
    def test_others_overtake_it(self, started, behind):
        client, receiver, ids = started({"do": "reorder", "behind": behind, "when": {"nth": 1}}, tasks=4)
        client.advance("2s")

        others = ids[1:]
        assert self.arrived(receiver) == [*others[:behind], ids[0], *others[behind:]]
        faults = client.callbacks()[0]["attempts"][0]["faults"]
        assert faults[0].startswith("fault-1 reorder before: held back until")

    def test_it_leaves_when_the_time_is_over(self, started):
        client, _, _ = started({"do": "reorder", "at_most": "30s"})
        client.advance("1m")

        assert story(client.callbacks()[0]) == [("00:32", "delivered")]

    def test_it_waits_for_no_more_than_nothing(self, started):
        client, _, _ = started({"do": "reorder", "at_most": "0"})
        client.advance("2s")

        assert story(client.callbacks()[0]) == [("00:02", "delivered")]

    def test_it_does_not_overtake_itself(self, started):
        client, _, _ = started({"do": "reorder", "behind": 1, "at_most": "1h"}, answers=(500,))
        client.advance("2s")
        (delivery,) = client.callbacks()
        client.post(f"/_mock/callbacks/{delivery['id']}/redeliver")

        assert client.callbacks()[0]["next_at"] == "2026-01-01T01:00:02.000000Z"

    def test_one_that_was_delivered_by_hand_is_not_sent_again(self, started):
        client, receiver, ids = started({"do": "reorder", "behind": 1, "when": {"nth": 1}})
        client.advance("2s")
        (delivery,) = client.callbacks()
        client.post(f"/_mock/callbacks/{delivery['id']}/redeliver")

        ids.append(client.create(callback_url=HOOK))
        client.advance("1h")

        assert self.arrived(receiver) == ids

    def test_what_is_only_recorded_is_reordered_too(self, client):
        plan(client, {"do": "reorder", "when": {"nth": 1}})
        ids = [client.create(prompt=f"[[after:{n}s]]", callback_url=HOOK) for n in (1, 3)]
        client.advance("1m")

        first, second = client.callbacks()
        assert [first["task"], second["task"]] == ids
        assert [story(first), story(second)] == [[("00:03", "recorded")], [("00:03", "recorded")]]


class TestEarly:
    @pytest.mark.parametrize("clock", ["manual", "auto", "real", "scaled:60"])
    def test_the_callback_has_arrived_before_the_create_call_is_answered(self, routed, make_receiver, clock):
        receiver = make_receiver()
        client = routed(receiver, clock=clock, lifecycle="after:1h")
        plan(client, {"do": "early", "when": {"nth": 1}})

        answer = client.generate(callback_url=HOOK)

        assert answer.json["status"] == "pending"
        assert [(body["id"], body["status"]) for _, body in receiver.sent] == [(answer.json["id"], "completed")]
        assert fired(client) == [1]

    def test_the_receiver_can_ask_for_the_task_already(self, routed, make_receiver):
        receiver, seen = make_receiver(), []
        client = routed(receiver)
        receiver.then = lambda body: seen.append(client.status(body["id"]))
        plan(client, {"do": "early"})

        client.create(callback_url=HOOK)

        assert seen == ["completed"]

    def test_it_ends_as_it_would_have(self, started):
        client, receiver, _ = started({"do": "early"}, tasks=0)
        client.create(callback_url=HOOK, prompt="[[fail:service_error]]")
        client.create(callback_url=HOOK, prompt="[[polls:5]]")

        assert [body["status"] for _, body in receiver.sent] == ["failed", "completed"]

    def test_the_answer_waits_for_the_first_attempt_only(self, started):
        client, receiver, _ = started({"do": "early"}, answers=(500,))

        assert len(receiver.sent) == 1
        client.advance("1m")
        assert len(receiver.sent) == 4

    def test_others_are_as_ever(self, started):
        client, receiver, ids = started({"do": "early", "when": {"nth": 2}}, tasks=3)
        client.create()

        assert [body["id"] for _, body in receiver.sent] == [ids[1]]
        assert [client.status(task) for task in ids] == ["pending", "completed", "pending"]

    def test_a_task_without_a_callback_is_not_counted(self, started):
        client, _, _ = started({"do": "early", "when": {"nth": 1}}, tasks=0)
        client.create()

        assert fired(client) == [0]
        client.create(callback_url=HOOK)
        assert fired(client) == [1]

    def test_it_joins_with_what_meets_the_attempt(self, started):
        client, receiver, _ = started({"do": "early"}, {"do": "lose", "when": {"attempt": 1}})

        assert receiver.sent == []
        assert story(client.callbacks()[0]) == [("00:00", "lost")]

    def test_the_answer_waits_while_somebody_else_delivers(self, routed, make_receiver):
        arrived, go = Event(), Event()
        receiver = make_receiver()
        client = routed(receiver, clock="real")
        plan(client, {"do": "early"})
        pacer = client.services.pacer

        def deliver(world_id):
            # The watch is first.
            pacer.wake(world_id)
            arrived.wait(SOON)
            go.set()

        def hold(_):
            arrived.set()
            go.wait(SOON)

        receiver.then = hold
        pacer.deliver = deliver
        client.create(callback_url=HOOK)

        assert client.callbacks()[0]["state"] == "delivered"


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if "callback" in kind.operations])
def test_a_share_of_nothing_changes_nothing(started, name):
    stories = []
    for faults in ([], [dict(KINDS[name].example) | {"when": {"share": 0}}]):
        client, receiver, _ = started(*faults, answers=(500, 200), tasks=3)
        client.advance("1h")
        stories.append((client.get("/_mock/callbacks").data, receiver.sent))

    assert stories[0] == stories[1]


FAULTS = st.one_of(
    st.fixed_dictionaries({"do": st.just("lose"), "phase": st.sampled_from(["before", "after"])}),
    st.fixed_dictionaries(
        {"do": st.just("duplicate"), "copies": st.integers(1, 3), "gap": st.sampled_from(["0", "2s"])}
    ),
    st.fixed_dictionaries({"do": st.just("delay"), "by": st.sampled_from(["0", "1s", "1m"])}),
    st.fixed_dictionaries(
        {"do": st.just("reorder"), "behind": st.integers(1, 3), "at_most": st.sampled_from(["0", "9s"])}
    ),
    st.fixed_dictionaries({"do": st.just("early")}),
)
WHENS: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"nth": st.integers(1, 5)}),
    st.fixed_dictionaries({"attempt": st.integers(1, 4)}),
    st.fixed_dictionaries({"share": st.sampled_from([0.1, 0.5, 1]), "times": st.integers(1, 5)}),
)
PLANS = st.lists(st.builds(lambda fault, when: fault | {"when": when}, FAULTS, WHENS), max_size=4)
ANSWERS = st.lists(
    st.sampled_from([200, 204, 299, 302, 404, 500, 503, Outcome.TIMED_OUT, Outcome.UNREACHABLE]),
    min_size=1,
    max_size=12,
).map(tuple)
TASKS = st.lists(st.sampled_from([1, 2, 5, 5, 60]), min_size=1, max_size=5)


SCENES = st.fixed_dictionaries({"faults": PLANS, "answers": ANSWERS, "tasks": TASKS})


@pytest.fixture(scope="session")
def play(make_client, make_receiver):
    """Return a function that plays a scene on a clock that stands; *moves* are spans in seconds."""

    def play(scene, *, seed=0, route="*=http://127.0.0.1:9", moves=(), watched=False):
        receiver = make_receiver(scene["answers"])
        client = make_client(sender=receiver, callback_route=route, seed=str(seed))
        if not watched:  # What is sent is sent by the clock's own moves then.
            client.services.pacer.rest()
        plan(client, *scene["faults"])
        for seconds in scene["tasks"]:
            client.create(callback_url=HOOK, prompt=f"[[after:{seconds}s]]")
        for seconds in moves:
            client.advance(f"{seconds}s")
        assert client.post("/_mock/clock/run").json["finished"] is True
        return client, receiver

    return play


@given(SCENES)
def test_whatever_happens_each_callback_ends_delivered_or_given_up(play, scene):
    client, receiver = play(scene)

    deliveries = client.callbacks()
    assert {one["state"] for one in deliveries} <= {"delivered", "given-up"}
    assert len({one["id"] for one in deliveries}) == len({one["task"] for one in deliveries}) == len(scene["tasks"])
    most = 4 + max((fault.get("copies", 0) for fault in scene["faults"]), default=0)
    for delivery in deliveries:
        begun = [attempt["at"] for attempt in delivery["attempts"]]
        assert begun == sorted(begun)
        assert 1 <= len(begun) == delivery["attempts_made"] <= most
        assert sum(not one["duplicate"] for one in delivery["attempts"]) <= 4
        assert delivery["next_at"] is None
    sent = [attempt for one in deliveries for attempt in one["attempts"] if attempt["request"]]
    assert len(sent) == len(receiver.sent)


@given(SCENES, st.integers(0, 5))
def test_the_same_seed_tells_the_same_story_twice(play, scene, seed):
    stories = []
    for _ in range(2):
        client, receiver = play(scene, seed=seed)
        stories.append((client.get("/_mock/callbacks").data, client.get("/_mock/faults").data, receiver.sent))

    assert stories[0] == stories[1]


@given(SCENES)
def test_what_is_only_recorded_ends_too(play, scene):
    client, receiver = play(scene, route="https://other.example=http://127.0.0.1:9")

    assert {one["state"] for one in client.callbacks()} <= {"recorded", "given-up"}
    assert receiver.sent == []


@given(SCENES, st.lists(st.integers(0, 40), max_size=4))
def test_it_does_not_matter_in_which_steps_the_clock_is_moved(play, scene, moves):
    stories = []
    for steps in (moves, ()):
        client, receiver = play(scene, moves=steps)
        stories.append((client.get("/_mock/callbacks").data, receiver.sent))

    assert stories[0] == stories[1]


@given(SCENES)
def test_where_time_stands_it_does_not_matter_who_else_delivers(play, scene):
    stories = []
    for watched in (True, False):
        client, receiver = play(scene, watched=watched)
        client.services.pacer.rest()
        stories.append((client.get("/_mock/callbacks").data, receiver.sent))

    assert stories[0] == stories[1]
