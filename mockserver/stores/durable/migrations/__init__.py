"""The history of the schema, as Alembic reads it."""

__all__: list[str] = []
