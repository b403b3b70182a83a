"""A contact held for who may change it: what changing, deleting and asking begin with."""

from typing import Any
from uuid import UUID

from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Forbidden
from tocsin.kernel.types import Actor, Membership
from tocsin.organisations.actions.authority import lead
from tocsin.organisations.contacts.powers import EXTERNAL_KEEP, EXTERNAL_MANAGE
from tocsin.organisations.contacts.queries import Found, find_contact
from tocsin.organisations.contacts.rules import ContactIn
from tocsin.organisations.records import Keys


async def hold_contact(
    tx: Transaction, actor: Actor, organisation_id: UUID, contact_id: UUID
) -> tuple[Membership, Found]:
    """Return the actor's membership as it is now, and a contact it may change, held."""
    membership = await lead(tx, actor, organisation_id)
    found = await find_contact(tx, membership, organisation_id, contact_id, lock=True)
    if not found.may_edit:
        raise Forbidden(power=EXTERNAL_KEEP.name if found.own else EXTERNAL_MANAGE.name)
    return membership, found


def opened(keys: Keys, row: dict[str, Any]) -> ContactIn:
    """Return a stored contact as it was typed in."""

    def plain(field: str) -> str | None:
        return keys.open(f"external_contact.{field}", row["id"], row[f"{field}_sealed"])

    known = {name: row[name] for name in ("name", "company", "post", "labels", "visibility", "department_id")}
    return ContactIn(**known, phone=plain("phone"), email=plain("email"), note=plain("note"))


async def unlink(tx: Transaction, organisation_id: UUID, contact_id: UUID, *, forget: bool = False) -> None:
    """End a link or a question; that somebody was asked is forgotten only with the number."""
    await tx.fetch(
        "UPDATE external_contact SET person_id = NULL, link_blind = NULL, link_put_at = NULL,"
        " link_asked_at = CASE WHEN $3 THEN NULL ELSE link_asked_at END WHERE organisation_id = $1 AND id = $2",
        organisation_id,
        contact_id,
        forget,
    )
