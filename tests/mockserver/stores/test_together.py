"""Callers who wait for the same world are kept by one commit: all of them, or none."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.store_error import StoreError
from mockserver.stores.durable.batch import Batch
from mockserver.stores.durable.group import MOST, Group
from mockserver.stores.durable.room import Room

KEY = "sk-together"


class Crowd:
    """Callers of one world on a store, and how many commits they have cost."""

    def __init__(self, client, monkeypatch):
        self.store = client.services.store
        self.database = self.store.database
        self.commits = 0
        self.broken = False
        self._keep = self.database.keep
        monkeypatch.setattr(self.database, "keep", self._counted)
        with self.store.by_key(KEY) as world:
            self.room = self.store.room(world.id)

    def _counted(self, connection, statements):
        self.commits += 1
        if self.broken:
            self.database.end(connection, commit=False)
            raise StoreError("the disk is full")
        self._keep(connection, statements)

    @contextmanager
    def queue(self, works):
        """Let them queue up, one after the other, while the first has the world."""
        with ThreadPoolExecutor(len(works) or 1) as threads, self.store.by_key(KEY) as world:
            results = []
            for number, work in enumerate(works, 1):
                results.append(threads.submit(self.use, work))
                while len(self.room._queue) < number:
                    pass
            self.commits = 0
            yield world, results

    def use(self, work):
        with self.store.by_key(KEY) as world:
            return work(world)

    def dropped(self):
        return self.use(lambda world: world.tally.dropped)


@pytest.fixture
def crowd(make_client, durable, monkeypatch):
    """Return a crowd in a new store."""
    client = make_client(store=durable)
    yield Crowd(client, monkeypatch)
    client.services.close()


def add(world):
    world.tally.dropped += 1


def fail(world):
    world.tally.dropped += 1000
    raise ZeroDivisionError


def test_who_waits_is_kept_together(crowd):
    with crowd.queue([add] * 5) as (world, results):
        add(world)
    for one in results:
        one.result()

    assert crowd.commits == 1
    assert crowd.dropped() == 6


def test_a_crowd_lets_others_in_sometimes(crowd):
    with crowd.queue([add] * MOST) as (world, results):
        add(world)
    for one in results:
        one.result()

    assert crowd.commits == 2
    assert crowd.dropped() == MOST + 1


def test_when_the_commit_fails_all_of_them_fail(crowd):
    def crowded():
        with crowd.queue([add] * 3) as (world, results):
            crowd.broken = True
            add(world)
            seen.extend(results)

    seen: list[Any] = []
    with pytest.raises(StoreError, match="the disk is full"):
        crowded()
    for one in seen:
        with pytest.raises(StoreError, match="the disk is full"):
            one.result()

    crowd.broken = False
    assert crowd.dropped() == 0


@pytest.fixture
def on_sqlite(make_client, tmp_path):
    """Return a crowd that many examples share."""
    client = make_client(store=f"sqlite:///{tmp_path}/worlds.db")
    with pytest.MonkeyPatch.context() as patch:
        yield Crowd(client, patch)
    client.services.close()


def test_one_who_raises_takes_nobody_along(on_sqlite):
    @given(st.lists(st.sampled_from([add, fail]), min_size=1, max_size=8))
    def check(works):
        before = on_sqlite.dropped()

        with on_sqlite.queue(works) as (world, results):
            add(world)
        errors = [type(one.exception()) for one in results]

        assert errors == [ZeroDivisionError if work is fail else type(None) for work in works]
        assert on_sqlite.dropped() == before + 1 + works.count(add)

    check()


def test_one_who_raises_takes_nobody_along_on_any_store(crowd):
    with crowd.queue([add, fail, add]) as (world, results):
        add(world)

    assert isinstance(results[1].exception(), ZeroDivisionError)
    assert [results[0].exception(), results[2].exception()] == [None, None]
    assert crowd.dropped() == 3


def test_what_cannot_be_written_fails_all_of_them_and_is_not_kept_by_half(crowd, monkeypatch):
    def unwritable(*_):
        raise ZeroDivisionError

    def crowded():
        with crowd.queue([add]) as (world, results):
            add(world)
            seen.extend(results)
            monkeypatch.setattr("mockserver.stores.durable.unit._due", unwritable)

    seen: list[Any] = []
    with pytest.raises(ZeroDivisionError):
        crowded()
    seen[0].exception()
    monkeypatch.undo()

    assert crowd.dropped() == 0


def test_who_may_not_wait_does_not_go_on_where_others_left_off():
    room = Room()
    room.group = Group(cast("Any", None), Batch(1, 1))

    assert room.enter(wait=False) is False

    room.group = None
    assert room.enter(wait=False) is True
    assert room.enter(wait=False) is False
