"""messaging: who may take what is said in a group out of it, and whether it may leave the organisation."""

from alembic import op

revision = "0022"
down_revision = "0021"

WHO = "('all', 'admins', 'nobody')"
STATEMENTS = (
    (
        "ALTER TABLE conversation"
        " ADD COLUMN forwarding text DEFAULT 'all' NOT NULL, ADD COLUMN exporting text DEFAULT 'all' NOT NULL, "
        + ", ".join(
            f"ADD CONSTRAINT ck_conversation_{name} CHECK ({name} IN {WHO})" for name in ("forwarding", "exporting")
        )
    ),
    "ALTER TABLE messaging_rules ADD COLUMN forwarding_out boolean DEFAULT true NOT NULL",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
