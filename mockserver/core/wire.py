"""What comes in and what goes out: calls and replies as values, and their JSON."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec

from contracts.number import exact
from mockserver.core.headers import Headers
from mockserver.core.key import ANONYMOUS
from mockserver.core.remarks import Remarks
from mockserver.core.transmission import PLAIN, Transmission

__all__ = [
    "Answer",
    "BadJsonError",
    "Call",
    "Postponed",
    "Reply",
    "decode",
    "decode_exactly",
    "encode",
    "http_date",
]

_NO_HEADERS = Headers()
_NO_REMARKS = Remarks()
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_EXACT_DECODER = msgspec.json.Decoder(float_hook=exact)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class BadJsonError(ValueError):
    """Bytes are not JSON."""


class Call(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """
    One request to the gateway.

    *size* is the body's length in bytes as declared or read; a body beyond the limit may be cut.
    *world_key* selects the world; *token* is the accepted key, None when there is none. *base_url* is the address
    that the client used, without a closing slash.
    """

    operation: str
    method: str
    path: str
    query: str = ""
    headers: Headers = _NO_HEADERS
    body: bytes = b""
    size: int = 0
    task_id: str = ""
    world_key: str = ANONYMOUS
    token: str | None = None
    base_url: str = ""

    def header(self, name: str) -> str | None:
        """Return the first value of a header, None when it was not sent; *name* is in lower case."""
        return self.headers.get(name)


class Answer(msgspec.Struct, frozen=True):
    """What an operation answers, before it is written out; a *body* of bytes goes out as it is."""

    body: Any
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    remarks: Remarks = _NO_REMARKS


class Reply(msgspec.Struct, frozen=True, gc=False):
    """What goes out, byte for byte, and how."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    transmission: Transmission = PLAIN


class Postponed(msgspec.Struct, frozen=True):
    """
    The call is to be answered after a real time of *wait*, with what was decided when it came: *decided*.

    With *to*, the world's clock is to be moved on to this instant before.
    """

    wait: timedelta
    decided: Any
    to: datetime | None = None


def encode(value: object) -> bytes:
    """Write JSON; a Decimal becomes a number, exactly."""
    return _ENCODER.encode(value)


def decode(data: bytes) -> Any:
    """
    Read JSON, strictly: no NaN, no lone surrogates, no trailing text.

    Raises:
        BadJsonError: It is not JSON, or nested too deep to be read.
    """
    return _decode(data, msgspec.json.decode)


def decode_exactly(data: bytes) -> Any:
    """Read JSON as `decode` does, with a Decimal for each number that has a point or an exponent."""
    return _decode(data, _EXACT_DECODER.decode)


def _decode(data: bytes, decoder: Callable[[bytes], Any]) -> Any:
    try:
        return decoder(data)
    except RecursionError:
        raise BadJsonError("the body is nested too deep") from None
    except (msgspec.DecodeError, ValueError) as error:
        raise BadJsonError(f"the body is not JSON: {_why(data, error)}") from None


def _why(data: bytes, error: Exception) -> str:
    """Say what is wrong in words that help: msgspec calls an empty body and a lone surrogate truncated."""
    if not data.strip():
        return "it is empty"
    try:
        json.loads(data)
    except json.JSONDecodeError as said:
        return f"{said.msg}, line {said.lineno} column {said.colno}"
    except (ValueError, RecursionError):  # no UTF-8, thousands of digits, or deeper than this parser goes
        return str(error)
    return f"it holds what only some parsers accept, such as NaN, half of a surrogate pair or a huge number ({error})"


def http_date(now: datetime) -> str:
    """Write *now* as a Date header has it (RFC 9110, IMF-fixdate)."""
    return _date_of_second((now - _EPOCH) // _SECOND)


@lru_cache(maxsize=64)
def _date_of_second(second: int) -> str:
    now = datetime.fromtimestamp(second, UTC)
    # Not strftime, whose names of days and months change with the locale.
    day, month = _DAYS[now.weekday()], _MONTHS[now.month - 1]
    return f"{day}, {now.day:02} {month} {now.year:04} {now:%H:%M:%S} GMT"
