"""Puts a route into the app: the contract's form of a path, one method, and nothing that Flask would add."""

import re
from collections.abc import Callable

from flask import Flask, Response

__all__ = ["add_route"]


def add_route(app: Flask, method: str, path: str, view: Callable[..., Response], *, endpoint: str) -> None:
    """Let *view* answer *method* at *path*, whose ``{names}`` it is given."""
    app.add_url_rule(
        re.sub(r"\{(\w+)\}", r"<\1>", path),
        endpoint=endpoint,
        view_func=view,
        methods=[method],
        provide_automatic_options=False,
    )
