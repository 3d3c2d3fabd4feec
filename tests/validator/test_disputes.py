"""Each reading of each open question that the judge must answer changes some verdict; the others are named here."""

import itertools

import pytest

from contracts import disputes, load, model_names
from validator import check, quote

# A price hangs on these; fixtures/prices/other-prices.json has a case for each reading.
PRICED = {"edit-seconds", "element-price", "motion-seconds", "usd-rate", "usd-total", "v3-1080p-rate"}

# No request shows these: the server answers them.
SERVED = {
    "callback-backoff": "when a callback is tried again",
    "callback-retries": "how often a callback is tried",
    "can-cancel-field": "a field of the task",
    "charge-on-cancel": "the ledger",
    "charge-on-failure": "the ledger",
    "credits-unit": "a field of the task",
    "error-code-type": "the shape of a refusal",
    "image-defects": "when the server reads an image; the judge says what is wrong with facts that it is given",
    "o3-billing-rule": "a field of the task",
    "result-after-expiry": "the result's link",
    "task-error-retryability": "a failed task",
    "task-error-type": "a failed task",
}
JUDGED = sorted(set(disputes()) - PRICED - set(SERVED))

CHEAPEST = {
    "edit-seconds": {"model": "kling-o3-video-edit", "video_url": "https://example.com/in.mp4"},
    "element-price": {"model": "kling-custom-element"},
    "motion-seconds": {"model": "kling-v3-motion-control"},
    "usd-rate": {"model": "kling-o3-image-to-video"},
    "usd-total": {"model": "kling-o3-image-to-video", "sound": "on"},
    "v3-1080p-rate": {"model": "kling-v3-image-to-video", "quality": "1080p"},
}


def readings_of(dispute):
    return sorted(disputes()[dispute].readings)


def test_every_dispute_is_judged_or_priced_or_served():
    assert set(disputes()) >= PRICED | set(SERVED)
    assert JUDGED


@pytest.mark.parametrize("dispute", JUDGED)
def test_each_reading_has_its_verdict(dispute, dispute_cases, facts, found, ordered):
    case = dispute_cases[dispute]

    assert sorted(case["verdicts"]) == readings_of(dispute)
    for reading, expected in case["verdicts"].items():
        verdict = check(case["request"], readings={dispute: reading}, **facts(case))
        assert ordered(found(verdict.errors)) == ordered(expected["errors"]), reading
        assert ordered(found(verdict.notes)) == ordered(expected["notes"]), reading


@pytest.mark.parametrize("dispute", JUDGED)
def test_no_two_readings_have_the_same_verdict(dispute, dispute_cases, facts):
    case = dispute_cases[dispute]
    verdicts = [
        check(case["request"], readings={dispute: one}, **facts(case)).to_dict() for one in readings_of(dispute)
    ]

    assert all(one != other for one, other in itertools.combinations(verdicts, 2))


@pytest.mark.parametrize("dispute", JUDGED)
def test_what_hangs_on_a_dispute_says_so(dispute, dispute_cases, facts):
    case = dispute_cases[dispute]
    for reading, expected in case["verdicts"].items():
        verdict = check(case["request"], readings={dispute: reading}, **facts(case))
        named = {(one.rule, one.at): one.dispute for one in (*verdict.errors, *verdict.notes)}
        about = [pair for pair in (*expected["errors"], *expected["notes"]) if dispute_of(pair, dispute)]
        assert all(named[pair["rule"], pair["at"]] == dispute for pair in about), reading


def dispute_of(pair, dispute):
    """Leave out what a reading makes of a parameter that is then a stranger, or that nothing satisfies any more."""
    strangers = dispute == "o3-first-frame-aliases" and pair["rule"] != "o3/first-frame-alias"
    return not strangers


def test_there_is_no_case_for_a_dispute_that_nobody_knows(dispute_cases):
    assert sorted(dispute_cases) == JUDGED


@pytest.mark.parametrize("dispute", sorted(PRICED - {"edit-seconds"}))
def test_each_reading_has_its_price(dispute):
    prices = [quote(CHEAPEST[dispute], readings={dispute: reading}) for reading in readings_of(dispute)]

    assert all(one != other for one, other in itertools.combinations(prices, 2))


@pytest.mark.parametrize("dispute", sorted(PRICED))
def test_a_price_that_hangs_on_a_dispute_names_it_under_the_reading_that_is_not_the_default(dispute):
    for reading in readings_of(dispute):
        if reading != disputes()[dispute].default:
            assert dispute in quote(CHEAPEST[dispute], readings={dispute: reading}).disputes


@pytest.mark.parametrize("dispute", sorted(SERVED))
def test_what_the_server_answers_moves_no_verdict_and_no_price(dispute, dispute_cases):
    requests = [case["request"] for case in dispute_cases.values()]

    for request in requests:
        verdicts = [check(request, readings={dispute: reading}) for reading in readings_of(dispute)]
        assert all(verdict == verdicts[0] for verdict in verdicts)


def test_every_dispute_that_a_contract_names_has_its_place_above():
    named = {dispute for model in model_names() for dispute in load(model).disputes()}

    assert named <= {*JUDGED, *PRICED, *SERVED}
