"""The Flask app: translates between HTTP and the core."""

from mockserver.web.control import CONTROL_ROUTES, ControlCall, ControlRoute
from mockserver.web.control.route import json_response
from mockserver.web.images import ImageLibrary, read_images
from mockserver.web.openapi import describe_route, paths
from mockserver.web.server import make_app
from mockserver.web.services import Accident, Services

__all__ = [
    "CONTROL_ROUTES",
    "Accident",
    "ControlCall",
    "ControlRoute",
    "ImageLibrary",
    "Services",
    "describe_route",
    "json_response",
    "make_app",
    "paths",
    "read_images",
]
