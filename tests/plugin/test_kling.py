"""The ``kling`` object: one world of the mock, as a test holds it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.client import RefusedError
from mockserver.core.clock import START
from mockserver.testing import ExpectationError, SetupError, Spend, kling_server, klingmock

HOOK = "https://your-domain.com/hook"


def test_a_client_needs_an_address_and_a_key(asker):
    with klingmock() as kling:
        client = asker(kling)
        task = client.create()

        assert [client.status(task) for _ in range(2)] == ["processing", "completed"]


def test_each_world_on_a_server_is_fresh_and_has_a_key_of_its_own(asker):
    keys = set()
    with kling_server() as server:
        for _ in range(3):
            with klingmock(server=server) as kling:
                assert len(kling.calls) == len(kling.tasks) == len(kling.callbacks) == 0
                asker(kling).create()
                keys.add(kling.api_key)

    assert len(keys) == 3


def test_two_worlds_at_once_do_not_see_each_other(asker):
    with kling_server() as server, klingmock(server=server) as one, klingmock(server=server) as other:
        asker(one).create()

        assert (len(one.tasks), len(other.tasks)) == (1, 0)


def test_a_world_is_forgotten_when_it_is_closed(asker):
    with kling_server() as server:
        with server.open("sk-mine") as kling:
            asker(kling).create()
        with server.open("sk-mine") as kling:
            assert len(kling.tasks) == 0


class TestClock:
    def test_it_stands_where_every_world_begins(self):
        with klingmock() as kling:
            assert kling.clock.now() == START

    @pytest.mark.parametrize("by", ["1h30m", timedelta(minutes=90)])
    def test_it_moves_on_when_it_is_told(self, by):
        with klingmock() as kling:
            assert kling.clock.advance(by) == kling.clock.now() == START + timedelta(minutes=90)

    def test_it_runs_until_nothing_is_due(self, asker):
        with klingmock(clock="manual") as kling:
            client = asker(kling)
            task = client.create(prompt="[[after:3m]]")

            assert kling.clock.run() == START + timedelta(minutes=3)
            assert client.status(task) == "completed"


class TestFaults:
    def test_they_are_added_as_json_or_by_keyword(self):
        with klingmock(allow_unused_faults=True) as kling:
            kling.faults.add({"on": "create", "do": "status", "status": 503})
            kling.faults.add([{"id": "second", "on": "query", "do": "status", "status": 500}])
            kling.faults.add(on="query", do="latency", fixed="2s", when={"nth": 2})

            assert [fault["do"] for fault in kling.faults.list()] == ["status", "status", "latency"]
            assert [fault["seen"] for fault in kling.faults.unused()] == [0, 0, 0]
            kling.faults.clear()
            assert kling.faults.list() == []

    def test_one_that_fired_is_used(self, asker):
        with klingmock() as kling:
            kling.faults.add(on="create", do="status", status=503, when={"nth": 1})
            client = asker(kling)

            assert client.ask("POST", "/v1/videos/generations", {})[0] == 503
            assert kling.faults.unused() == []
            assert [fault["fired"] for fault in kling.faults.list()] == [1]

    def test_a_wrong_one_is_refused(self):
        with klingmock() as kling, pytest.raises(RefusedError, match="did you mean status"):
            kling.faults.add(on="create", do="statu")


class TestCalls:
    def test_they_are_those_of_this_world_oldest_first(self, asker):
        with klingmock() as kling:
            client = asker(kling)
            task = client.create()
            client.status(task)
            client.ask("POST", "/v1/videos/generations", {"model": "kling-o3-image-to-video"})

            assert [call["operation"] for call in kling.calls] == ["create", "query", "create"]
            assert [call["status"] for call in kling.calls.list(operation="create")] == [200, 400]
            assert [call["number"] for call in kling.calls.list(task=task, status="2xx")] == [1, 2]
            assert len(kling.calls) == 3

    def test_the_story_tells_them_a_line_each(self, asker):
        with klingmock(faults=[{"on": "query", "do": "status", "status": 503, "when": {"nth": 1}}]) as kling:
            client = asker(kling)
            task = client.create(prompt="[[after:soon]]")
            client.ask("GET", f"/v1/tasks/{task}")

            created, magic, asked, fault, answer = kling.story().splitlines()
        assert created == f"#1 2026-01-01T00:00:00.000000Z POST /v1/videos/generations -> 200  {task}  27 credits"
        assert magic.startswith("    note magic prompt ignored: [[after]]")
        assert asked.startswith(f"#2 2026-01-01T00:00:00.500000Z GET /v1/tasks/{task} -> 503")
        assert fault.startswith("    fault fault-1")
        assert answer.startswith('    answer {"error":')

    def test_the_story_is_bounded(self, asker):
        with klingmock() as kling:
            client = asker(kling)
            for _ in range(60):
                client.ask("POST", "/v1/videos/generations", {"model": "x" * 1000})

            lines = kling.story().splitlines()
        assert lines[0] == "(10 earlier calls are not shown)"
        assert lines[1].startswith("#11 ")
        assert len(lines) == 1 + 50 * 2
        assert max(map(len, lines)) == 300

    def test_without_calls_the_story_says_so(self):
        with klingmock() as kling:
            assert kling.story() == "no call came in"


class TestExpectations:
    @pytest.fixture
    def kling(self, asker):
        with klingmock() as kling:
            client = asker(kling)
            self.task = client.create(duration=5)
            client.status(self.task)
            client.create(duration=8)
            yield kling

    def test_calls_that_came_are_returned(self, kling):
        (call,) = kling.calls.expect(operation="create", body={"duration": 8})

        assert call["number"] == 3
        assert [one["number"] for one in kling.calls.expect(operation="create", exactly=2)] == [1, 3]
        assert kling.calls.expect(operation="create", status=400, at_most=0) == []
        assert len(kling.calls.expect()) == 3

    def test_calls_that_did_not_come_are_told_with_the_nearest_misses(self, kling):
        with pytest.raises(ExpectationError) as caught:
            kling.calls.expect(operation="create", body={"duration": 9})

        first, near, differs, *_ = str(caught.value).splitlines()
        assert (
            first == 'expected a call with operation "create", body {"duration": 9}, at least 1; those that fit: none'
        )
        assert near == "  near: call 3 at 2026-01-01T00:00:00.500000Z, POST /v1/videos/generations -> 200"
        assert differs == "    /body/duration: wanted 9, got 8"

    @pytest.mark.parametrize("count", [{"exactly": 1}, {"at_most": 1}, {"at_least": 3}, {"at_least": 0, "at_most": 1}])
    def test_too_many_or_too_few_are_told(self, kling, count):
        with pytest.raises(ExpectationError, match="those that fit: 1, 3"):
            kling.calls.expect(operation="create", **count)

    def test_a_story_is_met_in_order(self, kling):
        create, query = {"operation": "create"}, {"operation": "query", "task": self.task}

        assert [call["number"] for call in kling.calls.expect_in_order(create, query, create)] == [1, 2, 3]
        with pytest.raises(ExpectationError, match=r'operation "query", .*, as number 2 in order; those that fit: 3'):
            kling.calls.expect_in_order(create | {"body": {"duration": 8}}, query)

    def test_the_verdict_is_there_too(self, kling):
        assert kling.calls.verify({"operation": "query"}, after=1)["calls"] == [2]
        assert kling.calls.verify({"operation": "query"}, after=2)["met"] is False

    def test_an_unknown_field_is_refused(self, kling):
        with pytest.raises(RefusedError, match="statsu"):
            kling.calls.expect(statsu=200)


class TestCallbacks:
    def test_they_are_recorded_with_their_body(self, asker):
        with klingmock(lifecycle="immediate") as kling:
            tasks = [asker(kling).create(callback_url=HOOK) for _ in range(2)]

            assert [one["task"] for one in kling.callbacks] == tasks
            (first,) = kling.callbacks.list(task=tasks[0], state="recorded")
            assert first["body"]["status"] == "completed"
            assert len(kling.callbacks) == 2
            assert len(kling.callbacks.redeliver(first["id"])["attempts"]) == 2

    def test_they_are_waited_for(self, asker):
        with klingmock(lifecycle="after:1h") as kling:
            task = asker(kling).create(callback_url=HOOK)

            (one,) = kling.callbacks.wait_for(task=task)
            assert (one["task"], one["state"]) == (task, "recorded")
            assert kling.callbacks.wait_for(within=timedelta(seconds=1)) == [one]

    def test_those_that_do_not_come_are_told_with_what_came_nearest(self, asker):
        with klingmock(clock="manual") as kling:
            asker(kling).create(callback_url=HOOK)

            with pytest.raises(ExpectationError, match=r"there were not 2 .*; nearest: task-unified-.* is pending"):
                kling.callbacks.wait_for(count=2, within="1ms")
            with pytest.raises(RefusedError, match="'lost' is no state"):
                kling.callbacks.wait_for(state="lost")


class TestTasks:
    def test_they_are_moved_by_hand(self, asker):
        with klingmock(clock="manual") as kling:
            tasks = [asker(kling).create() for _ in range(3)]
            kling.tasks.cancel(tasks[0])
            kling.tasks.complete(tasks[1])
            kling.tasks.fail(tasks[2], code="generation_timeout")

            assert [task["status"] for task in kling.tasks] == ["cancelled", "completed", "failed"]
            assert [task["id"] for task in kling.tasks.list()] == tasks


class TestMoney:
    def test_the_ledger_is_exact(self, asker):
        with klingmock(clock="manual", balance=Decimal("100.5")) as kling:
            asker(kling).create(sound="on")

            ledger = kling.ledger
            assert (ledger.available, ledger.reserved, ledger.spent) == (
                Decimal("64.482"),
                Decimal("36.018"),
                Decimal(0),
            )
            assert [entry["kind"] for entry in ledger.entries] == ["open", "reserve"]

    def test_what_runs_or_is_done_is_spent_and_what_failed_is_not(self, asker):
        with klingmock(clock="manual") as kling:
            assert kling.spend == Spend()
            done, failed, _ = (asker(kling).create(sound="on") for _ in range(3))
            kling.tasks.complete(done)
            kling.tasks.fail(failed)

            assert kling.spend == Spend(tasks=3, credits=Decimal("72.036"), usd=Decimal("1.0005"))

    def test_more_entries_than_a_page_holds_are_all_read(self, asker):
        with klingmock(lifecycle="immediate", balance=100_000) as kling:
            for _ in range(510):
                asker(kling).create()

            assert len(kling.ledger.entries) == 1 + 2 * 510
            assert kling.spend == Spend(510, Decimal(510 * 27), Decimal(510) * Decimal("0.375"))

    def test_dollars_follow_the_readings(self, asker):
        with klingmock(readings={"usd-rate": "68"}) as kling:
            asker(kling).create()

            assert kling.spend.usd == Decimal("0.39705882")

    def test_dollars_follow_the_rate_where_the_price_was_another(self, asker):
        with klingmock(readings={"v3-1080p-rate": "1.334"}) as kling:
            asker(kling).create(model="kling-v3-image-to-video", quality="1080p")
            before = kling.spend
            kling.world.change(readings="strict")

            assert kling.spend.credits == before.credits
            assert kling.spend.usd == before.usd

    @pytest.mark.parametrize(
        ("spend", "said"),
        [
            (Spend(1, Decimal("36.0180"), Decimal("0.50025")), "1 task, would have cost $0.50 (36.018 credits)"),
            (Spend(0), "0 tasks, would have cost $0.00 (0 credits)"),
            (Spend(34, Decimal(2700), Decimal("37.505")), "34 tasks, would have cost $37.51 (2700 credits)"),
        ],
    )
    def test_it_is_said_in_cents_and_exact_credits(self, spend, said):
        assert str(spend) == said

    @given(
        st.lists(st.builds(Spend, st.integers(0, 99), st.decimals(0, 10**6, places=4), st.decimals(0, 99, places=8)))
    )
    def test_sums_are_exact(self, spends):
        total = sum(spends, Spend())

        assert total.credits == sum((one.credits for one in spends), Decimal(0))
        assert (total.tasks, total.usd) == (
            sum(one.tasks for one in spends),
            sum((one.usd for one in spends), Decimal(0)),
        )


class TestSettings:
    def test_values_of_python_will_do(self):
        start = datetime(2027, 5, 1, 12, tzinfo=UTC)
        with klingmock(start=start, balance=7, seed=9, lifecycle="polls:2") as kling:
            settings = kling.world.settings()

            assert kling.clock.now() == start
            assert (settings["balance"], settings["seed"], settings["lifecycle"]["kind"]) == ("7", 9, "polls")
            assert settings["id"] == kling.world.id

    def test_a_scenario_is_applied_and_settings_go_before_it(self):
        with klingmock(scenario="flaky", seed=99, faults=[{"on": "any", "do": "latency", "fixed": "0"}]) as kling:
            assert len(kling.faults.list()) > 1
            assert kling.world.settings()["seed"] == 99
            (said,) = kling.surprises()
            assert "(latency on any) has never fired" in said
            kling.allow_unused_faults = True

    def test_they_are_changed_and_reset(self):
        with klingmock(seed=9) as kling:
            assert kling.world.change(balance=Decimal("1e2"))["balance"] == "100"
            kling.world.reset()

            assert (kling.world.settings()["seed"], kling.world.settings()["balance"]) == (0, "10000")

    @pytest.mark.parametrize(
        ("settings", "said"),
        [
            ({"lifecylce": "immediate"}, "lifecylce: unknown setting; did you mean lifecycle[?] known: .*seed"),
            ({"fautls": []}, "fautls: unknown setting; did you mean faults[?]"),
            ({"qqq": 1}, "qqq: unknown setting; known: allow_unknown_routes"),
            ({"balance": 1.5, "seed": -1}, "balance: credits are .*; seed: a seed is"),
            ({"seed": object()}, "the settings: .*not JSON serializable"),
            ({"faults": [{"on": "create", "do": "statu"}]}, "faults/0/do: 'statu' is no kind of fault"),
            ({"faults": [{"on": "create", "do": "status"}]}, "faults/0/status: is missing"),
            ({"scenario": "flakey"}, "scenario: there is no scenario 'flakey'; did you mean flaky[?]"),
            ({"allow_unused_faults": 1}, "allow_unused_faults: must be True or False, not 1"),
        ],
    )
    def test_wrong_ones_are_named(self, settings, said):
        with pytest.raises(SetupError, match=said), klingmock(**settings):
            pass
