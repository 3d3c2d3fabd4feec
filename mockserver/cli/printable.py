"""Text from outside, made safe for a terminal, an XML document or one line."""

import re

__all__ = ["for_xml", "printable"]

# C0 and C1 controls, and the marks that reorder text: a request could redraw the terminal with them.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    r"""
    Write every control character as its escape.

    >>> print(printable("red \x1b[31m\n"))
    red \x1b[31m\n
    """
    return _CONTROLS.sub(lambda match: ascii(match[0])[1:-1], text)


def for_xml(text: str) -> str:
    """Replace what XML 1.0 cannot carry, even escaped (section 2.2, Char)."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
