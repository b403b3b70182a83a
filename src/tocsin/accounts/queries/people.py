"""People: themselves, how others are shown them, and how they are found when they sign in."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, exists, select, true, union_all

from tocsin.accounts.presence.queries import OwnPresence, SaidRow, opened, said
from tocsin.accounts.queries.agreements import Due, find_due
from tocsin.accounts.rules import Notifications, QuietHours, Status, clock_of
from tocsin.accounts.tables import (
    Credential,
    Person,
    Profile,
    Session,
)
from tocsin.kernel import clock, text
from tocsin.kernel.db import Transaction
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.seal import Keyring, place
from tocsin.kernel.types import Actor

PHONE_BLIND = "accounts.phone"
RECORDS = "accounts.person"
"""The kind of record whose key seals phones."""


def phone_blind(keyring: Keyring, phone: str) -> bytes:
    """Return the blind index of a phone (E.164), by which its person is found."""
    return keyring.blind(PHONE_BLIND, phone)


def phone_place(person_id: UUID) -> bytes:
    """Return the place a person's sealed phone stands in."""
    return place("person.phone", person_id)


class Me(msgspec.Struct, frozen=True):
    """What a person sees of themselves. ``agreements_due`` are versions in force that wait for their word.

    With ``hide_connected`` others are not told whether one is connected; ``presence`` is what is said of oneself.
    """

    id: UUID
    name: str
    handle: str | None
    introduction: str
    avatar: str | None
    phone_masked: str
    login_name: str | None
    language: str | None
    theme: str | None
    has_password: bool
    hide_connected: bool
    presence: OwnPresence
    agreements_due: list[Due]


class _MeRow(SaidRow, frozen=True, kw_only=True):
    id: UUID
    name: str
    handle: str | None
    introduction: str
    avatar: str | None
    phone_sealed: bytes
    login_name: str | None
    language: str | None
    theme: str | None
    has_password: bool
    hide_connected: bool


_said = said()
_ME = (
    select(
        Person.id,
        Profile.name,
        Profile.handle,
        Profile.introduction,
        Profile.avatar,
        Person.phone_sealed,
        Credential.login_name,
        Person.language,
        Person.theme,
        Credential.password_changed_at.is_not(None).label("has_password"),
        Person.hide_connected,
        _said.c.state,
        _said.c.note_sealed,
        _said.c.until,
        _said.c.source,
    )
    .join(Profile, Profile.person_id == Person.id)
    .join(Credential, Credential.person_id == Person.id)
    .outerjoin(_said, true())
    .where(Person.id == bindparam("person_id"))
)


async def get_me(tx: Transaction, keyring: Keyring, actor: Actor) -> Me:
    """Return the actor's own account."""
    row = await tx.one(_ME, _MeRow, person_id=actor.person_id, now=clock.now())
    key = await keyring.record_key(tx, PLATFORM, RECORDS)
    due = await find_due(tx, actor.person_id)
    phone = key.open_text(row.phone_sealed, phone_place(row.id))
    known = {name: getattr(row, name) for name in row.__struct_fields__ if name in Me.__struct_fields__}
    presence = await opened(tx, keyring, row.id, row)
    return Me(**known, phone_masked=text.mask_phone(phone), presence=presence, agreements_due=due)


_PHONE = select(Person.phone_sealed).where(Person.id == bindparam("person_id"))


async def phone_of(tx: Transaction, keyring: Keyring, person_id: UUID) -> str | None:
    """Return a person's phone (E.164), which the caller must have a ground to know; nothing once erased.

    Runs within the rights of the transaction's role: one's own as a member, anybody's as FOLLOW or SIGNIN.
    """
    sealed = await tx.value(_PHONE, person_id=person_id)
    if sealed is None:
        return None
    key = await keyring.record_key(tx, PLATFORM, RECORDS)
    return key.open_text(sealed, phone_place(person_id))


