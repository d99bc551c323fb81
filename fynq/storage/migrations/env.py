"""Alembic's entry: runs the steps on the connection that `fynq.storage.migrate` opened."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table_schema="fynq",
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
