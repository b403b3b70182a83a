"""kernel: groups, organisations and join links bear the id their maker's client gave them, so that asking twice makes one."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

revision = "0012c"
down_revision = "0013c"


def upgrade() -> None:
    op.add_column("conversation", sa.Column("made_by", UUID))
    op.add_column("conversation", sa.Column("client_id", UUID))
    op.add_column("organisation", sa.Column("client_id", UUID))
    op.add_column("join_link", sa.Column("client_id", UUID))
    for name, table, columns in (
        ("uq_conversation_client", "conversation", ["made_by", "client_id"]),
        ("uq_organisation_client", "organisation", ["founder_id", "client_id"]),
        ("uq_join_link_client", "join_link", ["organisation_id", "created_by", "client_id"]),
    ):
        op.create_index(name, table, columns, unique=True, postgresql_where=sa.text("client_id IS NOT NULL"))
    # Who founds again is not yet known as a member of what was founded before.
    op.execute("GRANT SELECT (client_id) ON organisation TO tocsin_join")
