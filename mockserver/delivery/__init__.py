"""How callbacks leave the server, or are recorded instead."""

__all__: list[str] = []
