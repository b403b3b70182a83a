"""Alembic's environment: one chain, run over the connection that :func:`tocsin.kernel.migrations.migrate` opens."""

from alembic import context
from sqlalchemy import text

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=context.config.attributes.get("metadata"),
    compare_type=True,
    compare_server_default=False,
    transaction_per_migration=True,
)
# A migration that waits for a lock makes everybody else wait behind it: give up soon instead.
connection.execute(text("SET lock_timeout = '10s'"))
connection.commit()
with context.begin_transaction():
    context.run_migrations()
