"""A harness that finds something says so once for each defect, keeps what shows it, and goes on."""

import sys

import pytest

from fuzz import guided as module
from fuzz.findings import Findings, signature
from fuzz.guided import guided
from fuzz.outcome import Finding, Outcome
from fuzz.run import main

BROKEN = '''
"""A harness of a thing that breaks."""

import broken_thing


def attempt(data):
    broken_thing.read(data)


def seeds():
    yield b"good"
    yield b"F"
'''
THING = """
import time


def read(data):
    if data[:1] == b"F":
        if data[1:2] == b"U":
            if data[2:3] == b"Z":
                raise LookupError("deep inside")
    if len(data) > 6 and DEFECT == "hangs":
        while True:
            pass
    if len(data) > 6 and DEFECT == "dies":
        __import__("os").abort()
    if data == b"good":
        raise ValueError("at once")
"""
PROGRAM = """
import sys

from fuzz.harnesses import HARNESSES, Harness

HARNESSES["broken"] = Harness(
    module="broken", about="it breaks", watched=("broken_thing",), mutator="bytes", largest=16, runs=100
)

from fuzz.child import main

main(sys.argv[1:])
"""


@pytest.fixture
def broken(atheris, tmp_path, monkeypatch):
    """Return a function that fuzzes a harness with a defect."""

    def fuzz(defect, **asked):
        (tmp_path / "broken.py").write_text(BROKEN, encoding="utf-8")
        (tmp_path / "broken_thing.py").write_text(f"DEFECT = {defect!r}\n{THING}", encoding="utf-8")
        (tmp_path / "program.py").write_text(PROGRAM, encoding="utf-8")
        monkeypatch.setattr(module, "CHILD", (sys.executable, str(tmp_path / "program.py")))
        return guided("broken", folder=tmp_path / "kept", seed=2, **asked)

    return fuzz


def test_it_finds_what_is_hidden_behind_three_branches_and_keeps_both_defects(broken):
    outcome = broken("none", runs=150_000)

    assert sorted(finding.what.split(" ")[0] for finding in outcome.findings) == ["LookupError", "ValueError"]
    assert outcome.executions >= 150_000
    for finding in outcome.findings:
        assert finding.file.read_bytes() == b"good" or finding.file.read_bytes().startswith(b"FUZ")
        assert "Error: " in finding.file.with_suffix(".txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(("defect", "kept"), [("hangs", "timeout"), ("dies", "crash")])
def test_a_hang_and_a_crash_are_findings_too(broken, monkeypatch, defect, kept):
    monkeypatch.setattr(module, "_PATIENCE_SECONDS", 1)

    outcome = broken(defect, runs=100_000)

    (finding,) = [one for one in outcome.findings if "ended with" in one.what]
    assert finding.what.startswith(kept)
    assert len(finding.file.read_bytes()) > 6


def raised(value):
    try:
        int(value) if value else [].pop()
    except (ValueError, LookupError) as error:
        return error


def test_a_defect_is_kept_once_and_another_is_kept_beside_it(tmp_path):
    findings = Findings(tmp_path, "judge")

    files = [findings.add(data, raised(value)) for data, value in ((b"a", "x"), (b"b", "y"), (b"c", ""))]

    assert [file and file.read_bytes() for file in files] == [b"a", None, b"c"]
    assert signature(raised("x")) == signature(raised("y")) != signature(raised(""))


def test_what_was_found_can_be_tried_again(tmp_path, capsys):
    file = tmp_path / "images-0123.bin"
    file.write_bytes(b"GIF89a\x01\x00\x01\x00")

    assert main(["--again", str(file)]) == 0
    assert "nothing happens" in capsys.readouterr().out


def test_an_outcome_is_a_line_and_a_finding_says_how_to_see_it_again(tmp_path):
    outcome = Outcome("judge", executions=12_345, seconds=10, findings=[Finding("it breaks", tmp_path / "judge-1.bin")])

    assert str(outcome).split() == ["judge", "12,345", "executions", "1,234/s", "1", "FOUND"]
    assert "--again" in str(outcome.findings[0])
    assert "skipped: no atheris" in str(Outcome("judge", skipped="no atheris"))
