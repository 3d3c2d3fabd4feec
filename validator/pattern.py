"""A regular expression from outside, which takes a time in proportion to the text, whatever it says."""

import jsonschema_rs

__all__ = ["Pattern", "PatternError"]

_LONGEST = 1_000


class PatternError(ValueError):
    """It is no regular expression that can be searched for."""


class Pattern:
    """
    A regular expression, searched for by an engine that never tries twice: without look-around and back-references.

    Raises:
        PatternError: It has these, is none, or is longer than a thousand characters.

    >>> Pattern("o[0-9]$").found_in("kling-o3"), Pattern("^o3").found_in("kling-o3")
    (True, False)
    """

    def __init__(self, text: str) -> None:
        if len(text) > _LONGEST:
            raise PatternError(f"a regular expression has at most {_LONGEST} characters")
        options = jsonschema_rs.RegexOptions()
        try:
            self._validator = jsonschema_rs.Draft202012Validator({"pattern": text}, pattern_options=options)
        except (jsonschema_rs.ValidationError, ValueError):
            raise PatternError("no regular expression, or one with look-around or a back-reference") from None

    def found_in(self, text: str) -> bool:
        """Whether it is found anywhere in *text*; half of a surrogate pair counts as a question mark."""
        return self._validator.is_valid(text.encode("utf-8", "replace").decode("utf-8"))
