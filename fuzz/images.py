"""Any bytes are an image with sides, or none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from validator.images import read_image_facts

__all__ = ["attempt", "seeds"]

_FILES = Path(__file__).parents[1] / "fixtures" / "images" / "headers.json"


def attempt(data: bytes) -> None:
    """Read the header of *data*."""
    facts = read_image_facts(data)
    assert facts.bytes == len(data), "its size is wrong"
    assert facts.format in {"png", "jpeg", "webp", "gif", "unknown"}, "its format is none"
    known = facts.format != "unknown"
    assert known is (facts.width is not None) is (facts.height is not None), "it is known, or has sides, but not both"
    assert min(facts.width or 1, facts.height or 1) > 0, "a side is not above zero"
    if known:
        longer = read_image_facts(data + bytes(8))
        assert (longer.format, longer.width, longer.height) == (facts.format, facts.width, facts.height), (
            "more changes it"
        )


def seeds() -> Iterator[bytes]:
    """Yield the files of the fixtures, but for those whose header stands behind much else."""
    for file in json.loads(_FILES.read_text(encoding="utf-8"))["files"]:
        if isinstance(file["hex"], str):  # others are long, and written in short
            yield bytes.fromhex(file["hex"])
