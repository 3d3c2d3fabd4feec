"""A delivery that leaves: in the outbox of its world, or under way in the hands of a server."""

from datetime import datetime

from msgspec import Struct

from mockserver.core.attempt import Cause
from mockserver.core.meddling import UNTOUCHED, Meddling

__all__ = ["Sending"]


class Sending(Struct, frozen=True, kw_only=True):
    """
    A delivery that is to be attempted now, at *target*; *at* is when it fell due.

    Once it is taken, *by* names the server that makes the attempt, and *life* the life of the world that it is of.
    """

    number: int
    delivery_id: str
    target: str
    at: datetime
    cause: Cause
    meddling: Meddling = UNTOUCHED
    by: str | None = None
    life: tuple[int, int] | None = None
