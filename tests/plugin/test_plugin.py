"""The plugin, in a pytest of its own."""

import re

import pytest

GOOD = """
import pytest
from client import ask, create

KEYS = []

@pytest.mark.parametrize("turn", range(5))
def test_each_test_has_a_fresh_world(kling, turn):
    assert kling.calls.list() == []
    assert kling.world.settings()["tasks"] == 0
    assert kling.api_key not in KEYS
    KEYS.append(kling.api_key)
    create(kling, sound="on")

def test_a_server_is_shared(kling, kling_server):
    assert kling.base_url == kling_server.url

def test_without_it():
    pass
"""


@pytest.fixture(scope="module")
def good(run_pytest):
    return run_pytest(GOOD, "-p", "no:cacheprovider")


def test_each_test_has_a_fresh_world(good):
    assert set(good.outcomes().values()) == {"passed"}
    assert len(good.cases) == 7
    assert good.code == 0


def test_each_test_says_what_it_would_have_cost(good):
    assert good.properties("test_each_test_has_a_fresh_world[0]") == {
        "klingmock_tasks": "1",
        "klingmock_credits": "36.018",
        "klingmock_usd": "0.50025",
    }
    assert good.properties("test_a_server_is_shared")["klingmock_tasks"] == "0"
    assert good.properties("test_without_it") == {}
    assert good.said.count("1 task, would have cost $0.50 (36.018 credits)") == 5


def test_the_run_says_what_all_would_have_cost(good):
    assert "\nklingmock: 6 tests, 5 tasks, would have cost $2.50 (180.09 credits)\n" in good.said


@pytest.mark.parametrize("words", [("-n", "2"), ("-n", "2", "--dist", "loadgroup")])
def test_under_xdist_it_is_the_same_and_the_sum_is_over_all_workers(run_pytest, words):
    run = run_pytest(GOOD, *words, plugins=("klingmock", "xdist"))

    assert set(run.outcomes().values()) == {"passed"}
    assert len(run.cases) == 7
    assert "\nklingmock: 6 tests, 5 tasks, would have cost $2.50 (180.09 credits)\n" in run.said


@pytest.mark.parametrize("seed", [1, 2])
def test_in_any_order_it_is_the_same(run_pytest, seed):
    run = run_pytest(GOOD, "-p", "randomly", "-p", "no:cacheprovider", f"--randomly-seed={seed}")

    assert set(run.outcomes().values()) == {"passed"}
    assert "\nklingmock: 6 tests, 5 tasks, would have cost $2.50 (180.09 credits)\n" in run.said


def test_the_same_test_tells_the_same_story_again(run_pytest):
    text = """
from client import ask, create

def test_it(kling):
    task = create(kling)
    ask(kling, "GET", f"/v1/tasks/{task}")
    link = ask(kling, "GET", f"/v1/tasks/{task}")[1]["results"][0]
    assert 0, (task, link.removeprefix(kling.base_url))
"""
    told = [re.search(r"AssertionError: (\(.*\))", run_pytest(text).message("test_it")) for _ in range(2)]

    assert told[0]
    assert told[1]
    assert told[0][1] == told[1][1]


BAD = """
import pytest
from client import ask, create

def test_fails(kling):
    create(kling)
    ask(kling, "POST", "/v1/videos/generations", {"model": "sora"})
    assert 0

@pytest.fixture
def falls(kling):
    create(kling)
    raise ValueError("in a fixture")

def test_fails_in_a_fixture(kling, falls):
    pass

def test_calls_a_route_that_is_none(kling):
    ask(kling, "GET", "/v1/video")

@pytest.mark.klingmock(allow_unknown_routes=True)
def test_calls_one_on_purpose(kling):
    ask(kling, "GET", "/v1/video")

UNUSED = [{"on": "query", "do": "status", "status": 503}]

@pytest.mark.klingmock(faults=UNUSED)
def test_has_a_fault_that_never_fires(kling):
    create(kling)

@pytest.mark.klingmock(faults=UNUSED, allow_unused_faults=True)
def test_has_one_on_purpose(kling):
    pass

@pytest.mark.klingmock(faults=UNUSED)
def test_fails_before_its_fault(kling):
    assert 0

@pytest.mark.klingmock(faults=UNUSED)
def test_skips_before_its_fault(kling):
    pytest.skip("not today")

@pytest.mark.klingmock(faults=UNUSED)
@pytest.mark.xfail(strict=True)
def test_is_known_to_fail(kling):
    assert 0

def test_meets_a_fault_of_the_server(kling, monkeypatch):
    monkeypatch.setattr("mockserver.core.world.World.current_settings", None)
    ask(kling, "GET", "/_mock/world")

def test_comes_after_that(kling):
    pass

def test_loses_the_server(kling, monkeypatch):
    monkeypatch.setattr(kling._client, "_connections", None)
    monkeypatch.setattr(kling._client, "url", "http://127.0.0.1:1")
    assert 0

@pytest.mark.klingmock(lifecylce="immediate")
def test_has_a_typo(kling):
    pass

@pytest.mark.klingmock("immediate")
def test_names_no_setting(kling):
    pass
"""


