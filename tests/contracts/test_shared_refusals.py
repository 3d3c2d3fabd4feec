"""The loader refuses whatever the three shared files must not say, and names file, table and key."""

import re

import pytest

import contracts

API = "api.toml"
DISPUTES = "disputes.toml"
SOURCES = "sources.toml"

JSON_RULE = 'id      = "request/json"'
CREATE = 'operation = "create"\nmethod    = "POST"'
RETRYABLE = "{ documentation = false, mcp = false, cli = false }"
ALONE = 'id = "o3-end-frame-alone"\n'
O3_PAGE = 'id = "kling-o3"\n'

SAYS = [
    # the file, what is edited, and what the message says
    (
        API,
        "[service]\n",
        "[service]\nport = 1\n",
        "[service] port: unknown key; known here: base, source, title",
    ),
    (API, 'revision = "2026-11-21"\n', "", "top level revision: is missing"),
    (
        API,
        'revision = "2026-11-21"\n',
        "revision = 3\n",
        "top level revision: must be str, not int",
    ),
    (API, "[callback]\n", "[callbacks]\n", "top level callback: is missing"),
    (API, "[limits]\n", "[limits]\nspeed = 1\n", "[limits] speed: unknown key"),
    (API, "[lifetimes]\n", "[lifetimes]\nfile = 1\n", "[lifetimes] file: unknown key"),
    (API, JSON_RULE, 'id      = "request/object"', "(request/object)] id: is listed twice"),
    (API, JSON_RULE, f"{JSON_RULE}\nweight = 1", "(request/json)] weight: unknown key"),
    (
        API,
        'dispute = "null-value"',
        'dispute = "x"',
        "(request/null)] dispute: 'x' is not in disputes.toml",
    ),
    (API, CREATE, CREATE.replace("create", "query"), "[routes 2] operation: is listed twice"),
    (
        API,
        CREATE,
        CREATE.replace("POST", "PUT"),
        "[routes 1] method: 'PUT' is not one of GET, POST, DELETE",
    ),
    (
        API,
        CREATE,
        CREATE.replace("create", "make"),
        "(invalid_request)] operations: 'create' is no operation; known: make, query",
    ),
    (API, 'entry = "production"', 'entry = "x"', "[service] source: cites entry 'x'"),
    (
        API,
        'progress = "any"',
        'progress = "some"',
        '(processing)] progress: must be a percentage or "any"',
    ),
    (API, 'name = "processing"', 'name = "pending"', "(pending)] name: is listed twice"),
    (
        API,
        RETRYABLE,
        "{ documentation = false, mcp = false }",
        "(content_policy_violation)] retryable: must say true or false for each of cli, documentation, mcp",
    ),
    (
        API,
        RETRYABLE,
        RETRYABLE.replace("cli = false", 'cli = "no"'),
        "(content_policy_violation)] retryable: must say true or false",
    ),
    (
        API,
        'code = "invalid_parameters"',
        'code = "content_policy_violation"',
        "(content_policy_violation)] code: is listed twice",
    ),
    (
        API,
        'class = "client"',
        'class = "both"',
        "(content_policy_violation)] class: 'both' is not one of client, server",
    ),
    (
        API,
        'timeout = "10s"',
        'timeout = "10 seconds"',
        "[callback] timeout: '10 seconds' is no time span such as 10s, 5m or 24h",
    ),
    (API, '"2s", "4s"]', '"2s", "4s\\n"]', "[callback] retry_delays: '4s\\n' is no time span"),
    (
        API,
        '{ value = "24h"',
        '{ value = "1d"',
        "[lifetimes.result_link] value: '1d' is no time span",
    ),
    (
        API,
        "{ value = 1048576",
        '{ value = "1 MB"',
        "[limits.body_bytes] value: must be int, not str",
    ),
    (API, "[[rules]]", "[rules", "top level: is no TOML"),
    (DISPUTES, ALONE, f"{ALONE}colour = 1\n", "(o3-end-frame-alone)] colour: unknown key"),
    (
        DISPUTES,
        "[[disputes]]\n",
        "zebra = 1\n[[disputes]]\n",
        "top level zebra: unknown key; known here: disputes",
    ),
    (
        DISPUTES,
        'id = "o3-total-images"',
        'id = "o3-end-frame-alone"',
        "(o3-end-frame-alone)] id: is listed twice",
    ),
    (
        DISPUTES,
        'default = "error"',
        'default = "x"',
        "(o3-end-frame-alone)] default: 'x' is not one of error, accepted",
    ),
    (
        DISPUTES,
        'lenient = "accepted"',
        'lenient = "x"',
        "(o3-end-frame-alone)] lenient: 'x' is not one of error, accepted",
    ),
    (
        DISPUTES,
        'public = "error"',
        'public = "x"',
        "(o3-end-frame-alone)] public: 'x' is not one of error, accepted",
    ),
    (
        DISPUTES,
        'accepted = "An end frame alone is accepted, with a note."\n',
        "",
        "(o3-end-frame-alone)] readings: needs two readings or more",
    ),
    (
        DISPUTES,
        'accepted = "An end',
        'accepted = 1 # "An end',
        "(o3-end-frame-alone)] readings: needs two readings or more, each with its sentence",
    ),
    (
        DISPUTES,
        'entry = "image_end" }',
        'entry = "x" }',
        "(o3-end-frame-alone).sources 1]: cites entry 'x'",
    ),
    (
        DISPUTES,
        'entry = "image_end" }',
        'entry = "image_end", line = 1 }',
        "(o3-end-frame-alone).sources 1] line: unknown key",
    ),
    (
        DISPUTES,
        "sources = [\n",
        "sources = [ 1,\n",
        "(o3-end-frame-alone)] sources: must be an array of tables",
    ),
    (SOURCES, O3_PAGE, f"{O3_PAGE}colour = 1\n", "(kling-o3)] colour: unknown key"),
    (
        SOURCES,
        "[[pages]]\n",
        "zebra = 1\n[[pages]]\n",
        "top level zebra: unknown key; known here: pages",
    ),
    (SOURCES, 'id = "kling-v3"\n', O3_PAGE, "(kling-o3)] id: is listed twice"),
    (
        SOURCES,
        'standing = "documented"',
        'standing = "true"',
        "(kling-o3)] standing: 'true' is not one of documented",
    ),
    (SOURCES, 'name = "Pricing"\n', 'name = "Pricing"\nx = 1\n', "(Pricing)] x: unknown key"),
    (
        SOURCES,
        'name = "Pricing"\n',
        'name = "Billing Rules"\n',
        "(Billing Rules)] name: is listed twice",
    ),
    (
        SOURCES,
        '"prompt" = 3',
        '"prompt" = 0',
        "(Request Parameters)] notes.prompt: must count the notes of an entry, from 1",
    ),
    (
        SOURCES,
        '"prompt" = 3',
        '"prompt" = true',
        "(Request Parameters)] notes.prompt: must count the notes",
    ),
    (
        SOURCES,
        '"prompt" = 3',
        '"prompt" = "3"',
        "(Request Parameters)] notes.prompt: must count the notes",
    ),
    (SOURCES, '  "720p off",', "  720,", "(Pricing)] entries: must be a list of strings"),
]


@pytest.mark.parametrize(("file", "old", "new", "says"), SAYS)
def test_a_spoiled_shared_file_is_refused_by_place_and_reason(spoiled, file, old, new, says):
    with pytest.raises(contracts.ContractError) as caught:
        _ = spoiled(file, old, new).api

    message = str(caught.value)
    assert message.startswith(f"{file}: ")
    assert says in message


def test_task_errors_cannot_say_who_may_retry_without_the_dispute_about_it(spoiled):
    with pytest.raises(contracts.ContractError, match="retryable: must say true or false"):
        _ = spoiled(DISPUTES, 'id = "task-error-retryability"', 'id = "other"').api


def test_a_dispute_without_sources_is_refused(copy):
    path = copy / DISPUTES
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"sources = \[\n(?:  .*\n)+\]\n", "", text, count=1), encoding="utf-8")

    with pytest.raises(contracts.ContractError, match="names no source"):
        _ = contracts.Library(copy).disputes
