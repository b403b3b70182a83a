"""effects: whoever checks the logs reads them beside the effects they are over."""

from alembic import op

revision = "0029c"
down_revision = "0029b"

FOLLOW = "tocsin_follow"
TABLES = ("log_position", "log", "log_tile", "log_key", "log_head")


def upgrade() -> None:
    for table in TABLES:
        op.execute(f"GRANT SELECT ON {table} TO {FOLLOW}")
        op.execute(f"CREATE POLICY {table}_follow ON {table} FOR SELECT TO {FOLLOW} USING (true)")
