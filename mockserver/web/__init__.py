"""The Flask app: translates between HTTP and the core."""

from mockserver.web.control import CONTROL_ROUTES, ControlCall, ControlRoute
from mockserver.web.openapi import describe_route, paths
from mockserver.web.server import make_app

__all__ = ["CONTROL_ROUTES", "ControlCall", "ControlRoute", "describe_route", "make_app", "paths"]
