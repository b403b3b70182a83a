"""Signing in: by phone and code, or by phone or login name and password."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, delete, insert, select, update

from tocsin.accounts import passwords, rules
from tocsin.accounts.actions.codes import Tried, lock, try_code, use_code
from tocsin.accounts.actions.sessions import Arrival, Begun, begin
from tocsin.accounts.queries.people import RECORDS, Standing, find_by_identifier, find_by_phone, phone_blind
from tocsin.accounts.refusals import AccountFrozen, AccountSuspended, SignInTooOften, SignInWrong
from tocsin.accounts.tables import Credential, Person, RegistrationTicket, SignInFailure
from tocsin.kernel import text
from tocsin.kernel.actors import digest
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import SIGNIN, Transaction
from tocsin.kernel.errors import Refusal, TooMany, Unavailable
from tocsin.kernel.ids import PLATFORM, uuid7
from tocsin.kernel.seal import place


class SignedInAs(msgspec.Struct, frozen=True):
    """Somebody known came in."""

    person_id: UUID
    begun: Begun


class Unregistered(msgspec.Struct, frozen=True):
    """The phone was proved and has no account; the ticket lets one be made."""

    ticket: str


def refusal_of(standing: Standing) -> Refusal | None:
    """Return why an account may not be used; told only to those who proved that it is theirs."""
    return {"active": None, "suspended": AccountSuspended()}.get(standing.status, AccountFrozen())


# --- by code ---------------------------------------------------------------------------------------------------------

_INSERT_TICKET = insert(RegistrationTicket).values(
    id=bindparam("id"),
    digest=bindparam("digest"),
    phone_blind=bindparam("phone"),
    phone_sealed=bindparam("sealed"),
    made_at=bindparam("now"),
    expires_at=bindparam("until"),
)


async def sign_in_by_code(context: Context, arrival: Arrival, phone: str, tried: Tried) -> SignedInAs | Unregistered:
    """Sign in with a phone (E.164) and its code; without an account, return a ticket to make one.

    Raises ``CodeWrong``, ``CodeVoid``, and after the proof ``AccountSuspended`` or ``AccountFrozen``.
    """
    async with context.db.working(SIGNIN) as tx:
        outcome = await _by_code(tx, context, arrival, phone, tried)
    # Raised after the commit: the try that was counted must stay counted.
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


async def _by_code(
    tx: Transaction, context: Context, arrival: Arrival, phone: str, tried: Tried
) -> SignedInAs | Unregistered | Refusal:
    blind = phone_blind(context.keyring, phone)
    refusal = await try_code(tx, context.keyring, blind, "sign_in", tried) or await use_code(tx, tried)
    if refusal is not None:
        return refusal
    standing = await find_by_phone(tx, blind)
    if standing is None:
        return Unregistered(await _make_ticket(tx, context, phone, blind))
    return refusal_of(standing) or SignedInAs(
        standing.person_id, await begin(tx, standing.person_id, arrival, by="code")
    )


def ticket_place(ticket_id: UUID) -> bytes:
    """Return the place a ticket's sealed phone stands in."""
    return place("registration_ticket.phone", ticket_id)


async def _make_ticket(tx: Transaction, context: Context, phone: str, blind: bytes) -> str:
    ticket, ticket_id, moment = rules.new_ticket(), uuid7(), now()
    key = await context.keyring.record_key(tx, PLATFORM, RECORDS)
    await tx.run(
        _INSERT_TICKET,
        id=ticket_id,
        digest=digest(ticket),
        phone=blind,
        sealed=key.seal_text(phone, ticket_place(ticket_id)),
        now=moment,
        until=moment + rules.TICKET_LIFE,
    )
    return ticket


# --- by password -----------------------------------------------------------------------------------------------------

_FAILURES = """
WITH recent AS (
    SELECT account_blind = $1 AS same, address_blind = $2 AS here, known_here, at
    FROM sign_in_failure WHERE (account_blind = $1 OR address_blind = $2) AND at > $3
)
SELECT count(*) FILTER (WHERE same AND here) AS here, max(at) FILTER (WHERE same AND here) AS here_last,
       count(*) FILTER (WHERE same AND NOT known_here) AS strangers,
       max(at) FILTER (WHERE same AND NOT known_here) AS strangers_last,
       count(*) FILTER (WHERE here) AS address, max(at) FILTER (WHERE here) AS address_last
FROM recent
"""
_INSERT_FAILURE = (
    insert(SignInFailure)
    .values(
        account_blind=bindparam("account"),
        address_blind=bindparam("address"),
        known_here=bindparam("known_here"),
        at=bindparam("now"),
    )
    .returning(SignInFailure.id)
)
_TAKE_BACK = delete(SignInFailure).where(SignInFailure.id == bindparam("failure"))
_FORGIVE = delete(SignInFailure).where(
    SignInFailure.account_blind == bindparam("account"), SignInFailure.address_blind == bindparam("address")
)
_OLD_FAILURES = delete(SignInFailure).where(SignInFailure.at < bindparam("before"))
_OLD_TICKETS = delete(RegistrationTicket).where(RegistrationTicket.expires_at < bindparam("before"))
# Held until the session is there: a suspension or a new password meanwhile waits, and then ends the session too.
_STILL = (
    select(Person.id.label("person_id"), Person.status, Credential.password_hash)
    .join(Credential, Credential.person_id == Person.id)
    .where(Person.id == bindparam("person_id"))
    .with_for_update(read=True)
)
_REHASH = (
    update(Credential).where(Credential.person_id == bindparam("person")).values(password_hash=bindparam("new_hash"))
)


