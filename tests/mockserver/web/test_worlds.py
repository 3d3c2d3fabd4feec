"""The token is the world: apart from each other, on their own clock, and the same story each time."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.attempt import Outcome

PROMPTS = st.sampled_from(
    ["a cat", "[[after:3s]]", "[[fail:x]]", "[[cancel]]", "[[hang]]", "[[polls:1]]", "[[after:90s]]"]
)
HOOK = "https://your-domain.com/hook"


@st.composite
def stories(draw):
    """Draw what a client does, one act after the other."""
    acts = st.one_of(
        st.tuples(st.just("create"), PROMPTS, st.booleans()),
        st.tuples(st.just("create"), PROMPTS, st.booleans()),
        st.tuples(st.just("poll"), st.integers(0, 5)),
        st.tuples(st.just("advance"), st.sampled_from(["0", "1s", "2s", "17s", "1h"])),
        st.tuples(st.just("cancel"), st.integers(0, 5)),
        st.tuples(st.just("broken")),
    )
    return draw(st.lists(acts, max_size=8))


def play(client, story):
    ids = []
    for act, *rest in story:
        if act == "create":
            hook = {"callback_url": HOOK} if rest[1] else {}
            ids.append(client.create(prompt=rest[0], **hook))
        elif act == "advance":
            client.advance(rest[0])
        elif act == "broken":
            client.generate(duration=99)
        elif ids:
            task_id = ids[rest[0] % len(ids)]
            client.task(task_id) if act == "poll" else client.post(f"/_mock/tasks/{task_id}/cancel")
    return ids


def memory(client):
    """Everything that a world remembers, byte for byte."""
    paths = ["/_mock/calls", "/_mock/callbacks", "/_mock/ledger", "/_mock/tasks", "/_mock/world"]
    return [client.get(path).data for path in paths]


@given(stories(), st.integers(0, 9), st.sampled_from(["manual", "auto"]))
def test_the_same_calls_tell_the_same_story_byte_for_byte(make_client, story, seed, clock):
    one = make_client(seed=str(seed), clock=clock, lifecycle="real")
    other = make_client(seed=str(seed), clock=clock, lifecycle="real")
    other.machine.passes(days=400)
    play(other.other("sk-somebody-else"), story[:3])

    play(one, story)
    play(other, story)

    assert memory(one) == memory(other)


def test_another_seed_tells_another_story(make_client):
    one, other = make_client(seed="1", lifecycle="real"), make_client(seed="2", lifecycle="real")

    assert one.create() != other.create()


ANSWERS = st.lists(st.sampled_from([200, 500, 302, Outcome.TIMED_OUT, Outcome.UNREACHABLE]), min_size=1).map(tuple)
BACKOFFS = st.sampled_from(["after-each-failure", "from-first-attempt"])


@given(stories(), st.tuples(st.integers(0, 100), st.integers(0, 100)), st.tuples(ANSWERS, BACKOFFS))
def test_advancing_twice_is_advancing_by_both(make_client, make_receiver, story, spans, callbacks):
    (one, other), (answers, backoff) = spans, callbacks
    clients = []
    for steps in ([one, other], [one + other]):
        receiver = make_receiver(answers)
        client = make_client(sender=receiver, callback_route="*=http://127.0.0.1:9")
        # Nobody watches the real time here: what is sent is sent by the clock's own moves.
        client.services.pacer.rest()
        client.set(lifecycle="after:10s", readings={"callback-backoff": backoff})
        play(client, story)
        for step in steps:
            client.advance(f"{step}s")
        clients.append((memory(client)[1:4], receiver.sent))

    assert clients[0] == clients[1]


@given(stories())
def test_the_totals_are_those_of_the_projection(make_client, story):
    client = make_client(balance="5000")
    client.set(readings={"charge-on-cancel": "charged"})
    play(client, story)

    ledger = client.ledger()

    last = ledger["entries"][-1]
    names = ("available", "reserved", "spent")
    assert [ledger[name] for name in names] == [last[name] for name in names]


@given(stories())
def test_the_same_instant_gives_the_same_answer(make_client, story):
    client = make_client()
    ids = play(client, [act for act in story if act != ("create", "[[polls:1]]", True)])
    ids = [one for one in ids if client.get("/_mock/tasks").json["tasks"][ids.index(one)]["polls"] is None]

    assert [client.task(one) for one in ids] == [client.task(one) for one in ids]


def test_two_worlds_never_see_each_other_from_sixteen_threads(client):
    def live(number):
        mine = client.other(f"sk-worker-{number:04}")
        mine.set(seed=number, balance="1000")
        ids = [mine.create(duration=3 + number % 5) for _ in range(5)]
        mine.advance(f"{number + 2}s")
        listed = [one["id"] for one in mine.get("/v1/tasks").json["data"]]
        return (
            listed == ids[::-1],
            mine.get("/_mock/world").json["tasks"],
            mine.ledger()["spent"],
            mine.get("/_mock/clock").json["now"],
        )

    with ThreadPoolExecutor(16) as threads:
        found = list(threads.map(live, range(16)))

    for number, (listed, tasks, spent, now) in enumerate(found):
        assert (listed, tasks) == (True, 5)
        assert spent == str(27 * (3 + number % 5))
        assert now == f"2026-01-01T00:00:{number + 2:02}.000000Z"


def test_one_world_used_from_sixteen_threads_loses_nothing(client):
    with ThreadPoolExecutor(16) as threads:
        ids = set(threads.map(lambda _: client.other(client.key).create(), range(64)))

    assert len(ids) == 64
    assert client.ledger()["reserved"] == str(64 * 27)
    assert [entry["number"] for entry in client.calls()] == list(range(1, 65))


class TestSettings:
    def test_what_is_left_out_stays(self, client):
        client.set(seed=7, lifecycle="polls:3", balance="12.50")

        world = client.set(clock="scaled:60", readings={"preset": "public", "usd-rate": "72"})

        assert {name: world[name] for name in ("seed", "clock", "lifecycle", "balance")} == {
            "seed": 7,
            "clock": "scaled:60",
            "lifecycle": {"kind": "polls", "count": 3},
            "balance": "12.5",
        }
        assert world["readings"] == {"preset": "public", "usd-rate": "72"}

    def test_all_are_taken_or_none(self, client):
        answer = client.put("/_mock/world", json={"seed": 5, "clock": "fast", "a/b~c": 1})

        assert answer.status_code == 422
        assert [one["pointer"] for one in answer.json["errors"]] == ["/a~1b~0c", "/clock"]
        assert client.get("/_mock/world").json["seed"] == 0

    @pytest.mark.parametrize(
        "change",
        [
            {"seed": -1},
            {"seed": True},
            {"seed": 2**63},
            {"seed": "1"},
            {"clock": 1},
            {"clock": "scaled"},
            {"lifecycle": 1},
            {"readings": 1},
            {"readings": {"no-such": "x"}},
            {"readings": {"quality-4k": 1}},
            {"balance": 5},
            {"balance": "-1"},
            {"start": 1},
            {"start": "now"},
            {"id": "x"},
        ],
    )
    def test_what_is_wrong_is_pointed_at(self, client, change):
        answer = client.put("/_mock/world", json=change)

        assert answer.status_code == 422
        assert answer.json["errors"][0]["pointer"] == "/" + next(iter(change))

    @pytest.mark.parametrize(("data", "status"), [(b"{", 400), (b"[]", 422), (b'"x"', 422)])
    def test_what_is_no_object_is_refused(self, client, data, status):
        assert client.put("/_mock/world", data=data).status_code == status

    def test_a_fresh_world_may_choose_its_beginning(self, client):
        world = client.set(start="2030-05-01T00:00:00+02:00", clock="manual")

        assert (world["start"], world["now"]) == ("2030-04-30T22:00:00.000000Z",) * 2
        assert client.set(start=None)["now"] == "2026-01-01T00:00:00.000000Z"

    def test_a_used_world_may_not(self, client):
        client.create()

        answer = client.put("/_mock/world", json={"start": "2030-05-01T00:00:00Z"})

        assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (409, "/start")

    def test_a_change_never_turns_the_clock_back(self, client):
        client.advance("1h")
        assert client.set(seed=3)["now"] == "2026-01-01T01:00:00.000000Z"
        assert client.set(clock="real")["now"] == "2026-01-01T01:00:00.000000Z"
        client.machine.passes(minutes=5)
        assert client.set(clock="manual")["now"] == "2026-01-01T01:05:00.000000Z"

    def test_a_machine_whose_clock_goes_back_does_not_take_the_world_along(self, make_client):
        client = make_client(clock="real")
        client.get("/_mock/clock")
        client.machine.passes(hours=2)
        before = client.get("/_mock/clock").json["now"]

        for back in (-1, -2):
            client.machine.passes(hours=back)
            assert client.get("/_mock/clock").json["now"] == before

    def test_the_balance_is_what_is_available(self, client):
        client.create()

        assert client.set(balance="100")["balance"] == "100"
        ledger = client.ledger()
        assert (ledger["available"], ledger["reserved"]) == ("100", "27")
        assert ledger["entries"][-1]["kind"] == "adjust"

    def test_a_reset_world_is_as_new(self, client):
        client.set(seed=9)
        client.create(callback_url=HOOK)
        client.advance("1h")

        world = client.open("DELETE", "/_mock/world").json

        fresh = client.other("sk-fresh").get("/_mock/world").json
        named = {"id", "key"}
        assert {k: v for k, v in world.items() if k not in named} == {k: v for k, v in fresh.items() if k not in named}
        assert client.callbacks() == []

    def test_a_reset_world_takes_no_room_until_it_is_used_again(self, client):
        client.create()
        client.open("DELETE", "/_mock/world")
        assert client.services.store.ids() == ()

        client.create()
        assert len(client.services.store.ids()) == 1

    def test_a_used_world_is_shown_by_the_end_of_its_key(self, client):
        assert client.get("/_mock/world").json["key"] == "****3456"

    def test_callers_without_a_key_share_a_world_of_their_own(self, client):
        nobody = client.other(None)
        nobody.get("/v1/credits")

        assert [entry["status"] for entry in nobody.calls()] == [401]
        assert client.calls() == []
