"""``GET /_mock/images/NAME``: images of the folder that the server was started with, and images to order."""

from urllib.parse import urlencode

from flask import Response

from mockserver.core.problem import NotFoundError, UnprocessableError
from mockserver.pictures import DEFECTS, MOST_BYTES, OrderError
from mockserver.web.control.files import image_response
from mockserver.web.control.route import ControlCall, ControlRoute
from mockserver.web.control.schema import one_of, whole

__all__ = ["ROUTES"]


def _image(call: ControlCall) -> Response:
    name, images = call.path["name"], call.services.images
    try:
        found = images.read(name, urlencode(call.query))
    except OrderError as error:
        raise UnprocessableError(str(error)) from None
    if found is None:
        raise NotFoundError(
            f"there is no image {name[:64]!r}; start the server with its folder, or order one such as 640x480.png"
        )
    return image_response(*found)


ROUTES = (
    ControlRoute(
        operation="get_image",
        method="GET",
        path="/_mock/images/{name}",
        summary="Serve an image whose facts the judge knows: one of the folder, or one to order, such as 640x480.png.",
        view=_image,
        query={
            "bytes": whole("how long it is, exactly", least=1, most=MOST_BYTES),
            "defect": one_of(DEFECTS, "what is wrong with it, on purpose"),
        },
        open=True,
        kind="image/*",
        ranged=True,
        of_world=False,
        refuses={404: "There is no such image.", 422: "No such image can be made."},
    ),
)
