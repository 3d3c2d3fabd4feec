"""A request as it came over the wire, whole."""

import msgspec

from mockserver.wire.fields import Fields
from mockserver.wire.line import Line

__all__ = ["Request"]


class Request(msgspec.Struct, frozen=True, gc=False):
    """
    One request.

    *size* is the body's length in bytes as declared or read; of one beyond the limit only the beginning is there.
    *keep* says whether the connection may go on, *broken* whether the body broke off.
    """

    line: Line
    fields: Fields
    body: bytes = b""
    size: int = 0
    version: str = "1.1"
    keep: bool = True
    broken: bool = False

    @property
    def plain(self) -> bool:
        """Whether it is a call of the gateway that needs no second reader."""
        return self.fields.plain and self.line.operation != "" and not self.broken
