"""How a message repeats what somebody sent: on one line, and never at length."""

from __future__ import annotations

__all__ = ["excerpt", "shown"]

_LONGEST = 40  # characters of somebody's value that a message repeats


def excerpt(text: str, *, longest: int = _LONGEST) -> str:
    r"""
    Return the beginning of *text*, with whatever is no printable character written as an escape.

    >>> excerpt("two\nlines"), excerpt("x" * 50, longest=3)
    ('two\\nlines', 'xxx...')
    """
    begin = text[:longest]
    if not begin.isprintable():
        begin = "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in begin)
    return begin if len(text) <= longest and len(begin) <= longest else f"{begin[:longest]}..."


def shown(value: object) -> str:
    """
    Return a JSON value as a message names it.

    >>> shown(True), shown(None), shown([1]), shown("720P")
    ('true', 'null', 'an array', '"720P"')
    """
    names = {bool: str(value is True).lower(), type(None): "null", dict: "an object", list: "an array"}
    if type(value) in names:
        return names[type(value)]
    return f'"{excerpt(value)}"' if isinstance(value, str) else excerpt(repr(value))
