"""klingmock itself, on each event loop that it can use."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.klingmock_server import LOOPS, command
from benchmarks.peers.peer import Peer, Site

__all__ = ["KLINGMOCK"]


def _command(_: Site, port: int) -> Sequence[str]:
    return command(port)


KLINGMOCK = tuple(
    Peer(
        name=f"klingmock ({loop})",
        command=_command,
        environment=environment,
        settings="as it comes, everything on: judge, price, world, ledger, journal, fault check, callback plan",
    )
    for loop, environment in LOOPS.items()
)
"""The first one is what the ratios are about."""
