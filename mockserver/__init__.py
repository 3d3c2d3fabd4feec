"""The second floor: a server that behaves like the gateway, on a clock you own."""

__all__: list[str] = []
