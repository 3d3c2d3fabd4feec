"""The second floor: a server that behaves like the gateway, on a clock you own."""

from mockserver.app import create_app
from mockserver.settings import Settings, SettingsError

__all__ = ["Settings", "SettingsError", "create_app"]
