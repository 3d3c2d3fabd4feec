import json
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest

# What consumers of SARIF 2.1.0 rely on (OASIS sarif-v2.1.0, sections 3.13, 3.14, 3.19, 3.27, 3.49).
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "items": {"$ref": "#/$defs/run"}},
    },
    "additionalProperties": False,
    "$defs": {
        "run": {
            "type": "object",
            "required": ["tool", "results"],
            "properties": {
                "tool": {
                    "type": "object",
                    "required": ["driver"],
                    "properties": {
                        "driver": {
                            "type": "object",
                            "required": ["name", "rules"],
                            "properties": {
                                "name": {"type": "string"},
                                "semanticVersion": {"type": "string"},
                                "rules": {"type": "array", "items": {"$ref": "#/$defs/rule"}, "uniqueItems": True},
                            },
                            "additionalProperties": False,
                        }
                    },
                    "additionalProperties": False,
                },
                "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                "results": {"type": "array", "items": {"$ref": "#/$defs/result"}},
            },
            "additionalProperties": False,
        },
        "text": {
            "type": "object",
            "required": ["text"],
            "properties": {"text": {"type": "string", "minLength": 1}},
            "additionalProperties": False,
        },
        "rule": {
            "type": "object",
            "required": ["id"],
            "properties": {
                "id": {"type": "string"},
                "shortDescription": {"$ref": "#/$defs/text"},
                "help": {"$ref": "#/$defs/text"},
                "properties": {"type": "object"},
            },
            "additionalProperties": False,
        },
        "result": {
            "type": "object",
            "required": ["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"],
            "properties": {
                "ruleId": {"type": "string"},
                "ruleIndex": {"type": "integer", "minimum": 0},
                "level": {"enum": ["none", "note", "warning", "error"]},
                "message": {"$ref": "#/$defs/text"},
                "locations": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/location"}},
                "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
            },
            "additionalProperties": False,
        },
        "location": {
            "type": "object",
            "required": ["physicalLocation"],
            "properties": {
                "physicalLocation": {
                    "type": "object",
                    "required": ["artifactLocation", "region"],
                    "properties": {
                        "artifactLocation": {
                            "type": "object",
                            "required": ["uri"],
                            "properties": {"uri": {"type": "string", "pattern": "^[!-~]+$"}},
                            "additionalProperties": False,
                        },
                        "region": {
                            "type": "object",
                            "required": ["startLine"],
                            "properties": {
                                "startLine": {"type": "integer", "minimum": 1},
                                "startColumn": {"type": "integer", "minimum": 1},
                            },
                            "additionalProperties": False,
                        },
                    },
                    "additionalProperties": False,
                },
                "logicalLocations": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {"fullyQualifiedName": {"type": "string"}},
                        "additionalProperties": False,
                    },
                },
            },
            "additionalProperties": False,
        },
    },
}


@pytest.fixture
def mixed(request_file, good):
    """Two good requests, two equal bad ones, and a line that is no JSON."""
    bad = {**good, "duration": 16, "quality": "a,b:c%d\x07"}
    return request_file("mixed file.jsonl", good, bad, "{", bad, good)


def sarif(run, *words):
    found = json.loads(run("validate", *words, "--format", "sarif").stdout)
    jsonschema.Draft202012Validator(SARIF).validate(found)
    return found["runs"][0]


def test_sarif_keeps_to_its_schema_and_names_each_finding(run, mixed):
    results = sarif(run, mixed)["results"]

    assert [(one["ruleId"], one["locations"][0]["physicalLocation"]["region"]) for one in results] == [
        ("o3/duration/maximum", {"startLine": 2}),
        ("o3/quality/enum", {"startLine": 2}),
        ("request/json", {"startLine": 3, "startColumn": 2}),
        ("o3/duration/maximum", {"startLine": 4}),
        ("o3/quality/enum", {"startLine": 4}),
    ]


def test_a_request_over_several_lines_is_pointed_at_line_by_line(run, request_file, good):
    text = json.dumps([good, {**good, "quality": "8k", "duration": 16}], indent=1)
    file = request_file("a.json", text)
    wanted = [1 + text.splitlines().index(f'  "{name}') for name in ('duration": 16,', 'quality": "8k",')]
    regions = [one["locations"][0]["physicalLocation"]["region"] for one in sarif(run, file)["results"]]
    github = run("validate", file, "--format", "github").stdout.splitlines()

    assert regions == [{"startLine": line} for line in wanted]
    assert [f",line={line}," in one for line, one in zip(wanted, github, strict=True)] == [True, True]


def test_sarif_refers_to_rules_by_their_place(run, mixed):
    found = sarif(run, mixed)
    rules = found["tool"]["driver"]["rules"]

    assert [rules[one["ruleIndex"]]["id"] for one in found["results"]] == [one["ruleId"] for one in found["results"]]


def uris(found):
    return {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in found["results"]}


