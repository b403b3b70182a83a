"""messaging: an export is in one of the states every archive has; none was ever called cancelled, its row goes."""

from alembic import op

revision = "0031b"
down_revision = "0031"

STATES = "state IN ('waiting', 'writing', 'done', 'failed')"


def upgrade() -> None:
    op.execute("ALTER TABLE conversation_export DROP CONSTRAINT ck_conversation_export_state")
    op.execute(f"ALTER TABLE conversation_export ADD CONSTRAINT ck_conversation_export_state CHECK ({STATES})")
