"""The timelines in ``fixtures/timelines`` are what a client sees."""

import json
from pathlib import Path
from typing import Any

import pytest

from mockserver.app import create_app, services_of
from mockserver.core.span import parse_span
from mockserver.settings import Settings

CASES = json.loads((Path(__file__).parents[2] / "fixtures/timelines/lifecycles.json").read_text())
KEY = {"Authorization": "Bearer sk-timeline"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_client_sees_the_timeline(case: dict[str, Any]) -> None:
    app = create_app(Settings.from_strings({"clock": "manual"}))
    client = app.test_client()
    assert client.put("/_mock/world", json={"lifecycle": case["lifecycle"]}, headers=KEY).status_code == 200
    request = {
        "model": "kling-o3-image-to-video",
        "image_start": "https://example.com/a.jpg",
        "prompt": case.get("prompt", "A boat."),
    }
    task_id = client.post("/v1/videos/generations", json=request, headers=KEY).get_json()["id"]
    passed = parse_span("0s")

    for step in case["steps"]:
        wait = parse_span(step["at"]) - passed
        client.post("/_mock/clock/advance", json={"by": f"{int(wait.total_seconds())}s"}, headers=KEY)
        passed += wait
        task = client.get(f"/v1/tasks/{task_id}", headers=KEY).get_json()
        seen = {"at": step["at"], "status": task["status"], "progress": task["progress"]}
        seen |= {"error": task["error"]["code"]} if "error" in task else {}
        assert seen | step == seen

    services_of(app).close()
