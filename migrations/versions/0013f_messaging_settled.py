"""messaging: nobody waits for a group that has ended, no word of who waits no more is kept, nothing erased stands above."""

from alembic import op

revision = "0013f"
down_revision = "0013e"

STATEMENTS = (
    """
    UPDATE group_request g SET state = 'refused', decided_at = now(), note_sealed = NULL FROM conversation c
    WHERE c.id = g.conversation_id AND NOT c.open AND g.state = 'pending'
    """,
    "UPDATE group_request SET note_sealed = NULL WHERE state <> 'pending' AND note_sealed IS NOT NULL",
    """
    UPDATE conversation c SET announcement_seq = NULL FROM message m
    WHERE m.conversation_id = c.id AND m.seq = c.announcement_seq AND m.body_sealed IS NULL
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
