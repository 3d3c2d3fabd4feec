"""
What the control routes refuse, as RFC 9457 problem details.

* ProblemError              a refusal with a documented form
  - BadRequestError         400: the request cannot be read
  - UnauthorizedError       401: no key where one is needed, or one that is not accepted
  - ForbiddenError          403: not from there, or without the control token
  - NotFoundError           404: there is no such thing here
  - ConflictError           409: it can be read, but not now
  - TooLargeError           413: the body is larger than 1 MiB
  - UnprocessableError      422: it can be read, but a value is wrong
  - UnavailableError        501: what it needs is not installed here
"""

from collections.abc import Iterable
from typing import Any, ClassVar

from msgspec import Struct

__all__ = [
    "BadRequestError",
    "ConflictError",
    "ForbiddenError",
    "NotFoundError",
    "Problem",
    "ProblemError",
    "TooLargeError",
    "UnauthorizedError",
    "UnavailableError",
    "UnprocessableError",
]


class Problem(Struct, frozen=True):
    """One problem; *errors* are pairs of a JSON Pointer and what is wrong there."""

    status: int
    title: str
    detail: str
    errors: tuple[tuple[str, str], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Write the problem as RFC 9457 has it."""
        answer: dict[str, Any] = {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.errors:
            answer["errors"] = [{"pointer": pointer, "detail": detail} for pointer, detail in self.errors]
        return answer


class ProblemError(Exception):
    """A refusal with a documented form."""

    status: ClassVar[int] = 400
    title: ClassVar[str] = "Bad Request"

    def __init__(self, detail: str, *, errors: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(detail)
        self.problem = Problem(self.status, self.title, detail, tuple(errors))


class BadRequestError(ProblemError):
    """The request cannot be read."""


class UnauthorizedError(ProblemError):
    """There is no key where one is needed, or one that is not accepted."""

    status = 401
    title = "Unauthorized"


class ForbiddenError(ProblemError):
    """Not from there, or not without the control token."""

    status = 403
    title = "Forbidden"


class NotFoundError(ProblemError):
    """There is no such thing here."""

    status = 404
    title = "Not Found"


class ConflictError(ProblemError):
    """It can be read, but not now."""

    status = 409
    title = "Conflict"


class TooLargeError(ProblemError):
    """The body is larger than 1 MiB."""

    status = 413
    title = "Content Too Large"


class UnprocessableError(ProblemError):
    """It can be read, but a value is wrong."""

    status = 422
    title = "Unprocessable Content"


class UnavailableError(ProblemError):
    """What it needs is not installed here."""

    status = 501
    title = "Not Implemented"
