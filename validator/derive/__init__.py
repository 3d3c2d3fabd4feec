"""Views derived from a contract: examples, strategies, OpenAPI, Markdown. Nothing here knows a fact of its own."""

__all__: list[str] = []
