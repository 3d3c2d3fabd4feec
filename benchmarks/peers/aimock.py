"""aimock: the nearest competitor, by its own video route of the same path."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.peers.peer import NODE_ENVIRONMENT, Peer, Site, write_json

__all__ = ["AIMOCK"]


def _set_up(site: Site) -> None:
    video = {"id": "video", "status": "completed", "url": site.contract.finished["results"][0], "duration": 8}
    fixture = {"match": {"endpoint": "video"}, "response": {"video": video}}
    write_json(site.folder / "fixtures.json", {"fixtures": [fixture]})


def _command(site: Site, port: int) -> Sequence[str]:
    script = site.package("@copilotkit/aimock") / "dist" / "cli.js"
    return ("node", str(script), "--port", str(port), "--fixtures", "fixtures.json", "--log-level", "silent")


AIMOCK = Peer(
    name="aimock 1.43",
    packages=("@copilotkit/aimock@1.43.0",),
    set_up=_set_up,
    command=_command,
    environment=NODE_ENVIRONMENT,
    query="/v1/videos/{task_id}",
    id_key="request_id",
    settings="its own Grok video routes (a task is at /v1/videos/ID); logging silent, journal of 1,000; judges nothing",
)
