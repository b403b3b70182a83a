"""A card joined to an account, by the word of whose it is."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from tocsin.accounts.door import find_by_phone_blinds
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import JOIN, Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.seal import Keyring
from tocsin.kernel.types import Actor
from tocsin.organisations.contacts.actions.holding import hold_contact, opened, unlink
from tocsin.organisations.contacts.events import ExternalLinkAsked, ExternalLinkChanged
from tocsin.organisations.contacts.refusals import LinkAsked, NoNumber
from tocsin.organisations.contacts.rules import reachable
from tocsin.organisations.queries.mine import own_phone_blind
from tocsin.organisations.records import Keys, keys_of

ASK_AGAIN: Final = timedelta(days=30)
ASKED_AN_HOUR: Final = 30
_ASK = (
    "UPDATE external_contact SET link_blind = $3, link_asked_at = $4, link_put_at = $5"
    " WHERE organisation_id = $1 AND id = $2"
)
_FORGET = "DELETE FROM contact_question WHERE organisation_id = $1 AND asked_at <= $2 AND put_at <= $2"
_BEFORE = (
    "SELECT max(asked_at) FILTER (WHERE keeper_id = $3) AS asked, max(put_at) AS put FROM contact_question"
    " WHERE organisation_id = $1 AND phone_blind = $2"
)
_REMEMBER = (
    "INSERT INTO contact_question (organisation_id, phone_blind, keeper_id, asked_at, put_at) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (organisation_id, phone_blind, keeper_id) DO UPDATE SET asked_at = $4, put_at = $5"
)
_PUT_TO = (
    "SELECT organisation_id, person_id FROM external_contact"
    " WHERE id = $1 AND ((link_blind = $2 AND link_put_at <= $4) OR person_id = $3)"
)


async def ask_link(tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, contact_id: UUID) -> None:
    """Ask whoever has the contact's number whether the card may be joined to their account.

    A keeper asks a number once in thirty days, whatever becomes of card and number meanwhile; and whoever has it is asked
    once in thirty days by the whole organisation: what a second keeper asks waits until then. Neither keeper is told of
    the other.

    The answer is the same whether anybody has it, so that nobody learns who is registered: they see it when they sign
    in, now or later. Raises ``NoNumber``, ``LinkAsked``, ``TooMany``.
    """
    context.limiter.check(f"contact-link:{actor.person_id}", ASKED_AN_HOUR / 3600, ASKED_AN_HOUR)
    _, found = await hold_contact(tx, actor, organisation_id, contact_id)
    keys = await keys_of(tx, context.keyring, organisation_id)
    phone = opened(keys, found.row).phone
    if phone is None or not reachable(phone):
        raise NoNumber
    asked, at = found.row["link_asked_at"], now()
    if found.row["person_id"] is not None or (asked is not None and asked > at - ASK_AGAIN):
        raise LinkAsked(days=ASK_AGAIN.days)
    put_at = await _put(tx, keys, phone, found.row["keeper_id"], at)
    blind = keys.invitation_blind(phone)
    await tx.fetch(_ASK, organisation_id, contact_id, blind, at, put_at)
    async with tx.as_worker(JOIN):
        people = await find_by_phone_blinds(tx, [blind])
    told = tuple(people.values()) if put_at <= at else ()
    await tx.emit(ExternalLinkAsked(realm_id=organisation_id, subject_id=contact_id, people=told))


async def _put(tx: Transaction, keys: Keys, phone: str, keeper_id: UUID, at: datetime) -> datetime:
    """Remember that a keeper asks a number, and return from when whoever has it sees that. Raises ``LinkAsked``."""
    about = (keys.organisation_id, keys.phone_blind(phone))
    await tx.fetch(_FORGET, keys.organisation_id, at - ASK_AGAIN)
    before = (await tx.fetch(_BEFORE, *about, keeper_id))[0]
    if before["asked"] is not None and before["asked"] > at - ASK_AGAIN:
        raise LinkAsked(days=ASK_AGAIN.days)
    put_at = at if before["put"] is None else max(at, before["put"] + ASK_AGAIN)
    await tx.fetch(_REMEMBER, *about, keeper_id, at, put_at)
    return put_at


async def drop_link(tx: Transaction, actor: Actor, organisation_id: UUID, contact_id: UUID) -> None:
    """Take the question back, or the card apart from the account; without either it changes nothing."""
    _, found = await hold_contact(tx, actor, organisation_id, contact_id)
    # Whether the question was answered makes no difference to what is told and written.
    if found.row["person_id"] is not None or found.row["link_asked_at"] is not None:
        await unlink(tx, organisation_id, contact_id)
        people = () if found.row["person_id"] is None else (found.row["person_id"],)
        await tx.emit(ExternalLinkChanged(realm_id=organisation_id, subject_id=contact_id, linked=False, people=people))


async def answer_link(tx: Transaction, keyring: Keyring, actor: Actor, contact_id: UUID, *, join: bool) -> None:
    """Join a card kept of the actor to the account, refuse that, or take it apart again."""
    blind = await own_phone_blind(tx, keyring, actor)
    async with tx.as_worker(JOIN):
        rows = await tx.fetch(_PUT_TO, contact_id, blind, actor.person_id, now())
    if not rows:
        raise NotFound
    organisation_id, linked = rows[0]["organisation_id"], rows[0]["person_id"] is not None
    await tx.enter(organisation_id)
    if join and not linked:
        joined = await tx.fetch(
            "UPDATE external_contact SET person_id = $3, link_blind = NULL WHERE organisation_id = $1 AND id = $2"
            " AND link_blind = $4 AND person_id IS NULL RETURNING id",
            organisation_id,
            contact_id,
            actor.person_id,
            blind,
        )
        # What was asked may have been taken back, or the card given another number, since it was looked at.
        if not joined:
            raise NotFound
    elif not join:
        await unlink(tx, organisation_id, contact_id)
    if join != linked and (join or linked):
        await tx.emit(
            ExternalLinkChanged(realm_id=organisation_id, subject_id=contact_id, linked=join, people=(actor.person_id,))
        )
