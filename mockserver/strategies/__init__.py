"""
Hypothesis strategies for whoever tests a client: requests, chaos and worlds. All of them shrink to the simplest.

Needs Hypothesis (``pip install 'klingmock[test]'``).
"""

try:
    import hypothesis as _  # noqa: F401 - so that whoever lacks it is told what to do
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        "mockserver.strategies needs Hypothesis: pip install 'klingmock[test]'", name="hypothesis"
    ) from error

from mockserver.strategies.chaos import chaos, faults
from mockserver.strategies.requests import models
from mockserver.strategies.worlds import lifecycles, readings, world_settings
from validator.derive.strategies import breakable_rules, broken_examples, broken_requests, valid_requests

__all__ = [
    "breakable_rules",
    "broken_examples",
    "broken_requests",
    "chaos",
    "faults",
    "lifecycles",
    "models",
    "readings",
    "valid_requests",
    "world_settings",
]
