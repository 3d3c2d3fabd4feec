"""Runs migrations on the connection that was handed in, when Alembic reads it."""

from alembic import context

from mockserver.stores.durable.schema import metadata

__all__: list[str] = []

if hasattr(context, "config"):
    context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
    context.run_migrations()
