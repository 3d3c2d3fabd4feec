"""Faults on purpose, and schedules of them, as ``POST /_mock/faults`` takes them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from mockserver.core.faults import OPERATIONS, FaultKind
from mockserver.faults import KINDS

__all__ = ["chaos", "faults"]

_Fault = dict[str, Any]

_FRAME = ("id", "on", "do", "when", "phase", "note", "real")
_LATEST = 6  # a client's first calls are where its habits show
_LONGEST_ROW = 3

_SPANS = ("100ms", "1s", "5s", "30s", "10m")
_STATUSES = (500, 502, 503, 504, 429, 408, 400, 401, 402, 403, 404)
_SHARES = ("1", "1/2", "1/4", "1/10")

_VARIED: Mapping[str, Sequence[_Fault]] = {
    "status": [
        *({"status": status} for status in _STATUSES),
        *({"status": status, "retry_after": span} for status in _STATUSES for span in _SPANS),
    ],
    "rate-limit": [{"retry_after": span} for span in _SPANS],
    "latency": [{"fixed": span} for span in _SPANS],
}
"""What is drawn of a kind's settings, the simplest first, where its example alone would be dull."""

_MOMENTS: Sequence[_Fault] = [
    *({"nth": nth} for nth in range(1, _LATEST + 1)),
    *({"nth": nth, "times": times} for nth in range(1, _LATEST + 1) for times in range(2, _LONGEST_ROW + 1)),
    *({"share": share} for share in _SHARES),
]


def faults(
    *, kinds: Collection[str] | None = None, on: Collection[str] = ("create", "query")
) -> st.SearchStrategy[_Fault]:
    """
    Draw one fault. It takes no real time, but for kinds that leave the client waiting (silence).

    Args:
        kinds: The kinds to draw from, the simplest first; all that can meet one of *on* unless said. Kinds that break
            a connection need klingmock's own server, not the Flask app alone.
        on: What they may meet.

    Raises:
        ValueError: A kind or an operation is unknown, or none of the kinds can meet one of *on*.
    """
    _refuse_unknown("kind of fault", kinds or (), KINDS)
    _refuse_unknown("operation", on, OPERATIONS)
    found = [
        _of_kind(name, kind, operations)
        for name, kind in KINDS.items()
        if (kinds is None or name in kinds) and (operations := [one for one in on if one in kind.operations])
    ]
    if not found:
        raise ValueError(f"no kind of fault among {kinds} can meet {' or '.join(on)}")
    return st.one_of(found)


def chaos(
    *, kinds: Collection[str] | None = None, on: Collection[str] = ("create", "query"), most: int = 4
) -> st.SearchStrategy[list[_Fault]]:
    """Draw a schedule: at most so many faults, in the order in which they take calls. Shrinks to none."""
    return st.lists(faults(kinds=kinds, on=on), max_size=most)


def _of_kind(name: str, kind: type[FaultKind], operations: list[str]) -> st.SearchStrategy[_Fault]:
    # Few choices, each of one draw: else Hypothesis cannot take a fault out of a schedule when it shrinks.
    example = {word: value for word, value in kind.example.items() if word not in _FRAME}
    return st.builds(
        lambda place, when, settings: {"on": place[0], "when": when, "do": name, "phase": place[1], **settings},
        st.sampled_from([(operation, str(phase)) for operation in operations for phase in kind.phases]),
        st.sampled_from(_MOMENTS),
        st.sampled_from(_VARIED.get(name, [example])),
    )


def _refuse_unknown(what: str, given: Collection[str], known: Collection[str]) -> None:
    strangers = [name for name in given if name not in known]
    if strangers:
        raise ValueError(f"{strangers[0]!r} is no {what}; known: {', '.join(known)}")
