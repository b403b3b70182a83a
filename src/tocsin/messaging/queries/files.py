"""The files of a message, for whoever sees the message."""

from uuid import UUID

import msgspec

from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.seal import Keyring
from tocsin.messaging.queries.facts import open_carried
from tocsin.messaging.rules.content import files_of

_HELD = """
SELECT f.realm_id, f.sender_id, f.content_sealed, c.data_key_id
FROM conversation_member m
JOIN conversation c ON c.id = m.conversation_id
JOIN message f ON f.conversation_id = m.conversation_id AND f.seq = $3 AND f.seq > m.since_seq
WHERE m.conversation_id = $1 AND m.person_id = $2 AND m.until_version IS NULL
      AND f.kind = 'text' AND f.carries IN ('files', 'voice', 'merged')
"""


class Held(msgspec.Struct, frozen=True):
    """The message a file stands in: of which realm, and by whom."""

    realm_id: UUID
    sender_id: UUID | None


async def get_held(tx: Transaction, keyring: Keyring, me: UUID, conversation_id: UUID, seq: int, file_id: UUID) -> Held:
    """Return the message that carries a file, also within messages forwarded together. Raises :class:`NotFound`."""
    rows = await tx.fetch(_HELD, conversation_id, me, seq)
    if not rows:
        raise NotFound
    row = rows[0]
    key = await keyring.data_key(tx, row["data_key_id"])
    carried = open_carried(row["content_sealed"], conversation_id, seq, key)
    if carried.content is None or all(card.id != file_id for card in files_of(carried.content)):
        raise NotFound
    return Held(row["realm_id"], row["sender_id"])
