import json
import logging

import pytest

from mockserver.logs import set_up_logs

SECRETS = (b"sk-wire-1234", b"A secret prompt", b"example.com")


@pytest.fixture
def make_talker(make_wire):
    """Return a function that makes a front that says each call; to be used in the test, whose stderr it takes."""
    logger = logging.getLogger("klingmock")
    handlers, level, propagate = logger.handlers, logger.level, logger.propagate
    logger.disabled = False  # whatever else has set up logging in this process, such as the linter of imports

    def make(**limits):
        set_up_logs("info", "json")
        return make_wire(limits=limits)

    yield make
    logger.handlers, logger.propagate = handlers, propagate
    logger.setLevel(level)


def said(capsys):
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_each_call_is_one_line(make_talker, creation, ask_for, capsys):
    client = (
        make_talker().connects().says(creation, creation, ask_for(), ask_for(target="/_mock/health"), ask_for("PUT"))
    )
    answers = client.answers("POST", "POST", "GET", "GET", "PUT")
    lines = said(capsys)

    assert [(line["operation"], line["status"]) for line in lines] == [
        ("create", 200),
        ("create", 200),
        ("credits", 200),
        ("other", 200),
        ("other", 405),
    ]
    assert {line["key"] for line in lines} == {"****1234"}
    assert len({line["world"] for line in lines}) == 1
    assert [line["request"] for line in lines][:3] == [answer.headers["x-request-id"] for answer in answers[:3]]
    assert all(float(line["ms"]) >= 0 for line in lines)


def test_a_call_that_waits_is_said_at_its_end_with_the_time_it_took(make_talker, ask_for, capsys):
    wire = make_talker()
    plan = b'{"on": "credits", "do": "latency", "fixed": "2s", "real": true}'
    wire.ask(ask_for("POST", "/_mock/faults", body=plan).replace(b"mock.test:8080", b"127.0.0.1"))
    client = wire.connects().says(ask_for())
    assert [line["path"] for line in said(capsys)] == ["/_mock/faults"]
    wire.loop.passes(seconds=2)
    (line,) = said(capsys)

    assert client.answer().status == 200
    assert line["ms"] == "2000.000"


def test_what_is_no_request_is_said_too(make_talker, capsys):
    make_talker().connects().says(b"GET /" + b"a" * 40_000)
    (line,) = said(capsys)

    assert (line["status"], line["refused"]) == (414, "the target is longer than 32768 bytes")


def test_no_key_no_prompt_and_no_body_is_said(make_talker, ask_for, capsys):
    wire = make_talker()
    body = (
        b'{"prompt": "A secret prompt", "model": "kling-o3-image-to-video", "image_start": "https://example.com/a.jpg"}'
    )
    prompting = ask_for("POST", "/v1/videos/generations", body=body)
    wire.connects().says(prompting, b"garbage sk-wire-1234\r\n\r\n")
    for target in (b"/v1/tasks/sk-wire-1234", b"/v1/credits?key=sk-wire-1234", b"/sk-wire-1234/%0Ax"):
        wire.connects().says(b"GET %b HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk-wire-1234\r\n\r\n" % target)
    written = capsys.readouterr().err.encode()

    assert written.count(b"\n") >= 4
    assert not [secret for secret in SECRETS if secret in written]


def test_too_many_connections_are_said_once_in_a_while(make_talker, capsys):
    full = make_talker(connections=1)
    for _ in range(5):
        full.connects()
    said(capsys)
    full.front.sweep()
    full.front.sweep()
    (line,) = said(capsys)

    assert (line["level"], line["refused"], line["limit"]) == ("warning", 4, 1)
