import json
from decimal import Decimal

import pytest

O3 = "kling-o3-image-to-video"


def test_a_receipt_explains_every_line_and_sums_up(run):
    shown = run("price", O3, "--set", "quality=1080p", "--set", "sound=on").stdout.splitlines()

    assert shown[0] == O3
    assert shown[1].split(maxsplit=1)[0] == "27"
    assert shown[2].split(maxsplit=1)[0] == "18.009"
    assert "[kling-o3, Request Parameters, sound, note 1]" in shown[2]
    assert shown[4].strip() == "45.009  credits = $0.625125, listed as $0.625; 9.0018 a second"


def test_the_lines_of_json_sum_to_the_credits(run):
    found = json.loads(run("price", O3, "--set", "duration=8", "--format", "json").stdout)

    amounts = [Decimal(line.partition(" ")[0]) for line in found["lines"]]
    assert found["model"] == O3
    assert sum(amounts) == Decimal(found["credits"]) == Decimal("43.2")


def test_what_a_price_hangs_on_is_told(run):
    shown = run("price", "kling-v3-image-to-video", "--set", "quality=1080p").stdout

    assert "Hangs on v3-1080p-rate=1.333; other readings: 1.334" in shown


def test_a_part_of_a_request_has_a_price(run, request_file):
    assert run("price", request_file("a.json", {"model": O3, "duration": 3})).exit_code == 0


def test_set_changes_what_a_file_says(run, request_file):
    file = request_file("a.json", {"model": O3, "duration": 3})

    assert "43.2 " in run("price", file, "--set", "duration=8").stdout


def test_every_request_of_json_lines_is_priced_and_a_bad_line_hides_none(run, request_file):
    file = request_file("a.jsonl", {"model": O3}, "{", {"model": O3, "duration": 16}, [1])
    result = run("price", file)

    assert result.exit_code == 1
    assert [line for line in result.stdout.splitlines() if line.startswith("a.jsonl")] == [
        "a.jsonl:1:",
        "a.jsonl:2:",
        "a.jsonl:3:",
        "a.jsonl:4:",
    ]
    found = json.loads(run("price", file, "--format", "json").stdout)
    assert [next(iter(one)) for one in found] == ["model", "errors", "errors", "errors"]


def test_no_price_ends_with_1_and_the_reasons(run):
    result = run("price", O3, "--set", "duration=16")

    assert result.exit_code == 1
    assert "/duration: duration must be at most 15, not 16 [o3/duration/maximum]" in result.stdout


def test_an_unknown_model_ends_with_2_and_the_nearest(run):
    result = run("price", "kling-o3-image-to-vidoe")

    assert result.exit_code == 2
    assert "did you mean kling-o3-image-to-video" in result.stderr


@pytest.mark.parametrize("word", ["duration", "=8", "a..b=1", ".=1", "model.x=1"])
def test_a_wrong_assignment_ends_with_2(run, word):
    result = run("price", O3, "--set", word)

    assert result.exit_code == 2
    assert repr(word) in result.stderr


def test_a_dotted_name_goes_inside(run):
    result = run("price", O3, "--set", "model_params.multi_shot=true", "--set", "duration=04")

    assert result.exit_code == 1
    assert 'not "04"' in result.stdout
