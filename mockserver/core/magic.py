"""Magic prompts: ask for a task's fate in the prompt itself, as payment test cards do."""

import re
from collections.abc import Iterator
from typing import Any

from mockserver.core.acts import ACTS, ActError
from mockserver.core.plan import Plan

__all__ = ["cast", "markdown_table", "texts"]

_SPELL = re.compile(r"\[\[([^\[\]]{1,160})\]\]")


def cast(plan: Plan, request: dict[str, Any]) -> tuple[Plan, tuple[str, ...]]:
    """
    Change *plan* as the texts of *request* ask, from left to right.

    Returns:
        The new plan, and a note for each text in brackets that was not understood.
    """
    notes = []
    for text in texts(request):
        if "[[" not in text:
            continue
        for name, value in _spells(text):
            try:
                plan = ACTS[name].on(plan, value=value)
            except KeyError:
                notes.append(f"magic prompt ignored: [[{name}]] is not one of {_known()}")
            except ActError as error:
                notes.append(f"magic prompt ignored: [[{name}]]: {error}")
    return plan, tuple(notes)


def texts(request: dict[str, Any]) -> Iterator[str]:
    """Yield the texts of *request* in which magic works."""
    params = request.get("model_params")
    inner = params if isinstance(params, dict) else {}
    shots = inner.get("multi_prompt")
    candidates = [request.get("prompt"), request.get("negative_prompt")]
    if isinstance(shots, list):
        candidates += [shot.get("prompt") for shot in shots if isinstance(shot, dict)]
    candidates.append(inner.get("element_description"))
    for candidate in candidates:
        if isinstance(candidate, str):
            yield candidate


def markdown_table() -> str:
    """Write the table of magic prompts for the README."""
    rows = [f"| `{act.syntax}` | {act.meaning} | `{act.example}` |" for act in ACTS.values()]
    return "\n".join(["| Prompt contains | What happens | Example |", "|---|---|---|", *rows, ""])


def _spells(text: str) -> Iterator[tuple[str, str | None]]:
    for match in _SPELL.finditer(text):
        name, colon, value = match[1].partition(":")
        yield name, value if colon else None


def _known() -> str:
    return ", ".join(ACTS)
