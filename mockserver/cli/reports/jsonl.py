"""``jsonl``: one JSON object a line, for pipes."""

import json
from collections.abc import Iterator, Sequence

from mockserver.cli.judged import Judged

__all__ = ["jsonl"]


def jsonl(judged: Sequence[Judged], notes: bool) -> Iterator[str]:  # noqa: ARG001, FBT001 - one signature for all reports
    """Write each verdict with its place; notes are always there."""
    for one in judged:
        yield json.dumps(one.to_dict())
