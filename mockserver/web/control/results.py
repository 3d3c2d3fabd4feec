"""``GET /_mock/results/...``: where result links lead. No key is needed, as on a file host."""

from flask import Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from mockserver.core.context import Context
from mockserver.core.download import download_status
from mockserver.core.encounter import Acted
from mockserver.core.footage import Footage, footage
from mockserver.core.gateway import perform
from mockserver.core.problem import Problem
from mockserver.core.remarks import Remarks
from mockserver.core.wire import Call, Postponed, Reply, encode, http_date
from mockserver.core.world import World
from mockserver.web.calls import read_call, to_response
from mockserver.web.control.route import ControlCall, ControlRoute

__all__ = ["ROUTES"]

_ENDING = ".mp4"
_OK = 200
_OURS = {"Content-Length", "Date"}
_LOST = "there is no such result, or its link has expired"
_TITLES = {403: "Forbidden", 404: "Not Found", 410: "Gone", 416: "Range Not Satisfiable"}


def _result(call: ControlCall) -> Response:
    services, name = call.services, call.path["name"]
    asked = read_call(services, "download", task_id=name.removesuffix(_ENDING), with_body=False)
    _prepare(call, asked.task_id)
    postponed: Postponed | None = None
    while True:
        with services.store.by_id(call.path["world_id"]) as world:
            if world is None or not name.endswith(_ENDING):
                return _problem(404, _LOST)
            if postponed is not None and postponed.to is not None:
                world.jump(postponed.to, real_now=services.real_now())
            result = _answer(call, asked, services.context(world), postponed)
        if isinstance(result, Reply):
            return to_response(services, result)
        postponed = result
        if postponed.wait:
            services.sleep(postponed.wait)


def _answer(call: ControlCall, asked: Call, context: Context, postponed: Postponed | None) -> Reply | Postponed:
    def act(_: int) -> Acted:
        status = download_status(context.world, asked.task_id, context.now)
        response = (
            _video(call, _footage(call, context.world, asked.task_id)) if status == _OK else _problem(status, _LOST)
        )
        headers = [(name.lower(), value) for name, value in response.headers if name not in _OURS]
        reply = Reply(response.status_code, (*headers, ("date", http_date(context.now))), response.get_data())
        task_id = asked.task_id if asked.task_id in context.world.tasks else None
        return Acted(reply, Remarks(task=task_id), silent=True)

    return perform(asked, act, context=context, postponed=postponed)


def _prepare(call: ControlCall, task_id: str) -> None:
    """Make the video before the world is held, so that nobody waits for it who does not want it."""
    services = call.services
    with services.store.by_id(call.path["world_id"]) as world:
        if world is None or download_status(world, task_id, world.now(services.real_now())) != _OK:
            return
        wanted = _footage(call, world, task_id)
    services.video(wanted)


def _footage(call: ControlCall, world: World, task_id: str) -> Footage:
    return footage(world.tasks[task_id], call.services.context(world).images)


def _video(call: ControlCall, wanted: Footage) -> Response:
    video = call.services.video(wanted)
    response = Response(video, content_type="video/mp4")
    # An honest test card, which no model has made.
    response.headers["X-Klingmock-Media"] = "test-card"
    response.add_etag()
    try:
        response.make_conditional(request, accept_ranges=True, complete_length=len(video))
    except RequestedRangeNotSatisfiable:
        return _problem(416, f"the video has {len(video)} bytes")
    return response


def _problem(status: int, detail: str) -> Response:
    problem = Problem(status, _TITLES[status], detail)
    return Response(encode(problem.to_dict()), status=status, content_type="application/problem+json")


ROUTES = (
    ControlRoute(
        operation="download",
        method="GET",
        path="/_mock/results/{world_id}/{name}",
        summary="Serve the result of a completed task, for 24 hours of the world's time.",
        view=_result,
        open=True,
        kind="video/mp4",
        ranged=True,
        of_world=False,
        refuses={
            403: "The link has expired; which status says so hangs on the reading of `result-after-expiry`.",
            404: "There is no such result, or its link has expired.",
            410: "The link has expired.",
        },
    ),
)
