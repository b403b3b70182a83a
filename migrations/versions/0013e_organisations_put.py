"""organisations: questions asked before are seen as they were."""

from alembic import op

revision = "0013e"
down_revision = "0013d"


def upgrade() -> None:
    op.execute("UPDATE external_contact SET link_put_at = link_asked_at WHERE link_blind IS NOT NULL")
