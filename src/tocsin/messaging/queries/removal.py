"""What somebody is told of a group they were removed from."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from tocsin.kernel.context import Context
from tocsin.kernel.db import FLUSH, Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.types import Actor
from tocsin.messaging.queries.facts import name_place
from tocsin.messaging.queries.people import find_faces

# The fact that ended their last stay is the last of the group they may know: what it was called since is not theirs.
_LAST: Final = """
SELECT f.sender_id, f.at, c.realm_id, c.data_key_id, c.name_sealed,
       EXISTS (SELECT FROM message r WHERE r.conversation_id = c.id AND r.seq > f.seq AND r.kind = 'renamed') AS renamed
FROM conversation c JOIN LATERAL (
    SELECT m.until_seq FROM conversation_member m WHERE m.conversation_id = c.id AND m.person_id = $2
    ORDER BY m.since_version DESC LIMIT 1
) m ON true
JOIN message f ON f.conversation_id = c.id AND f.seq = m.until_seq
WHERE c.id = $1 AND f.kind = 'removed'
"""


class Removal(msgspec.Struct, frozen=True):
    """How one's last stay in a group ended: its name, unless it was renamed since, and by whom, where that is told."""

    name: str | None
    by: str | None
    at: datetime


async def get_removal(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID) -> Removal:
    """Return how the actor was removed from a group of an organisation of theirs. Raises :class:`NotFound` otherwise."""
    async with tx.as_worker(FLUSH):
        rows = await tx.fetch(_LAST, conversation_id, actor.person_id)
    if not rows or rows[0]["realm_id"] not in actor.memberships:
        raise NotFound
    (row,) = rows
    key = (await context.keyring.data_keys(tx, [row["data_key_id"]])).get(row["data_key_id"])
    told = key is not None and row["name_sealed"] is not None and not row["renamed"]
    name = key.open_text(row["name_sealed"], name_place(conversation_id)) if told and key is not None else None
    by = row["sender_id"]
    face = (await find_faces(tx, {by}, row["realm_id"])).get(by) if by is not None else None
    return Removal(name, face.name if face else None, row["at"])
