"""A short run of the fuzzer that holds the server to its own description, always the same."""

from collections import Counter

from fuzz.openapi import BEYOND_SCHEMA, run
from mockserver import Settings, create_app
from mockserver.web.control import health


def test_the_server_is_as_it_describes_itself():
    report = run(cases=300, seed=20, edges=False)

    assert report.times == Counter(), "\n".join(report.lines())
    assert report.total >= 300
    assert report.checks > report.total


def test_a_server_that_is_otherwise_is_found_out(monkeypatch):
    monkeypatch.setattr(health, "version_of_klingmock", lambda: 7)

    report = run(cases=1, seed=0, edges=False)

    assert {operation for operation, _ in report.times} == {"GET /_mock/health"}
    assert all("schema" in what for _, what in report.times)


def test_what_is_excused_is_there():
    document = create_app(Settings()).test_client().get("/_mock/openapi.json").get_json()
    operations = {one["operationId"] for item in document["paths"].values() for one in item.values()}

    assert operations >= BEYOND_SCHEMA.keys()
