"""messaging: up to how many members a group lets everybody mention all of them."""

from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.execute("ALTER TABLE messaging_rules ADD COLUMN mention_all_up_to bigint NOT NULL DEFAULT 100")
    op.execute(
        "ALTER TABLE messaging_rules ADD CONSTRAINT ck_messaging_rules_mention_all_up_to"
        " CHECK (mention_all_up_to BETWEEN 0 AND 100000)"
    )
