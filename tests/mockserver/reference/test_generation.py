import json
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.reference.drive import drive
from mockserver.reference.generation import Generation
from mockserver.reference.intent import Intent
from mockserver.reference.messages import Answer, Lost
from mockserver.reference.pauses import retry_after

VIDEO = b"\0\0\0\x10ftypisom\0\0\0\0" + b"\0\0\0\x0cmdatabcd"
LINK = "https://files.example.com/video.mp4"
API_KEY = "sk-test-abcdef123456"
REQUEST = {"model": "kling-o3-text-to-video", "prompt": "A paper boat."}


@dataclass(frozen=True)
class Accident:
    """What happens to one request: with phase ``after`` it has been carried out all the same."""

    does: str
    after: bool = False
    retry_after: str | None = None

    def spoil(self):
        headers = {} if self.retry_after is None else {"retry-after": self.retry_after}
        headers["date"] = "Thu, 01 Jan 2026 00:00:00 GMT"
        match self.does:
            case "lost":
                return Lost("reset")
            case "html":
                return Answer(504, {"content-type": "text/html"}, b"<html>524</html>")
            case "rubbish":
                return Answer(200, {}, b"{")
            case "no-object":
                return Answer(200, {}, b"[]")
            case status:
                return Answer(int(status), headers, b'{"error": {"code": "c", "message": "m"}}')


@dataclass
class Gateway:
    """Answers what it is sent, unless an accident is due."""

    accidents: list[Accident | None] = field(default_factory=list)
    statuses: list[Any] = field(default_factory=lambda: ["pending", "processing", "completed"])
    keys_honoured: bool = True
    now: float = 0.0
    tasks: list[str] = field(default_factory=list)
    by_key: dict[str, str] = field(default_factory=dict)
    sent: list[Any] = field(default_factory=list)
    pauses: list[Any] = field(default_factory=list)
    results: Any = field(default_factory=lambda: [LINK])

    def send(self, step):
        accident = self.accidents.pop(0) if self.accidents else None
        event = None
        if accident is None or accident.after:
            event = self.carry_out(step)
        if accident is not None:
            event = accident.spoil()
        self.sent.append((self.now, step, event))
        return event

    def sleep(self, seconds):
        self.pauses.append((self.now, seconds, self.sent[-1][2] if self.sent else None))
        self.now += seconds

    def carry_out(self, step):
        if step.url == LINK:
            return Answer(200, {}, VIDEO)
        if step.method == "POST":
            return _json({"id": self.make(step.headers.get("Idempotency-Key")), "status": "pending"})
        if "/v1/tasks?" in step.url:
            return _json({"data": [{"id": one, "model": REQUEST["model"]} for one in reversed(self.tasks)]})
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        return _json({"id": self.tasks[0], "status": status, "results": self.results, "new": {"field": 1}})

    def make(self, key):
        if self.keys_honoured and key in self.by_key:
            return self.by_key[key]
        self.tasks.append(f"task-unified-1-{len(self.tasks)}")
        self.by_key[key] = self.tasks[-1]
        return self.tasks[-1]

    def asked(self, part):
        return [step for _, step, _ in self.sent if part in step.url]

    def play(self, *, deadline=1_000_000.0, generation=Generation, request=REQUEST, **options):
        intent = Intent(
            request=request,
            base_url="https://api.example.com",
            api_key=API_KEY,
            poll_interval=options.pop("poll_interval", 1.0),
            deadline=deadline,
            **options,
        )
        steps = generation(intent, monotonic=lambda: self.now).run()
        return drive(steps, send=self.send, sleep=self.sleep)


def _json(value):
    return Answer(200, {"content-type": "application/json"}, json.dumps(value).encode())


def accidents(*kinds):
    """Draw what happens to each request in turn: mostly nothing."""
    asked = st.none() | st.integers(0, 90).map(str) | st.just("Thu, 01 Jan 2026 00:00:20 GMT")
    return st.lists(st.none() | st.builds(Accident, st.sampled_from(kinds), st.booleans(), asked), max_size=20)


ANY = accidents("lost", "html", "rubbish", "no-object", "429", "500", "502", "503", "404", "402", "301")
PASSING = accidents("lost", "html", "rubbish", "no-object", "429", "500", "502", "503")
STATUSES = st.lists(st.sampled_from(["pending", "processing"]), max_size=3)
ENDS = st.sampled_from(["completed", "failed", "cancelled", "archived", "COMPLETED"])


