"""``html``: the page of an edge server that did not reach the gateway, or gave up on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from mockserver.core.faults import FaultKind, Moment, Spoilt, setting
from mockserver.core.wire import Reply

__all__ = ["Html"]

# From 520 on, statuses that only edge servers give: clients have seen 524 with a body that is no JSON.
_PHRASES = {
    502: "Bad gateway",
    503: "Service temporarily unavailable",
    504: "Gateway time-out",
    520: "Web server is returning an unknown error",
    522: "Connection timed out",
    524: "A timeout occurred",
}


def _status(value: object) -> int:
    if type(value) is not int or value not in _PHRASES:
        raise ValueError(f"must be one of {', '.join(map(str, _PHRASES))}")
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Html(FaultKind):
    """An answer that is not the gateway's: no JSON, no request id."""

    summary: ClassVar[str] = "Answer with the HTML error page of an edge server in front of the gateway."
    example: ClassVar[Mapping[str, Any]] = {"on": "query", "when": {"share": 0.1}, "do": "html", "status": 504}

    status: int = setting(_status, f"the HTTP status: {', '.join(map(str, _PHRASES))}", default=502)

    def spoil(self, moment: Moment) -> Spoilt:
        """Answer with the page."""
        title = f"{self.status} {_PHRASES[self.status]}"
        page = (
            f"<!DOCTYPE html>\n<html>\n<head><title>{title}</title></head>\n"
            f"<body>\n<h1>{title}</h1>\n<hr>\n<p>edge</p>\n</body>\n</html>\n"
        )
        dates = tuple(pair for pair in moment.reply.headers if pair[0] == "date")
        headers = (("content-type", "text/html; charset=UTF-8"), *dates, ("server", "edge"))
        return Spoilt(Reply(self.status, headers, page.encode()), f"answered {self.status} with a page of HTML")
