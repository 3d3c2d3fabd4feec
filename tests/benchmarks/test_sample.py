import json

from benchmarks.sample import BODY, BROKEN_BODY
from validator import check


def test_the_sample_is_the_generation_of_414_bytes_that_the_goals_speak_of():
    assert len(BODY) == 414


def test_the_sample_is_valid_and_has_a_price():
    verdict = check(json.loads(BODY))

    assert (verdict.valid, verdict.quote is not None) == (True, True)


def test_the_broken_sample_breaks_one_rule():
    assert [error.at for error in check(json.loads(BROKEN_BODY)).errors] == ["/duration"]