def test_sarif_paths_are_relative_and_escaped(run, mixed):
    assert uris(sarif(run, mixed)) == {"mixed%20file.jsonl"}
    assert uris(sarif(run, str(Path(mixed).absolute()))) == {"mixed%20file.jsonl"}


def test_a_sarif_path_outside_the_folder_is_a_whole_address(run, mixed, tmp_path, monkeypatch):
    inner = tmp_path / "inner"
    inner.mkdir()
    monkeypatch.chdir(inner)

    assert uris(sarif(run, f"../{mixed}")) == {(tmp_path / mixed).as_uri()}


def fingerprints(found):
    return [one["partialFingerprints"]["klingmock/v1"] for one in found["results"]]


def test_sarif_fingerprints_tell_findings_apart_and_survive_moved_lines(run, mixed):
    before = fingerprints(sarif(run, mixed))
    text = Path(mixed).read_text(encoding="utf-8")
    Path(mixed).write_text("\n\n" + text, encoding="utf-8")

    assert len(set(before)) == len(before)
    assert fingerprints(sarif(run, mixed)) == before


def test_sarif_without_findings_is_a_run_without_results(run, request_file, good):
    assert sarif(run, request_file("a.json", good))["results"] == []


def test_sarif_tells_notes_on_demand(run, request_file, good):
    found = sarif(run, request_file("a.json", {**good, "foo": 1}), "-v")

    assert {one["level"] for one in found["results"]} == {"note"}


def junit(run, *words):
    return ET.fromstring(run("validate", *words, "--format", "junit").stdout)  # noqa: S314 - our own


def test_junit_has_a_case_per_request_and_a_failure_per_invalid_one(run, mixed):
    (suite,) = junit(run, mixed)

    assert suite.attrib["tests"] == "5"
    assert suite.attrib["failures"] == "3"
    assert [len(case) for case in suite] == [0, 1, 1, 1, 0]
    assert suite[0].attrib["name"] == "line 1: kling-o3-image-to-video"
    failure = suite[1][0]
    assert failure.attrib == {"type": "o3/duration/maximum", "message": "2 errors"}
    assert "/duration: duration must be at most 15, not 16 [o3/duration/maximum]" in failure.text


def test_junit_counts_over_all_files(run, mixed, request_file, good):
    root = junit(run, mixed, request_file("b.json", good))

    assert root.attrib["tests"] == "6"
    assert [suite.attrib["name"] for suite in root] == ["mixed file.jsonl", "b.json"]


def test_junit_notes_are_output_not_failures(run, request_file, good):
    (suite,) = junit(run, request_file("a.json", {**good, "foo": 1}), "-v")

    assert [child.tag for child in suite[0]] == ["system-out"]


def test_github_annotations_are_escaped(run, request_file):
    file = request_file("a,b:c%.json", {"model": "x\r\n::error::100%"})
    (line,) = run("validate", file, "--format", "github").stdout.splitlines()

    assert line.startswith("::error file=a%2Cb%3Ac%25.json,line=1,title=request/model-known::/model: ")
    assert "100%25" in line


def test_github_annotations_point_at_the_column_where_it_is_known(run, mixed):
    shown = run("validate", mixed, "--format", "github").stdout.splitlines()

    assert len(shown) == 5
    assert shown[2].startswith("::error file=mixed file.jsonl,line=3,col=2,title=request/json::")


def test_github_notes_are_notices(run, request_file, good):
    file = request_file("a.json", {**good, "foo": 1})

    assert run("validate", file, "--format", "github").stdout == ""
    assert run("validate", file, "-v", "--format", "github").stdout.startswith("::notice ")


def test_json_of_one_request_is_its_verdict_with_its_place(run, request_file, good):
    found = json.loads(run("validate", request_file("a.json", good), "--format", "json").stdout)

    assert found["file"] == "a.json"
    assert found["line"] == 1
    assert found["valid"] is True
    assert found["quote"]["credits"] == "36.018"


@pytest.mark.parametrize("count", [1, 2])
def test_json_of_an_array_or_of_json_lines_is_an_array(run, request_file, good, count):
    for file in (
        request_file("a.json", [good] * count),
        request_file("a.jsonl", *[good] * count),
    ):
        assert len(json.loads(run("validate", file, "--format", "json").stdout)) == count


def test_jsonl_has_a_verdict_a_line(run, mixed):
    shown = run("validate", mixed, "--format", "jsonl").stdout.splitlines()

    assert [json.loads(line)["valid"] for line in shown] == [True, False, False, False, True]
    assert json.loads(shown[2])["column"] == 2


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "sarif", "junit", "github"])
def test_every_format_ends_alike(run, mixed, request_file, good, form):
    assert run("validate", mixed, "--format", form).exit_code == 1
    assert run("validate", request_file("good.json", good), "--format", form).exit_code == 0
    assert run("validate", "missing.json", "--format", form).exit_code == 2
