"""Who sees whom, and as what: colleagues, by the rule of the card."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec

from tocsin.accounts import door as accounts
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.types import Actor
from tocsin.organisations.queries.view import STANDS_OPEN, closed_to_actor

_COLLEAGUES = f"""
SELECT DISTINCT m.person_id FROM member m
WHERE m.person_id = ANY ($1::uuid[]) AND m.organisation_id = ANY ($2::uuid[]) AND m.status = 'active'
  AND {STANDS_OPEN}"""  # noqa: S608


class Presence(msgspec.Struct, frozen=True):
    """How a person appears to colleagues now. ``connected`` is null for who does not show it."""

    connected: bool | None
    state: accounts.State | None
    note: str | None
    until: datetime | None


async def find_visible(tx: Transaction, actor: Actor, people: Collection[UUID]) -> set[UUID]:
    """Return those whose presence the actor may see: who is active in an organisation the two share, and stands there
    somewhere that is not hidden from the actor; and the actor."""
    asked = list(people)
    closed = await closed_to_actor(tx, actor)
    rows = await tx.fetch(_COLLEAGUES, asked, list(actor.memberships), closed)
    return {row["person_id"] for row in rows} | ({actor.person_id} & set(asked))


async def get_appearances(tx: Transaction, context: Context, people: Collection[UUID]) -> dict[UUID, Presence]:
    """Return how people appear; the caller asks only for those the actor may see."""
    said = await accounts.said_of(tx, context.keyring, people)
    return {
        one: Presence(
            None if how.hide_connected else context.hub.watching.connected(one),
            how.presence.state,
            how.presence.note,
            how.presence.until,
        )
        for one, how in said.items()
    }


async def get_presence(
    tx: Transaction, context: Context, actor: Actor, people: Collection[UUID]
) -> dict[UUID, Presence]:
    """Return how those of the people appear whom the actor may see; the others are missing."""
    visible = await find_visible(tx, actor, people)
    return await get_appearances(tx, context, visible) if visible else {}
