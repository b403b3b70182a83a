"""files: an upload that is looked at says by whom: what one look finds is not written over another's."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0021"


def upgrade() -> None:
    op.add_column("file", sa.Column("attempt", sa.Uuid))
    # Whoever looked at these died with the server before: they are asked for again.
    op.execute("UPDATE file SET state = 'open' WHERE state = 'closing'")
    op.create_check_constraint("ck_file_attempt", "file", "(state = 'closing') = (attempt IS NOT NULL)")
