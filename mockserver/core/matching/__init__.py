"""
Partial JSON: what is wanted of a value, and where the value differs.

There is one question only, `Wanted.differences`: a value matches when there are none. An object wants the keys that
it names, and others may be there too; an array wants as many items as it has; what begins with ``$`` is one of
`OPERATORS`.
"""

from mockserver.core.matching.difference import ABSENT, Difference, Steps, TooLongError
from mockserver.core.matching.operators import OPERATORS, Contains, describe_operators
from mockserver.core.matching.parse import parse
from mockserver.core.matching.shapes import Exactly
from mockserver.core.matching.wanted import Wanted, WantedError, token

__all__ = [
    "ABSENT",
    "OPERATORS",
    "Contains",
    "Difference",
    "Exactly",
    "Steps",
    "TooLongError",
    "Wanted",
    "WantedError",
    "describe_operators",
    "parse",
    "token",
]
