"""What a peer is: where it comes from, how it is set up for speed, and how it is started."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.peers.contract import Contract

__all__ = ["NODE_ENVIRONMENT", "Peer", "Site", "write_json"]

NODE_ENVIRONMENT = {"NODE_ENV": "production"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where a peer is installed and what it is given; *java* is the program, where the peer needs one."""

    folder: Path
    contract: Contract
    java: str = "java"

    def package(self, name: str) -> Path:
        """Return the folder of an installed npm package."""
        return self.folder / "node_modules" / name


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """
    One server to measure.

    Args:
        name: As the table shows it, with its version.
        packages: npm packages, each with its exact version; the first is the peer itself.
        set_up: Writes its configuration into the site; done once, never timed.
        command: How it is started on a port.
        settings: What was set for speed and silence, and what it does less than klingmock; for the notes.
        query: Its path of a task, ``{task_id}`` for the id that *id_key* of the created answer names.
        needs_java: Whether it runs on a JVM.
    """

    name: str
    command: Callable[[Site, int], Sequence[str]]
    settings: str
    packages: tuple[str, ...] = ()
    set_up: Callable[[Site], None] = lambda _: None
    environment: Mapping[str, str] = field(default_factory=dict)
    create: str = "/v1/videos/generations"
    query: str = "/v1/tasks/{task_id}"
    id_key: str = "id"
    needs_java: bool = False

    @property
    def word(self) -> str:
        """The name without its version, as ``--only`` takes it."""
        return self.name.split()[0].lower()


def write_json(path: Path, value: object) -> None:
    """Write a configuration."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1), encoding="utf-8")
