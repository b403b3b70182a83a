"""Setting a password: by the present one, or by a code sent to the account's phone."""

from uuid import UUID

import msgspec
from sqlalchemy import bindparam, select, update

from tocsin.accounts import passwords
from tocsin.accounts.actions.codes import address_blind, try_code
from tocsin.accounts.actions.sessions import end_other_sessions
from tocsin.accounts.actions.sign_in import account_blind, forgive, take_try
from tocsin.accounts.events import PasswordChanged
from tocsin.accounts.queries import phone_of
from tocsin.accounts.refusals import PasswordProofNeeded, PasswordWrong
from tocsin.accounts.tables import Credential, Person, Profile
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import SIGNIN, Transaction
from tocsin.kernel.errors import Refusal
from tocsin.kernel.http import Visitor
from tocsin.kernel.types import Actor


class PasswordChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new password, and one proof: the ``current`` one, or a ``code`` for the purpose ``password``."""

    new: str
    current: str | None = None
    code: str | None = None


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
    own, phone = await _read(context, actor.person_id)
    about = (own.name, own.login_name or "", phone, phone[-11:])
    new_hash = await passwords.hash_new_password(change.new, about)
    if change.current is not None:
        await _check_current(context, visitor, actor, own, change.current)
    elif change.code is None:
        raise PasswordProofNeeded
    async with context.db.working(SIGNIN) as tx:
        refusal = await _set(tx, context, actor, own, change, new_hash)
    if refusal is not None:
        raise refusal


async def _read(context: Context, person_id: UUID) -> tuple[_Own, str]:
    async with context.db.working(SIGNIN) as tx:
        own = await tx.one(_OWN, _Own, person_id=person_id)
        return own, await phone_of(tx, context.keyring, person_id) or ""


async def _check_current(context: Context, visitor: Visitor, actor: Actor, own: _Own, current: str) -> None:
    account, address = account_blind(context, str(actor.person_id)), address_blind(context.keyring, visitor)
    async with context.db.working(SIGNIN) as tx:
        await take_try(tx, account, address, now(), known_here=True)
    if not await passwords.verify(own.password_hash, current):
        raise PasswordWrong
    async with context.db.working(SIGNIN) as tx:
        await forgive(tx, account, address)


async def _set(
    tx: Transaction, context: Context, actor: Actor, own: _Own, change: PasswordChange, new_hash: str
) -> Refusal | None:
    by = "current"
    if change.current is None:
        by = "code"
        refusal = await try_code(tx, context.keyring, own.phone_blind, "password", change.code or "")
        if refusal is not None:
            return refusal
    # Somebody else may have changed it while this one was hashed: then the proof was of the old one.
    if not await tx.run(_SET, person=actor.person_id, old_hash=own.password_hash, new_hash=new_hash, now=now()):
        return PasswordWrong()
    tx.actor = actor
    await tx.emit(PasswordChanged(subject_id=actor.person_id, by=by))
    await end_other_sessions(tx, actor, "password_changed")
    return None
