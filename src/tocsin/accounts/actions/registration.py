"""Making accounts: by people for themselves, and many at once for the sample organisation."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import bindparam, exists, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tocsin.accounts import passwords
from tocsin.accounts.actions.agreements import Accepted, check_all_accepted, record_acceptance
from tocsin.accounts.actions.reclaiming import check_not_reclaimed
from tocsin.accounts.actions.sessions import Arrival, begin
from tocsin.accounts.actions.sign_in import SignedInAs, ticket_place
from tocsin.accounts.events import Registered
from tocsin.accounts.queries.agreements import find_in_force
from tocsin.accounts.queries.people import RECORDS, phone_blind, phone_place
from tocsin.accounts.refusals import AdultNeeded, LoginNameTaken, PhoneTaken, TicketVoid
from tocsin.accounts.tables import Credential, Person, Profile, RegistrationTicket
from tocsin.kernel import text
from tocsin.kernel.actors import digest
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import SIGNIN, Transaction
from tocsin.kernel.ids import PLATFORM, uuid7
from tocsin.kernel.seal import Keyring


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    """What a person says of themselves when registering."""

    ticket: str
    name: str
    adult: bool
    agreements: list[Accepted]
    login_name: str | None = None
    password: str | None = None


class _Ticket(msgspec.Struct, frozen=True):
    id: UUID
    phone_blind: bytes
    phone_sealed: bytes


PASSWORDS_A_TICKET = (0.1, 20)
"""Passwords tried on one ticket: a second, at once."""
_good = (
    RegistrationTicket.digest == bindparam("ticket"),
    RegistrationTicket.used_at.is_(None),
    RegistrationTicket.expires_at > bindparam("now"),
)
_FIND_TICKET = select(RegistrationTicket.id, RegistrationTicket.phone_blind, RegistrationTicket.phone_sealed).where(
    *_good
)
_PHONE_IS_TAKEN = select(exists().where(Person.phone_blind == bindparam("phone")))
_LOGIN_NAME_IS_TAKEN = select(exists().where(Credential.login_name == bindparam("login_name")))
_TAKE_TICKET = (
    update(RegistrationTicket)
    .where(*_good)
    .values(used_at=bindparam("now"))
    .returning(RegistrationTicket.id, RegistrationTicket.phone_blind, RegistrationTicket.phone_sealed)
)
_INSERT_PERSON = (
    upsert(Person)
    .values(
        id=bindparam("id"),
        status="active",
        phone_blind=bindparam("phone"),
        phone_sealed=bindparam("sealed"),
        adult_declared_at=bindparam("now"),
        language=bindparam("language"),
        created_at=bindparam("now"),
    )
    .on_conflict_do_nothing(index_elements=["phone_blind"])
    .returning(Person.id)
)
_INSERT_PROFILE = insert(Profile).values(
    person_id=bindparam("id"), name=bindparam("name"), introduction="", changed_at=bindparam("now")
)
_INSERT_CREDENTIAL = insert(Credential).values(
    person_id=bindparam("id"),
    login_name=bindparam("login_name"),
    password_hash=bindparam("password_hash"),
    password_changed_at=bindparam("changed_at"),
)


async def register(context: Context, arrival: Arrival, said: Registration) -> SignedInAs:
    """Make an account for the phone of a ticket, and sign in.

    Raises ``AdultNeeded``, ``AgreementsNeeded``, ``TicketVoid``, ``PhoneTaken``, ``LoginNameTaken``, ``NameReclaimed``, what names
    and passwords are refused for. After a refusal the ticket is still good.
    """
    if not said.adult:
        raise AdultNeeded
    name = text.check_no_office(text.check_person_name(said.name))
    login_name = text.check_login_name(said.login_name) if said.login_name else None
    password_hash = None
    if said.password is not None:
        phone = await _check_worth_hashing(context, said, login_name)
        await passwords.check_new_password(said.password, (name, login_name or "", phone, phone[-11:]))
        password_hash = await passwords.hash_password(said.password, said.ticket)
    moment = now()
    async with context.db.working(SIGNIN) as tx:
        needed = await check_all_accepted(tx, said.agreements)
        ticket = await tx.first(_TAKE_TICKET, _Ticket, ticket=digest(said.ticket), now=moment)
        if ticket is None:
            raise TicketVoid
        person_id = await _insert_person(tx, context, ticket, arrival, moment)
        if login_name is not None:
            await check_not_reclaimed(tx, login_name)
        await tx.run(_INSERT_PROFILE, id=person_id, name=name, now=moment)
        changed_at = moment if password_hash else None
        try:
            await tx.run(
                _INSERT_CREDENTIAL,
                id=person_id,
                login_name=login_name,
                password_hash=password_hash,
                changed_at=changed_at,
            )
        except asyncpg.UniqueViolationError:
            raise LoginNameTaken from None
        begun = await begin(tx, person_id, arrival, by="registration")
        await record_acceptance(tx, person_id, needed, moment, begun.session_id)
        await tx.emit(Registered(subject_id=person_id))
    return SignedInAs(person_id, begun)


async def _check_worth_hashing(context: Context, said: Registration, login_name: str | None) -> str:
    """Refuse whoever would be refused anyway before a password is hashed for them, and who tries many on one ticket.

    Returns the phone of the ticket, E.164.
    """
    key = digest(said.ticket)
    async with context.db.working(SIGNIN) as tx:
        await check_all_accepted(tx, said.agreements)
        ticket = await tx.first(_FIND_TICKET, _Ticket, ticket=key, now=now())
        if ticket is None:
            raise TicketVoid
        if await tx.value(_PHONE_IS_TAKEN, phone=ticket.phone_blind):
            raise PhoneTaken
        if login_name is not None and await tx.value(_LOGIN_NAME_IS_TAKEN, login_name=login_name):
            raise LoginNameTaken
        phone = await _phone_of(tx, context, ticket)
    context.limiter.check(f"ticket:{key.hex()}", *PASSWORDS_A_TICKET)
    return phone


async def _phone_of(tx: Transaction, context: Context, ticket: _Ticket) -> str:
    key = await context.keyring.record_key(tx, PLATFORM, RECORDS)
    return key.open_text(ticket.phone_sealed, ticket_place(ticket.id))


async def _insert_person(
    tx: Transaction, context: Context, ticket: _Ticket, arrival: Arrival, moment: datetime
) -> UUID:
    key = await context.keyring.record_key(tx, PLATFORM, RECORDS)
    person_id = uuid7()
    phone = await _phone_of(tx, context, ticket)
    # Two registrations of one phone may come this far together; the unique index lets one through.
    made = await tx.value(
        _INSERT_PERSON,
        id=person_id,
        phone=ticket.phone_blind,
        sealed=key.seal_text(phone, phone_place(person_id)),
        language=arrival.visitor.language,
        now=moment,
    )
    if made is None:
        raise PhoneTaken
    return person_id


# --- many at once ----------------------------------------------------------------------------------------------------


class NewPerson(msgspec.Struct, frozen=True, kw_only=True):
    """A person to be made without their doing: of the sample organisation. ``phone`` is in E.164."""

    id: UUID
    name: str
    phone: str
    login_name: str | None = None
    password_hash: str | None = None
    introduction: str = ""
    language: str | None = None


_PEOPLE = """
INSERT INTO person (id, status, phone_blind, phone_sealed, adult_declared_at, language, created_at)
SELECT id, 'active', blind, sealed, $5, language, $5
FROM unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::text[]) p (id, blind, sealed, language)
"""
_PROFILES = """
INSERT INTO profile (person_id, name, introduction, changed_at)
SELECT id, name, introduction, $4 FROM unnest($1::uuid[], $2::text[], $3::text[]) p (id, name, introduction)
"""
_CREDENTIALS = """
INSERT INTO credential (person_id, login_name, password_hash, password_changed_at)
SELECT id, login_name, password_hash, CASE WHEN password_hash IS NOT NULL THEN $4::timestamptz END
FROM unnest($1::uuid[], $2::text[], $3::text[]) c (id, login_name, password_hash)
"""
_ACCEPTANCES = """
INSERT INTO agreement_acceptance (person_id, document, version, at)
SELECT id, document, version, $4 FROM unnest($1::uuid[]) id, unnest($2::text[], $3::text[]) d (document, version)
"""


async def make_people(tx: Transaction, keyring: Keyring, people: Sequence[NewPerson]) -> None:
    """Make many people in four statements, as SAMPLE; names and phones must be in their stored form.

    Raises ``asyncpg.UniqueViolationError`` when a phone or login name is taken.
    """
    key = await keyring.record_key(tx, PLATFORM, RECORDS)
    moment, ids = now(), [one.id for one in people]
    await tx.fetch(
        _PEOPLE,
        ids,
        [phone_blind(keyring, one.phone) for one in people],
        [key.seal_text(one.phone, phone_place(one.id)) for one in people],
        [one.language for one in people],
        moment,
    )
    await tx.fetch(_PROFILES, ids, [one.name for one in people], [one.introduction for one in people], moment)
    await tx.fetch(_CREDENTIALS, ids, [one.login_name for one in people], [one.password_hash for one in people], moment)
    documents = await find_in_force(tx)
    await tx.fetch(_ACCEPTANCES, ids, [one.document for one in documents], [one.version for one in documents], moment)
