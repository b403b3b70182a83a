"""What becomes of those who wait to be let into groups, when it is nobody's answer to them alone."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.socket import encode_event
from tocsin.kernel.socket.frames import Changed

# The owner and the admins of a group that has ended saw how many wait.
_TURN_AWAY = """
WITH gone AS (
    UPDATE group_request SET state = 'refused', decided_by = $2, decided_at = $3, note_sealed = NULL
    WHERE conversation_id = ANY ($1::uuid[]) AND state = 'pending' RETURNING conversation_id, person_id
)
SELECT conversation_id, person_id, true AS waited FROM gone
UNION ALL
SELECT DISTINCT m.conversation_id, m.person_id, false FROM gone g
JOIN conversation_member m ON m.conversation_id = g.conversation_id AND m.until_version IS NULL
JOIN conversation c ON c.id = m.conversation_id
WHERE m.admin OR m.person_id = c.owner_id
"""


async def turn_away(
    tx: Transaction, context: Context, ended: Sequence[UUID], at: datetime, by: UUID | None = None
) -> None:
    """Refuse all who wait to be let into groups that end, as the worker the caller chose; ``by`` whoever ends them."""
    if not ended:
        return
    rows = await tx.fetch(_TURN_AWAY, list(ended), by, at)
    tell_askers(tx, context, [row["person_id"] for row in rows if row["waited"]])
    managers = [(row["conversation_id"], row["person_id"]) for row in rows if not row["waited"]]

    def show() -> None:
        for conversation_id, person_id in managers:
            context.hub.show(conversation_id, [person_id])

    tx.after_commit(show)


def tell_askers(tx: Transaction, context: Context, people: Sequence[UUID]) -> None:
    """Let those who wait, or wait no more, look again after the commit."""

    def publish() -> None:
        for person_id in people:
            event = encode_event(Changed(("person", str(person_id), "group-requests")))
            context.hub.publish("person", person_id, event)

    tx.after_commit(publish)
