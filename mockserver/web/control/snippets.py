"""``POST /_mock/snippets``: a request as programs to copy."""

import re

from flask import Response

from mockserver.core.problem import UnprocessableError
from mockserver.snippets import SNIPPETS
from mockserver.web.control.route import ControlCall, ControlRoute, json_response, read_object
from mockserver.web.control.schema import anything, record, string

__all__ = ["ROUTES"]

_ADDRESS = re.compile(r"https?://[A-Za-z0-9.:\[\]-]{1,255}")
_HERE = "http://127.0.0.1:8080"


def _snippets(call: ControlCall) -> Response:
    data = read_object(call, "request", "url")
    if "request" not in data:
        raise UnprocessableError('write {"request": ...}', errors=[("/request", "missing")])
    url = data.get("url", _HERE)
    if not isinstance(url, str) or _ADDRESS.fullmatch(url) is None:
        said = f"not an address of a server, such as {_HERE}"
        raise UnprocessableError(f"url: {said}", errors=[("/url", said)])
    return json_response({name: write(data["request"], url) for name, write in SNIPPETS.items()})


ROUTES = (
    ControlRoute(
        operation="write_snippets",
        method="POST",
        path="/_mock/snippets",
        summary="Write a request as programs to copy; none holds a key.",
        view=_snippets,
        body=record(
            {
                "request": anything("what is to be sent to /v1/videos/generations"),
                "url": string(
                    f"where the gateway answers, without a path; {_HERE} unless said", pattern=f"^{_ADDRESS.pattern}$"
                ),
            },
            optional=["url"],
        ),
        answer=record({name: string(f"the program for {name}") for name in SNIPPETS}),
        of_world=False,
    ),
)
