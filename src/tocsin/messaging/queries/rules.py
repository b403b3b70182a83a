"""The rules an organisation set."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

import msgspec

from tocsin.kernel.db import FLUSH, Transaction
from tocsin.kernel.ids import PLATFORM
from tocsin.messaging.queries.conversations import EDIT_WITHIN, RECALL_WITHIN
from tocsin.messaging.rules.groups import MENTION_ALL_UP_TO

_RULES: Final = (
    "SELECT recall_within, edit_within, locations, link_cards, mention_all_up_to, forwarding_out FROM messaging_rules"
    " WHERE organisation_id = $1"
)
# Between two people it is enough that one of the actor's organisations allows it.
_LOCATIONS: Final = f"""
SELECT EXISTS (
    SELECT 1 FROM conversation c JOIN messaging_rules r
         ON r.organisation_id = c.realm_id OR c.realm_id = '{PLATFORM}'
    WHERE c.id = $1 AND r.locations
) AS allowed
"""  # noqa: S608
_KEPT_IN: Final = (
    "SELECT organisation_id FROM messaging_rules WHERE organisation_id = ANY ($1::uuid[]) AND NOT forwarding_out"
)


class Rules(msgspec.Struct, frozen=True):
    """What an organisation set for its conversations, the product's own where it set nothing.

    Seconds within which a message may be recalled and edited; whether positions may be sent; whether the server looks
    at links to show what is behind them; members up to whose number everybody in a group may mention all of it; whether
    what is said may be forwarded to people outside.
    """

    recall_within: int = RECALL_WITHIN
    edit_within: int = EDIT_WITHIN
    locations: bool = False
    link_cards: bool = True
    mention_all_up_to: int = MENTION_ALL_UP_TO
    forwarding_out: bool = True


async def get_rules(tx: Transaction, organisation_id: UUID) -> Rules:
    """Return the rules of an organisation of the actor's."""
    rows = await tx.fetch(_RULES, organisation_id)
    return Rules(**rows[0]) if rows else Rules()


async def allows_locations(tx: Transaction, conversation_id: UUID) -> bool:
    """Return whether positions may be sent in a conversation of the actor's."""
    return bool((await tx.fetch(_LOCATIONS, conversation_id))[0]["allowed"])


async def find_kept_in(tx: Transaction, organisations: Iterable[UUID]) -> set[UUID]:
    """Return those organisations, the actor's or not, whose words are not to be forwarded to people outside."""
    async with tx.as_worker(FLUSH):
        return {row["organisation_id"] for row in await tx.fetch(_KEPT_IN, list(organisations))}
