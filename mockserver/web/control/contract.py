"""``/_mock/contract`` and ``/_mock/openapi.json``: what the server answers by."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from flask import Response

from contracts import Contract, UnknownModelError, api, load, model_names
from mockserver.core.problem import NotFoundError
from mockserver.core.span import format_span
from mockserver.web.control.route import ControlCall, ControlRoute, json_response
from mockserver.web.control.schema import anything, keyed, record, rows, string
from mockserver.web.control.typed import of_type
from validator.derive.difference import SECTIONS, difference
from validator.derive.explanations import explanation

__all__ = ["ROUTES"]

_MODEL = ("model", "title", "family", "standing")


def _index(_: ControlCall) -> Response:
    found = map(load, model_names())
    models = [{name: getattr(one, name) for name in _MODEL} for one in found]
    return json_response({"revision": api().revision, "models": models})


def _contract(call: ControlCall) -> Response:
    return json_response(_plain(_load(call.path["model"])))


def _diff(call: ControlCall) -> Response:
    first, second = _load(call.path["model"]), _load(call.path["other"])
    return json_response({"a": first.model, "b": second.model, **difference(first, second)})


def _explain(call: ControlCall) -> Response:
    name = call.query.get("name", "")
    with call.world() as world:
        readings = world.settings.readings
    found = explanation(name, readings)
    if not found:
        raise NotFoundError(f"{name[:64]!r} is nothing that is known here; /_mock/contract/MODEL/form lists the rules")
    return json_response({"explanations": [one.to_dict() for one in found]})


def _load(model: str) -> Contract:
    try:
        return load(model)
    except UnknownModelError as error:
        raise NotFoundError(str(error)) from None


def _plain(value: Any) -> Any:
    """Turn contract values into JSON; exact numbers become text."""
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: _plain(member) for name, member in value._asdict().items()}
    if isinstance(value, Mapping):
        return {str(name): _plain(member) for name, member in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(member) for member in value]
    if isinstance(value, timedelta):
        return format_span(value)
    return str(value) if isinstance(value, Decimal) else value


_NO_MODEL = "There is no such model under contract."
_SECTION = record(
    {
        "only_a": rows(string(), "names"),
        "only_b": rows(string(), "names"),
        "differ": keyed(keyed(record({"a": anything(), "b": anything()})), "by name and fact"),
    }
)
_EXPLANATION = record(
    {
        "name": string(),
        "kind": string(),
        "sentence": string(),
        "facts": keyed(string(), "by label"),
        "examples": keyed(anything(), "by label"),
    }
)

ROUTES = (
    ControlRoute(
        operation="list_contracts",
        method="GET",
        path="/_mock/contract",
        summary="Name the models under contract.",
        view=_index,
        answer=record(
            {"revision": string("of the contracts"), "models": rows(record(dict.fromkeys(_MODEL, string())))}
        ),
        of_world=False,
    ),
    ControlRoute(
        operation="get_contract",
        method="GET",
        path="/_mock/contract/{model}",
        summary="Show a model's contract: parameters, rules, billing, task and answers.",
        view=_contract,
        answer=of_type(Contract),
        refuses={404: _NO_MODEL},
        of_world=False,
    ),
    ControlRoute(
        operation="diff_contracts",
        method="GET",
        path="/_mock/contract/{model}/diff/{other}",
        summary="Say what only one of two models has, and what differs in what both have.",
        view=_diff,
        answer=record({"a": string("the model"), "b": string("the other"), **dict.fromkeys(SECTIONS, _SECTION)}),
        refuses={404: _NO_MODEL},
        of_world=False,
    ),
    ControlRoute(
        operation="explain",
        method="GET",
        path="/_mock/explain",
        summary="Explain a rule, a dispute or an error code under the world's readings, as `klingmock explain` does.",
        view=_explain,
        query={"name": string("id of a rule or a dispute, or an error code")},
        answer=record({"explanations": rows(_EXPLANATION, "each meaning of the name")}),
        refuses={404: "That is nothing that is known here."},
    ),
)
