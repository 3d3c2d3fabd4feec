"""Our own server keeps our own contract, and says so in a recording."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts import model_names
from validator.derive.strategies import broken_requests, valid_requests


def told(found):
    return {finding.clause.id: [seen for _, seen in finding.against] for finding in found.contradicted}


def test_a_whole_conversation_contradicts_nothing(spoken, archive, evidence):
    found = evidence(archive(spoken))

    assert told(found) == {}


@pytest.mark.parametrize(
    "clause",
    [
        "rule:o3-t2v/duration/maximum",
        "rule:request/model-known",
        "rule:request/json",
        "accepts:kling-o3-text-to-video",
        "rate:kling-o3-text-to-video/quality=720p,sound=off",
        "rate:kling-v3-image-to-video/quality=720p,sound=on",
        "used:kling-o3-text-to-video",
        "field:kling-o3-text-to-video/query/results#presence",
        "field:kling-o3-text-to-video/create/status#enum",
        "field:kling-o3-text-to-video/query/#others",
        "answer:create/200",
        "answer:list/data[].has_error#type",
        "error:create/400/invalid_request",
        "error:create/402/insufficient_quota",
        "error:create/409/idempotency_conflict",
        "error:query/404/task_not_found",
        "error:credits/429/rate_limit_exceeded",
        "task-error:service_error",
        "task:order",
        "task:progress",
        "task:same/id",
        "task:link",
        "auth:required",
        "limit:retry-after",
        "idempotency:same",
        "idempotency:conflict",
        "echo:video_duration",
        "balance:used",
        "balance:remaining",
        "reading:result-after-expiry",
        "reading:charge-on-failure",
        "reading:can-cancel-field",
    ],
)
def test_it_confirms(clause, spoken, archive, evidence):
    assert evidence(archive(spoken)).findings[clause].status == "confirmed"


@pytest.mark.parametrize("model", model_names())
def test_requests_that_are_drawn_confirm_and_contradict_nothing(model, make_client, archive, evidence):
    bodies = st.one_of(valid_requests(model), broken_requests(model).map(lambda case: case[1]))

    @settings(max_examples=15, suppress_health_check=list(HealthCheck))
    @given(st.lists(bodies, min_size=1, max_size=4))
    def claim(requests):
        client = make_client(balance="100000000")
        for request in requests:
            client.post(
                "/v1/videos/generations", data=json.dumps(request), headers={"Content-Type": "application/json"}
            )
        found = evidence(archive(client))
        assert told(found) == {}
        assert sum(finding.confirmed for finding in found.findings.values()) > len(requests)

    claim()


@pytest.mark.parametrize(
    "readings",
    [
        {"credits-unit": "uc"},
        {"error-code-type": "integer"},
        {"can-cancel-field": "absent"},
        {"task-error-type": "absent"},
        {"result-after-expiry": "410"},
        {"charge-on-failure": "charged", "charge-on-cancel": "charged"},
        {"o3-billing-rule": "per_call"},
    ],
    ids=lambda readings: next(iter(readings)),
)
def test_a_server_of_another_reading_supports_that_reading_and_no_other(
    readings, make_client, conversation, archive, evidence
):
    client = make_client(reading=[f"{name}={value}" for name, value in readings.items()])
    conversation(client).hold()
    file = archive(client)

    assert set(told(evidence(file))) == {f"reading:{name}" for name in readings}
    assert told(evidence(file, readings=readings)) == {}


def test_two_files_add_up(spoken, archive, evidence):
    file, again = archive(spoken), archive(spoken, name="again.har")

    once, twice = evidence(file), evidence(file, again)

    clause = "error:create/402/insufficient_quota"
    assert twice.findings[clause].confirmed == 2 * once.findings[clause].confirmed


def test_the_exchanges_of_a_task_are_linked(spoken, archive, evidence):
    found = evidence(archive(spoken))

    story = next(story for story in found.stories() if story.downloads)

    assert story.creation is not None
    assert (len(story.replays), len(story.downloads), len(story.sights) > 4) == (1, 2, True)
