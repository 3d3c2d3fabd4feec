"""``GET /_mock/files/...``: where the addresses of uploaded files lead. No key is needed, as on a file host."""

from flask import Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from mockserver.core.problem import NotFoundError, Problem
from mockserver.core.wire import encode
from mockserver.web.control.route import ControlCall, ControlRoute

__all__ = ["ROUTES", "image_response"]


def image_response(data: bytes, kind: str) -> Response:
    """Serve an image, or the part of it that was asked for."""
    response = Response(data, content_type=kind)
    # It is whatever somebody has uploaded: no browser is to take it for anything but an image.
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.add_etag()
    try:
        response.make_conditional(request, accept_ranges=True, complete_length=len(data))
    except RequestedRangeNotSatisfiable:
        problem = Problem(416, "Range Not Satisfiable", f"the image has {len(data)} bytes")
        return Response(encode(problem.to_dict()), status=416, content_type="application/problem+json")
    return response


def _file(call: ControlCall) -> Response:
    with call.services.store.by_id(call.path["world_id"]) as world:
        file = None if world is None else world.files.get(call.path["file_id"])
        now = None if world is None else world.now(call.services.real_now())
    if file is None or now is None or now >= file.expires_at or file.name != call.path["name"]:
        raise NotFoundError("there is no such file, or it has expired")
    return image_response(file.data, file.kind)


ROUTES = (
    ControlRoute(
        operation="get_file",
        method="GET",
        path="/_mock/files/{world_id}/{file_id}/{name}",
        summary="Serve an uploaded file, for 72 hours of the world's time.",
        view=_file,
        open=True,
        kind="image/*",
        ranged=True,
        of_world=False,
        refuses={404: "There is no such file, or it has expired."},
    ),
)
