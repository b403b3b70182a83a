"""messaging: what fills the words of why an import came to nothing is kept with the reason."""

from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.execute("ALTER TABLE conversation_import ADD COLUMN error_params jsonb DEFAULT '{}'::jsonb NOT NULL")
