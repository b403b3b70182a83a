"""accounts: where the picture of a person is kept."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008d"

NAME = sa.text("(avatar_blob ->> 'name')")


def upgrade() -> None:
    op.add_column("profile", sa.Column("avatar_blob", JSONB))
    # Nobody could have set a picture yet.
    op.create_check_constraint("ck_profile_avatar", "profile", "(avatar IS NULL) = (avatar_blob IS NULL)")
    op.create_index("uq_profile_avatar_blob", "profile", [NAME], unique=True)
