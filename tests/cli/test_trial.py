import json
import sys
import textwrap
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from mockserver.cli.trial.reports import REPORTS
from mockserver.mutants import MUTANTS
from mockserver.trial import robustness, score
from mockserver.trial.habits import HABITS

GOOD = "mockserver.reference.standard_library:StandardLibraryClient"
BAD = "mockserver.reference.broken.keeps_the_link:KeepsTheLink"
HABIT = "saves-result"
TWO = ["--habit", HABIT, "--habit", "right-headers"]


def suite(code):
    return ["--", sys.executable, "-I", "-c", f"import os; mutant = os.environ.get('KLINGMOCK_MUTANT'); {code}"]


def test_a_good_client_is_acquitted(run):
    result = run("trial", "--python", GOOD, *TWO)

    assert result.exit_code == 0, result.output
    assert "acquitted" in result.stdout.splitlines()[-1]
    assert not Path(".klingmock").exists()


def test_a_broken_client_is_convicted_with_its_story_and_a_way_to_see_it_again(run):
    result = run("trial", "--python", BAD, *TWO)

    assert result.exit_code == 1
    assert "Found: it reports success, and has saved no video" in result.stdout
    assert "Wasted: 27 credits" in result.stdout
    (again,) = [line.split("Again: klingmock ")[1] for line in result.stdout.splitlines() if "Again: " in line]
    assert run(*again.split()).exit_code == 1


def test_a_saved_case_acquits_a_client_that_keeps_the_habit(run):
    run("trial", "--python", BAD, *TWO, "--save", "cases.json")

    assert run("trial", "--python", GOOD, "--replay", "cases.json").exit_code == 0


def test_a_saved_case_that_no_server_takes_is_a_usage_error(run):
    run("trial", "--python", BAD, *TWO, "--save", "cases.json")
    file = Path("cases.json")
    file.write_text(file.read_text().replace('"after:20s"', '"whenever"'))

    result = run("trial", "--python", GOOD, "--replay", "cases.json")

    assert result.exit_code == 2
    assert "whenever" in result.output


def test_nothing_is_saved_when_nobody_wants_it(run, tmp_path):
    run("trial", "--python", BAD, *TWO, "--save", "")

    assert list(tmp_path.iterdir()) == []


def test_a_module_of_the_current_folder_is_found(run, tmp_path):
    (tmp_path / "my_client.py").write_text(f"from {BAD.replace(':', ' import ')} as Client\n")

    assert run("trial", "--python", "my_client:Client", *TWO).exit_code == 1


def test_what_a_client_prints_is_no_part_of_the_report(run, tmp_path):
    source = f"""
        from {GOOD.replace(":", " import ")} as Good
        class Loud(Good):
            def generate(self, *args, sleep, **options):
                print("hello")
                return super().generate(*args, sleep=sleep, **options)
    """
    (tmp_path / "loud.py").write_text(textwrap.dedent(source))

    result = run("trial", "--python", "loud:Loud", *TWO, "--format", "json")

    assert json.loads(result.stdout)["acquitted"]
    assert "hello" in result.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "name one client"),
        (["--python", GOOD, "--", "x"], "name one client"),
        (["--python", "no_such_module:x"], "No module named"),
        (["--python", GOOD, "--habit", "x"], "'x' is no habit"),
        (["--python", GOOD, "--readings", "x"], "unknown preset"),
        (["--python", GOOD, "--requirements", "x"], "'x' is no revision"),
        (["--python", GOOD, "--expected-failures", "x"], "No such file"),
        (["--python", GOOD, "--replay", "x"], "No such file"),
        (["--", "no-such-command-anywhere"], "cannot be started"),
        (["--mutate-server"], "name the suite"),
        (["--mutant", "x", "--", "true"], "'x' is no mutant"),
        (["--mutate-server", "--format", "sarif", "--", "true"], "reports as text or json"),
    ],
)
def test_what_cannot_be_tried_is_a_usage_error(run, words, message):
    result = run("trial", *words)

    assert result.exit_code == 2
    assert message in result.output


def test_an_expected_failure_is_excused_and_a_stale_one_convicts(run, tmp_path):
    (tmp_path / "known.toml").write_text(f'[expected-failures]\n{HABIT} = "links are enough for us"\n')
    (tmp_path / "stale.toml").write_text(f'[expected-failures]\n{HABIT} = "known"\nright-headers = "mended"\n')

    assert run("trial", "--python", BAD, *TWO, "--expected-failures", "known.toml").exit_code == 0
    stale = run("trial", "--python", BAD, *TWO, "--expected-failures", "stale.toml")
    assert stale.exit_code == 1
    assert "STALE   right-headers" in stale.stdout


def test_requirements_say_which_habits_count(run, tmp_path):
    (tmp_path / "mine.toml").write_text(f'[habits]\n{HABIT} = "warning"\n')

    result = run("trial", "--python", BAD, "--requirements", "mine.toml", "--format", "json")

    assert result.exit_code == 0
    (verdict,) = json.loads(result.stdout)["verdicts"]
    assert (verdict["habit"], verdict["state"], verdict["severity"]) == (HABIT, "broken", "warning")


