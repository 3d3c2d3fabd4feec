"""Error answers that faults give: as documented for the operation, else for any other, else in the same envelope."""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from contracts import ErrorAnswer, api
from mockserver.core.faults import Moment, one_of, setting, span
from mockserver.core.refusal import RefusalError, envelope
from mockserver.core.wire import Reply, encode, http_date

__all__ = ["error_reply", "retry_after", "retry_after_as"]

_SERVER_ERROR = 500
_SECOND = timedelta(seconds=1)
_MOST_SECONDS = 10**9


def _span_or_seconds(value: object) -> timedelta:
    if type(value) is int and 0 <= value <= _MOST_SECONDS:
        return timedelta(seconds=value)
    if not isinstance(value, str):
        raise ValueError("must be whole seconds, or a length of time such as 30s")  # noqa: TRY004 - all are ValueErrors
    return span(value)


def retry_after(default: timedelta | None) -> Any:
    """Make the setting ``retry_after``."""
    return setting(_span_or_seconds, "`Retry-After`: whole seconds, or a length of time such as 30s", default=default)


def retry_after_as() -> Any:
    """Make the setting ``retry_after_as``."""
    return setting(one_of("seconds", "date"), "the form of `Retry-After`: seconds or date", default="seconds")


def error_reply(
    moment: Moment,
    status: int,
    *,
    changed: Mapping[str, str | None],
    retry: timedelta | None,
    retry_as: str,
) -> Reply:
    """
    Write an error answer.

    Args:
        moment: When, and to which call.
        status: Of HTTP.
        changed: What ``code``, ``message`` and ``type`` are to be instead; None where it is to be as documented.
        retry: What ``Retry-After`` says, rounded up to whole seconds; None for no such header.
        retry_as: Its form: seconds or date.
    """
    error = _error(moment, status) | {name: value for name, value in changed.items() if value is not None}
    headers = (("retry-after", _retry_after(moment, retry, retry_as)),) if retry is not None else ()
    return moment.answer(status, encode({"error": error}), *headers)


def _retry_after(moment: Moment, retry: timedelta, form: str) -> str:
    seconds = -(-retry // _SECOND)
    return http_date(moment.now + seconds * _SECOND) if form == "date" else str(seconds)


def _error(moment: Moment, status: int) -> dict[str, Any]:
    known = _documented(status, moment.call.operation)
    if known is None:
        return _invented(status, legacy=moment.readings["error-code-type"] == "integer")
    fill: dict[str, str | int] = {
        "model": next((one.model for one in moment.occasion.subjects if one.model), "unknown"),
        "limit": api().limits["body_bytes"].value,
        "method": moment.call.method,
        "path": moment.call.path,
        "allowed": "GET, POST",
    }
    error: dict[str, Any] = envelope(
        RefusalError(known.name, fill=fill), known, readings=moment.readings, extended=False
    )["error"]
    return error


def _documented(status: int, operation: str) -> ErrorAnswer | None:
    found = [error for error in api().errors if error.status == status]
    return next((error for error in found if operation in error.operations), found[0] if found else None)


def _invented(status: int, *, legacy: bool) -> dict[str, Any]:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = f"Error {status}"
    kind = "api_error" if status >= _SERVER_ERROR else "invalid_request_error"
    code = phrase.lower().replace(" ", "_").replace("-", "_").replace("'", "")
    return {"code": status if legacy else code, "message": phrase, "type": kind}
