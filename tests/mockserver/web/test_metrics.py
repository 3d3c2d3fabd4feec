"""Counts for a monitor, read by the parser of the library that monitors use."""

import pytest
from prometheus_client.parser import text_string_to_metric_families


def metrics(client, **headers):
    answer = client.http.get("/_mock/metrics", headers=headers)
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain")
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_a_new_server_has_counted_nothing(client):
    assert metrics(client) == {
        ("klingmock_tasks_total",): 0,
        ("klingmock_credits_total", "reserved"): 0,
        ("klingmock_credits_total", "settled"): 0,
        ("klingmock_credits_total", "released"): 0,
        ("klingmock_accidents_total",): 0,
        ("klingmock_journal_dropped_total",): 0,
        ("klingmock_worlds",): 0,
    }


def test_what_happened_in_all_worlds_is_counted(client, callback):
    other = client.other("sk-another-9876")
    client.create(callback_url=callback)
    client.create(prompt="[[fail:content_policy_violation]]")
    client.generate(duration=99)
    other.create()
    other.get("/nowhere")
    client.post("/_mock/clock/run")

    counted = metrics(client)

    assert (
        counted.items()
        >= {
            ("klingmock_calls_total", "create", "200"): 3,
            ("klingmock_calls_total", "create", "400"): 1,
            ("klingmock_calls_total", "unknown", "404"): 1,
            ("klingmock_refused_by_rule_total", "o3/duration/maximum"): 1,
            ("klingmock_callback_attempts_total", "recorded"): 1,
            ("klingmock_tasks_total",): 3,
            ("klingmock_tasks_ended_total", "completed"): 1,
            ("klingmock_tasks_ended_total", "failed"): 1,
            ("klingmock_credits_total", "reserved"): 81,
            ("klingmock_credits_total", "settled"): 27,
            ("klingmock_credits_total", "released"): 27,
            ("klingmock_worlds",): 2,
        }.items()
    )


def test_a_fault_that_fired_is_counted_by_its_kind(client):
    client.post("/_mock/faults", json={"on": "create", "do": "status", "status": 503, "when": {"times": 1}})
    client.generate()
    client.generate()
    client.set(seed=7)

    assert metrics(client)["klingmock_faults_total", "status"] == 1


def test_every_attempt_of_a_callback_is_counted_by_its_outcome(routed, make_receiver, callback):
    client = routed(make_receiver(answers=(500, 200)))
    client.create(callback_url=callback)
    client.post("/_mock/clock/run")

    counted = metrics(client)

    assert counted["klingmock_callback_attempts_total", "refused"] == 1
    assert counted["klingmock_callback_attempts_total", "delivered"] == 1


def test_nothing_is_counted_down_when_a_world_begins_anew(client):
    client.create()
    before = metrics(client)
    client.open("DELETE", "/_mock/world")
    assert metrics(client) == before | {("klingmock_worlds",): 0}
    client.create()
    assert metrics(client)["klingmock_tasks_total",] == 2


def test_a_fault_of_ours_is_counted(client, monkeypatch):
    monkeypatch.setattr("mockserver.core.gateway.OPERATIONS", {})
    client.get("/v1/credits")

    assert metrics(client)["klingmock_accidents_total",] == 1


def test_a_scraper_needs_no_key_but_the_control_token_where_one_is_set(make_client):
    client = make_client(control_token="hush")  # noqa: S106 - a test's

    assert client.http.get("/_mock/metrics").status_code == 403
    assert metrics(client, **{"X-Klingmock-Control-Token": "hush"})


@pytest.mark.parametrize("path", ["/v1/tasks/task-unified-{}", "/{}", "/v1/credits?{}"])
def test_no_key_and_no_path_is_a_label(client, path):
    client.get(path.format(client.key))
    client.generate(model=client.key)

    text = client.http.get("/_mock/metrics").text

    assert client.key not in text
    assert client.key[-4:] not in text
    assert "nowhere" not in text
