"""The examples of how to run it name only what there is."""

import configparser
import re
import shlex

import pytest

from mockserver.cli import main
from mockserver.cli.setting import SETTINGS


@pytest.fixture
def unit(root):
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.read_string((root / "examples/klingmock.service").read_text(encoding="utf-8"))
    return parser


def test_the_unit_starts_the_server_with_options_that_it_has(unit):
    program, command, *words = shlex.split(unit["Service"]["ExecStart"])
    context = main.make_context("klingmock", ["serve", "--help"], resilient_parsing=True)
    found = main.get_command(context, command)
    assert found
    options = {name for option in found.params for name in option.opts}

    assert program.endswith("/klingmock")
    assert {word for word in words if word.startswith("--")} <= options
    assert words[words.index("--store") + 1].startswith("sqlite:////var/lib/klingmock/")


def test_the_unit_gives_the_server_as_long_as_it_takes_to_stop(unit):
    assert int(unit["Service"]["TimeoutStopSec"]) > 5


def test_the_compose_file_sets_what_there_is_to_set(root):
    text = (root / "examples/compose.yaml").read_text(encoding="utf-8")
    names = set(re.findall(r"^ +KLINGMOCK_([A-Z_]+):", text, re.MULTILINE))

    assert {"STORE", "CONTROL_TOKEN", "HOST"} <= names
    assert {name.lower() for name in names} <= set(SETTINGS)
