"""The table of the peers, in the order in which they are measured and shown."""

from __future__ import annotations

from benchmarks.peers.aimock import AIMOCK
from benchmarks.peers.fastify import FASTIFY
from benchmarks.peers.klingmock import KLINGMOCK
from benchmarks.peers.mock_server import MOCKSERVER
from benchmarks.peers.mockoon import MOCKOON
from benchmarks.peers.prism import PRISM
from benchmarks.peers.wiremock import WIREMOCK

__all__ = ["PEERS"]

PEERS = (*KLINGMOCK, FASTIFY, AIMOCK, PRISM, WIREMOCK, MOCKSERVER, MOCKOON)
