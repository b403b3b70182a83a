"""Founding an organisation, and changing what it says of itself."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func, insert, select, update

from tocsin.accounts import door as accounts
from tocsin.kernel import text
from tocsin.kernel.clock import now
from tocsin.kernel.db import JOIN, Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.events import Change
from tocsin.kernel.ids import uuid7
from tocsin.kernel.seal import Keyring
from tocsin.kernel.types import Actor
from tocsin.organisations.actions.authority import lead
from tocsin.organisations.actions.writing import add_members
from tocsin.organisations.events import MemberJoined, OrganisationChanged, OrganisationFounded
from tocsin.organisations.powers import ORGANISATION_EDIT
from tocsin.organisations.records import Card, keys_of
from tocsin.organisations.refusals import TooManyOrganisations
from tocsin.organisations.rules import FOUNDED_A_DAY, ORGANISATION, Kind, OrganisationSettings, allow, check_settings
from tocsin.organisations.tables import Organisation

TITLE_LIMIT = 60
DAY = timedelta(days=1)
_FOUNDED_BEFORE = "SELECT id FROM organisation WHERE founder_id = $1 AND client_id = $2"
_OWN_MEMBER = "SELECT id FROM member WHERE organisation_id = $1 AND person_id = $2"


class Founded(msgspec.Struct, frozen=True):
    """An organisation and the record of its first member."""

    organisation_id: UUID
    member_id: UUID


class Founder(msgspec.Struct, frozen=True):
    """The person who becomes main admin; ``phone`` is E.164."""

    person_id: UUID
    name: str
    phone: str | None


async def found(
    tx: Transaction, keyring: Keyring, founder: Founder, name: str, kind: Kind, client_id: UUID | None = None
) -> Founded:
    """Found an organisation whose founder is its main admin: its row, its realm's keys, its first member."""
    at = now()
    founded = Founded(uuid7(), uuid7())
    organisation_id = founded.organisation_id
    title = text.check_no_platform(text.check_title(name, limit=TITLE_LIMIT))
    await tx.enter(organisation_id)
    await tx.run(
        insert(Organisation).values(
            id=organisation_id,
            name=title,
            kind=kind,
            settings={},
            founder_id=founder.person_id,
            created_at=at,
            client_id=client_id,
        )
    )
    await keyring.found_realm(tx, organisation_id)
    keys = await keys_of(tx, keyring, organisation_id)
    card = Card(id=founded.member_id, name=founder.name, phone=founder.phone)
    await add_members(
        tx, keys, [card], at, people={card.id: founder.person_id}, main_admins=frozenset({founded.member_id})
    )
    await accounts.mark_founded(tx)
    await tx.emit(OrganisationFounded(realm_id=organisation_id, subject_id=organisation_id))
    await tx.emit(
        MemberJoined(
            realm_id=organisation_id,
            subject_id=founded.member_id,
            person_id=founder.person_id,
            departments=(),
            how="founded",
        )
    )
    return founded


async def found_own(
    tx: Transaction, keyring: Keyring, actor: Actor, name: str, kind: Kind, client_id: UUID | None = None
) -> Founded:
    """Found an organisation as the actor; the same ``client_id`` again answers the one founded then.

    Raises ``TooManyOrganisations`` beyond the day's number.
    """
    await tx.fetch("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"found {actor.person_id}")
    if client_id is not None:
        before = await _founded_before(tx, actor, client_id)
        if before is not None:
            return before
    async with tx.as_worker(JOIN):
        today = await tx.value(
            select(func.count())
            .select_from(Organisation)
            .where(Organisation.founder_id == actor.person_id, Organisation.created_at > now() - DAY)
        )
    if today >= FOUNDED_A_DAY:
        raise TooManyOrganisations(limit=FOUNDED_A_DAY)
    own = (await accounts.names(tx, [actor.person_id]))[actor.person_id]
    phone = await accounts.phone_of(tx, keyring, actor.person_id)
    return await found(tx, keyring, Founder(actor.person_id, own.name, phone), name, kind, client_id)


async def _founded_before(tx: Transaction, actor: Actor, client_id: UUID) -> Founded | None:
    """Return what was founded under an id. The actor may be of before it, so it is looked for as whoever sees all."""
    async with tx.as_worker(JOIN):
        rows = await tx.fetch(_FOUNDED_BEFORE, actor.person_id, client_id)
    if not rows:
        return None
    await tx.enter(rows[0]["id"])
    own = await tx.fetch(_OWN_MEMBER, rows[0]["id"], actor.person_id)
    if not own:
        raise NotFound
    return Founded(rows[0]["id"], own[0]["id"])


class OrganisationChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to change of an organisation; what is absent stays."""

    name: str | msgspec.UnsetType = msgspec.UNSET
    settings: OrganisationSettings | msgspec.UnsetType = msgspec.UNSET


async def change_organisation(tx: Transaction, actor: Actor, organisation_id: UUID, change: OrganisationChange) -> None:
    """Change an organisation's name or settings."""
    membership = await lead(tx, actor, organisation_id)
    allow(membership, ORGANISATION_EDIT, ancestry=ORGANISATION)
    values: dict[str, object] = {}
    if change.name is not msgspec.UNSET:
        values["name"] = text.check_no_platform(text.check_title(change.name, limit=TITLE_LIMIT))
    if change.settings is not msgspec.UNSET:
        check_settings(change.settings)
        values["settings"] = msgspec.to_builtins(change.settings)
    if not values:
        return
    before = (await tx.fetch("SELECT name, settings FROM organisation WHERE id = $1 FOR UPDATE", organisation_id))[0]
    await tx.run(update(Organisation).where(Organisation.id == organisation_id).values(**values))
    await tx.emit(
        OrganisationChanged(
            realm_id=organisation_id,
            subject_id=organisation_id,
            fields=tuple(sorted(values)),
            changes=_changes(dict(before), values),
        )
    )


def _changes(before: dict[str, Any], after: dict[str, Any]) -> tuple[Change, ...]:
    """Compare the name, and the settings one by one; what was never set is as its default."""
    usual = msgspec.to_builtins(OrganisationSettings())
    was = {"name": before["name"], **usual, **before["settings"]}
    will = {**was, **after.get("settings", {}), **({"name": after["name"]} if "name" in after else {})}
    return tuple(Change(field, was.get(field), will[field]) for field in will if was.get(field) != will[field])
