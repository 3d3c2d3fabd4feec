"""Reads what is wanted from decoded JSON."""

from typing import Any

from mockserver.core.matching.operators import OPERATORS
from mockserver.core.matching.shapes import AnArray, AnObject, Exactly
from mockserver.core.matching.wanted import Wanted, WantedError, token

__all__ = ["parse"]

_DEEPEST = 32


def parse(value: Any, *, at: str = "", depth: int = 0) -> Wanted:
    """
    Read what is wanted from *value*, which stands at the JSON Pointer *at*.

    Raises:
        WantedError: An operator is unknown or used wrongly, or it is nested too deep.
    """
    if depth > _DEEPEST:
        raise WantedError(at, f"nested deeper than {_DEEPEST}")
    if isinstance(value, list):
        return AnArray(tuple(parse(item, at=f"{at}/{place}", depth=depth + 1) for place, item in enumerate(value)))
    if not isinstance(value, dict):
        return Exactly(value)
    if any(key.startswith("$") for key in value):
        return _operator(value, at, depth)
    return AnObject({key: parse(item, at=f"{at}/{token(key)}", depth=depth + 1) for key, item in value.items()})


def _operator(value: dict[str, Any], at: str, depth: int) -> Wanted:
    name = next(key for key in value if key.startswith("$"))
    if name not in OPERATORS:
        raise WantedError(f"{at}/{token(name)}", f"no operator; known: {', '.join(OPERATORS)}")
    if len(value) > 1:
        raise WantedError(at, f"{name} stands alone in its object")
    return OPERATORS[name].read(value[name], f"{at}/{name}", lambda inner, at: parse(inner, at=at, depth=depth + 1))
