"""Mockoon: routes with a fixed body each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from benchmarks.peers.peer import NODE_ENVIRONMENT, Peer, Site, write_json

__all__ = ["MOCKOON"]

_FORMAT = 33  # of the environment file; the program migrates older ones at each start


def _set_up(site: Site) -> None:
    routes = [
        _route("post", "v1/videos/generations", site.contract.created),
        _route("get", "v1/tasks/:task_id", site.contract.finished),
    ]
    environment = {
        "uuid": "kling",
        "lastMigration": _FORMAT,
        "name": "kling",
        "hostname": "127.0.0.1",
        "routes": routes,
    }
    write_json(site.folder / "kling.json", environment)


def _route(method: str, endpoint: str, body: object) -> dict[str, Any]:
    response = {
        "uuid": f"{method}-response",
        "default": True,
        "statusCode": 200,
        "headers": [{"key": "Content-Type", "value": "application/json"}],
        "body": json.dumps(body),
        "disableTemplating": True,
    }
    return {"uuid": method, "type": "http", "method": method, "endpoint": endpoint, "responses": [response]}


def _command(site: Site, port: int) -> Sequence[str]:
    script = site.package("@mockoon/cli") / "bin" / "run.js"
    quiet = ("--disable-log-to-file", "--disable-admin-api", "--max-transaction-logs", "1")
    where = ("--data", "kling.json", "--port", str(port), "--hostname", "127.0.0.1")
    return ("node", str(script), "start", *where, *quiet)


MOCKOON = Peer(
    name="Mockoon 9.9",
    packages=("@mockoon/cli@9.9.0",),
    set_up=_set_up,
    command=_command,
    environment=NODE_ENVIRONMENT,
    settings="fixed bodies without templating; no log file, no admin API, one transaction kept; judges nothing",
)
