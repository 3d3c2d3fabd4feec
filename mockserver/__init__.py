"""
The second floor: a server that behaves like the gateway, on a clock you own.

Its parts are imported when they are asked for: a command that only judges or prices has no use for a server.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mockserver.app import create_app
    from mockserver.settings import Settings, SettingsError

__all__ = ["Settings", "SettingsError", "create_app"]


def __getattr__(name: str) -> Any:
    if name == "create_app":
        from mockserver.app import create_app  # noqa: PLC0415 - see above

        return create_app
    if name in {"Settings", "SettingsError"}:
        from mockserver import settings  # noqa: PLC0415 - see above

        return getattr(settings, name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
