"""What the Files API answers, in its own envelope (docs/files, Responses, 200)."""

import re
from datetime import datetime, timedelta, timezone
from typing import Any

from msgspec import Struct

from contracts import api
from mockserver.core import chance
from mockserver.core.context import Context
from mockserver.core.files import FILES_PREFIX, FileRefusedError, StoredFile
from mockserver.core.wire import Call
from validator.images import read_image_facts

__all__ = ["Upload", "delete", "envelope", "listed", "quota", "upload"]

_CHINA = timezone(timedelta(hours=8))
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_NAME = 100
_LONGEST_TEXT = 500
_PAGE = 20


def envelope(data: Any, *, status: int = 200, message: str = "success") -> dict[str, Any]:
    """Write an answer of the Files API."""
    return {"success": status == 200, "code": status, "msg": message, "data": data}  # noqa: PLR2004 - as documented


class Upload(Struct, frozen=True):
    """What is uploaded: its bytes, how the client's file is called, and how and where it is to be kept."""

    data: bytes
    original: str = ""
    name: str = ""
    path: str = ""


def upload(context: Context, call: Call, sent: Upload) -> dict[str, Any]:
    """
    Keep an image.

    Raises:
        FileRefusedError: It is of another kind, too large, or there is no room.
    """
    world, now = context.world, context.now
    world.files.clear_out(now)
    facts = read_image_facts(sent.data)
    world.files.check(facts)
    number = world.files.made + 1
    file = StoredFile(
        id=chance.identifier(world.settings.seed, "file", number, length=12),
        number=number,
        name=_safe(sent.name or sent.original, facts.format),
        original_name=sent.original[:_LONGEST_TEXT],
        upload_path=sent.path[:_LONGEST_TEXT],
        data=sent.data,
        facts=facts,
        uploaded_at=now,
    )
    world.files.add(file)
    return _shown(file, context, call)


def quota(context: Context) -> dict[str, Any]:
    """Say how many files there are and may be."""
    context.world.files.clear_out(context.now)
    used, most = len(context.world.files), api().limits["files"].value
    return {
        "user_group": "default",
        "used_files": used,
        "max_files": most,
        "remain_files": most - used,
        "is_custom": False,
        "quota_reason": "default",
    }


def listed(context: Context, call: Call, *, page: int, size: int | None) -> dict[str, Any]:
    """List the files, newest first."""
    context.world.files.clear_out(context.now)
    files = tuple(context.world.files.values())[::-1]
    count = min(size or _PAGE, api().limits["page_size"].value)
    first = (page - 1) * count
    shown = [_shown(file, context, call) for file in files[first : first + count]]
    return {"total": len(files), "page": page, "pageSize": count, "files": shown}


def delete(context: Context, file_id: str) -> dict[str, Any]:
    """
    Delete a file.

    Raises:
        FileRefusedError: There is none.
    """
    context.world.files.clear_out(context.now)
    if not context.world.files.remove(file_id):
        raise FileRefusedError("file not found", status=404)
    return {"file_id": file_id}


def _safe(name: str, kind: str) -> str:
    return _UNSAFE.sub("_", name.rpartition("/")[2])[-_LONGEST_NAME:].strip(".") or f"image.{kind}"


def _shown(file: StoredFile, context: Context, call: Call) -> dict[str, Any]:
    link = f"{call.base_url}{FILES_PREFIX}{context.world.id}/{file.id}/{file.name}"
    return {
        "file_id": file.id,
        "file_name": file.name,
        "original_name": file.original_name,
        "file_size": file.facts.bytes,
        "mime_type": file.kind,
        "upload_path": file.upload_path,
        "file_url": link,
        "download_url": link,
        "upload_time": _instant(file.uploaded_at),
        "expires_at": _instant(file.expires_at),
    }


def _instant(at: datetime) -> str:
    return at.astimezone(_CHINA).isoformat(timespec="seconds")
