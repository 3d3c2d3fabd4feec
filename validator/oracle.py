"""The oracle's two questions, for any value: is this request allowed, and what does it cost."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from contracts import UnknownModelError
from validator.errors import QuoteError
from validator.json_value import is_plain, plain, problems
from validator.judge import Judge, judge_for
from validator.media import NOTHING_KNOWN, ImageFacts, Media, VideoFacts
from validator.path import ABSENT, get, pointer, steps
from validator.pricing import Quote
from validator.readings import Readings, ReadingsLike
from validator.shown import shown
from validator.verdict import Verdict
from validator.violation import request_violation

__all__ = ["check", "quote"]

_LONGEST_NAME = 60  # characters of a stranger's name that a known one can resemble


def check(
    request: object,
    *,
    readings: ReadingsLike = None,
    images: Mapping[str, ImageFacts] | None = None,
    videos: Mapping[str, VideoFacts] | None = None,
    decoded: bool = False,
) -> Verdict:
    """
    Judge and price *request*, any JSON value; bad input gives a verdict, never an exception.

    Args:
        request: The body of a ``POST /v1/videos/generations``, as Python values.
        readings: A preset (strict, lenient, public), a mapping of dispute to reading, or both in one mapping.
        images: What is known of images, by address; they are judged as well.
        videos: The same of videos.
        decoded: *request* comes from a strict JSON parser and is nested at most a hundred deep. Then a valid one is not
            looked through for what JSON cannot say; the verdict is the same.

    Raises:
        UnknownReadingError: *readings* name something that does not exist.

    >>> check({"model": "kling-v3-image-to-video", "image_start": "https://example.com/a.jpg"}).quote.credits
    Decimal('27.0')
    """
    chosen = Readings.of(readings)
    media = Media(images or {}, videos or {}) if images or videos else NOTHING_KNOWN
    if decoded:
        verdict = _valid_at_once(request, chosen, media)
        if verdict is not None:
            return verdict
    found = _opened(request, chosen)
    return found if isinstance(found, Verdict) else found[0].check(found[1], media=media)


def _valid_at_once(request: object, chosen: Readings, media: Media) -> Verdict | None:
    """Return the verdict on *request*, which came out of a parser, if it is valid; None if it is or may be not."""
    if not isinstance(request, dict) or not isinstance(model := request.get("model"), str):
        return None
    try:
        verdict = judge_for(model, chosen).check(request, media=media)
    except UnknownModelError:
        return None
    return None if verdict.errors else verdict


def _opened(request: object, chosen: Readings) -> tuple[Judge, dict[str, Any]] | Verdict:
    """Return the judge whom *request* is for and the request in JSON's own types; a verdict when there is none."""
    if not is_plain(request):
        wrong = [request_violation("request/json", at, f"the value {message}") for at, message in problems(request)]
        if wrong:
            named = request.get("model") if isinstance(request, dict) and is_plain(request.get("model")) else None
            return Verdict(named if isinstance(named, str) else None, tuple(wrong), (), None)
        request = plain(request)
    if not isinstance(request, dict):
        return _refused(None, "request/object", "", "the body must be a JSON object")
    model = request.get("model")
    if model is None and ("model" not in request or chosen["null-value"] == "absent"):
        return _refused(None, "request/model-required", "/model", "model is required")
    if not isinstance(model, str):
        return _refused(None, "request/model-known", "/model", "model must be a string")
    try:
        judge = judge_for(model, chosen)
    except UnknownModelError as error:
        return _refused(model, "request/model-known", "/model", _unknown(model, error))
    return judge, request


def quote(
    request: object,
    *,
    readings: ReadingsLike = None,
    videos: Mapping[str, VideoFacts] | None = None,
    output_seconds: Decimal | None = None,
) -> Quote:
    """
    Price *request*, of which only `model` must be there; what is sent and decides the price must be valid.

    Raises:
        QuoteError: One of those is wrong; carries the violations.
        UnknownReadingError: *readings* name something that does not exist.

    >>> quote({"model": "kling-o3-image-to-video", "sound": "on"}).to_dict()["credits"]
    '36.018'
    """
    found = _opened(request, Readings.of(readings))
    if isinstance(found, Verdict):
        raise QuoteError(found.errors)
    judge, body = found[0], found[0].without_null(found[1])
    verdict = judge.check(body)
    if verdict.quote is not None and videos is None and output_seconds is None:
        return verdict.quote
    sent = {pointer(name) for name in judge.card.parameters if get(body, steps(name)) is not ABSENT}
    wrong = [violation for violation in verdict.errors if violation.at in sent]
    if wrong:
        raise QuoteError(wrong)
    return judge.card.quote(body, media=Media({}, videos or {}), output_seconds=output_seconds)


def _unknown(model: str, error: UnknownModelError) -> str:
    near = difflib.get_close_matches(model[:_LONGEST_NAME], error.known, n=3, cutoff=0.0)
    return f"no model is called {shown(model)}; the nearest are {', '.join(near)}"


def _refused(model: str | None, rule: str, at: str, message: str) -> Verdict:
    return Verdict(model, (request_violation(rule, at, message),), (), None)
