"""Readings and values of a contract in a line."""

from mockserver.cli.printable import printable
from validator import Readings

__all__ = ["one_line", "readings_note"]


def readings_note(readings: Readings) -> str:
    """Say which readings something is shown under."""
    chosen = readings.to_dict()
    preset = chosen.pop("preset")
    return ", ".join([f"preset {preset}", *(f"{name}={value}" for name, value in chosen.items())])


def one_line(value: object) -> str:
    """Write a value of a contract on one line."""
    return printable(str(value))
