"""The rules an organisation set."""

from uuid import UUID

import msgspec

from tocsin.kernel.db import Transaction
from tocsin.messaging.queries.conversations import EDIT_WITHIN, RECALL_WITHIN
from tocsin.messaging.rules.groups import MENTION_ALL_UP_TO


class Rules(msgspec.Struct, frozen=True):
    """What an organisation set for its conversations, the product's own where it set nothing.

    Seconds within which a message may be recalled and edited; whether positions may be sent; whether the server looks
    at links to show what is behind them; members up to whose number everybody in a group may mention all of it.
    """

    recall_within: int = RECALL_WITHIN
    edit_within: int = EDIT_WITHIN
    locations: bool = False
    link_cards: bool = True
    mention_all_up_to: int = MENTION_ALL_UP_TO


async def get_rules(tx: Transaction, organisation_id: UUID) -> Rules:
    """Return the rules of an organisation of the actor's."""
    rows = await tx.fetch(
        "SELECT recall_within, edit_within, locations, link_cards, mention_all_up_to FROM messaging_rules"
        " WHERE organisation_id = $1",
        organisation_id,
    )
    return Rules(**rows[0]) if rows else Rules()
