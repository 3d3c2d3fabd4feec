"""The plugin costs nothing where it is not used: every run of pytest imports it."""

import json
import subprocess
import sys

import pytest

HEAVY = ("flask", "werkzeug", "jsonschema", "jsonschema_rs", "msgspec", "hypothesis", "contracts", "validator")

TELL = """
import json, sys

def pytest_unconfigure(config):
    with open("modules.json", "w") as file:
        json.dump(sorted(sys.modules), file)
"""


def imported_by(*words):
    done = subprocess.run(
        [sys.executable, "-P", "-c", "; ".join((*words, "import json, sys", "print(json.dumps(sorted(sys.modules)))"))],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(done.stdout))


def test_the_module_imports_pytest_and_two_of_ours():
    more = imported_by("import pytest, mockserver.pytest_plugin") - imported_by("import pytest")

    assert more == {"mockserver", "mockserver.pytest_plugin"}


@pytest.mark.parametrize("words", [(), ("--co",), ("--klingmock-seed=7",)])
def test_a_run_that_does_not_use_it_imports_nothing_more(run_pytest, words):
    run = run_pytest("def test_it(): pass", *words, conftest=TELL, ini="klingmock_lifecycle = immediate\n")

    modules = json.loads(run.file("modules.json"))
    assert "mockserver.pytest_plugin" in modules
    assert [name for name in modules if name.partition(".")[0] in HEAVY] == []
    assert [name for name in modules if name.startswith("mockserver.") and name != "mockserver.pytest_plugin"] == []


def test_the_client_and_the_tools_know_no_server():
    modules = imported_by("import mockserver.testing")

    assert {"flask", "werkzeug", "jsonschema", "hypothesis", "pytest"} & modules == set()
