"""What a WSGI app is told about a request."""

import io
import sys
from typing import Any

from mockserver.wire.request import Request

__all__ = ["environ_of"]

_BARE = {"CONTENT_TYPE", "CONTENT_LENGTH"}


class _BrokenOff(io.BytesIO):
    """A body of which the rest never came."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Read what has come, and fail where more should have."""
        data = super().read(size)
        if not data and size != 0:
            raise ConnectionError("the client sent no more of the body")
        return data


def environ_of(request: Request, *, server: tuple[str, int], client: tuple[str, int]) -> dict[str, Any]:
    """
    Describe a request.

    Args:
        request: The request; of a body beyond the limit only the beginning is there.
        server: The address that is listened on.
        client: The address that the request came from.

    Source:
        PEP 3333, environ Variables; CONTENT_LENGTH stays as it was declared.
    """
    line = request.line
    environ: dict[str, Any] = {
        "REQUEST_METHOD": line.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": line.path,
        "QUERY_STRING": line.query,
        "REQUEST_URI": line.target,
        "RAW_URI": line.target,
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{request.version}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": (_BrokenOff if request.broken else io.BytesIO)(request.body),
        "wsgi.input_terminated": request.fields.chunked or request.broken,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    _add_fields(environ, request)
    return environ


def _add_fields(environ: dict[str, Any], request: Request) -> None:
    for name, value in request.fields.headers:
        if "_" in name:
            continue  # it would look like the same name with a dash
        key = name.upper().replace("-", "_")
        key = key if key in _BARE else f"HTTP_{key}"
        environ[key] = f"{environ[key]}, {value}" if key in environ else value
    if request.line.host:
        environ["HTTP_HOST"] = request.line.host  # RFC 9112, 3.2.2: the target has the last word
