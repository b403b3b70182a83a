"""messaging: what a person wrote is found by the person, to be handed out and erased."""

from alembic import op

revision = "0007e"
down_revision = "0007d"


def upgrade() -> None:
    op.execute("CREATE INDEX ix_message_sender_id ON message (sender_id, conversation_id, seq) WHERE kind = 'text'")