@pytest.mark.parametrize("keys_honoured", [True, False])
@given(accidents=ANY, running=STATUSES, end=ENDS, deadline=st.sampled_from([5.0, 60.0, 600.0, 1e6]))
def test_whatever_is_lost_one_intent_is_one_task(keys_honoured, accidents, running, end, deadline):
    gateway = Gateway(accidents, [*running, end], keys_honoured=keys_honoured)

    gateway.play(deadline=deadline, keys_honoured=keys_honoured)

    assert len(gateway.tasks) <= 1


@given(accidents=ANY, running=STATUSES, end=ENDS)
def test_every_attempt_names_the_intent_in_the_same_way(accidents, running, end):
    gateway = Gateway(accidents, [*running, end])

    gateway.play()

    assert len({step.headers["Idempotency-Key"] for step in gateway.asked("/generations")}) == 1
    assert len({step.body for step in gateway.asked("/generations")}) == 1


@given(accidents=ANY, running=STATUSES, end=ENDS)
def test_completed_is_said_only_of_a_video_that_is_there(accidents, running, end):
    gateway = Gateway(accidents, [*running, end])

    ending = gateway.play()

    assert (ending.status == "completed") is (ending.video == VIDEO)
    if ending.status in {"completed", "failed", "cancelled"}:
        assert (ending.status, ending.task_id) == (end, gateway.tasks[0])


@given(accidents=ANY, running=STATUSES, end=ENDS, deadline=st.sampled_from([0.0, 0.5, 5.0, 60.0]))
def test_nothing_is_sent_after_the_deadline_and_nobody_is_waited_for_beyond_it(accidents, running, end, deadline):
    gateway = Gateway(accidents, [*running, end])

    gateway.play(deadline=deadline, request_timeout=10.0)

    assert all(at < deadline for at, _, _ in gateway.sent)
    assert gateway.now <= deadline
    assert all(step.patience <= max(deadline - at, 0.25) for at, step, _ in gateway.sent)
    assert all(step.patience <= 10 for _, step, _ in gateway.sent)


@given(accidents=ANY, running=STATUSES, end=ENDS)
def test_a_task_is_known_by_its_id_when_we_give_up(accidents, running, end):
    gateway = Gateway(accidents, [*running, end])

    ending = gateway.play(deadline=20.0)

    assert ending.task_id is None or ending.task_id == gateway.tasks[0]
    assert ending.task_id is not None or gateway.asked("/v1/tasks/") == []


@given(accidents=ANY)
def test_what_is_asked_for_with_retry_after_is_waited(accidents):
    gateway = Gateway(accidents)

    gateway.play()

    assert all(seconds >= retry_after(event) for _, seconds, event in gateway.pauses)


@given(accidents=PASSING)
def test_pauses_grow_while_answers_are_of_no_use(accidents):
    gateway = Gateway([Accident("lost"), *(one for one in accidents if one and one.retry_after is None)])

    gateway.play()

    bad: list[list[float]] = [[]]
    for _, seconds, event in gateway.pauses:
        useless = isinstance(event, Lost) or event.status != 200 or event.body in {b"{", b"[]"}
        bad = [*bad[:-1], [*bad[-1], seconds]] if useless else [*bad, []]
    assert any(bad)
    assert all(earlier < later for run in bad for earlier, later in pairwise(run))


@given(accidents=ANY)
def test_a_refusal_is_the_last_word(accidents):
    gateway = Gateway(accidents)

    ending = gateway.play()

    refused = [event for _, _, event in gateway.sent if not isinstance(event, Lost) and event.status in {402, 404}]
    assert len(refused) <= 1
    if refused:
        assert gateway.sent[-1][2] is refused[0]
        assert ending.status in {"refused", "gave-up", "error"}


@given(accidents=PASSING, end=ENDS)
def test_nobody_is_asked_once_the_end_is_known(accidents, end):
    gateway = Gateway(accidents, [end])

    gateway.play()

    ends = [
        number
        for number, (_, step, event) in enumerate(gateway.sent)
        if "/v1/tasks/" in step.url and not isinstance(event, Lost) and end.encode() in event.body
    ]
    assert [step for _, step, _ in gateway.sent[ends[0] + 1 :] if step.url != LINK] == [] if ends else True


@given(accidents=ANY)
def test_the_key_stays_with_the_gateway(accidents):
    gateway = Gateway(accidents)

    gateway.play()

    for _, step, _ in gateway.sent:
        assert (API_KEY in str(step.headers)) is step.url.startswith("https://api.example.com/")
        assert API_KEY not in step.url


@given(accidents=st.lists(st.none() | st.just(Accident("lost", after=True)), min_size=1, max_size=7))
def test_fewer_than_eight_lost_answers_in_a_row_cost_time_and_nothing_else(accidents):
    gateway = Gateway(accidents)

    assert gateway.play().status == "completed"


