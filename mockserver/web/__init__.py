"""The Flask app: translates between HTTP and the core."""

from mockserver.web.asking import make_ask
from mockserver.web.control import CONTROL_ROUTES, ControlCall, ControlRoute
from mockserver.web.guard import check_origin, is_control_token
from mockserver.web.news import make_news
from mockserver.web.openapi import describe_route, paths
from mockserver.web.server import make_app

__all__ = [
    "CONTROL_ROUTES",
    "ControlCall",
    "ControlRoute",
    "check_origin",
    "describe_route",
    "is_control_token",
    "make_app",
    "make_ask",
    "make_news",
    "paths",
]
