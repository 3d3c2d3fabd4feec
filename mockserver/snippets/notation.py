"""JSON as text that a person can read and that no shell, terminal or parser takes for something else."""

import json
from typing import Any

__all__ = ["json_text", "quoted"]


def json_text(value: Any, *, indent: int | None = None) -> str:
    r"""
    Write *value* as JSON; what cannot be seen, such as marks that turn the direction of a text, is escaped.

    >>> print(json_text({"prompt": "\u8239 \u202e"}))
    {"prompt": "\u8239 \u202e"}
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return "".join(one if one.isprintable() or one == "\n" else _escaped(one) for one in text)


def quoted(text: str) -> str:
    r"""
    Write *text* as one word of a shell.

    >>> quoted("it's")
    "'it'\\''s'"
    """
    return "'" + text.replace("'", r"'\''") + "'"


def _escaped(one: str) -> str:
    return json.dumps(one)[1:-1]
