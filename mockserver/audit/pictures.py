"""
What draws an audit, by the ending of the file.

To add a kind, write what draws it and its line in `PICTURES`.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from mockserver.audit.errors import AuditError
from mockserver.audit.picture_image import image
from mockserver.audit.picture_page import page
from mockserver.audit.summary import Summary

__all__ = ["PICTURES", "open_picture"]

PICTURES: Mapping[str, Callable[[Summary], bytes]] = {".html": page, ".png": image}
"""The kinds of pictures by the ending of the file."""


def open_picture(path: Path) -> Callable[[Summary], object]:
    """
    Return what draws a summary into *path*.

    Raises:
        AuditError: Its ending is not known, or what it is drawn with is not installed.
    """
    draw = PICTURES.get(path.suffix.lower())
    if draw is None:
        raise AuditError(f"{path}: its ending is none of {', '.join(PICTURES)}")
    draw(Summary())  # says now, not after an hour, what is not installed
    return lambda summary: path.write_bytes(draw(summary))
