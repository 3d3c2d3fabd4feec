"""One exchange of a recording as a value: what was asked, and what was answered."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from mockserver.core.headers import Headers
from mockserver.core.wire import BadJsonError, decode, decode_exactly

__all__ = ["NOTHING", "Exchange", "Nothing"]

_GOOD = range(200, 300)


class Nothing:
    """Stands for a body that is not there or is not JSON, since null is a value."""

    def __bool__(self) -> bool:
        return False


NOTHING: Final = Nothing()


@dataclass(frozen=True, kw_only=True, eq=False)
class Exchange:
    """
    One entry of a recording, without credentials.

    *number* counts the entries of *file* from 1. *status* is 0 when no answer came. *caller* tells callers apart, None
    is one without a key. *operation* is one of the contract's routes, "download", "callback", or empty for a route of
    the gateway that the contract does not have. *kept* says whether the recording has the body of the answer.
    """

    file: str
    number: int
    at: datetime | None
    method: str
    url: str
    path: str
    operation: str
    task_id: str = ""
    headers: Headers = Headers()  # noqa: RUF009 - never changed once made
    body: bytes = b""
    status: int = 0
    answer_headers: Headers = Headers()  # noqa: RUF009 - as above
    answer_body: bytes = b""
    kept: bool = True
    caller: str | None = None

    @property
    def where(self) -> str:
        """Say which one it is: file, entry and request line."""
        return f"{self.file} entry {self.number}: {self.method} {self.path}"

    @property
    def good(self) -> bool:
        """Whether it was answered with 2xx."""
        return self.status in _GOOD

    @cached_property
    def request(self) -> Any:
        """The body of the request as the judge reads it; `NOTHING` when it is not JSON."""
        try:
            return decode(self.body)
        except BadJsonError:
            return NOTHING

    @cached_property
    def answer(self) -> Any:
        """The body of the answer with its numbers exact; `NOTHING` when it is not JSON."""
        try:
            return decode_exactly(self.answer_body)
        except BadJsonError:
            return NOTHING

    @property
    def shown(self) -> dict[str, Any]:
        """The answer, when it is an object; else an empty one."""
        return self.answer if isinstance(self.answer, dict) else {}
