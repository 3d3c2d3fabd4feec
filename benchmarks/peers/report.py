"""Writes what was measured: the table with ratios, the notes, the goals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.goals import Goal
from benchmarks.peers.measure import Contestant

__all__ = ["as_json", "goals", "table"]

_HEAD = (
    f"{'':22}{'POST/s':>9}{'GET/s':>9}{'POST us':>9}{'GET us':>9}{'start s':>9}{'RSS MB':>8}"
    f"   {'POST x':>7}{'GET x':>7}{'start x':>8}{'RSS x':>7}   refuses a broken request"
)

# Peer, figure, klingmock is to be at least so many times as fast.
_RATIO_GOALS = (
    ("prism", "post", 5.0),
    ("wiremock", "post", 8.0),
    ("aimock", "post", 2.0),
    ("prism", "get", 8.0),
    ("fastify", "post", 1.0),
    ("fastify", "get", 1.0),
    ("fastify", "post", 1.5),
    ("fastify", "get", 1.5),
)
_START_SECONDS, _MEMORY_MB = 0.15, 45.0


def table(contestants: Sequence[Contestant]) -> Iterator[str]:
    """Yield the table's lines: medians, and klingmock's as multiples of each (start and RSS: below 1 is better)."""
    yield _HEAD
    ours = _first_whole(contestants)
    for one in contestants:
        if not one.whole:
            yield f"{one.peer.name:22} {'failed' if one.failed else 'skipped'}: {one.failed or 'not measured'}"
            continue
        figures = one.figures
        ratios = _ratios(ours, one) if ours is not None and ours is not one else None
        speed = f"{figures['post']:9,.0f}{figures['get']:9,.0f}{figures['post_cost']:9.1f}{figures['get_cost']:9.1f}"
        weight = f"{figures['start']:9.3f}{figures['memory']:8.0f}"
        marks = f"{one.refuses}{'  ERRORS' if one.errors else ''}"
        yield f"{one.peer.name:22}{speed}{weight}   {_columns(ratios)}   {marks}"


def goals(contestants: Sequence[Contestant]) -> Iterator[Goal]:
    """Yield the goals that can be held against what was measured."""
    ours = _first_whole(contestants)
    if ours is None:
        return
    by_word = {one.peer.word: one for one in contestants if one.whole}
    for word, figure, bound in _RATIO_GOALS:
        if word in by_word:
            name = f"{figure.upper()}/s against {by_word[word].peer.name}"
            yield Goal(name=name, measured=_ratios(ours, by_word[word])[figure], bound=bound, at_least=True, unit="x")
    figures = ours.figures
    yield Goal(name="start to first answer", measured=figures["start"], bound=_START_SECONDS, at_least=False, unit=" s")
    yield Goal(name="memory after start", measured=figures["memory"], bound=_MEMORY_MB, at_least=False, unit=" MB")


def as_json(contestants: Sequence[Contestant]) -> list[dict[str, Any]]:
    """Return everything that was measured, each round."""
    ours = _first_whole(contestants)
    return [
        {
            "name": one.peer.name,
            "settings": one.peer.settings,
            "packages": one.peer.packages,
            "refuses_broken": one.refuses,
            "failed": one.failed or None,
            "median": one.figures if one.whole else None,
            "klingmock_ratio": _ratios(ours, one) if ours is not None and one.whole else None,
            "errors": one.errors,
            "starts": one.starts,
            "memories": one.memories,
            "post_costs": one.post_costs,
            "get_costs": one.get_costs,
            "posts": [load.per_second for load in one.posts],
            "gets": [load.per_second for load in one.gets],
        }
        for one in contestants
    ]


def _first_whole(contestants: Sequence[Contestant]) -> Contestant | None:
    return next((one for one in contestants if one.peer.word == "klingmock" and one.whole), None)


def _ratios(ours: Contestant, other: Contestant) -> dict[str, float]:
    mine, theirs = ours.figures, other.figures
    return {name: mine[name] / theirs[name] if theirs[name] else float("inf") for name in mine}


def _columns(ratios: dict[str, float] | None) -> str:
    if ratios is None:
        return f"{'1':>7}{'1':>7}{'1':>8}{'1':>7}"
    return f"{ratios['post']:7.2f}{ratios['get']:7.2f}{ratios['start']:8.2f}{ratios['memory']:7.2f}"
