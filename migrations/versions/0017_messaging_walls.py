"""messaging: whoever is in hundreds of conversations reads each by key, and looks it up among them."""

import shapes

revision = "0017"
down_revision = "0016"

COLUMNS = {"conversation": "id", "effect": "item_id"}
TABLES = (
    "conversation",
    "conversation_member",
    "message",
    "effect",
    "message_revision",
    "message_reaction",
    "poll_vote",
    "announcement_confirmation",
    "group_request",
    "group_link",
)


def upgrade() -> None:
    for table in TABLES:
        shapes.looked_up(table, COLUMNS.get(table, "conversation_id"))