@pytest.fixture(scope="module")
def bad(run_pytest):
    return run_pytest(BAD, "--strict-markers")


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("test_fails", "failure"),
        ("test_fails_in_a_fixture", "error"),
        ("test_calls_a_route_that_is_none", "error"),
        ("test_calls_one_on_purpose", "passed"),
        ("test_has_a_fault_that_never_fires", "error"),
        ("test_has_one_on_purpose", "passed"),
        ("test_fails_before_its_fault", "failure"),
        ("test_skips_before_its_fault", "skipped"),
        ("test_is_known_to_fail", "skipped"),
        ("test_meets_a_fault_of_the_server", "error"),
        ("test_comes_after_that", "passed"),
        ("test_loses_the_server", "failure"),
        ("test_has_a_typo", "error"),
        ("test_names_no_setting", "error"),
    ],
)
def test_what_goes_wrong_unseen_fails_the_test_that_it_went_wrong_in(bad, name, outcome):
    assert bad.outcome(name) == outcome
    assert len(bad.cases) == 14


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("test_calls_a_route_that_is_none", "call 1, GET /v1/video, was answered 404: the API has no such route"),
        ("test_has_a_fault_that_never_fires", "fault-1 (status on query) has never fired: no call fitted it"),
        ("test_meets_a_fault_of_the_server", "the mock server itself failed at GET /_mock/world: TypeError"),
        ("test_has_a_typo", "the mark klingmock: lifecylce: unknown setting; did you mean lifecycle?"),
        ("test_names_no_setting", "the mark klingmock takes settings by name, as in seed=7, not 'immediate'"),
    ],
)
def test_it_is_told_in_a_sentence_without_a_traceback(bad, name, said):
    assert said in bad.message(name)
    assert "Traceback" not in bad.message(name)
    assert "mockserver/" not in bad.message(name)


def test_a_failed_test_shows_its_calls(bad):
    shown = report_of(bad, "test_fails")

    assert "klingmock calls" in shown
    assert re.search(r"^#1 .* POST /v1/videos/generations -> 200  task-unified-\S+  27 credits$", shown, re.MULTILINE)
    assert re.search(r"^#2 .* POST /v1/videos/generations -> 400", shown, re.MULTILINE)
    assert "klingmock spend" in shown


def test_so_does_one_whose_fixture_failed_and_one_that_was_failed_at_its_end(bad):
    assert "POST /v1/videos/generations -> 200" in report_of(bad, "ERROR at setup of test_fails_in_a_fixture")
    assert "GET /v1/video -> 404" in report_of(bad, "ERROR at teardown of test_calls_a_route_that_is_none")


def test_a_server_that_is_gone_is_told_and_breaks_nothing(bad):
    assert "the mock server cannot be asked: nobody answers at" in report_of(bad, "test_loses_the_server")
    assert "INTERNALERROR" not in bad.said


def report_of(run, title):
    """Return what pytest showed about one failure."""
    (after,) = re.findall(
        rf"^_+ {re.escape(title)} _+$(.*?)(?=^(?:_+ .* _+|=+ .* =+)$)", run.said, re.MULTILINE | re.DOTALL
    )
    return after


SETTINGS = """
import pytest

@pytest.mark.klingmock(seed=1, lifecycle="immediate")
class TestMarked:
    @pytest.mark.klingmock(seed=2)
    def test_the_nearest_mark_wins_setting_by_setting(self, kling):
        settings = kling.world.settings()
        assert (settings["seed"], settings["lifecycle"]["kind"]) == (2, "immediate")

def test_options(kling):
    settings = kling.world.settings()
    assert 0, (settings["seed"], settings["lifecycle"]["kind"], settings["readings"], settings["balance"])

def test_a_reset_returns_to_the_options(kling):
    before = kling.world.settings()
    kling.world.change(seed=99)
    kling.world.reset()
    assert kling.world.settings()["seed"] == before["seed"]
"""
INI = "klingmock_seed = 5\nklingmock_lifecycle = polls:2\nklingmock_reading = lenient usd-rate=68\n"
OPTIONS = (
    "--klingmock-seed=6",
    "--klingmock-lifecycle=immediate",
    "--klingmock-reading=public",
    "--klingmock-reading=usd-rate=72",
)
POOR = """
import pytest

@pytest.fixture(scope="session")
def klingmock_settings():
    return {"balance": "5", "seed": "4"}
"""


