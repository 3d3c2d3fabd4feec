"""What went wrong in a world without the test seeing it."""

from collections.abc import Collection, Iterable, Iterator

from mockserver.client import Client, JsonObject

__all__ = ["from_accidents", "unknown_routes", "unused_faults"]

_MOST = 10  # of one kind are told one by one


def from_accidents(accidents: Iterable[JsonObject], *, world: str) -> Iterator[str]:
    """Tell exceptions of the server, each with where it happened."""
    for one in accidents:
        where = one["where"] if one["world"] in {None, world} else f"{one['where']} (in another world)"
        yield f"the mock server itself failed at {where}: {one['kind']}: {one['message']}; that is a fault of klingmock"


def unknown_routes(client: Client) -> Iterator[str]:
    """Tell calls to addresses, or with methods, that the API does not have."""
    answer = client.calls(operation="unknown", limit=_MOST)
    for entry in answer["calls"]:
        yield (
            f"call {entry['number']}, {entry['method']} {entry['path']}, was answered {entry['status']}: the API has "
            "no such route; if that is meant, say allow_unknown_routes=True"
        )
    yield from _rest(answer["found"] - len(answer["calls"]), "calls of unknown routes")


def unused_faults(client: Client, *, background: Collection[str]) -> Iterator[str]:
    """Tell faults beside the *background* that have never met a call: the test did not test what it says."""
    answer = client.faults()
    expected = set(answer["unused"]).difference(background)
    unused = [fault for fault in answer["faults"] if fault["id"] in expected]
    for fault in unused[:_MOST]:
        seen = f"it fitted {fault['seen']} calls" if fault["seen"] else "no call fitted it"
        yield (
            f"the fault {fault['id']} ({fault['do']} on {fault['on']}) has never fired: {seen}; if that is meant, say "
            "allow_unused_faults=True"
        )
    yield from _rest(len(unused) - _MOST, "faults that have never fired")


def _rest(count: int, what: str) -> Iterator[str]:
    if count > 0:
        yield f"and {count} more {what}"
