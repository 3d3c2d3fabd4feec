"""The journal as a failed test shows it: a line a call, bounded."""

from collections.abc import Iterator

from mockserver.client import Client, JsonObject

__all__ = ["tell_calls"]

_MOST_CALLS = 50
_LONGEST_LINE = 300
_REFUSED = 400


def tell_calls(client: Client) -> str:
    """Tell the last 50 calls of a world, oldest first; at most 300 characters a line."""
    answer = client.calls(order="newest", limit=_MOST_CALLS)
    left_out = answer["total"] - len(answer["calls"])
    lines = [f"({left_out} earlier calls are not shown)"] if left_out > 0 else []
    for entry in reversed(answer["calls"]):
        lines += (_cut(line) for line in _lines(entry))
    return "\n".join(lines) or "no call came in"


def _lines(entry: JsonObject) -> Iterator[str]:
    query = f"?{entry['query']}" if entry["query"] else ""
    words = [
        f"#{entry['number']} {entry['at']} {entry['method']} {entry['path']}{query} -> {entry['status']}",
        *([entry["task"]] if entry["task"] else []),
        *([f"{entry['price']} credits"] if entry["price"] else []),
        *(["replayed"] if entry["replayed"] else []),
    ]
    yield "  ".join(words)
    yield from (f"    fault {fault}" for fault in entry["faults"])
    if entry["status"] >= _REFUSED:
        yield f"    answer {entry['answer']['body']['text']}"
    # What the judge notes about a parameter begins with its place, and would drown the rest.
    yield from (f"    note {note}" for note in entry["notes"] if not note.startswith("/"))


def _cut(line: str) -> str:
    shown = "".join(letter if letter.isprintable() else "?" for letter in line)
    return shown if len(shown) <= _LONGEST_LINE else f"{shown[: _LONGEST_LINE - 3]}..."
