"""``GET /_mock/results/...``: where result links lead. No key is needed, as on a file host."""

from flask import Response, request

from mockserver.core.download import download_status
from mockserver.core.gateway import note_call
from mockserver.core.problem import Problem
from mockserver.core.remarks import Remarks
from mockserver.core.wire import Reply, encode, http_date
from mockserver.core.world import World
from mockserver.web.calls import read_call
from mockserver.web.control.route import ControlCall, ControlRoute

__all__ = ["ROUTES"]

_ENDING = ".mp4"
_OK = 200
_TITLES = {403: "Forbidden", 404: "Not Found", 410: "Gone"}


def _result(call: ControlCall) -> Response:
    task_id = call.path["name"].removesuffix(_ENDING)
    with call.services.store.by_id(call.path["world_id"]) as world:
        if world is None or not call.path["name"].endswith(_ENDING):
            return _gone(404)
        context = call.services.context(world)
        world.settle(context.now)
        status = download_status(world, task_id, context.now)
        response = _video(call) if status == _OK else _gone(status)
        response.headers["Date"] = http_date(context.now)
        _note(call, world, task_id, response)
    return response


def _video(call: ControlCall) -> Response:
    video = call.services.sample()
    response = Response(video, content_type="video/mp4")
    # The same honest sample for every task: playable, but not of the length that was asked for.
    response.headers["X-Klingmock-Media"] = "sample"
    response.add_etag()
    response.make_conditional(request, accept_ranges=True, complete_length=len(video))
    return response


def _gone(status: int) -> Response:
    detail = "there is no such result, or its link has expired"
    problem = Problem(status, _TITLES[status], detail)
    return Response(encode(problem.to_dict()), status=status, content_type="application/problem+json")


def _note(call: ControlCall, world: World, task_id: str, response: Response) -> None:
    # The journal keeps what was said, not the video.
    reply = Reply(response.status_code, (("content-type", response.content_type or ""),), b"")
    note_call(
        read_call(call.services, "download", with_body=False),
        reply,
        context=call.services.context(world),
        remarks=Remarks(task=task_id if task_id in world.tasks else None),
    )


ROUTES = (
    ControlRoute(
        operation="download",
        method="GET",
        path="/_mock/results/{world_id}/{name}",
        summary="Serve the result of a completed task, for 24 hours of the world's time.",
        view=_result,
        open=True,
        kind="video/mp4",
    ),
)
