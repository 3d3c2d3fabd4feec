"""
A request as a program to copy: it sends the request once, waits politely and prints where the result is.

To add a language, write its file and its line in `SNIPPETS`. No snippet holds an API key: each reads it, and the
address when another one is meant, from the environment, where `klingmock` reads them too.
"""

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.snippets import curl, javascript, python

__all__ = ["SNIPPETS"]

SNIPPETS: Mapping[str, Callable[[Any, str], str]] = {
    "curl": curl.write,
    "python": python.write,
    "javascript": javascript.write,
}
