"""messaging: a draft keeps whom it mentions."""

from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.execute("ALTER TABLE draft ADD COLUMN mentions_sealed bytea")
