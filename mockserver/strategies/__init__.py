"""
Hypothesis strategies for whoever tests a client: requests, chaos and worlds. All of them shrink to the simplest.

Needs Hypothesis and Faker (``pip install 'klingmock[test]'``).
"""

try:
    import faker as _faker  # noqa: F401 - so that whoever lacks them is told what to do
    import hypothesis as _hypothesis  # noqa: F401 - the same
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        f"mockserver.strategies needs Hypothesis and Faker: pip install 'klingmock[test]' ({error.name} is missing)",
        name=error.name,
    ) from error

from mockserver.strategies.chaos import chaos, faults
from mockserver.strategies.requests import models
from mockserver.strategies.samples import broken_samples, prompts, samples
from mockserver.strategies.worlds import lifecycles, readings, world_settings
from validator.derive.strategies import breakable_rules, broken_examples, broken_requests, valid_requests

__all__ = [
    "breakable_rules",
    "broken_examples",
    "broken_requests",
    "broken_samples",
    "chaos",
    "faults",
    "lifecycles",
    "models",
    "prompts",
    "readings",
    "samples",
    "valid_requests",
    "world_settings",
]
