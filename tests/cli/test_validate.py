import io
import json
import struct
from pathlib import Path
from unittest import mock

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from mockserver.cli import main
from mockserver.cli.line_of import line_of
from mockserver.cli.reports import REPORTS
from mockserver.cli.request_file import BadJson, read_requests

GOOD = {
    "model": "kling-o3-image-to-video",
    "image_start": "https://example.com/a.jpg",
    "prompt": "x",
    "duration": 5,
    "quality": "720p",
    "sound": "on",
}


def lines(result):
    return [line for line in result.stdout.splitlines() if line[0] != " "]


def test_a_valid_request_is_told_with_its_price(run, request_file, good):
    result = run("validate", request_file("a.json", good))

    assert result.exit_code == 0
    assert result.stdout == "a.json:1: OK 36.018 credits ($0.500)\n"
    assert result.stderr == "1 request: 1 valid (36.018 credits), 0 invalid\n"


def test_every_error_is_told_with_pointer_rule_and_source(run, request_file, good):
    result = run("validate", request_file("a.json", {**good, "duration": 16, "quality": "8k"}))

    assert result.exit_code == 1
    assert "a.json:1: 2 errors" in result.stdout
    assert "error /duration: duration must be at most 15, not 16" in result.stdout
    assert "o3/duration/maximum (kling-o3, Request Parameters, duration, note 1)" in result.stdout
    assert "error /quality" in result.stdout


def test_a_verdict_that_hangs_on_a_dispute_names_it(run, request_file, good):
    result = run("validate", request_file("a.json", {**good, "quality": "4k"}))

    assert "; disputed: quality-4k)" in result.stdout


def test_another_reading_gives_another_verdict(run, request_file, good):
    file = request_file("a.json", {**good, "quality": "4k"})

    assert run("validate", file).exit_code == 1
    assert run("validate", file, "--reading", "quality-4k=accepted").exit_code == 0


def test_notes_are_told_and_defaults_on_demand(run, request_file, good):
    del good["duration"]
    file = request_file("a.json", {**good, "foo": 1})

    assert "note /foo" in run("validate", file).stdout
    assert "note /duration" not in run("validate", file).stdout
    assert "note /duration" in run("validate", "-v", file).stdout


def test_one_bad_line_hides_no_other(run, request_file, good):
    file = request_file("a.jsonl", good, '{"model": ', "", good, "nonsense", [good])
    result = run("validate", file)

    assert result.exit_code == 1
    assert [line.split(" ")[0] for line in lines(result)] == [
        "a.jsonl:1:",
        "a.jsonl:2:11:",
        "a.jsonl:4:",
        "a.jsonl:5:1:",
        "a.jsonl:6:",
    ]
    assert "5 requests: 2 valid (72.036 credits), 3 invalid" in result.stderr


def test_json_lines_need_no_file_name_of_their_own(run, request_file, good):
    file = request_file("requests.txt", good, "{", good)

    assert len(lines(run("validate", file))) == 3


def test_a_broken_object_over_several_lines_is_one_finding_at_its_place(run, request_file):
    file = request_file("a.json", '{\n "shots": [\n    {"index": 1}\n ],\n "model": oops\n}')
    result = run("validate", file)

    assert [line.split(" ")[0] for line in lines(result)] == ["a.json:5:11:"]


def test_an_array_is_judged_item_by_item_each_at_its_line(run, request_file, good):
    file = request_file("a.json", json.dumps([good, {"model": 1}, 7], indent=1))
    result = run("validate", file)

    assert [line.split(": ")[0] for line in lines(result)] == ["a.json:2", "a.json:10", "a.json:13"]


def test_dash_is_stdin(run, good):
    result = run("validate", "-", input=json.dumps(good))

    assert result.stdout.startswith("<stdin>:1: OK")


