"""``GET /_mock/images/NAME``: the images of the folder that the server was started with."""

from flask import Response

from mockserver.core.problem import NotFoundError
from mockserver.web.control.route import ControlCall, ControlRoute

__all__ = ["ROUTES"]


def _image(call: ControlCall) -> Response:
    name = call.path["name"]
    image = call.services.images.stored(name)
    if image is None:
        raise NotFoundError(f"there is no image {name[:64]!r}; start the server with its folder")
    return Response(image.path.read_bytes(), content_type=image.content_type)


ROUTES = (
    ControlRoute(
        operation="get_image",
        method="GET",
        path="/_mock/images/{name}",
        summary="Serve an image whose facts the judge knows.",
        view=_image,
        open=True,
        kind="image/*",
    ),
)
