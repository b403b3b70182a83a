"""Words that came from elsewhere and are a member's: handed out, and erased, like what they wrote here."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.messaging.actions.erasing import tell
from tocsin.messaging.actions.ledger import Draft, lock, moment

_WHERE: Final = """
SELECT i.conversation_id, i.seq FROM imported_message i
JOIN message m ON m.conversation_id = i.conversation_id AND m.seq = i.seq AND m.recalled_at IS NULL
WHERE i.person_id = $1 AND i.realm_id = $2 ORDER BY i.conversation_id, i.seq"""
_ERASE: Final = """
UPDATE message m SET body_sealed = NULL, content_sealed = NULL, carries = NULL, mentions = NULL, detail = NULL,
       recalled_at = coalesce(recalled_at, $3)
FROM unnest($1::uuid[], $2::bigint[]) n(conversation_id, seq)
WHERE m.conversation_id = n.conversation_id AND m.seq = n.seq"""
_FORGET: Final = "UPDATE imported_message SET person_id = NULL WHERE person_id = $1 AND realm_id = $2"
_OWN: Final = """
SELECT m.conversation_id, m.seq, m.at, m.sent_at, m.body_sealed, c.data_key_id
FROM imported_message i JOIN message m ON m.conversation_id = i.conversation_id AND m.seq = i.seq
JOIN conversation c ON c.id = m.conversation_id
WHERE i.person_id = $1 AND i.realm_id = $2 ORDER BY m.conversation_id, m.seq LIMIT 100000"""


async def find_imported(tx: Transaction, realm_id: UUID, person_id: UUID) -> Sequence[Any]:
    """Return the messages entered as a member's words, still sealed, as FOLLOW."""
    return await tx.fetch(_OWN, person_id, realm_id)


async def erase_imported(tx: Transaction, context: Context, realm_id: UUID, person_id: UUID) -> None:
    """Erase the messages entered as a member's words, as FOLLOW. Twice changes nothing."""
    places = [(row["conversation_id"], row["seq"]) for row in await tx.fetch(_WHERE, person_id, realm_id)]
    ledgers = await lock(tx, {one for one, _ in places})
    at = moment()
    await tx.fetch(_ERASE, [one for one, _ in places], [seq for _, seq in places], at)
    await tx.fetch(_FORGET, person_id, realm_id)
    drafts = [Draft(ledgers[one], "recall", None, "", "", target=seq) for one, seq in places if one in ledgers]
    await tell(tx, context, drafts, at)
