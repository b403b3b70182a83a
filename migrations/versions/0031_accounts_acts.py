"""accounts: the searches the operator keeps of acts of the platform's realm."""

import shapes
import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.create_table(
        "acts_search",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("search_sealed", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_acts_search"),
    )
    shapes.platform("acts_search", workers={"tocsin_follow": "SELECT, INSERT, DELETE"})
