"""A callback that leaves now: where to, with which headers and which body."""

from datetime import datetime
from urllib.parse import urlsplit

from msgspec import Struct

from contracts import api
from mockserver.core.present import shown_task
from mockserver.core.sending import Sending
from mockserver.core.signature import WebhookSecret
from mockserver.core.wire import encode
from mockserver.core.world import World

__all__ = ["Outgoing", "callback_body", "outgoing"]


class Outgoing(Struct, frozen=True):
    """One attempt that is to be made; *at* is when it begins, in the world's time."""

    target: str
    at: datetime
    headers: tuple[tuple[str, str], ...]
    body: bytes


def outgoing(world: World, sending: Sending, now: datetime, *, secret: WebhookSecret | None) -> Outgoing | None:
    """
    Write out a callback that was taken from *world*; None when the world was reset since.

    On a clock that stands it begins when it fell due, whatever time it is elsewhere: the order is the story.
    """
    if not world.knows(sending) or sending.delivery_id not in world.deliveries:
        return None
    at = sending.at if world.clock.pace.stands else max(sending.at, now)
    body = callback_body(world, sending.delivery_id)
    signature = secret.headers(sending.delivery_id, body=body, now=at) if secret else ()
    headers = (
        ("Host", urlsplit(sending.target).netloc),
        ("User-Agent", "klingmock"),
        ("Content-Type", api().callback.content_type),
        ("Content-Length", str(len(body))),
        ("Connection", "close"),
        *signature,
    )
    return Outgoing(sending.target, at, headers, body)


def callback_body(world: World, delivery_id: str) -> bytes:
    """Write the body of a callback: what the query answers about the task that has ended."""
    task = world.tasks[world.deliveries[delivery_id].task_id]
    # A task that has ended looks the same at every later instant, so each attempt sends the same.
    at = task.ends_at or task.created_at
    return encode(shown_task(task, at, readings=world.settings.readings, world_id=world.id))
