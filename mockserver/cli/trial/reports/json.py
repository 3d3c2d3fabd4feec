"""``json``: the whole report as one object, money as text."""

import json as _json
from collections.abc import Iterator

from mockserver.cli.trial.told import Told

__all__ = ["json"]


def json(told: Told) -> Iterator[str]:
    """Write the report, and where its cases were saved."""
    saved = {habit or "fall": file for habit, file in told.saved.items()}
    yield _json.dumps({**told.report.to_json(), "saved": saved}, indent=2)
