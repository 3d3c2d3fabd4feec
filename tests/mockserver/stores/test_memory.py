from concurrent.futures import ThreadPoolExecutor

from mockserver.core.clock import START
from mockserver.core.key import world_id
from mockserver.core.routes import CallbackRoutes
from mockserver.core.world import World
from mockserver.core.world_settings import WorldSettings
from mockserver.stores import MemoryStore, open_store


def make_world(key):
    return World(key, defaults=WorldSettings(), routes=CallbackRoutes(), real_now=START)


def test_a_key_opens_its_world_again():
    store = MemoryStore(make_world)
    with store.by_key("a") as one, store.by_key("b") as other:
        assert one is not other

    with store.by_key("a") as again, store.by_id(world_id("b")) as found:
        assert (again, found) == (one, other)
    assert set(store.ids()) == {one.id, other.id}


def test_a_world_that_nobody_opened_is_not_found():
    with MemoryStore(make_world).by_id("nowhere") as world:
        assert world is None


def test_a_world_is_handed_to_one_caller_at_a_time():
    store = MemoryStore(make_world)
    inside, most = [], []

    def use(_):
        with store.by_key("a"):
            inside.append(1)
            most.append(len(inside))
            inside.pop()

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(use, range(400)))

    assert max(most) == 1
    assert len(store.ids()) == 1


def test_the_table_knows_it():
    store = open_store("memory", make_world, kinds={}, real_now=lambda: START)

    assert isinstance(store, MemoryStore)
    assert str(store) == "store memory"


def test_a_world_that_was_forgotten_begins_anew():
    store = MemoryStore(make_world)
    with store.by_key("a") as before:
        store.forget(before.id)
        assert store.ids() == ()

    with store.by_id(before.id) as gone:
        assert gone is None
    with store.by_key("a") as after:
        assert after is not before
        assert after.id == before.id


def test_a_world_that_never_was_can_be_forgotten():
    store = MemoryStore(make_world)
    store.forget("never")

    assert store.ids() == ()
