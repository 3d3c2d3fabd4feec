"""Reads a request's body, but never more of it than is allowed."""

from flask import Request
from werkzeug.exceptions import BadRequest, ClientDisconnected
from werkzeug.wsgi import get_input_stream

from contracts import api

__all__ = ["read_body"]


def read_body(request: Request, *, most: int | None = None) -> tuple[bytes, int]:
    """
    Read the body, up to one byte more than *most*, which is 1 MiB unless said.

    Returns:
        The bytes, and the size of the whole as declared or as far as it was read.

    Raises:
        werkzeug.exceptions.BadRequest: The client sent less than it had declared, or broken chunks.
    """
    limit = api().limits["body_bytes"].value if most is None else most
    declared = request.content_length or 0
    if declared > limit:
        return b"", declared
    stream = get_input_stream(request.environ)
    parts, size = [], 0
    try:
        while size <= limit and (part := stream.read(min(65_536, limit + 1 - size))):
            parts.append(part)
            size += len(part)
    except (OSError, ValueError, ClientDisconnected):
        raise BadRequest("The body breaks off.") from None
    return b"".join(parts), max(size, declared)
