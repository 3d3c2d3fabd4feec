"""A callback that leaves now: where to, and with which body."""

from dataclasses import dataclass

from mockserver.core.present import shown_task
from mockserver.core.wire import encode
from mockserver.core.world import Sending, World

__all__ = ["Outgoing", "callback_body", "take_outgoing"]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One attempt that is to be made."""

    sending: Sending
    body: bytes


def take_outgoing(world: World) -> Outgoing | None:
    """Take the next callback that is to be attempted now; None when there is none."""
    sending = world.take_sending()
    if sending is None:
        return None
    return Outgoing(sending, callback_body(world, sending.delivery_id))


def callback_body(world: World, delivery_id: str) -> bytes:
    """Write the body of a callback: what the query answers about the task that has ended."""
    task = world.tasks[world.deliveries[delivery_id].task_id]
    # A task that has ended looks the same at every later instant, so each attempt sends the same.
    at = task.ends_at or task.created_at
    return encode(shown_task(task, at, readings=world.settings.readings, world_id=world.id))
