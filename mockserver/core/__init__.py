"""Decisions only: no sockets, threads, files or wall clock."""

__all__: list[str] = []
