"""The contracts: each model's prices, parameters, rules and disputes, what two models differ in, and one rule."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from mockserver.page.view import View
from mockserver.page.visit import Visit

__all__ = ["VIEW"]

_EXPLAIN = "explain/"
_CHART_WIDTH = 360


def _load(visit: Visit) -> Mapping[str, Any]:
    return {"models": visit.ask("list_contracts")["models"]}


def _item(visit: Visit) -> Mapping[str, Any]:
    if visit.item.startswith(_EXPLAIN):
        found = visit.ask("explain", query={"name": visit.item.removeprefix(_EXPLAIN)})
        return {"explanations": found["explanations"]}
    form = visit.ask("get_form", path={"model": visit.item})
    fields = list(_every(form["fields"]))
    disputes = sorted({one["dispute"] for one in _disputed(visit.ask("get_contract", path={"model": visit.item}))})
    other = visit.query.get("with", "")
    return {
        "contract": form,
        "fields": fields,
        "rules": _rules(fields),
        "bars": list(_bars(form["tiers"])),
        "disputes": [_dispute(visit, name) for name in disputes],
        "models": visit.ask("list_contracts")["models"],
        "other": other,
        "diff": visit.ask("diff_contracts", path={"model": visit.item, "other": other}) if other else None,
    }


def _every(fields: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for field in fields:
        yield field
        yield from _every(field["fields"])
        if field["item"]:
            yield from _every([field["item"]])


def _rules(fields: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return list({rule["id"]: rule for field in fields for rule in field["rules"]}.values())


def _disputed(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield everything in a contract that hangs on a dispute, however deep."""
    if isinstance(value, dict):
        if isinstance(value.get("dispute"), str):
            yield value
        for member in value.values():
            yield from _disputed(member)
    elif isinstance(value, list):
        for item in value:
            yield from _disputed(item)


def _dispute(visit: Visit, name: str) -> Mapping[str, Any]:
    found = visit.ask("explain", query={"name": name})["explanations"]
    return next(one for one in found if one["kind"] == "dispute")


def _bars(tiers: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield each price with the length of its bar in pixels."""
    prices = [(tier, Decimal(tier["credits"])) for tier in tiers]
    most = max((price for _, price in prices), default=Decimal(1)) or Decimal(1)
    for tier, price in prices:
        when = ", ".join(f"{name} {value}" for name, value in tier["when"].items())
        yield {**tier, "label": when, "length": max(int(_CHART_WIDTH * price / most), 1)}


VIEW = View(name="contract", load=_load, item=_item, live=False)
