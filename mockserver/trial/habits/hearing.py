"""What the habits about callbacks share."""

from typing import Any

from mockserver.trial.scene import SMALL, Choice

__all__ = ["with_callback"]

_URL = "https://client.example.com/callbacks/kling"


def with_callback() -> Choice:
    """Ask for a callback with each small request."""
    return Choice(*(_with(option) for option in SMALL.options))


def _with(request: dict[str, Any]) -> dict[str, Any]:
    return {**request, "callback_url": _URL}
