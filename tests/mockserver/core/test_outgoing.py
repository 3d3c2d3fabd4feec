from datetime import timedelta
from decimal import Decimal

import pytest

from mockserver.core.attempt import Attempt, Outcome
from mockserver.core.clock import START, parse_pace
from mockserver.core.outgoing import outgoing
from mockserver.core.routes import CallbackRoutes, parse_route
from mockserver.core.task import Task
from mockserver.core.world import World
from mockserver.core.world_settings import WorldSettings

ROUTES = CallbackRoutes((parse_route("*=http://127.0.0.1:9"),))
LATE = START + timedelta(seconds=9)


@pytest.fixture
def make_world():
    def make(clock):
        settings = WorldSettings(clock=parse_pace(clock), start=START)
        world = World("sk-key-123456", defaults=settings, routes=ROUTES, real_now=START)
        world.accept(
            Task.of(
                id="task-unified-1",
                number=1,
                model="kling-o3-image-to-video",
                created_at=START,
                credits=Decimal(1),
                body=b"{}",
                base_url="http://127.0.0.1",
                callback_url="https://a.example/x?y=1",
                starts_at=START,
                ends_at=START,
            )
        )
        world.settle(START)
        return world

    return make


@pytest.mark.parametrize(("clock", "begins"), [("manual", START), ("auto", START), ("real", LATE), ("scaled:2", LATE)])
def test_it_begins_when_it_was_due_where_time_stands_and_now_where_it_moves(make_world, clock, begins):
    world = make_world(clock)

    found = outgoing(world, world.take_sending(), LATE, secret=None)

    assert found is not None
    assert (found.at, found.target) == (begins, "http://127.0.0.1:9/x?y=1")
    assert dict(found.headers)["Content-Length"] == str(len(found.body))


def test_what_was_taken_before_a_reset_is_not_sent_and_not_noted(make_world):
    world = make_world("manual")
    sending = world.take_sending()
    world.reset(START)

    assert outgoing(world, sending, START, secret=None) is None
    world.note_attempt(sending, Attempt(START, START, Outcome.DELIVERED))
    assert dict(world.deliveries) == {}
    assert not world.knows(sending)
