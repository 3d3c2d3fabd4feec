"""What the peers are given: the two routes for one model, taken from our own exports and answers."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from benchmarks.sample import BODY, KEY, MODEL
from mockserver.app import create_app
from mockserver.settings import Settings
from validator import Readings, judge_for
from validator.derive.openapi import openapi
from validator.schema import json_schema

__all__ = ["CREATE", "QUERY", "Contract", "our_contract"]

CREATE, QUERY = "/v1/videos/generations", "/v1/tasks/{task_id}"

_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Contract:
    """
    The routes as each peer can use them.

    *document* is OpenAPI 3.1 with examples, *request* the JSON Schema of the model's request, *created* and
    *finished* are what klingmock answers to the sample, at once and when the task has completed.
    """

    document: dict[str, Any]
    request: dict[str, Any]
    created: dict[str, Any]
    finished: dict[str, Any]


def our_contract() -> Contract:
    """Derive it. One model only, so that no peer looks through ten schemas where klingmock looks up one."""
    created, finished = _answers()
    whole = openapi()
    paths = {path: deepcopy(whole["paths"][path]) for path in (CREATE, QUERY)}
    name = f"Request.{MODEL}"
    paths[CREATE]["post"]["requestBody"]["content"][_JSON]["schema"] = {"$ref": f"#/components/schemas/{name}"}
    for operation, example in ((paths[CREATE]["post"], created), (paths[QUERY]["get"], finished)):
        operation["responses"]["200"]["content"][_JSON]["example"] = example
    kept = ("Error", "CreatedTask", "Task", name)
    schemas = {schema: whole["components"]["schemas"][schema] for schema in kept}
    document = whole | {"paths": paths, "components": whole["components"] | {"schemas": schemas}}
    return Contract(document, json_schema(judge_for(MODEL, Readings.of()).shape), created, finished)


def _answers() -> tuple[dict[str, Any], dict[str, Any]]:
    settings = Settings.from_strings({"lifecycle": "immediate"})
    client, headers = create_app(settings).test_client(), {"Authorization": f"Bearer {KEY}"}
    created = json.loads(client.post(CREATE, data=BODY, content_type=_JSON, headers=headers).data)
    finished = json.loads(client.get(QUERY.format(task_id=created["id"]), headers=headers).data)
    if finished["status"] != "completed":
        raise SystemExit(f"the sample did not complete at once: {finished}")
    return created, finished
