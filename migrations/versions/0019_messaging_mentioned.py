"""messaging: whom an edit mentions is kept by the message it changed, and is found there alone."""

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.execute("UPDATE message SET mentions = NULL WHERE kind = 'edit' AND mentions IS NOT NULL")
