"""Each harness, for a few seconds: what it tries finds nothing; and what it begins with is worth trying."""

import importlib

import pytest

from fuzz.guided import guided
from fuzz.harnesses import HARNESSES
from fuzz.mutators import MUTATORS


@pytest.mark.usefixtures("atheris")
@pytest.mark.parametrize("name", HARNESSES)
def test_a_short_run_finds_nothing(name, tmp_path):
    outcome = guided(name, folder=tmp_path, runs=HARNESSES[name].runs, seed=1)

    assert [str(finding) for finding in outcome.findings] == []
    assert outcome.executions >= HARNESSES[name].runs
    assert not list((tmp_path / "found").iterdir())


@pytest.mark.parametrize("harness", HARNESSES.values(), ids=HARNESSES.keys())
def test_its_seeds_show_nothing(harness, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    module = importlib.import_module(harness.module)

    seeds = list(module.seeds())

    assert len(set(seeds)) > 3
    assert [seed for seed in seeds if len(seed) > harness.largest] == []
    assert harness.mutator in MUTATORS
    for seed in seeds:
        module.attempt(seed)


def test_every_harness_says_what_it_is_about():
    assert [name for name, one in HARNESSES.items() if not one.about or one.runs < 100 or not one.watched] == []
