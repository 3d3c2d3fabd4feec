"""The Flask app: translates between HTTP and the core."""

__all__: list[str] = []