def test_readings_may_be_words(run):
    result = run("trial", "--python", GOOD, *TWO, "--readings", "lenient,usd-rate=68", "--format", "json")

    assert json.loads(result.stdout)["readings"] == {"preset": "lenient", "usd-rate": "68"}


def test_the_readings_that_it_depends_on_are_listed_and_convict_nobody(run, monkeypatch):
    single = {"preset": "strict", "v3-1080p-rate": "1.334"}
    monkeypatch.setattr(robustness, "other_readings", lambda: iter([("v3-1080p-rate=1.334", single)]))

    result = run("trial", "--python", GOOD, "--habit", "estimate-equals-oracle", "--readings", "all")

    assert result.exit_code == 0
    assert "Not robust" in result.stdout
    assert "  v3-1080p-rate=1.334: estimate-equals-oracle\n" in result.stdout


@pytest.fixture
def report(run):
    """Return a function that reports a conviction in one format."""

    def told(form):
        return run("trial", "--python", BAD, *TWO, "--format", form).stdout

    return told


def test_json_has_every_verdict_and_money_as_text(report):
    told = json.loads(report("json"))

    states = {verdict["habit"]: verdict["state"] for verdict in told["verdicts"]}
    assert states == {HABIT: "broken", "right-headers": "kept"}
    (finding,) = told["verdicts"][1]["conviction"]["findings"]
    assert finding["credits_wasted"] == "27"
    assert told["saved"] == {HABIT: f".klingmock/trial/{HABIT}.json"}


def test_junit_has_a_case_per_habit(report):
    (testsuite,) = ET.fromstring(report("junit"))  # noqa: S314 - our own

    failed = {case.get("name"): case.find("failure") is not None for case in testsuite}
    assert failed == {HABIT: True, "right-headers": False}
    assert (testsuite.get("tests"), testsuite.get("failures")) == ("2", "1")


def test_sarif_has_a_rule_per_habit_and_a_result_per_broken_one(report):
    (told,) = json.loads(report("sarif"))["runs"]

    assert [rule["id"] for rule in told["tool"]["driver"]["rules"]] == list(HABITS)
    (result,) = told["results"]
    assert (result["ruleId"], result["level"]) == (HABIT, "error")


def test_github_has_an_annotation_per_broken_habit(report):
    assert report("github") == f"::error title={HABIT}::it reports success, and has saved no video\n"


def test_markdown_has_a_table_and_the_story(report):
    told = report("markdown")

    assert "| `right-headers` | kept |" in told
    assert f"<summary>{HABIT}</summary>" in told
    assert "it reported 'completed'" in told


@pytest.mark.parametrize("form", REPORTS)
def test_a_fall_is_told_in_every_format(run, form):
    result = run("trial", "--save", "", "--format", form, "--", sys.executable, "-c", "raise SystemExit(9)")

    assert result.exit_code == 1
    assert "exit code 9" in result.stdout


def test_a_suite_that_notices_everything_is_good(run):
    result = run("trial", "--mutate-server", *suite("raise SystemExit(mutant is not None)"))

    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == f"{len(MUTANTS)} of {len(MUTANTS)} wrong servers were noticed"


def test_the_survivors_are_listed(run):
    some = ["--mutant", "created-201", "--mutant", "id-missing"]
    result = run("trial", *some, "--format", "json", *suite("raise SystemExit(mutant == 'created-201')"))

    assert result.exit_code == 1
    assert json.loads(result.stdout)["survivors"] == ["id-missing"]


def test_a_suite_that_is_red_without_a_mutant_says_nothing(run):
    result = run("trial", "--mutate-server", *suite("print('the reason'); raise SystemExit(mutant is None)"))

    assert result.exit_code == 2
    assert "fails already where nothing is wrong" in result.output
    assert "the reason" in result.output


@pytest.fixture
def two_clients(monkeypatch):
    monkeypatch.setattr(score, "CLIENTS", {"good": GOOD})
    monkeypatch.setattr(score, "BROKEN", {"bad": BAD})


@pytest.mark.usefixtures("two_clients")
def test_a_full_score_is_good(run):
    result = run("trial", "--score", "--seeds", "1")

    assert result.exit_code == 0, result.output
    assert "1 of 1 good clients acquitted, in 1 runs each" in result.stdout
    assert "1 of 1 broken clients convicted" in result.stdout


@pytest.mark.usefixtures("two_clients")
def test_a_score_that_is_not_full_is_not_good(run, monkeypatch):
    monkeypatch.setattr(score, "CLIENTS", {"good": BAD})

    result = run("trial", "--score", "--seeds", "1", "--format", "json")

    told = json.loads(result.stdout)
    assert (result.exit_code, told["full"]) == (1, False)
    assert told["clients"][0]["wrong"] == [f"seed 0: {HABIT}"]
