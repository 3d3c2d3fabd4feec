"""How long to wait before a request is repeated."""

from datetime import datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256

from mockserver.reference.messages import Answer, Event

__all__ = ["backoff", "retry_after"]

_LONGEST = 60.0  # seconds; a gateway that wants more says so in Retry-After
_MOST_DOUBLINGS = 30


def backoff(failures: int, *, first: float, spread_by: str) -> float:
    """
    Say how many seconds to wait after so many failures in a row: *first*, then twice as long each time.

    Each pause is longer than the one before, until both are the longest; up to a half is added, so that clients that
    failed together do not come back together. How much follows from *spread_by*: no luck is needed, and the same
    intent tells the same story twice.
    """
    digest = sha256(f"{spread_by} {failures}".encode()).digest()
    spread = 1 + int.from_bytes(digest[:4], "big") / 2**33
    return min(first * 2.0 ** min(failures - 1, _MOST_DOUBLINGS) * spread, max(_LONGEST, first))


def retry_after(event: Event) -> float:
    """
    Say how many seconds the gateway asked for with ``Retry-After``: a number, or a date; 0 when it did not.

    A date is compared with the ``Date`` of the same answer: this machine's clock may be wrong, theirs is not.

    Source:
        RFC 9110, 10.2.3; client-cli, Headers, Retry-After.
    """
    asked = event.headers.get("retry-after", "").strip() if isinstance(event, Answer) else ""
    if asked.isascii() and asked.isdigit():
        return float(asked)
    until, now = _date(asked), _date(event.headers.get("date", "")) if isinstance(event, Answer) else None
    return 0.0 if until is None or now is None else max((until - now).total_seconds(), 0.0)


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else None
