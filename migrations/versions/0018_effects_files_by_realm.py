"""effects: a file is taken by a person once in each realm, whose record it is."""

from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.execute("DROP INDEX uq_effect_file")
    op.execute(
        "CREATE UNIQUE INDEX uq_effect_file ON effect (item_id, actor_id, act, realm_id) WHERE item_kind = 'file'"
    )
