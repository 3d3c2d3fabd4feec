"""The ground floor: what the API is, as data with its sources."""

__all__: list[str] = []
