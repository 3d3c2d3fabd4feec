"""What one connection may ask of the server, and how long it may take."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """
    The bounds of the front; times are real ones.

    Args:
        body_bytes: The largest body; of a larger one no more than this is read.
        large_bodies: The paths that take larger ones, and how large.
        target_bytes: The longest request target, path and query together.
        head_bytes: The longest head, from the method to the empty line.
        fields: The most header fields.
        ahead_bytes: How much of what a client sends before it has its answer is kept; the rest waits in its socket.
        turn: How many requests, or pieces of them, one client has served before others have their turn.
        head: How long a head may take.
        silence: How long a body, or a client that reads its answer, may pause.
        body: How long a request may take to come, with its body, however it is sent.
        reading: How long a client may take to read what it was sent, however it reads.
        idle: How long a connection without a request is kept; empty lines are none.
        going_on: How long an answer that goes on may last; who wants more asks again.
        hanging: How long a connection is left open on purpose.
        lingering: How long more of a refused request is read, so that its refusal arrives.
        connections: The most connections at once.
        threads: The most calls at once that need a thread.
        streams: The most answers at once that go on, such as server-sent events; one more is refused.
        patient: The paths of calls that wait for something to happen.
        waits: The most such calls at once; one more is refused.
    """

    body_bytes: int = 1_048_576
    large_bodies: Mapping[str, int] = field(default_factory=dict)
    target_bytes: int = 32_768
    head_bytes: int = 65_536
    fields: int = 100
    ahead_bytes: int = 65_536
    turn: int = 16
    head: timedelta = timedelta(seconds=60)
    silence: timedelta = timedelta(seconds=30)
    body: timedelta = timedelta(minutes=10)
    reading: timedelta = timedelta(minutes=10)
    idle: timedelta = timedelta(seconds=75)
    going_on: timedelta = timedelta(hours=1)
    hanging: timedelta = timedelta(hours=1)
    lingering: timedelta = timedelta(seconds=2)
    connections: int = 8_192
    threads: int = 32
    streams: int = 64
    patient: frozenset[str] = frozenset()
    waits: int = 64