async def sign_in_by_password(context: Context, arrival: Arrival, identifier: str, password: str) -> SignedInAs:
    """Sign in with a phone or login name and a password.

    Raises ``SignInWrong``, ``SignInTooOften``, and after the proof ``AccountSuspended`` or ``AccountFrozen``. An
    identifier nobody has takes the same statements and the same hashing as one somebody has.
    """
    account = account_blind(context, _counted_as(identifier))
    failure, standing = await _take_try(context, arrival, identifier, account)
    password_hash = standing.password_hash if standing else None
    if not await verify(context, failure, password_hash, password, arrival.address.hex()):
        raise SignInWrong
    assert standing is not None
    assert password_hash is not None
    new_hash = await _hash_anew(password, password_hash)
    async with context.db.working(SIGNIN) as tx:
        still = await tx.one(_STILL, Standing, person_id=standing.person_id)
        if still.password_hash != password_hash:
            raise SignInWrong
        refusal = refusal_of(still)
        if refusal is not None:
            raise refusal
        await tx.run(_FORGIVE, account=account, address=arrival.address)
        if new_hash is not None:
            await tx.run(_REHASH, person=standing.person_id, new_hash=new_hash)
        return SignedInAs(standing.person_id, await begin(tx, standing.person_id, arrival, by="password"))


async def _hash_anew(password: str, password_hash: str) -> str | None:
    """Return a hash of the present cost where the one at rest is of another; not now, when others wait for theirs."""
    if not passwords.is_outdated(password_hash):
        return None
    try:
        return await passwords.hash_password(password)
    except (TooMany, Unavailable):
        return None


async def _take_try(context: Context, arrival: Arrival, identifier: str, account: bytes) -> tuple[int, Standing | None]:
    """Count a try before it is known to be wrong, so that many at once cannot all be the first."""
    phone, login_name = _read(identifier)
    moment = now()
    async with context.db.working(SIGNIN) as tx:
        standing = await find_by_identifier(
            tx, phone_blind(context.keyring, phone), login_name, arrival.address, moment - rules.SESSION_LIFE
        )
        known_here = standing is not None and standing.known_here
        return await take_try(tx, account, arrival.address, moment, known_here=known_here), standing


def account_blind(context: Context, account: str) -> bytes:
    """Return what wrong passwords are counted under.

    That is what was typed, whether or not anybody has it, and never whose it is: with phone and login name counted
    together, tries at the one would show whether the other belongs to the same person.
    """
    return context.keyring.blind("accounts.failure", account)


def _counted_as(identifier: str) -> str:
    phone, login_name = _read(identifier)
    if phone or login_name:
        return f"phone {phone}" if phone else f"name {login_name}"
    return f"typed {identifier.strip().casefold()}"


async def take_try(tx: Transaction, account: bytes, address: bytes, moment: datetime, *, known_here: bool) -> int:
    """Count one try of a password, and return which, to be forgiven when it is right. Raises ``SignInTooOften``."""
    await lock(tx, account, address)
    (row,) = await tx.fetch(_FAILURES, account, address, moment - rules.FAILURES_REMEMBERED)
    wait = rules.wait_after(rules.Failures(**dict(row), known_here=known_here), moment).total_seconds()
    if wait > 0:
        raise SignInTooOften(retry_after=wait)
    return int(await tx.value(_INSERT_FAILURE, account=account, address=address, known_here=known_here, now=moment))


async def verify(context: Context, failure: int, password_hash: str | None, password: str, who: str) -> bool:
    """Verify a password whose try was counted; one that nobody had time to look at is not counted."""
    try:
        return await passwords.verify(password_hash, password, who)
    except (TooMany, Unavailable):
        async with context.db.working(SIGNIN) as tx:
            await tx.run(_TAKE_BACK, failure=failure)
        raise


async def forgive(tx: Transaction, account: bytes, address: bytes) -> None:
    """Forget the wrong passwords of an account from an address: the right one was given."""
    await tx.run(_FORGIVE, account=account, address=address)


def _read(identifier: str) -> tuple[str, str]:
    """Return an identifier as a phone and as a login name; one of them is empty, or both when it is neither."""
    try:
        return text.phone(identifier), ""
    except text.BadPhone:
        pass
    try:
        return "", text.check_login_name(identifier)
    except text.Unfit:
        return "", ""


async def tidy_failures(tx: Transaction) -> None:
    """Remove wrong passwords that no limit counts any more, and tickets that are over."""
    await tx.run(_OLD_FAILURES, before=now() - timedelta(hours=36))
    await tx.run(_OLD_TICKETS, before=now() - timedelta(hours=36))
