"""Who a person is in organisations, read in one round trip: what the actor of every request is made of."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from tocsin.accounts import door as accounts
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.kernel.types import Membership

_MEMBERSHIPS = """
SELECT m.organisation_id, m.id AS member_id, m.main_admin, m.person_id,
       array(SELECT d.department_id FROM member_department d
             WHERE d.organisation_id = m.organisation_id AND d.member_id = m.id) AS departments,
       (SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'role_id', g.role_id, 'role', r.name, 'scope', g.scope, 'department_id', g.department_id,
                   'powers', array(SELECT p.power FROM role_power p
                                   WHERE p.organisation_id = g.organisation_id AND p.role_id = g.role_id))
                   ORDER BY g.id), '[]'::jsonb)
        FROM role_grant g JOIN role r ON r.organisation_id = g.organisation_id AND r.id = g.role_id
        WHERE g.organisation_id = m.organisation_id AND g.member_id = m.id) AS grants
FROM member m
WHERE m.status = 'active' AND {which}
"""
_OF_PERSON = _MEMBERSHIPS.format(which="m.person_id = $1")
_OF_MEMBERS = _MEMBERSHIPS.format(which="m.organisation_id = $1 AND m.id = ANY ($2::uuid[])")
_OF_ALL = _MEMBERSHIPS.format(which="m.organisation_id = $1 AND (m.main_admin OR m.id IN ("
                              "SELECT member_id FROM role_grant WHERE organisation_id = $1))")  # fmt: skip


def _membership(row: Any) -> Membership:
    return msgspec.convert({key: value for key, value in dict(row).items() if key != "person_id"}, Membership)


async def find_memberships(tx: Transaction, person_id: UUID) -> dict[UUID, Membership]:
    """Return a person's active memberships by organisation, with departments and grants.

    For the loader of actors: run it as a worker that may read memberships (``SIGNIN``, ``REALTIME``, ``FOLLOW``).
    """
    rows = await tx.fetch(_OF_PERSON, person_id)
    return {row["organisation_id"]: _membership(row) for row in rows}


async def find_memberships_of(tx: Transaction, organisation_id: UUID, members: list[UUID]) -> dict[UUID, Membership]:
    """Return the active memberships among members of an organisation, by member."""
    rows = await tx.fetch(_OF_MEMBERS, organisation_id, members)
    return {row["member_id"]: _membership(row) for row in rows}


async def find_acting(tx: Transaction, organisation_id: UUID, members: Iterable[UUID]) -> dict[UUID, Membership]:
    """Return the memberships of those who may act now: active, and of an active account; by member.

    For what was handed out in somebody's name and is used by others: it is as good as its maker's rights are now.
    """
    async with tx.as_worker(FOLLOW):
        rows = await tx.fetch(_OF_MEMBERS, organisation_id, list(members))
        active = await accounts.who_are_active(tx, [row["person_id"] for row in rows])
    return {row["member_id"]: _membership(row) for row in rows if row["person_id"] in active}


async def find_empowered(tx: Transaction, organisation_id: UUID) -> list[Membership]:
    """Return the active memberships that carry more than every member's powers."""
    return [_membership(row) for row in await tx.fetch(_OF_ALL, organisation_id)]
