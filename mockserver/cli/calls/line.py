"""One line that tells a call of the journal."""

from mockserver.cli.printable import printable
from mockserver.client import JsonObject

__all__ = ["call_line"]


def call_line(call: JsonObject, *, verbose: bool = False) -> str:
    """Tell a call with its answer, and why it was answered so; *verbose* tells notes too."""
    query = f"?{call['query']}" if call["query"] else ""
    words = [
        f"{call['number']:>5}  {call['at']}  {call['status']}",
        f"{call['method']} {call['path']}{query}",
        *([call["task"]] if call["task"] else []),
        *([f"{call['price']} credits"] if call["price"] else []),
        *(["replayed"] if call["replayed"] else []),
        *call["rules"],
        *(f"[{fault}]" for fault in call["faults"]),
        *(f"({note})" for note in call["notes"] if verbose),
    ]
    return printable("  ".join(words))
