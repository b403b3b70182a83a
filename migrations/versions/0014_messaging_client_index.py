"""messaging: what a sender has sent before is found by sender and id, before the conversation.

The conversation in front made the index look, on a young table, no better than the primary key's, and a plan that
reads a whole conversation for one message was kept until somebody analysed.
"""

from alembic import op

revision = "0014"
down_revision = "0013f"


def upgrade() -> None:
    op.execute("DROP INDEX uq_message_client")
    op.execute(
        "CREATE UNIQUE INDEX uq_message_client ON message (sender_id, client_id, conversation_id)"
        " WHERE client_id IS NOT NULL"
    )
