"""files: an upload that is looked at says by which look: what one finds is not written over another's."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.add_column("file", sa.Column("attempt", sa.Uuid))
    # Whoever looked at those that are closing died with the server before: the next look takes them over.
    op.create_check_constraint("ck_file_attempt", "file", "attempt IS NULL OR state = 'closing'")
