"""The schema of a journal's entry, as `Entry.to_dict` writes it, and of the archive of them."""

from mockserver.core.har import REMARKS
from mockserver.web.control.schema import (
    Schema,
    flag,
    instant,
    keyed,
    null_or,
    number,
    one_of,
    record,
    rows,
    string,
    whole,
)

__all__ = ["BODY", "ENTRY", "HEADERS", "har_log"]

HEADERS = rows(rows(string(), minItems=2, maxItems=2), "pairs of name and value")
BODY = record({"text": string(), "bytes": whole()})

_SIDE = record({"headers": HEADERS, "body": BODY})
_MEMBERS = {
    "number": whole(),
    "at": instant(),
    "operation": string(),
    "method": string(),
    "path": string(),
    "query": string(),
    "status": whole(),
    "request_id": null_or(string()),
    "task": null_or(string()),
    "rules": rows(string(), "those that the request broke"),
    "readings": keyed(string(), "the disputes that the verdict hangs on, and how they were read"),
    "price": null_or(string("exact credits")),
    "replayed": flag(),
    "notes": rows(string()),
    "faults": rows(string()),
    "request": _SIDE,
    "answer": _SIDE,
}
ENTRY = record(_MEMBERS, "one call")

_NAMED = rows(record({"name": string(), "value": string()}))
_HEAD = {"httpVersion": string(), "cookies": rows(_NAMED), "headers": _NAMED, "headersSize": whole(least=-1)}
_POSTED = record({"mimeType": string(), "text": string(), "_encoding": one_of(["base64"])}, optional=["_encoding"])
_CONTENT = record(
    {"size": whole(), "mimeType": string(), "text": string(), "encoding": one_of(["base64"])}, optional=["encoding"]
)
_REQUEST = record(
    {
        "method": string(),
        "url": string(),
        "queryString": _NAMED,
        "bodySize": whole(),
        **_HEAD,
        "postData": _POSTED,
    },
    optional=["postData"],
)
_RESPONSE = record(
    {
        "status": whole(),
        "statusText": string(),
        "content": _CONTENT,
        "redirectURL": string(),
        "bodySize": whole(),
        **_HEAD,
    }
)
_ARCHIVED = record(
    {
        "startedDateTime": instant(),
        "time": number(),
        "request": _REQUEST,
        "response": _RESPONSE,
        "cache": record({}),
        "timings": record(dict.fromkeys(("send", "wait", "receive"), number())),
        "_klingmock": record({name: _MEMBERS[name] for name in REMARKS}),
    }
)


def har_log(counts: Schema) -> Schema:
    """Say: the log of an HTTP Archive; what only we know stands under ``_klingmock``."""
    creator = record({"name": string(), "version": string()})
    return record({"version": string(), "creator": creator, "entries": rows(_ARCHIVED), "_klingmock": counts})
