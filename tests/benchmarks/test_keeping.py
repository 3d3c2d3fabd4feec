"""Short runs of what is measured at length: nothing that was acknowledged is lost."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from benchmarks.kill import kill
from benchmarks.several import several


@pytest.fixture
def apart():
    """Return a function that calls another in a process of its own: many threads, measured, are too much for Python."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        yield lambda what, *args, **kwargs: pool.submit(what, *args, **kwargs).result()


def test_a_server_that_is_killed_under_load_loses_nothing(durable, tmp_path, apart):
    found, _ = apart(kill, durable, tmp_path, rounds=2)

    assert found.wrong == []
    assert found.tasks >= found.acknowledged > 0
    assert found.received >= found.callbacks == found.tasks


def test_three_servers_of_which_one_is_killed_are_one(postgresql, tmp_path, apart):
    found = apart(several, postgresql, tmp_path, seconds=3, servers=3, clients=12, every=2)

    assert found.wrong == []
    assert found.tasks >= found.acknowledged > 0


def test_two_workers_that_are_killed_lose_nothing(tmp_path, apart):
    found, _ = apart(kill, f"sqlite:///{tmp_path}/worlds.db", tmp_path, rounds=1, workers=2)

    assert found.wrong == []
    assert found.acknowledged > 0
