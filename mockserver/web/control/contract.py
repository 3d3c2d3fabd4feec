"""``/_mock/contract`` and ``/_mock/openapi.json``: what the server answers by."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from flask import Response

from contracts import UnknownModelError, api, load, model_names
from mockserver.core.problem import NotFoundError
from mockserver.core.span import format_span
from mockserver.web.control.route import ControlCall, ControlRoute, json_response

__all__ = ["ROUTES"]


def _index(_: ControlCall) -> Response:
    found = map(load, model_names())
    models = [{name: getattr(one, name) for name in ("model", "title", "family", "standing")} for one in found]
    return json_response({"revision": api().revision, "models": models})


def _contract(call: ControlCall) -> Response:
    try:
        contract = load(call.path["model"])
    except UnknownModelError as error:
        raise NotFoundError(str(error)) from None
    return json_response(_plain(contract))


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


ROUTES = (
    ControlRoute(
        operation="list_contracts",
        method="GET",
        path="/_mock/contract",
        summary="Name the models under contract.",
        view=_index,
        answer={"revision": "of the contracts", "models": "model, title, family, standing"},
    ),
    ControlRoute(
        operation="get_contract",
        method="GET",
        path="/_mock/contract/{model}",
        summary="Show a model's contract: parameters, rules, billing, task and answers.",
        view=_contract,
        answer={"...": "the contract as its file has it"},
    ),
)
