"""``/_mock/judge``: the verdict on a request that is not sent, and the facts of an image that is not uploaded."""

import binascii
from base64 import b64decode
from collections import ChainMap
from collections.abc import Mapping
from typing import Any, cast

from flask import Response

from contracts import UnknownModelError
from mockserver.core.problem import NotFoundError, UnprocessableError
from mockserver.core.whole import whole as as_whole
from mockserver.core.world import World
from mockserver.services import Services
from mockserver.web.control.route import ControlCall, ControlRoute, json_response, read_object
from mockserver.web.control.schema import anything, flag, keyed, null_or, record, rows, string, whole
from mockserver.web.control.typed import of_type
from validator import ImageFacts, Verdict, Violation, check, judge_for, read_image_facts
from validator.derive.form import Form, form_of
from validator.pricing import Line, plain_number

__all__ = ["ROUTES"]

_FACTS = {"format": str, "bytes": int, "width": int, "height": int}
_LARGEST = 2**53  # bytes or pixels: what every JSON number can say


def _judge(call: ControlCall) -> Response:
    data = read_object(call, "request", "images")
    if "request" not in data:
        raise UnprocessableError('write {"request": ...}', errors=[("/request", "missing")])
    told = _told(data.get("images", {}))
    with call.world() as world:
        readings, known = world.settings.readings, _known(call.services, world)
    # The library's own judge: the world's may be wrong on purpose, and this route is how one would notice.
    images = ChainMap(told, cast("dict[str, ImageFacts]", known)) if told else known
    verdict = check(data["request"], readings=readings, images=images)
    return json_response(verdict.to_dict() | {"receipt": _receipt(verdict)})


def _known(services: Services, world: World) -> Mapping[str, ImageFacts]:
    return services.context(world).images


def _receipt(verdict: Verdict) -> list[dict[str, Any]]:
    lines = verdict.quote.receipt if verdict.quote else ()
    return [
        {"credits": plain_number(line.credits), "text": line.text, "source": line.source.to_dict()} for line in lines
    ]


def _told(value: object) -> dict[str, ImageFacts]:
    if not isinstance(value, dict):
        raise UnprocessableError("images: not an object", errors=[("/images", "not an object of facts by address")])
    return {url: _facts(url, stated) for url, stated in value.items()}


def _facts(url: str, stated: object) -> ImageFacts:
    at = f"/images/{url[:200].replace('~', '~0').replace('/', '~1')}"
    if not isinstance(stated, dict) or stated.keys() != _FACTS.keys():
        said = f"not an object of {', '.join(_FACTS)}"
        raise UnprocessableError(f"images: {said}", errors=[(at, said)])
    read: dict[str, Any] = {
        name: stated[name] if kind is str else as_whole(stated[name]) for name, kind in _FACTS.items()
    }
    for name, kind in _FACTS.items():
        value = read[name]
        unknown = stated[name] is None and name in {"width", "height"}
        good = type(value) is kind and (not isinstance(value, int) or 0 <= value <= _LARGEST)
        if not (good or unknown):
            said = f"not {'a text' if kind is str else f'a whole number from 0 to {_LARGEST}'}"
            raise UnprocessableError(f"images: {name}: {said}", errors=[(f"{at}/{name}", said)])
    return ImageFacts(**read)


def _image(call: ControlCall) -> Response:
    data = read_object(call, "head", "bytes")
    try:
        head = b64decode(data.get("head", ""), validate=True)
    except (binascii.Error, TypeError, ValueError):
        raise UnprocessableError("head: not base64", errors=[("/head", "not base64")]) from None
    size = as_whole(data.get("bytes", len(head)))
    if size is None or not len(head) <= size <= _LARGEST:
        said = f"not a whole number from {len(head)}, the bytes of head, to {_LARGEST}"
        raise UnprocessableError(f"bytes: {said}", errors=[("/bytes", said)])
    facts = read_image_facts(head, size=size)
    return json_response({name: getattr(facts, name) for name in _FACTS})


def _form(call: ControlCall) -> Response:
    with call.world() as world:
        readings = world.settings.readings
    try:
        judge = judge_for(call.path["model"], readings)
    except UnknownModelError as error:
        raise NotFoundError(str(error)) from None
    return json_response(form_of(judge).to_dict())


_BASE64 = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
_SIDE = null_or(whole("in pixels", most=_LARGEST))
_FACTS_SCHEMA = record(
    {
        "format": string("what the first bytes say: jpeg, png, webp, gif or unknown"),
        "bytes": whole("of the whole file", most=_LARGEST),
        "width": _SIDE,
        "height": _SIDE,
    }
)
_MONEY = dict.fromkeys(("credits", "usd", "usd_listed"), string("an exact number"))
_QUOTE = record(
    {
        **_MONEY,
        "per_second": null_or(string("credits")),
        "seconds": null_or(whole()),
        "multiplier": string("an exact number"),
        "lines": rows(string(), "the receipt as text"),
        "disputes": rows(string(), "the open questions that the price hangs on"),
    },
    "the price; null while the request is not valid",
)

ROUTES = (
    ControlRoute(
        operation="judge_request",
        method="POST",
        path="/_mock/judge",
        summary="Judge and price a request without sending it, under the readings of the world.",
        view=_judge,
        body=record(
            {
                "request": anything("what would be sent to /v1/videos/generations"),
                "images": keyed(_FACTS_SCHEMA, "facts of images by address; they go before what the world knows"),
            },
            optional=["images"],
        ),
        answer=record(
            {
                "model": null_or(string("which model the request names")),
                "valid": flag("whether the request is allowed"),
                "errors": rows(of_type(Violation), "every breach; at is a JSON Pointer"),
                "notes": rows(of_type(Violation), "what is ignored, defaulted or undocumented"),
                "quote": null_or(_QUOTE),
                "receipt": rows(of_type(Line), "the lines that sum to the price"),
            }
        ),
    ),
    ControlRoute(
        operation="read_image_facts",
        method="POST",
        path="/_mock/judge/image",
        summary="Read the facts of an image from its first bytes, as the judge takes them.",
        view=_image,
        body=record(
            {
                "head": string(
                    "the first bytes; a JPEG's sides may stand behind a large preview",
                    contentEncoding="base64",
                    pattern=_BASE64,
                ),
                "bytes": whole("of the whole file; those of head unless said", most=_LARGEST),
            },
            optional=["head", "bytes"],
        ),
        answer=_FACTS_SCHEMA,
        of_world=False,
    ),
    ControlRoute(
        operation="get_form",
        method="GET",
        path="/_mock/contract/{model}/form",
        summary="Show a form for a model under the world's readings: control, limits, price and rules by parameter.",
        view=_form,
        answer=of_type(Form),
        refuses={404: "There is no such model under contract."},
    ),
)
