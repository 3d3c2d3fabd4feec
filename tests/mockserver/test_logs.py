import json
import logging

import pytest

from mockserver.logs import FORMATS, LEVELS, log, logs_calls, set_up_logs


@pytest.fixture(autouse=True)
def _as_before():
    logger = logging.getLogger("klingmock")
    handlers, level, propagate = logger.handlers, logger.level, logger.propagate
    logger.disabled = False  # whatever else has set up logging in this process, such as the linter of imports
    yield
    logger.handlers, logger.propagate = handlers, propagate
    logger.setLevel(level)


def test_text_is_one_line_an_event(capsys):
    set_up_logs("info", "text")
    log("info", "call", operation="create", status=200)
    (line,) = capsys.readouterr().err.splitlines()

    assert line.endswith("Z info    call operation=create status=200")


def test_json_is_one_object_an_event(capsys):
    set_up_logs("debug", "json")
    log("warning", "too many", refused=3)
    (line,) = capsys.readouterr().err.splitlines()
    said = json.loads(line)

    assert said.pop("time").endswith("Z")
    assert said == {"level": "warning", "event": "too many", "refused": 3}


@pytest.mark.parametrize("value", ["a b", "a=b", "a\nb", 'a"b', "\x1b[31m", "é", ""])
def test_a_value_cannot_look_like_more_than_one(capsys, value):
    set_up_logs("info", "text")
    log("info", "call", path=value, status=200)
    (line,) = capsys.readouterr().err.splitlines()
    said = line.partition(" path=")[2].removesuffix(" status=200")

    assert json.loads(said) == value
    assert said.isascii()


@pytest.mark.parametrize("level", LEVELS)
def test_nothing_is_written_below_the_level(capsys, level):
    set_up_logs(level, "text")
    for each in LEVELS:
        log(each, each)
    written = [line.split()[1] for line in capsys.readouterr().err.splitlines()]

    assert written == list(LEVELS[LEVELS.index(level) :])
    assert logs_calls() == (level in {"debug", "info"})


def test_calls_are_not_written_unless_they_are_asked_for():
    assert not logs_calls()


@pytest.mark.parametrize("form", FORMATS)
def test_setting_up_twice_writes_once(capsys, form):
    set_up_logs("info", form)
    set_up_logs("info", form)
    log("error", "accident")

    assert len(capsys.readouterr().err.splitlines()) == 1