@pytest.mark.parametrize(
    ("words", "ini", "files", "told"),
    [
        ((), "", {}, "(0, 'after', {'preset': 'strict'}, '10000')"),
        ((), INI, {}, "(5, 'polls', {'preset': 'lenient', 'usd-rate': '68'}, '10000')"),
        (OPTIONS, INI, {}, "(6, 'immediate', {'preset': 'public', 'usd-rate': '72'}, '10000')"),
        ((), "", {"conftest": POOR}, "(4, 'after', {'preset': 'strict'}, '5')"),
        (OPTIONS[:1], "", {"conftest": POOR}, "(6, 'after', {'preset': 'strict'}, '5')"),
    ],
    ids=["neither", "ini", "options", "conftest", "both"],
)
def test_settings_come_from_options_over_the_ini_file_over_conftest(run_pytest, words, ini, files, told):
    run = run_pytest(SETTINGS, *words, ini=ini, **files)

    assert told in run.message("test_options")
    assert sorted(run.outcomes().values()) == ["failure", "passed", "passed"]


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("--klingmock-seed=x", "klingmock cannot be set up like this: seed: 'x' is not a whole number"),
        ("--klingmock-lifecycle=never", "lifecycle: 'never' is not a kind of lifecycle; known: immediate"),
        ("--klingmock-reading=strikt", "reading: unknown preset 'strikt'"),
    ],
)
def test_a_wrong_option_is_told_in_a_sentence(run_pytest, word, said):
    run = run_pytest("def test_it(kling): pass", word)

    assert run.outcome("test_it") == "error"
    assert said in run.message("test_it")
    assert "mockserver/" not in run.message("test_it")


def test_options_mark_and_fixtures_are_documented(run_pytest):
    said = run_pytest("", "--help").said + run_pytest("", "--markers").said + run_pytest("", "--fixtures").said

    for word in (
        "--klingmock-seed",
        "klingmock_seed",
        "@pytest.mark.klingmock(**settings)",
        "kling_server",
        "kling --",
    ):
        assert word in said


def test_without_the_plugin_nothing_of_it_is_left(run_pytest):
    run = run_pytest("def test_it(): pass\ndef test_kling(kling): pass", "-p", "no:klingmock", plugins=())

    assert run.outcomes() == {"test_it": "passed", "test_kling": "error"}
    assert "fixture 'kling' not found" in run.message("test_kling")
    assert "klingmock:" not in run.said


def test_it_is_found_by_its_entry_point(run_pytest, monkeypatch):
    run = run_pytest(GOOD, plugins=("klingmock",))

    assert run.code == 0


AGAIN = """
from _pytest.runner import runtestprotocol

def pytest_runtest_protocol(item, nextitem):
    for _ in range(2):
        runtestprotocol(item, nextitem=nextitem)
        item._initrequest()
    return True
"""


def test_a_test_that_is_run_again_costs_again_and_is_told_once(run_pytest):
    run = run_pytest("from client import create\ndef test_it(kling):\n    create(kling)", conftest=AGAIN)

    assert "\nklingmock: 2 tests, 2 tasks, would have cost $0.75 (54 credits)\n" in run.said
    assert run.said.count("klingmock calls") == 0
    assert run.properties("test_it")["klingmock_credits"] == "27"


def test_unittest_cases_can_use_it(run_pytest):
    text = """
import unittest, pytest
from client import create

class TestOld(unittest.TestCase):
    @pytest.fixture(autouse=True)
    def _take(self, kling):
        self.kling = kling

    @pytest.mark.klingmock(faults=[{"on": "query", "do": "status", "status": 503}])
    def test_fails(self):
        create(self.kling)
        self.assertEqual(1, 2)

    def test_passes(self):
        create(self.kling)
"""
    run = run_pytest(text)

    assert run.outcomes() == {"test_fails": "failure", "test_passes": "passed"}
    assert "klingmock calls" in report_of(run, "TestOld.test_fails")
    assert "klingmock: 2 tests, 2 tasks, would have cost $0.75 (54 credits)" in run.said
