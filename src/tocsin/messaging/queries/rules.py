"""The rules an organisation set."""

from uuid import UUID

import msgspec

from tocsin.kernel.db import Transaction
from tocsin.messaging.queries.conversations import RECALL_WITHIN


class Rules(msgspec.Struct, frozen=True):
    """Seconds within which a message may be recalled."""

    recall_within: int


async def get_rules(tx: Transaction, organisation_id: UUID) -> Rules:
    """Return the rules of an organisation of the actor's, the product's own where it set none."""
    rows = await tx.fetch("SELECT recall_within FROM messaging_rules WHERE organisation_id = $1", organisation_id)
    return Rules(rows[0]["recall_within"] if rows else RECALL_WITHIN)
