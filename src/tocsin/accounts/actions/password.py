"""Setting a password: by the present one, or by a code sent to the account's phone."""

from uuid import UUID

import msgspec
from sqlalchemy import bindparam, select, update

from tocsin.accounts import passwords
from tocsin.accounts.actions.codes import Tried, address_blind, try_code, use_code
from tocsin.accounts.actions.sessions import end_other_sessions
from tocsin.accounts.actions.sign_in import account_blind, forgive, take_try, verify
from tocsin.accounts.events import PasswordChanged
from tocsin.accounts.queries.people import phone_of
from tocsin.accounts.refusals import PasswordProofNeeded, PasswordWrong
from tocsin.accounts.tables import Credential, Person, Profile
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import SIGNIN, Transaction
from tocsin.kernel.http import Visitor
from tocsin.kernel.types import Actor

CHANGES = (0.1, 30)
"""How often one person may ask for another password: a second, at once. Judging one costs more than it seems."""


class PasswordChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new password, and one proof: the ``current`` one, or a ``code`` for the purpose ``password``.

    With a code comes the ``challenge`` that asking for it was answered with.
    """

    new: str
    current: str | None = None
    code: str | None = None
    challenge: UUID | None = None


class _Own(msgspec.Struct, frozen=True):
    name: str
    login_name: str | None
    password_hash: str | None
    phone_blind: bytes


_OWN = (
    select(Profile.name, Credential.login_name, Credential.password_hash, Person.phone_blind)
    .join(Person, Person.id == Profile.person_id)
    .join(Credential, Credential.person_id == Profile.person_id)
    .where(Profile.person_id == bindparam("person_id"), Person.status == "active")
)
_SET = (
    update(Credential)
    .where(
        Credential.person_id == bindparam("person"),
        Credential.password_hash.is_not_distinct_from(bindparam("old_hash")),
    )
    .values(password_hash=bindparam("new_hash"), password_changed_at=bindparam("now"))
)


async def change_password(context: Context, visitor: Visitor, actor: Actor, change: PasswordChange) -> None:
    """Set a new password; every other session ends.

    Raises ``PasswordProofNeeded``, ``PasswordWrong``, ``CodeWrong``, ``CodeVoid``, ``SignInTooOften``, and what the
    rules refuse. Wrong proofs are counted as at sign-in: a stolen session must not be a way to guess.
    """
    # First what costs little, last what costs most: a session is no way to keep the server hashing.
    tried = Tried(change.challenge, change.code) if change.challenge and change.code is not None else None
    if change.current is None and tried is None:
        raise PasswordProofNeeded
    context.limiter.check(f"password:{actor.person_id}", *CHANGES)
    own, phone = await _read(context, actor.person_id)
    await passwords.check_new_password(change.new, (own.name, own.login_name or "", phone, phone[-11:]))
    if change.current is not None:
        await _check_current(context, visitor, actor, own, change.current)
    elif tried is not None:
        await _check_code(context, own, tried)
    new_hash = await passwords.hash_password(change.new, str(actor.person_id))
    async with context.db.working(SIGNIN) as tx:
        await _set(tx, actor, own, None if change.current is not None else tried, new_hash)


async def _read(context: Context, person_id: UUID) -> tuple[_Own, str]:
    async with context.db.working(SIGNIN) as tx:
        own = await tx.one(_OWN, _Own, person_id=person_id)
        return own, await phone_of(tx, context.keyring, person_id) or ""


async def _check_current(context: Context, visitor: Visitor, actor: Actor, own: _Own, current: str) -> None:
    account, address = account_blind(context, f"person {actor.person_id}"), address_blind(context.keyring, visitor)
    async with context.db.working(SIGNIN) as tx:
        failure = await take_try(tx, account, address, now(), known_here=True)
    if not await verify(context, failure, own.password_hash, current, address.hex()):
        raise PasswordWrong
    async with context.db.working(SIGNIN) as tx:
        await forgive(tx, account, address)


async def _check_code(context: Context, own: _Own, tried: Tried) -> None:
    async with context.db.working(SIGNIN) as tx:
        refusal = await try_code(tx, context.keyring, own.phone_blind, "password", tried)
    # Raised after the commit: the try that was counted must stay counted.
    if refusal is not None:
        raise refusal


async def _set(tx: Transaction, actor: Actor, own: _Own, tried: Tried | None, new_hash: str) -> None:
    refusal = await use_code(tx, tried) if tried is not None else None
    if refusal is not None:
        raise refusal
    # Somebody else may have changed it while this one was hashed: then the proof was of the old one.
    if not await tx.run(_SET, person=actor.person_id, old_hash=own.password_hash, new_hash=new_hash, now=now()):
        raise PasswordWrong
    tx.actor = actor
    await tx.emit(PasswordChanged(subject_id=actor.person_id, by="current" if tried is None else "code"))
    await end_other_sessions(tx, actor, "password_changed")