def test_a_byte_order_mark_is_skipped(run, request_file, good):
    file = request_file("a.json", "\ufeff" + json.dumps(good))

    assert run("validate", file).exit_code == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("\n \n", "the file is empty"),
        ("[]", "the array holds no request"),
        ("NaN", "NaN is not a JSON value"),
        ('{"a": -Infinity}', "-Infinity is not a JSON value"),
        ("[1] x", "Extra data"),
        ("9" * 5000, "a number has too many digits"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_json_is_a_finding(run, text, said):
    result = run("validate", "-", input=text)

    assert result.exit_code == 1
    assert said in result.stdout
    assert "request/json" in result.stdout


def test_text_that_is_not_utf_8_is_a_finding_at_its_column(run):
    result = run("validate", "-", input=b'{"a": "\xff"}')

    assert "<stdin>:1:8: 1 error" in result.stdout
    assert "not UTF-8" in result.stdout


@pytest.mark.parametrize("name", ["missing.json", ".", "\0"])
def test_a_file_that_cannot_be_read_ends_with_2_in_one_line(run, name):
    result = run("validate", name)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "cannot be read" in result.stderr


def test_text_from_outside_cannot_redraw_the_terminal(run, request_file, good):
    file = request_file("a.json", {**good, "quality": "\x1b[2J\u202e"})
    shown = run("validate", file, color=True).stdout

    assert "\x1b[2J" not in shown
    assert "\u202e" not in shown
    assert "\\x1b[2J" in shown


def test_colours_are_for_terminals_that_want_them(run, request_file, good):
    file = request_file("a.json", good)

    assert "\x1b[" not in run("validate", file).stdout
    assert "\x1b[32mOK" in run("validate", file, color=True).stdout
    assert "\x1b[" not in run("validate", file, color=True, env={"NO_COLOR": "1"}).stdout


def png(width, height):
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width, height)


@pytest.mark.parametrize(("side", "said"), [(300, False), (299, True)])
def test_images_in_a_folder_are_judged_by_their_facts(run, request_file, good, side, said):
    Path("images/inner").mkdir(parents=True)
    Path("images/a b.png").write_bytes(png(side, 400))
    file = request_file("a.json", {**good, "image_start": "https://example.com/x/a%20b.png?v=1"})
    options = ("--images", "images", "--reading", "image-defects=400", "-v")
    result = run("validate", file, *options)

    assert ("o3/image-side" in result.stdout) is said


def test_a_folder_of_images_that_is_not_there_is_refused(run, request_file, good):
    result = run("validate", request_file("a.json", good), "--images", "missing")

    assert result.exit_code == 2
    assert "--images missing: No such file or directory" in result.stderr


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
REQUEST = st.dictionaries(st.sampled_from([*GOOD, "model_params", "image_urls", "callback_url"]), JSON)


@given(JSON | REQUEST | REQUEST.map(lambda request: {**GOOD, **request}), st.sampled_from(list(REPORTS)))
def test_any_json_is_reported_in_every_format(value, form):
    result = CliRunner().invoke(main, ["validate", "-", "-v", "--format", form], input=json.dumps(value))

    assert result.exit_code in {0, 1}
    assert isinstance(result.exception, SystemExit | None)


@given(st.binary(max_size=200), st.sampled_from(list(REPORTS)))
def test_any_bytes_are_reported_in_every_format(data, form):
    result = CliRunner().invoke(main, ["validate", "-", "--format", form], input=data)

    assert result.exit_code in {0, 1}


@given(st.dictionaries(st.text(), JSON, min_size=1), st.data())
def test_the_line_of_a_member_is_where_it_is_written(value, data):
    name = data.draw(st.sampled_from(sorted(value)))
    text = json.dumps(value, indent=1)
    pointer = "/" + name.replace("~", "~0").replace("/", "~1")

    assert text.splitlines()[line_of(text, pointer)].startswith(f" {json.dumps(name)}: ")


@pytest.mark.parametrize(
    ("pointer", "line"),
    [("", 0), ("/a", 1), ("/a/0", 2), ("/a/1", 3), ("/a/1/b", 4), ("/a/2", 1), ("/a/x", 1), ("/z", 0), ("/a/0/q", 2)],
)
def test_the_line_of_what_is_missing_is_that_of_its_holder(pointer, line):
    assert line_of('{\n "a": [\n  1,\n  {\n  "b": 1\n  }\n ]\n}', pointer) == line


@given(st.binary(max_size=200))
def test_any_bytes_are_read(data):
    with mock.patch("sys.stdin", io.TextIOWrapper(io.BytesIO(data))):
        found = read_requests("-")

    assert found
    assert all(isinstance(one.value, BadJson) or json.dumps(one.value) for one in found)


@given(st.lists(st.one_of(st.none(), st.booleans(), st.integers(), st.text(), st.just({})), min_size=2))
def test_an_array_keeps_its_items_whatever_they_are(tmp_path_factory, items):
    file = tmp_path_factory.mktemp("array") / "a.json"
    file.write_text(json.dumps(items, indent=1), encoding="utf-8")
    found = read_requests(str(file))

    assert [one.value for one in found] == items
    assert [one.line for one in found] == list(range(2, len(items) + 2))
