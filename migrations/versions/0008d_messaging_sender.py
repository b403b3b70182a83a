"""messaging: what a person wrote is found by the person, to be handed out and erased."""

from alembic import op

revision = "0008d"
down_revision = "0008c"


def upgrade() -> None:
    op.execute("CREATE INDEX ix_message_sender_id ON message (sender_id, conversation_id, seq) WHERE kind = 'text'")