@pytest.mark.parametrize("part", [0, 1, 2])
def test_eight_useless_answers_in_a_row_are_enough(part):
    """Of a creation, of a poll, and of a download."""
    gateway = Gateway([None] * part + [Accident("503")] * 100, ["completed"])

    ending = gateway.play()

    assert ending.status == "gave-up"
    assert ending.message == "8 answers in a row were of no use, the last one: HTTP 503 c: m"
    assert ending.task_id == (gateway.tasks[0] if part else None)
    assert len(gateway.sent) == part + 8


def test_a_video_is_fetched_at_once(gateway):
    ending = gateway.play(poll_interval=5.0)

    assert [(at, step.method) for at, step, _ in gateway.sent] == [
        (0, "POST"),
        (5, "GET"),
        (10, "GET"),
        (15, "GET"),
        (15, "GET"),
    ]
    assert ending.to_dict() == {
        "status": "completed",
        "task_id": "task-unified-1-0",
        "result_sha256": sha256(VIDEO).hexdigest(),
        "message": None,
    }


@pytest.mark.parametrize("results", [None, [], {}, [None], [""], ["no address"], ["file:///video"], ["http://["], "x"])
def test_completed_without_a_link_is_an_end(gateway, results):
    gateway.results = results

    ending = gateway.play()

    assert (ending.status, ending.task_id) == ("error", gateway.tasks[0])
    assert "no link" in ending.message
    assert gateway.asked("/v1/tasks/")[3:] == []


def test_an_element_is_complete_without_a_video(gateway):
    gateway.results = None

    ending = gateway.play(request={"model": "kling-custom-element"})

    assert (ending.status, ending.video) == ("completed", None)


@pytest.mark.parametrize("status", [None, 3, "", []])
def test_a_poll_without_a_status_says_nothing(gateway, status):
    gateway.statuses = [status, "completed"]

    assert gateway.play().status == "completed"


def test_a_refused_creation_is_refused(gateway):
    gateway.accidents = [Accident("402")]

    ending = gateway.play()

    assert (ending.status, ending.message, gateway.tasks) == ("refused", "HTTP 402 c: m", [])


def test_a_refusal_after_a_lost_answer_does_not_tell_of_the_first_attempt(gateway):
    gateway.accidents = [Accident("lost", after=True), Accident("402")]

    ending = gateway.play()

    assert (ending.status, len(gateway.tasks)) == ("gave-up", 1)
    assert "an earlier attempt may have made a task (reset)" in ending.message


def test_without_honoured_keys_a_creation_is_repeated_only_when_it_was_turned_away(gateway):
    gateway.keys_honoured = False
    gateway.accidents = [None, Accident("429"), None, Accident("lost", after=True)]

    ending = gateway.play(keys_honoured=False)

    assert (ending.status, ending.task_id, len(gateway.tasks)) == ("completed", gateway.tasks[0], 1)
    assert [step.method for _, step, _ in gateway.sent][:5] == ["GET", "POST", "GET", "POST", "GET"]


def test_a_task_that_was_there_before_is_not_ours(gateway):
    gateway.keys_honoured = False
    gateway.make("somebody else's")
    gateway.accidents = [None, Accident("lost")]

    ending = gateway.play(keys_honoured=False)

    assert (ending.status, ending.task_id) == ("gave-up", None)
    assert ending.message == "the creation was not answered (reset), and no new task is to be seen"


def test_of_two_new_tasks_neither_is_ours(gateway):
    gateway.keys_honoured = False
    gateway.accidents = [None, Accident("lost", after=True)]
    first = gateway.carry_out

    def carry_out(step):
        if step.method == "POST":
            gateway.make("somebody else's")
        return first(step)

    gateway.carry_out = carry_out

    ending = gateway.play(keys_honoured=False)

    assert (ending.status, ending.task_id) == ("gave-up", None)
    assert "of 2 new tasks none can be told to be ours" in ending.message


def test_a_gateway_that_turns_us_away_and_makes_a_task_all_the_same_is_seen_through(gateway):
    gateway.keys_honoured = False
    gateway.accidents = [None, Accident("429", after=True)]

    ending = gateway.play(keys_honoured=False)

    assert (ending.status, len(gateway.tasks)) == ("completed", 1)


@pytest.mark.parametrize(("at", "status"), [(0, "refused"), (2, "gave-up")])
def test_an_account_whose_tasks_cannot_be_listed_is_not_charged_twice(gateway, at, status):
    gateway.keys_honoured = False
    gateway.accidents = [[Accident("404")], [], [None, Accident("lost", after=True), Accident("404")]][at]

    assert gateway.play(keys_honoured=False).status == status
    assert len(gateway.tasks) == (1 if at else 0)


@pytest.fixture
def gateway():
    return Gateway()
