"""accounts: how people are just now, and who does not show being connected."""

import shapes
import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009b"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("person", sa.Column("hide_connected", sa.Boolean, server_default=sa.text("false"), nullable=False))
    op.execute("GRANT UPDATE (hide_connected) ON person TO tocsin_member")
    op.execute("GRANT SELECT (hide_connected) ON person TO tocsin_realtime")
    op.create_table(
        "presence",
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("note_sealed", sa.LargeBinary),
        sa.Column("until", TIME),
        sa.Column("set_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("person_id", "source", name="pk_presence"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_presence_person_id"),
        sa.CheckConstraint("state IN ('working', 'meeting', 'leave', 'travel', 'dnd')", name="ck_presence_state"),
    )
    op.create_index("ix_presence_until", "presence", ["until"], postgresql_where=sa.text("until IS NOT NULL"))
    # A room speaks for a person, and what is due ends, as the accounts' own worker; members write their own rows.
    shapes.person("presence", workers={"tocsin_signin": shapes.ALL, "tocsin_realtime": "SELECT"})
