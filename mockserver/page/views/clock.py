"""The world's time: move it on by a span, to the next event, or until nothing is due."""

from collections.abc import Mapping
from typing import Any

from mockserver.page.view import View
from mockserver.page.visit import RefusedError, Visit

__all__ = ["VIEW"]


def _load(visit: Visit) -> Mapping[str, Any]:
    return {"clock": visit.ask("get_clock")}


def _advance(visit: Visit, form: Mapping[str, str]) -> str:
    visit.ask("advance_clock", body={"by": form.get("by", "")})
    return "advanced"


def _jump(visit: Visit, _: Mapping[str, str]) -> str:
    due = visit.ask("get_clock")["next_due"]
    if due is None:
        raise RefusedError(409, {"detail": "nothing is due, so there is no next event"})
    visit.ask("advance_clock", body={"to": due})
    return "advanced"


def _run(visit: Visit, _: Mapping[str, str]) -> str:
    visit.ask("run_clock")
    return "ran"


def _change(visit: Visit, form: Mapping[str, str]) -> str:
    visit.ask("change_world", body={"clock": form.get("clock", "")})
    return "clock_changed"


VIEW = View(name="clock", load=_load, acts={"advance": _advance, "jump": _jump, "run": _run, "change": _change})
