"""A stub that a good engineer writes in an afternoon, with the fastest framework and judge of its language."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers.peer import NODE_ENVIRONMENT, Peer, Site, write_json

__all__ = ["FASTIFY"]

_SERVER = Path(__file__).with_name("fastify_stub") / "server.mjs"


def _set_up(site: Site) -> None:
    write_json(site.folder / "request.json", site.contract.request)
    shutil.copy(_SERVER, site.folder)  # Node looks for packages beside the script


def _command(_: Site, port: int) -> Sequence[str]:
    return ("node", "server.mjs", str(port), "request.json")


FASTIFY = Peer(
    name="Fastify + Ajv stub",
    packages=("fastify@5.12.8", "ajv@8.20.0"),
    set_up=_set_up,
    command=_command,
    environment=NODE_ENVIRONMENT,
    settings="written by hand: JSON Schema, a Map of tasks, compiled serializers; no world, ledger, journal or faults",
)
