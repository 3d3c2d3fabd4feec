"""What is wrong with a fault plan that somebody wrote."""

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = ["FaultError", "hint"]

_LONGEST_WORD = 64


class FaultError(ValueError):
    """A fault cannot be set like this; *errors* are pairs of a JSON Pointer and what is wrong there."""

    def __init__(self, errors: Iterable[tuple[str, str]]) -> None:
        self.errors = tuple(errors)
        super().__init__("; ".join(f"{pointer or '(fault)'}: {detail}" for pointer, detail in self.errors))


def hint(word: object, known: Iterable[str]) -> str:
    """Name the word that was perhaps meant, and all that are known."""
    words = tuple(known)
    near = get_close_matches(word[:_LONGEST_WORD], words, n=1) if isinstance(word, str) else []
    listed = f"known: {', '.join(words) or 'none'}"
    return f"did you mean {near[0]}? {listed}" if near else listed
