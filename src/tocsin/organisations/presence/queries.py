"""Who sees whom, and as what: colleagues, by the rule of the card."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tocsin.accounts import door as accounts
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.types import Actor
from tocsin.organisations.powers import HIDDEN_READ
from tocsin.organisations.rules import HiddenDepartment, closed_to

_HIDDEN = """
SELECT h.organisation_id, h.id, h.path, EXISTS (
           SELECT 1 FROM department d
           WHERE d.organisation_id = h.organisation_id AND d.id = ANY ($2::uuid[]) AND h.id = ANY (d.path)) AS inside
FROM department h WHERE h.organisation_id = ANY ($1::uuid[]) AND h.hidden
"""
_COLLEAGUES = """
SELECT DISTINCT m.person_id FROM member m
WHERE m.person_id = ANY ($1::uuid[]) AND m.organisation_id = ANY ($2::uuid[]) AND m.status = 'active'"""
_NOT_CLOSED = """
  AND (NOT EXISTS (SELECT 1 FROM member_department o WHERE o.organisation_id = m.organisation_id AND o.member_id = m.id)
       OR EXISTS (SELECT 1 FROM member_department o
                  JOIN department d ON d.organisation_id = o.organisation_id AND d.id = o.department_id
                  WHERE o.organisation_id = m.organisation_id AND o.member_id = m.id AND NOT d.path && $3::uuid[]))"""


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
    mine = list(actor.memberships)
    closed = await _closed(tx, actor)
    arguments: list[Any] = [asked, mine, closed] if closed else [asked, mine]
    rows = await tx.fetch(_COLLEAGUES + (_NOT_CLOSED if closed else ""), *arguments)
    return {row["person_id"] for row in rows} | ({actor.person_id} & set(asked))


async def _closed(tx: Transaction, actor: Actor) -> list[UUID]:
    """Return the roots of all subtrees hidden from the actor, of all the actor's organisations."""
    within = [one for membership in actor.memberships.values() for one in membership.departments]
    closed = []
    for row in await tx.fetch(_HIDDEN, list(actor.memberships), within):
        hidden = HiddenDepartment(row["id"], tuple(row["path"]), row["inside"])
        closed += closed_to(actor.memberships[row["organisation_id"]], HIDDEN_READ, [hidden])
    return closed


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
