"""messaging: whom a text mentioned before it was edited, so that what was said then can be proved."""

from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.execute("ALTER TABLE message_revision ADD COLUMN mentions uuid[]")
