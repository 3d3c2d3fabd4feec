"""Prism: a mock of an OpenAPI document that judges what it is sent."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.peers.peer import NODE_ENVIRONMENT, Peer, Site, write_json

__all__ = ["PRISM"]


def _set_up(site: Site) -> None:
    write_json(site.folder / "openapi.json", site.contract.document)


def _command(site: Site, port: int) -> Sequence[str]:
    script = site.package("@stoplight/prism-cli") / "dist" / "index.js"
    return ("node", str(script), "mock", "-p", str(port), "-v", "silent", "openapi.json")


PRISM = Peer(
    name="Prism 5.14",
    packages=("@stoplight/prism-cli@5.14.2",),  # the last one that runs on Node 20
    set_up=_set_up,
    command=_command,
    environment=NODE_ENVIRONMENT,
    settings="our OpenAPI cut to two routes and one model, with examples; logging silent; answers the example always",
)
