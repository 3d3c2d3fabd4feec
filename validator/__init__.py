"""The first floor: is this request allowed, what does it cost, and why."""

__all__: list[str] = []
