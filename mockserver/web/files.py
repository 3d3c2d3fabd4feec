"""The Files API: uploads in three ways, quota, list and deletion, in its own envelope; and the files themselves."""

import binascii
import re
from base64 import b64decode
from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.formparser import FormDataParser

from contracts import api
from mockserver.core.context import Context
from mockserver.core.encounter import Acted
from mockserver.core.file_answers import Upload, delete, envelope, listed, quota, upload
from mockserver.core.files import FileRefusedError
from mockserver.core.gateway import perform
from mockserver.core.key import world_id
from mockserver.core.remarks import Remarks
from mockserver.core.wire import BadJsonError, Call, Postponed, Reply, decode, encode, http_date
from mockserver.services import Services
from mockserver.web.calls import read_call, to_response
from mockserver.web.routing import add_route

__all__ = ["add_file_routes"]

_DATA_URL = re.compile(r"data:[\w.+/-]*(?:;[\w=.-]+)*;base64,", re.ASCII)
_MOST_PARTS = 20
_MOST_DIGITS = 6
_Answer = Callable[[Context, Call], dict[str, Any]]


def add_file_routes(app: Flask, services: Services) -> None:
    """Serve every file route that ``api.toml`` names."""
    for route in api().file_routes.values():
        view = _view(services, route.operation)
        add_route(app, route.method, route.path, view, endpoint=route.operation)


def _view(services: Services, operation: str) -> Callable[..., Response]:
    def view(file_id: str = "") -> Response:
        call = read_call(services, operation, most=api().limits["upload_bytes"].value)
        return _performed(services, call, lambda context, asked: _ANSWERS[operation](services, context, asked, file_id))

    return view


def _performed(services: Services, call: Call, answer: _Answer) -> Response:
    postponed: Postponed | None = None
    while True:
        if postponed is not None and postponed.to is not None:
            services.pacer.advance(world_id(call.world_key), to=postponed.to)
        with services.store.by_key(call.world_key) as world:
            context = services.context(world)
            result = perform(call, partial(_act, context, call, answer), context=context, postponed=postponed)
        services.pacer.wake(world.id)
        if isinstance(result, Reply):
            return to_response(services, result)
        postponed = result
        if postponed.wait:
            services.sleep(postponed.wait)


def _act(context: Context, call: Call, answer: _Answer, _: int) -> Acted:
    try:
        status, body = 200, envelope(_allowed(answer)(context, call))
    except FileRefusedError as error:
        status, body = error.status, envelope(None, status=error.status, message=str(error))
    headers = (("content-type", "application/json"), ("date", http_date(context.now)))
    return Acted(Reply(status, headers, encode(body)), Remarks())


def _allowed(answer: _Answer) -> _Answer:
    def asked(context: Context, call: Call) -> dict[str, Any]:
        if call.token is None:
            raise FileRefusedError("Invalid or expired token", status=401)
        return answer(context, call)

    return asked


# --- what each route takes


def _base64(_: Services, context: Context, call: Call, __: str) -> dict[str, Any]:
    data = _object(call)
    text = _text(data, "base64_data")
    text = text[match.end() :] if (match := _DATA_URL.match(text)) else text
    try:
        image = b64decode(re.sub(r"\s+", "", text), validate=True)
    except (binascii.Error, ValueError):
        raise FileRefusedError("base64_data is not base64, nor a data URL of it") from None
    return upload(context, call, _named(data, Upload(image)))


def _stream(_: Services, context: Context, call: Call, __: str) -> dict[str, Any]:
    _check_size(call)
    parser = FormDataParser(
        stream_factory=lambda *_, **__: BytesIO(),  # the body is in memory already, so no file is needed
        max_form_parts=_MOST_PARTS,
        max_form_memory_size=len(call.body) + 1,
    )
    kind, options = request.mimetype, request.mimetype_params
    try:
        _stream_left, form, files = parser.parse(BytesIO(call.body), kind, len(call.body), options)
        sent = files.getlist("file")
        images = [(one.filename or "", one.stream.read()) for one in sent]
    except (HTTPException, ValueError):
        raise FileRefusedError("the form cannot be read: send multipart/form-data with a part named file") from None
    if len(images) != 1:
        raise FileRefusedError(f"one file is uploaded at a time, in a part named file; there are {len(images)}")
    ((original, image),) = images
    named = {
        "file_name": form.get("file_name") or form.get("fileName") or "",
        "upload_path": form.get("upload_path") or form.get("uploadPath") or "",
    }
    return upload(context, call, _named(named, Upload(image, original=original)))


def _url(services: Services, context: Context, call: Call, __: str) -> dict[str, Any]:
    data = _object(call)
    url = _text(data, "file_url")
    image = services.image(url, context)
    if image is None:
        raise FileRefusedError(
            "file_url cannot be fetched: nothing leaves this machine; only files and images of this server are known"
        )
    original = url.partition("?")[0].rpartition("/")[2]
    return upload(context, call, _named(data, Upload(image, original=original)))


def _quota(_: Services, context: Context, __: Call, ___: str) -> dict[str, Any]:
    return quota(context)


def _list(_: Services, context: Context, call: Call, __: str) -> dict[str, Any]:
    page, size = (_number(request.args.get(name), name) for name in ("page", "pageSize"))
    return listed(context, call, page=page or 1, size=size)


def _delete(_: Services, context: Context, __: Call, file_id: str) -> dict[str, Any]:
    return delete(context, file_id)


_ANSWERS: dict[str, Callable[[Services, Context, Call, str], dict[str, Any]]] = {
    "upload_base64": _base64,
    "upload_stream": _stream,
    "upload_url": _url,
    "file_quota": _quota,
    "file_list": _list,
    "file_delete": _delete,
}


def _check_size(call: Call) -> None:
    most = api().limits["upload_bytes"].value
    if max(call.size, len(call.body)) > most:
        raise FileRefusedError(f"file size exceeds 10MB: the body is larger than {most} bytes", status=413)


def _object(call: Call) -> dict[str, Any]:
    _check_size(call)
    try:
        data = decode(call.body)
    except BadJsonError as error:
        raise FileRefusedError(str(error)) from None
    if not isinstance(data, dict):
        raise FileRefusedError("the body is a JSON object")
    return data


def _text(data: dict[str, Any], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not value:
        raise FileRefusedError(f"{name} is required, and a text")
    return value


def _named(data: dict[str, Any], image: Upload) -> Upload:
    for name in ("file_name", "upload_path"):
        if not isinstance(data.get(name, ""), str):
            raise FileRefusedError(f"{name} is a text")
    return Upload(image.data, original=image.original, name=data.get("file_name", ""), path=data.get("upload_path", ""))


def _number(text: str | None, name: str) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS and int(text)):
        raise FileRefusedError(f"{name} is a whole number from 1")
    return int(text)
