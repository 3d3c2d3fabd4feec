"""The fault plan: what is in it and how often it fired; add, remove, or take a scenario."""

from collections.abc import Mapping
from typing import Any

import msgspec

from mockserver.page.view import View
from mockserver.page.visit import RefusedError, Visit

__all__ = ["VIEW"]


def _load(visit: Visit) -> Mapping[str, Any]:
    return {
        "plan": visit.ask("list_faults"),
        "kinds": visit.ask("list_fault_kinds")["kinds"],
        "scenarios": visit.ask("list_scenarios")["scenarios"],
    }


def _add(visit: Visit, form: Mapping[str, str]) -> str:
    try:
        # Raw, so that a share of 0.1 is not made another number on its way.
        fault = msgspec.json.decode(form.get("fault", ""), type=msgspec.Raw)
    except msgspec.DecodeError as error:
        raise RefusedError(422, {"detail": f"this is not JSON: {error}"}) from None
    visit.ask("add_faults", body=fault)
    return "fault_added"


def _remove(visit: Visit, form: Mapping[str, str]) -> str:
    visit.ask("remove_fault", path={"fault_id": form.get("id", "")})
    return "fault_removed"


def _clear(visit: Visit, _: Mapping[str, str]) -> str:
    visit.ask("clear_faults")
    return "faults_cleared"


def _scenario(visit: Visit, form: Mapping[str, str]) -> str:
    visit.ask("apply_scenario", path={"name": form.get("scenario", "")})
    return "scenario_applied"


VIEW = View(name="faults", load=_load, acts={"add": _add, "remove": _remove, "clear": _clear, "scenario": _scenario})
