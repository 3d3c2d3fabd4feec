import json
import shutil
import tomllib
from pathlib import Path

import jsonschema
import pytest
from openapi_spec_validator import validate

import contracts
from contracts import model_names

O3, V3 = "kling-o3-image-to-video", "kling-v3-image-to-video"


def test_list_names_every_model(run):
    shown = run("contract", "list").stdout
    found = json.loads(run("contract", "list", "--format", "json").stdout)

    assert [line.split()[0] for line in shown.splitlines()] == list(model_names())
    assert [one["model"] for one in found] == list(model_names())


@pytest.mark.parametrize("model", model_names())
def test_show_has_every_parameter_and_rule(run, model):
    shown = run("contract", "show", model).stdout
    contract = contracts.load(model)
    existing = [p for p in contract.parameters.values() if p.only is None]

    assert [rule.id for rule in contract.rules if f"  {rule.id} (" not in shown] == []
    assert [p.name for p in existing if f"  {p.name}: " not in shown] == []


@pytest.mark.parametrize("model", model_names())
def test_show_as_json_is_the_whole_contract(run, model):
    found = json.loads(run("contract", "show", model, "--format", "json").stdout)

    assert found["model"] == model
    assert len(found["rules"]) == len(contracts.load(model).rules)


def test_show_as_toml_is_the_file(run):
    shown = run("contract", "show", O3, "--format", "toml").stdout

    assert tomllib.loads(shown)["model"] == O3


def test_show_says_under_which_readings(run):
    result = run("contract", "show", O3, "--reading", "quality-4k=accepted")

    assert "quality: string, 720p | 1080p | 4k" in result.stdout
    assert "strict, quality-4k=accepted" in result.stderr


def test_diff_says_what_only_one_has_and_what_differs(run):
    shown = run("contract", "diff", O3, V3).stdout

    assert f"  only {O3}: image_urls\n" in shown
    assert f"  only {V3}: negative_prompt\n" in shown
    assert "  image_start: required False | True\n" in shown
    assert "  quality 720p, sound on: multiplier 1.334 | 1.5\n" in shown


def test_diff_of_a_model_with_itself_is_none(run):
    assert run("contract", "diff", O3, O3).stdout == "no difference\n"


def test_diff_as_json_turns_around(run):
    there = json.loads(run("contract", "diff", O3, V3, "--format", "json").stdout)
    back = json.loads(run("contract", "diff", V3, O3, "--format", "json").stdout)

    for section in ("parameters", "rules", "prices", "task", "response"):
        assert there[section]["only_a"] == back[section]["only_b"]
        assert there[section]["differ"].keys() == back[section]["differ"].keys()


@pytest.mark.parametrize(
    "words", [["show", "kling-o4"], ["diff", O3, "kling-o4"], ["export", "kling-o4", "--as", "toml"]]
)
def test_an_unknown_model_ends_with_2_in_one_line(run, words):
    result = run("contract", *words)

    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "unknown model 'kling-o4'" in result.stderr


def test_export_writes_a_json_schema(run, good):
    schema = json.loads(run("contract", "export", O3, "--as", "json-schema").stdout)

    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(good)
    assert list(json.loads(run("contract", "export", "--as", "json-schema").stdout)) == list(model_names())


def test_an_exported_schema_is_closed_under_the_reading_that_says_so(run):
    words = ("contract", "export", O3, "--as", "json-schema")
    closed = json.loads(run(*words, "--reading", "unknown-parameter=error").stdout)

    assert closed["additionalProperties"] is False
    assert "additionalProperties" not in json.loads(run(*words).stdout)


def test_export_writes_openapi(run):
    validate(json.loads(run("contract", "export", "--as", "openapi").stdout))


def test_export_writes_markdown_and_toml(run):
    assert run("contract", "export", O3, "--as", "markdown").stdout.startswith("# Kling O3 Image to Video\n")
    assert run("contract", "export", "--as", "markdown").stdout.count("\n# ") == len(model_names()) - 1
    assert tomllib.loads(run("contract", "export", O3, "--as", "toml").stdout)["model"] == O3


def test_export_writes_to_a_file(run):
    result = run("contract", "export", O3, "--as", "toml", "--output", "o3.toml")

    assert result.stdout == ""
    assert tomllib.loads(Path("o3.toml").read_text(encoding="utf-8"))["model"] == O3


@pytest.mark.parametrize(
    "words",
    [
        [],
        [O3],
        ["--as", "toml"],
        [O3, "--as", "openapi"],
        ["--as", "toml", "--check"],
        ["--docs", "docs", "--as", "toml"],
        [O3, "--as", "toml", "--output", "missing/o3.toml"],
    ],
)
def test_an_export_that_makes_no_sense_ends_with_2(run, words):
    assert run("contract", "export", *words).exit_code == 2


def test_our_own_contracts_are_sound(run):
    result = run("contract", "check", "-v")

    assert result.exit_code == 0
    assert result.stderr == ""
    assert "o3/minimum-billing: `duration` is at least 3" in result.stdout


@pytest.fixture
def folder(tmp_path):
    """Return a copy of the contract files with two models only, so that checking it is quick."""
    source = Path(contracts.__file__).parent
    (tmp_path / "own" / "models").mkdir(parents=True)
    for name in ("api.toml", "disputes.toml", "sources.toml", f"models/{O3}.toml", f"models/{V3}.toml"):
        shutil.copy(source / name, tmp_path / "own" / name)
    return tmp_path / "own"


def edit(file, before, after):
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_a_folder_of_ones_own_is_checked(run, folder):
    result = run("contract", "check", str(folder), "--format", "json")
    found = json.loads(result.stdout)

    assert result.exit_code == 0
    assert found["problems"] == []
    assert set(found["models"]) == {O3, V3}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("[[rules]]", "[[rules]]\nbogus = 1", f"models/{O3}.toml: [rules"),
        ('kind   = "at-least-one"', 'kind = "at-leest-one"', f"models/{O3}.toml: [rules] rule o3/"),
        ('prefix   = "o3"', 'prefix = "v9"', f"models/{O3}.toml: ["),
        ('model    = "', "model = ", f"models/{O3}.toml: top level: is no TOML"),
    ],
)
def test_a_wrong_file_ends_with_2_and_the_other_models_are_checked(run, folder, before, after, said):
    edit(folder / "models" / f"{O3}.toml", before, after)
    result = run("contract", "check", str(folder))

    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert f"{V3}: " in result.stdout


def test_a_folder_that_lacks_a_dispute_of_the_judge_is_told_so(run, folder):
    edit(folder / "disputes.toml", 'id = "usd-total"', 'id = "usd-totel"')
    result = run("contract", "check", str(folder))

    assert result.exit_code == 2
    assert "disputes.toml: [disputes] id: 'usd-total' is missing" in result.stderr


@pytest.mark.parametrize("name", ["missing", "."])
def test_a_folder_without_contracts_ends_with_2(run, name):
    result = run("contract", "check", name)

    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
