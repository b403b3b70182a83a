"""effects: a file is fetched in many pieces, and taken by a person once."""

from alembic import op

revision = "0013b"
down_revision = "0012b"


def upgrade() -> None:
    op.execute("CREATE UNIQUE INDEX uq_effect_file ON effect (item_id, actor_id, act) WHERE item_kind = 'file'")
