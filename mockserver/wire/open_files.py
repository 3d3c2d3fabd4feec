"""How many connections this process may have open."""

from contextlib import suppress

__all__ = ["raise_open_files", "room_for_connections"]

_OTHERS = 100  # standard streams, the listener, callbacks on their way, modules being imported


def raise_open_files(connections: int) -> None:
    """Let the process open as many files as so many connections need, as far as the system lets it."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - Windows has none

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = connections + _OTHERS
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        if soft != resource.RLIM_INFINITY and soft < most:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def room_for_connections(wanted: int) -> int:
    """Say how many connections of those *wanted* the process may have open."""
    try:
        import resource  # noqa: PLC0415 - as above
    except ImportError:
        return wanted
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return wanted if soft == resource.RLIM_INFINITY else max(min(wanted, soft - _OTHERS), 1)
