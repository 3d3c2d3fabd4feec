"""``json``: one object for a file that is one request, else an array."""

import json as standard
from collections.abc import Iterator, Sequence

from mockserver.cli.judged import Judged

__all__ = ["json"]


def json(judged: Sequence[Judged], notes: bool) -> Iterator[str]:  # noqa: ARG001, FBT001 - one signature for all reports
    """Write every verdict with its place; notes are always there."""
    verdicts = [one.to_dict() for one in judged]
    alone = len(judged) == 1 and judged[0].alone
    yield standard.dumps(verdicts[0] if alone else verdicts, indent=2)
