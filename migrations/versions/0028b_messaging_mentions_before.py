"""messaging: whom a text mentioned before it was edited, so that what was said then can be proved."""

from alembic import op

revision = "0028b"
down_revision = "0028"


def upgrade() -> None:
    op.execute("ALTER TABLE message_revision ADD COLUMN mentions uuid[]")
