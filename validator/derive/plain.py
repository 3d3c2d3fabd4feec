"""A contract as plain data, and its limits in words."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from contracts import Parameter
from validator.pricing import plain_number

__all__ = ["as_data", "limits"]

_NOTHING: tuple[object, ...] = (None, (), {}, "")


def as_data(value: Any) -> Any:
    """Turn frozen values into JSON: numbers as exact text where they are decimals, what is empty left out."""
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: as_data(member) for name, member in value._asdict().items() if member not in _NOTHING}
    if isinstance(value, Mapping):
        return {str(key): as_data(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [as_data(item) for item in value]
    if isinstance(value, Decimal):
        return plain_number(value)
    return str(value) if isinstance(value, timedelta) else value


def limits(parameter: Parameter) -> str:
    """Say what a parameter may be, in a few words."""
    return ", ".join(_limits(parameter))


def _limits(parameter: Parameter) -> Iterator[str]:
    yield " or ".join(parameter.types)
    if parameter.required:
        yield "required"
    if parameter.format:
        yield parameter.format
    if parameter.enum:
        yield " | ".join(parameter.enum)
    ranges = (
        (parameter.minimum, parameter.maximum, ""),
        (parameter.min_length, parameter.max_length, " characters"),
        (parameter.min_items, parameter.max_items, " items"),
    )
    for least, most, noun in ranges:
        if least is not None and most is not None:
            yield f"{least} to {most}{noun}" if least != most else f"exactly {least}{noun}"
        elif most is not None:
            yield f"at most {most}{noun}"
        elif least is not None:
            yield f"at least {least}{noun}"
    if parameter.default is not None:
        shown = parameter.default
        yield f"default {str(shown).lower() if isinstance(shown, bool) else shown}"
