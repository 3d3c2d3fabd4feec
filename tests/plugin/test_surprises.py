"""Nothing goes wrong unseen: what the test did not look at is told at its end."""

import unittest

import pytest

from mockserver.serving import running
from mockserver.settings import Settings
from mockserver.testing import KlingServer, SurpriseError, kling_server, klingmock

UNUSED = {"on": "query", "do": "status", "status": 503}


def test_a_quiet_world_surprises_nobody(asker):
    with klingmock() as kling:
        asker(kling).create()

        assert kling.surprises() == ()
        kling.check()


class TestUnknownRoutes:
    @pytest.mark.parametrize(("method", "path", "status"), [("GET", "/v1/video", 404), ("PUT", "/v1/tasks", 405)])
    def test_they_are_told(self, asker, method, path, status):
        said = f"call 1, {method} {path}, was answered {status}: the API has no such route"
        with pytest.raises(SurpriseError, match=said), klingmock() as kling:
            asker(kling).ask(method, path)

    def test_those_that_are_meant_are_allowed(self, asker):
        with klingmock(allow_unknown_routes=True) as kling:
            asker(kling).ask("GET", "/v1/video")

    def test_many_are_summed_up(self, asker):
        with kling_server() as server, server.open() as kling:
            for _ in range(12):
                asker(kling).ask("GET", "/v1/video")

            assert len(kling.surprises()) == 11
            assert kling.surprises()[-1] == "and 2 more calls of unknown routes"


class TestUnusedFaults:
    def test_they_are_told(self):
        with (
            pytest.raises(SurpriseError, match=r"fault-1 \(status on query\) has never fired: no call fitted it"),
            klingmock(faults=[UNUSED]),
        ):
            pass

    def test_those_that_waited_for_more_say_so(self, asker):
        late = UNUSED | {"when": {"nth": 3}}
        with kling_server() as server, server.open(faults=[late]) as kling:
            client = asker(kling)
            task = client.create()
            for _ in range(2):
                client.status(task)

            (said,) = kling.surprises()
        assert "it fitted 2 calls" in said

    def test_those_that_are_meant_are_allowed(self):
        with klingmock(faults=[UNUSED], allow_unused_faults=True):
            pass

    def test_those_of_a_scenario_come_when_they_come(self):
        with klingmock(scenario="bad-day") as kling:
            assert kling.faults.unused() == kling.faults.list() != []

    def test_those_that_the_server_began_with_are_in_the_background_too(self):
        with kling_server({"scenario": "flaky"}) as server, klingmock(server=server) as kling:
            assert kling.faults.list() != []

    def test_after_a_failure_they_are_no_surprise(self):
        with kling_server() as server, server.open(faults=[UNUSED]) as kling:
            assert kling.surprises(failed=True) == ()

    def test_many_are_summed_up(self):
        with kling_server() as server, server.open(faults=[UNUSED] * 11) as kling:
            assert len(kling.surprises()) == 11
            assert kling.surprises()[-1] == "and 1 more faults that have never fired"


class TestAccidents:
    @pytest.fixture
    def server(self):
        with running(Settings.from_strings({"port": "0", "clock": "auto"})) as server:
            yield server

    @pytest.fixture
    def fall(self, server):
        return lambda key: server.services.note_accident("GET /v1/credits", ZeroDivisionError("inner"), key=key)

    def test_they_are_told(self, server, fall):
        said = (
            "the mock server itself failed at GET /v1/credits: ZeroDivisionError: inner; that is a fault of klingmock"
        )
        with pytest.raises(SurpriseError, match=said), klingmock(server=KlingServer(server.url)) as kling:
            fall(kling.api_key)

    def test_each_is_told_once(self, server, fall):
        where = KlingServer(server.url)
        with pytest.raises(SurpriseError), klingmock(server=where):
            fall(None)
        with klingmock(server=where):
            pass

    def test_one_of_a_world_that_another_test_has_open_is_left_to_that(self, server, fall):
        where = KlingServer(server.url)
        with where.open() as mine:
            with where.open() as other:
                fall(other.api_key)
                assert mine.surprises() == ()
                assert len(other.surprises()) == len(other.surprises()) == 1
            assert mine.surprises() == ()

    def test_one_of_a_world_that_nobody_has_open_is_told(self, server, fall):
        with (
            pytest.raises(SurpriseError, match=r"credits \(in another world\)"),
            klingmock(server=KlingServer(server.url)),
        ):
            fall("sk-nobody")


class TestTheEnd:
    def test_a_failure_is_not_covered_up_and_brings_the_calls(self, asker):
        def fail():
            with klingmock(faults=[UNUSED]) as kling:
                asker(kling).create()
                raise ZeroDivisionError("mine")

        with pytest.raises(ZeroDivisionError, match="mine") as caught:
            fail()

        (note,) = caught.value.__notes__
        assert note.startswith("klingmock calls:\n#1 ")

    def test_a_surprise_names_all_and_is_an_assertion(self, asker):
        with pytest.raises(AssertionError) as caught, klingmock(faults=[UNUSED]) as kling:
            asker(kling).ask("GET", "/v1/video")

        assert isinstance(caught.value, SurpriseError)
        assert len(caught.value.surprises) == 2
        assert str(caught.value).splitlines() == list(caught.value.surprises)

    def test_the_world_is_closed_after_a_surprise_too(self, asker):
        with kling_server() as server:
            with pytest.raises(SurpriseError), klingmock(server=server) as kling:
                asker(kling).ask("GET", "/v1/video")
            with server.open(kling.api_key) as again:
                assert len(again.calls) == 0


class Unittest(unittest.TestCase):
    """How unittest uses it."""

    def setUp(self):
        self.kling = self.enterContext(klingmock(lifecycle="immediate"))

    def test_a_world_is_entered(self):
        self.assertEqual(len(self.kling.tasks), 0)  # noqa: PT009 - this is what unittest looks like


def test_unittest_fails_on_a_surprise(asker):
    class Surprised(Unittest):
        def test_a_world_is_entered(self):
            asker(self.kling).ask("GET", "/v1/video")

    result = unittest.TestResult()
    Surprised("test_a_world_is_entered").run(result)

    ((_, said),) = result.failures + result.errors
    assert "SurpriseError" in said
    assert "the API has no such route" in said