async def is_active(tx: Transaction, person_id: UUID) -> bool:
    """Whether an account may act: neither suspended, frozen nor cancelled. One's own as a member, anybody's as FOLLOW."""
    rows = await tx.fetch("SELECT 1 FROM person WHERE id = $1 AND status = 'active'", person_id)
    return bool(rows)


async def who_are_active(tx: Transaction, people: Iterable[UUID]) -> set[UUID]:
    """Return those of the people whose accounts may act. As ``FOLLOW``."""
    rows = await tx.fetch("SELECT id FROM person WHERE id = ANY ($1::uuid[]) AND status = 'active'", list(people))
    return {row["id"] for row in rows}


class Standing(msgspec.Struct, frozen=True):
    """A person as signing in needs them."""

    person_id: UUID
    status: Status
    password_hash: str | None = None
    known_here: bool = False


_BY_PHONE = (
    select(Person.id.label("person_id"), Person.status)
    .where(Person.phone_blind == bindparam("phone"))
    .with_for_update(read=True)
)


async def find_by_phone(tx: Transaction, phone: bytes) -> Standing | None:
    """Return the person of a phone's blind index, as the sign-in worker; a suspension waits for the unit to end."""
    return await tx.first(_BY_PHONE, Standing, phone=phone)


_BY_IDENTIFIER = (
    select(
        Person.id.label("person_id"),
        Person.status,
        Credential.password_hash,
        exists()
        .where(
            Session.person_id == Person.id,
            Session.address_blind == bindparam("address"),
            Session.created_at > bindparam("since"),
        )
        .label("known_here"),
    )
    .join(Credential, Credential.person_id == Person.id)
    .where(
        # Two look-ups by index; an OR over both tables would read them whole.
        Person.id.in_(
            union_all(
                select(Person.id).where(Person.phone_blind == bindparam("phone")),
                select(Credential.person_id).where(Credential.login_name == bindparam("login_name")),
            )
        )
    )
)


async def find_by_identifier(
    tx: Transaction, phone: bytes, login_name: str, address: bytes, since: datetime
) -> Standing | None:
    """Return the person of a phone or a login name, and whether they signed in from this address since."""
    return await tx.first(_BY_IDENTIFIER, Standing, phone=phone, login_name=login_name, address=address, since=since)


async def find_by_phone_blinds(tx: Transaction, phones: Iterable[bytes]) -> dict[bytes, UUID]:
    """Return who has the phones of these blind indexes; run as JOIN, FOLLOW, SAMPLE or SIGNIN."""
    rows = await tx.fetch("SELECT phone_blind, id FROM person WHERE phone_blind = ANY ($1::bytea[])", list(phones))
    return {row["phone_blind"]: row["id"] for row in rows}


class Name(msgspec.Struct, frozen=True):
    """How a person is shown to others."""

    id: UUID
    name: str
    handle: str | None
    avatar: str | None


async def names(tx: Transaction, ids: Iterable[UUID]) -> dict[UUID, Name]:
    """Return how people are shown, by their ids; the caller asks only for those the actor may meet."""
    rows = await tx.fetch(
        "SELECT person_id AS id, name, handle, avatar FROM profile WHERE person_id = ANY ($1::uuid[])", list(ids)
    )
    return {row["id"]: Name(row["id"], row["name"], row["handle"], row["avatar"]) for row in rows}


_NOTIFICATIONS = "SELECT * FROM notification_settings WHERE person_id = $1"


async def get_notifications(tx: Transaction, actor: Actor) -> Notifications:
    """Return how the actor is told of what is new."""
    rows = await tx.fetch(_NOTIFICATIONS, actor.person_id)
    if not rows:
        return Notifications()
    row = rows[0]
    start, end = clock_of(row["quiet_start"]), clock_of(row["quiet_end"])
    quiet = QuietHours(row["quiet_on"], row["quiet_days"], start, end, row["quiet_zone"])
    plain = {name: row[name] for name in ("sound", "banners", "content", "mentions_through", "quiet_until")}
    return Notifications(quiet=quiet, **plain)
