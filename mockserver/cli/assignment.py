"""``NAME=VALUE`` as the command line has it, dotted names going into objects."""

import json
from collections.abc import Iterable
from typing import Any

from mockserver.cli.program import CommandError

__all__ = ["assign"]


def assign(target: dict[str, Any], words: Iterable[str]) -> dict[str, Any]:
    """
    Set each ``NAME=VALUE`` of *words* in *target*, and return it; a value is JSON where it parses, else text.

    Raises:
        CommandError: A word has no name or no ``=``, or its name leads through something that is no object.

    >>> assign({}, ["duration=8", "quality=1080p", "model_params.multi_shot=true"])
    {'duration': 8, 'quality': '1080p', 'model_params': {'multi_shot': True}}
    """
    for word in words:
        name, equals, text = word.partition("=")
        *way, last = name.split(".")
        if not equals or not all((*way, last)):
            raise CommandError(f"{word!r} is not NAME=VALUE, such as quality=1080p")
        holder = target
        for step in way:
            holder = holder.setdefault(step, {})
            if not isinstance(holder, dict):
                raise CommandError(f"{word!r}: {step} is no object, so nothing goes into it")
        holder[last] = _value(text)
    return target


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
