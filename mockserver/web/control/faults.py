"""``/_mock/faults``: the fault plan of the key's world."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Response

from mockserver.core.faults import Fault, FaultError, parse_faults
from mockserver.core.problem import BadRequestError, NotFoundError, UnprocessableError
from mockserver.core.wire import BadJsonError, decode_exactly
from mockserver.web.control.plan import KIND, PLAN, fault_body
from mockserver.web.control.route import ControlCall, ControlRoute, json_response
from mockserver.web.control.schema import record, rows

__all__ = ["ROUTES"]

_PLAN = record(PLAN)
_NO_FAULT = "There is no such fault in this world."


def _list(call: ControlCall) -> Response:
    with call.world() as world:
        return json_response(world.faults.to_json())


def _add(call: ControlCall) -> Response:
    faults = _read(call)
    with call.world() as world, _told():
        world.faults.add(faults)
        return json_response(world.faults.to_json())


def _replace(call: ControlCall) -> Response:
    faults = _read(call)
    with call.world() as world, _told():
        world.faults.replace(faults)
        return json_response(world.faults.to_json())


def _clear(call: ControlCall) -> Response:
    with call.world() as world:
        world.faults.replace(())
        return json_response(world.faults.to_json())


def _remove(call: ControlCall) -> Response:
    fault_id = call.path["fault_id"]
    with call.world() as world:
        if not world.faults.remove(fault_id):
            known = ", ".join(entry.fault.id for entry in world.faults.entries[:20]) or "none"
            raise NotFoundError(f"there is no fault {fault_id[:64]!r} in this world; known: {known}")
        return json_response(world.faults.to_json())


def _kinds(call: ControlCall) -> Response:
    kinds = call.services.parts.fault_kinds
    return json_response({"kinds": [kind.describe(name) for name, kind in kinds.items()]})


def _read(call: ControlCall) -> tuple[Fault, ...]:
    try:
        data = decode_exactly(call.body)
    except BadJsonError as error:
        raise BadRequestError(str(error)) from None
    with _told():
        return parse_faults(data, kinds=call.services.parts.fault_kinds)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except FaultError as error:
        raise UnprocessableError(str(error), errors=error.errors) from None


ROUTES = (
    ControlRoute(
        operation="list_faults",
        method="GET",
        path="/_mock/faults",
        summary="Show the fault plan, with how often each fault has fired.",
        view=_list,
        answer=_PLAN,
    ),
    ControlRoute(
        operation="add_faults",
        method="POST",
        path="/_mock/faults",
        summary="Add one fault, or a list of them, behind those that are there. All are taken, or none.",
        view=_add,
        body=fault_body,
        answer=_PLAN,
    ),
    ControlRoute(
        operation="replace_faults",
        method="PUT",
        path="/_mock/faults",
        summary="Put a fault, or a list of them, in the place of all that are there.",
        view=_replace,
        body=fault_body,
        answer=_PLAN,
    ),
    ControlRoute(
        operation="clear_faults",
        method="DELETE",
        path="/_mock/faults",
        summary="Take all faults out.",
        view=_clear,
        answer=_PLAN,
    ),
    ControlRoute(
        operation="list_fault_kinds",
        method="GET",
        path="/_mock/faults/kinds",
        summary="Describe the kinds of faults: what each does, meets, and can be set to.",
        view=_kinds,
        answer=record({"kinds": rows(KIND)}),
        of_world=False,
    ),
    ControlRoute(
        operation="remove_fault",
        method="DELETE",
        path="/_mock/faults/{fault_id}",
        summary="Take one fault out.",
        view=_remove,
        answer=_PLAN,
        refuses={404: _NO_FAULT},
    ),
)
