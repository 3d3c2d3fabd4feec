"""What leaves a world, in which order, where time stands and where it moves."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

import pytest

from mockserver.core import delivery_log
from mockserver.core.attempt import Attempt, Cause, Outcome
from mockserver.core.callbacks import State, retry_plan
from mockserver.core.clock import START
from mockserver.core.mailroom import Mailroom, Terms
from mockserver.core.meddling import UNTOUCHED, Meddling
from mockserver.core.routes import CallbackRoutes, parse_route
from mockserver.core.task import Task
from validator.readings import Readings

PLAN = retry_plan(Readings.of())
ROUTES = CallbackRoutes((parse_route("https://a.example=http://127.0.0.1:9"),))


@dataclass
class Post:
    """A mailroom whose agenda and counts the test can see; *held* are meddlings by number of the delivery."""

    in_turn: bool = True
    held: dict[int, Meddling] = field(default_factory=dict)
    due: list[str] = field(default_factory=list)
    counted: list[Outcome] = field(default_factory=list)

    def __post_init__(self):
        expect = lambda _, delivery: self.due.append(delivery.id)  # noqa: E731 - short
        self.room = Mailroom(ROUTES, expect=expect, attempted=self.counted.append)
        decide = lambda delivery, _: self.held.get(delivery.number, UNTOUCHED)  # noqa: E731 - short
        self.terms = Terms(PLAN, decide, self.in_turn)

    def receive(self, host="a.example"):
        number = len(self.room.deliveries) + 1
        task = Task.of(
            id=f"t{number}",
            number=number,
            model="m",
            created_at=START,
            credits=Decimal(0),
            body=b"",
            base_url="",
            callback_url=f"https://{host}/x",
        )
        self.room.receive(task, START, seed=0)
        return list(self.room.deliveries)[-1]

    def take(self):
        taken = []
        while sending := self.room.take():
            taken.append(sending)
        return taken

    def note(self, sending, outcome=Outcome.DELIVERED):
        self.room.note(sending, Attempt(START, START, outcome), self.terms)


def test_where_time_stands_one_has_overtaken_another_as_soon_as_it_leaves():
    post = Post(held={1: Meddling(wait=timedelta(minutes=1), behind=1)})
    first, second, third = (post.receive() for _ in range(3))

    for one in (first, second, third):
        post.room.attempt(one, START, post.terms)

    assert [sending.delivery_id for sending in post.take()] == [second, first, third]


def test_where_time_moves_one_has_overtaken_another_once_its_attempt_has_ended():
    post = Post(in_turn=False, held={1: Meddling(wait=timedelta(minutes=1), behind=1)})
    first, second = post.receive(), post.receive()
    for one in (first, second):
        post.room.attempt(one, START, post.terms)

    (sending,) = post.take()
    assert sending.delivery_id == second
    post.note(sending)

    assert [sending.delivery_id for sending in post.take()] == [first]


@pytest.mark.parametrize("in_turn", [True, False])
@pytest.mark.parametrize("host", ["a.example", "b.example"])
def test_a_long_chain_of_those_who_wait_for_each_other_is_no_trouble(in_turn, host):
    many = 3000
    held = {number: Meddling(wait=timedelta(days=1), behind=number) for number in range(1, many + 1)}
    post = Post(in_turn=in_turn, held=held)
    ids = [post.receive(host) for _ in range(many + 1)]
    for one in ids:
        post.room.attempt(one, START, post.terms)

    left = []
    while sendings := post.take():
        for sending in sendings:
            left.append(sending.delivery_id)
            post.note(sending)

    assert left == ([ids[-1], *ids[:-1]] if host == "a.example" else [])
    states = {delivery.state for delivery in post.room.deliveries.values()}
    assert states == {State.DELIVERED if host == "a.example" else State.RECORDED}


def test_one_that_was_delivered_by_hand_follows_nobody():
    post = Post(held={1: Meddling(wait=timedelta(minutes=1), behind=1)})
    first = post.receive()
    post.room.attempt(first, START, post.terms)
    post.room.redeliver(post.room.deliveries[first], START, post.terms)
    (sending,) = post.take()
    assert sending.cause is Cause.REDELIVERY
    post.note(sending)

    second = post.receive()
    post.room.attempt(second, START, post.terms)

    assert [sending.delivery_id for sending in post.take()] == [second]


def test_an_attempt_of_what_was_forgotten_meanwhile_is_not_noted():
    post = Post()
    only = post.receive()
    post.room.attempt(only, START, post.terms)
    (sending,) = post.take()
    del post.room._log._kept[only]

    post.note(sending)

    assert (dict(post.room.deliveries), post.counted) == ({}, [])
    post.room._outbox.append(sending)
    assert post.room.take() == sending


def test_each_attempt_is_counted_however_it_went():
    post = Post(held={2: Meddling(lost=None), 3: Meddling(says=("x",))})
    for host in ("a.example", "b.example", "a.example"):
        post.room.attempt(post.receive(host), START, post.terms)
    for sending in post.take():
        post.note(sending, Outcome.REFUSED)

    assert post.counted == [Outcome.RECORDED, Outcome.REFUSED, Outcome.REFUSED]
    assert not post.room.outbox


def test_what_a_dead_server_was_sending_is_given_up_and_not_noted_twice():
    post = Post()
    first, second = post.receive(), post.receive()
    for one in (first, second):
        post.room.attempt(one, START, post.terms)
    dead, living = post.room.take(by="a"), post.room.take(by="b")
    assert living

    post.room.give_up("a", START, post.terms)
    post.note(dead)

    assert (list(post.room.under_way), post.counted) == ([living.number], [Outcome.INTERRUPTED])
    delivery = post.room.deliveries[first]
    assert (delivery.state, delivery.next_at, delivery.made) == (State.WAITING, START, 1)


def test_what_is_forgotten_is_forgotten_though_nobody_writes_it_down(monkeypatch):
    monkeypatch.setattr(delivery_log, "DONE_LIMIT", 1)
    post = Post()
    ids = [post.receive("b.example") for _ in range(2)]
    for one in ids:
        post.room.attempt(one, START, post.terms)

    assert list(post.room.deliveries) == ids[1:]
