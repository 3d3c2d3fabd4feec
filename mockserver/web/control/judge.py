"""``/_mock/judge``: the verdict on a request that is not sent, and the facts of an image that is not uploaded."""

import binascii
from base64 import b64decode
from collections import ChainMap
from collections.abc import Mapping
from typing import Any, cast

from flask import Response

from contracts import UnknownModelError
from mockserver.core.problem import NotFoundError, UnprocessableError
from mockserver.core.world import World
from mockserver.services import Services
from mockserver.web.control.route import ControlCall, ControlRoute, json_response, read_object
from validator import ImageFacts, Verdict, check, judge_for, read_image_facts
from validator.derive.form import form_of
from validator.pricing import plain_number

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
    for name, kind in _FACTS.items():
        value = stated[name]
        unknown = value is None and name in {"width", "height"}
        good = type(value) is kind and (not isinstance(value, int) or 0 <= value <= _LARGEST)
        if not (good or unknown):
            said = f"not {'a text' if kind is str else f'a whole number from 0 to {_LARGEST}'}"
            raise UnprocessableError(f"images: {name}: {said}", errors=[(f"{at}/{name}", said)])
    return ImageFacts(**stated)


def _image(call: ControlCall) -> Response:
    data = read_object(call, "head", "bytes")
    try:
        head = b64decode(data.get("head", ""), validate=True)
    except (binascii.Error, TypeError, ValueError):
        raise UnprocessableError("head: not base64", errors=[("/head", "not base64")]) from None
    size = data.get("bytes", len(head))
    if type(size) is not int or not len(head) <= size <= _LARGEST:
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


ROUTES = (
    ControlRoute(
        operation="judge_request",
        method="POST",
        path="/_mock/judge",
        summary="Judge and price a request without sending it, under the readings of the world.",
        view=_judge,
        body={
            "request": "what would be sent to /v1/videos/generations, any JSON value",
            "images": "facts of images, by address: format, bytes, width, height; they go before what the world knows",
        },
        answer={
            "model": "which model the request names, or null",
            "valid": "whether the request is allowed",
            "errors": "every breach: rule, at (JSON Pointer), message, source, dispute",
            "notes": "what is ignored, defaulted or undocumented; in the same form",
            "quote": "the price, money as text; null while the request is not valid",
            "receipt": "the lines that sum to it: credits, text, source",
        },
    ),
    ControlRoute(
        operation="read_image_facts",
        method="POST",
        path="/_mock/judge/image",
        summary="Read the facts of an image from its first bytes, as the judge takes them.",
        view=_image,
        body={
            "head": "the first bytes, as base64; a JPEG's sides may stand behind a large preview",
            "bytes": "of the whole file; those of head unless said",
        },
        answer={
            "format": "what the first bytes say: jpeg, png, webp, gif or unknown",
            "bytes": "of the whole file",
            "width": "in pixels, or null",
            "height": "in pixels, or null",
        },
    ),
    ControlRoute(
        operation="get_form",
        method="GET",
        path="/_mock/contract/{model}/form",
        summary="Show a form for a model under the world's readings: control, limits, price and rules by parameter.",
        view=_form,
        answer={
            "model": "the model",
            "title": "its name for people",
            "family": "to which it belongs",
            "summary": "what it does",
            "standing": "of its contract",
            "unit": "second or call: what is billed",
            "tiers": "what each combination of options costs: when, multiplier, credits and usd of one unit",
            "fields": "name, key, label, control, types, required, default, example, options, minimum, maximum, "
            "min_length, max_length, min_items, max_items, unit, help, standing, source, dispute, price, counts, "
            "files, rules, fields (of a group), item (of a list)",
        },
    ),
)
