"""Writes of transfers: opened, agreed to, refused, withdrawn.

Everything holds the organisation first, so of two acts at the same moment the second finds what the first has made of it.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from tocsin.kernel.clock import now
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.ids import uuid7
from tocsin.kernel.seal import Keyring
from tocsin.kernel.types import Actor, Membership
from tocsin.organisations.actions.authority import lead
from tocsin.organisations.events import DepartmentRemoved, MemberLeft
from tocsin.organisations.queries.directory import check_open
from tocsin.organisations.queries.records import Kept, open_members, paths_of
from tocsin.organisations.queries.view import STANDS_OPEN, View, view_of
from tocsin.organisations.records import Keys, check_note, check_post, keys_of
from tocsin.organisations.refusals import ManagerCircle, UnknownDepartment, UnknownMember
from tocsin.organisations.rules import ORGANISATION, check_on_main_admin
from tocsin.organisations.transfers.actions.carrying import above, carry_out, tell
from tocsin.organisations.transfers.events import TransferAgreed, TransferEnded, TransferOpened
from tocsin.organisations.transfers.queries import find_transfer, given, sides_of
from tocsin.organisations.transfers.refusals import TransferPointless, TransferRunning
from tocsin.organisations.transfers.rules import (
    Side,
    check_answer,
    check_day,
    check_withdrawal,
    expiry,
    missing,
    opened_as,
)

_VISIBLE = f"""
SELECT 1 FROM member m WHERE m.organisation_id = $1 AND m.id = $2 AND m.status = 'active' AND {STANDS_OPEN}
"""  # noqa: S608
_HEADS = """
SELECT o.member_id FROM member_department o
WHERE o.organisation_id = $1 AND o.department_id = $2 AND o.head AND o.status = 'active'
"""
_OPEN = """
INSERT INTO transfer (organisation_id, id, member_id, opened_as, opened_by, opened_at, from_department_id,
    to_department_id, post, manager_id, effective_at, expires_at, note_sealed, state, member_at, head_at, head_by,
    hr_at, hr_by, hr_session)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'open', $14, $15, $16, $17, $18, $19)
"""
_SPEAK = """
UPDATE transfer SET member_at = coalesce($3, member_at), head_at = coalesce($4, head_at), head_by = coalesce($5, head_by),
    hr_at = coalesce($6, hr_at), hr_by = coalesce($7, hr_by), hr_session = coalesce($8, hr_session), state = $9
WHERE organisation_id = $1 AND id = $2
"""
_CLOSE = """
UPDATE transfer SET state = $3, closed_at = $4, closed_by = $5, reason = $6, words_sealed = $7
WHERE organisation_id = $1 AND id = $2
"""
_VOID = """
UPDATE transfer SET state = 'void', closed_at = $2, reason = $3
WHERE organisation_id = $1 AND state IN ('open', 'agreed')
  AND (member_id = $4 OR from_department_id = $5 OR to_department_id = $5)
RETURNING id, member_id, opened_by, from_department_id, to_department_id
"""


class NewTransfer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A transfer to open. Without ``post`` the member takes theirs along; without ``manager_id`` theirs stays.

    ``effective_at`` is the start of the day on which it takes effect, where the person is who opens it.
    """

    member_id: UUID
    to_department_id: UUID
    effective_at: datetime
    from_department_id: UUID | None = None
    post: str | None = None
    manager_id: UUID | None = None
    note: str | None = None


class TransferAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A side's word, and what it says with it."""

    accept: bool
    words: str | None = None


async def open_transfer(
    tx: Transaction, keyring: Keyring, actor: Actor, organisation_id: UUID, wanted: NewTransfer
) -> UUID:
    """Open a transfer: as HR's notice, the receiving head's invitation or the member's application.

    Raises ``TransferRunning``, ``TransferPointless``, ``TransferDay``, ``UnknownDepartment``, ``UnknownMember``,
    ``ManagerCircle``, ``MainAdminsOnly``, :class:`Forbidden` for who is no side of it.
    """
    membership = await lead(tx, actor, organisation_id)
    at = now()
    check_day(wanted.effective_at, at)
    keys = await keys_of(tx, keyring, organisation_id)
    view = await view_of(tx, actor, organisation_id)
    kept = await _find_member(tx, keys, view, wanted)
    row = await _as_row(tx, membership, wanted)
    sides = sides_of(membership, row)
    opening = opened_as(sides)
    _check_places(kept, wanted)
    if "hr" in sides and kept.card.id != membership.member_id:
        check_on_main_admin(membership, kept.main_admin)
    await _check_manager(tx, view, wanted)
    transfer_id = uuid7()
    note = keys.seal("transfer.note", transfer_id, check_note(wanted.note))
    known = (wanted.from_department_id, wanted.to_department_id, check_post(wanted.post), wanted.manager_id)
    until = expiry(wanted.effective_at, at)
    try:
        await tx.fetch(
            _OPEN, organisation_id, transfer_id, kept.card.id, opening, membership.member_id, at, *known,
            wanted.effective_at, until, note, *_words(membership, actor, sides, at),
        )  # fmt: skip
    except asyncpg.UniqueViolationError:
        raise TransferRunning from None
    await tx.emit(
        TransferOpened(
            realm_id=organisation_id,
            subject_id=transfer_id,
            member_id=kept.card.id,
            opened_as=opening,
            from_department_id=wanted.from_department_id,
            to_department_id=wanted.to_department_id,
            people=await tell(tx, organisation_id, {**row, "opened_by": membership.member_id}),
        )
    )
    await _go_on(tx, keyring, membership, transfer_id)
    return transfer_id


async def _find_member(tx: Transaction, keys: Keys, view: View, wanted: NewTransfer) -> Kept:
    organisation_id = view.membership.organisation_id
    if not await tx.fetch(_VISIBLE, organisation_id, wanted.member_id, view.closed):
        raise UnknownMember
    # Where one is oneself, one may leave from, shown to others or not.
    own = wanted.member_id == view.membership.member_id
    asked = [wanted.to_department_id, None if own else wanted.from_department_id]
    try:
        for department_id in filter(None, asked):
            await check_open(tx, view, department_id)
    except NotFound:
        raise UnknownDepartment from None
    return (await open_members(tx, keys, [wanted.member_id]))[wanted.member_id]


async def _as_row(tx: Transaction, membership: Membership, wanted: NewTransfer) -> dict[str, Any]:
    """Return what of a row decides who is which side of it."""
    organisation_id = membership.organisation_id
    asked = [one for one in (wanted.from_department_id, wanted.to_department_id) if one is not None]
    paths = await paths_of(tx, organisation_id, asked)
    heads = {row["member_id"] for row in await tx.fetch(_HEADS, organisation_id, wanted.to_department_id)}
    return {
        "member_id": wanted.member_id,
        "from_department_id": wanted.from_department_id,
        "to_department_id": wanted.to_department_id,
        "from_path": paths.get(wanted.from_department_id, ORGANISATION) if wanted.from_department_id else ORGANISATION,
        "to_path": paths[wanted.to_department_id],
        "leads": membership.member_id in heads,
    }


def _check_places(kept: Kept, wanted: NewTransfer) -> None:
    places = {place.department_id for place in kept.card.places}
    leaves = wanted.from_department_id
    if wanted.to_department_id in places or (leaves not in places if leaves is not None else bool(places)):
        raise TransferPointless


async def _check_manager(tx: Transaction, view: View, wanted: NewTransfer) -> None:
    if wanted.manager_id is None:
        return
    organisation_id = view.membership.organisation_id
    line = await above(tx, organisation_id, wanted.manager_id)
    if not line or not await tx.fetch(_VISIBLE, organisation_id, wanted.manager_id, view.closed):
        raise UnknownMember
    if wanted.member_id in line:
        raise ManagerCircle


def _words(membership: Membership, actor: Actor, sides: set[Side] | tuple[Side, ...], at: datetime) -> tuple[Any, ...]:
    """Return the columns of the word that somebody gives for these sides."""
    head, hr = "head" in sides, "hr" in sides
    return (
        at if "member" in sides else None,
        at if head else None,
        membership.member_id if head else None,
        at if hr else None,
        membership.member_id if hr else None,
        actor.session_id if hr else None,
    )


async def _go_on(tx: Transaction, keyring: Keyring, membership: Membership, transfer_id: UUID) -> None:
    """Mark a transfer as agreed when nobody's word is missing, and carry it out when its day has come."""
    row = await find_transfer(tx, membership, transfer_id)
    if row["state"] == "open" and not missing(given(row), headed=row["headed"]):
        await tx.fetch(
            "UPDATE transfer SET state = 'agreed' WHERE organisation_id = $1 AND id = $2",
            row["organisation_id"],
            row["id"],
        )
        if row["effective_at"] <= now():
            await carry_out(tx, keyring, row)


async def answer(
    tx: Transaction, keyring: Keyring, actor: Actor, organisation_id: UUID, transfer_id: UUID, said: TransferAnswer
) -> None:
    """Give one's word to a transfer, for every side one is, or refuse it.

    Raises ``TransferClosed``, ``TransferAnswered``, ``MainAdminsOnly``, :class:`Forbidden` for who is no side of it.
    """
    membership = await lead(tx, actor, organisation_id)
    row = await find_transfer(tx, membership, transfer_id, lock=True)
    speaks = check_answer(row["state"], given(row), sides_of(membership, row), headed=row["headed"])
    keys = await keys_of(tx, keyring, organisation_id)
    people = await tell(tx, organisation_id, row)
    if not said.accept:
        words = keys.seal("transfer.words", transfer_id, check_note(said.words, field="words"))
        await tx.fetch(_CLOSE, organisation_id, transfer_id, "refused", now(), membership.member_id, None, words)
        await tx.emit(_ended(row, "refused", people))
        return
    if "hr" in speaks and row["member_id"] != membership.member_id:
        kept = (await open_members(tx, keys, [row["member_id"]]))[row["member_id"]]
        check_on_main_admin(membership, kept.main_admin)
    if "hr" in speaks:
        # HR places nobody where it may not look.
        try:
            await check_open(tx, await view_of(tx, actor, organisation_id), row["to_department_id"])
        except NotFound:
            raise UnknownDepartment from None
    left = missing(given(row) | set(speaks), headed=row["headed"])
    await tx.fetch(_SPEAK, organisation_id, transfer_id, *_words(membership, actor, speaks, now()), "open")
    await tx.emit(
        TransferAgreed(
            realm_id=organisation_id,
            subject_id=transfer_id,
            member_id=row["member_id"],
            sides=speaks,
            all=not left,
            people=people,
        )
    )
    await _go_on(tx, keyring, membership, transfer_id)


async def withdraw(tx: Transaction, actor: Actor, organisation_id: UUID, transfer_id: UUID) -> None:
    """Take a running transfer back: who opened it, and HR. Raises ``TransferClosed``."""
    membership = await lead(tx, actor, organisation_id)
    row = await find_transfer(tx, membership, transfer_id, lock=True)
    check_withdrawal(row["state"], sides_of(membership, row), opener=row["opened_by"] == membership.member_id)
    await tx.fetch(_CLOSE, organisation_id, transfer_id, "withdrawn", now(), membership.member_id, None, None)
    await tx.emit(_ended(row, "withdrawn", await tell(tx, organisation_id, row)))


def _ended(row: Any, state: str, people: tuple[UUID, ...], reason: str | None = None) -> TransferEnded:
    return TransferEnded(
        realm_id=row["organisation_id"],
        subject_id=row["id"],
        member_id=row["member_id"],
        state=state,
        reason=reason,
        people=people,
    )


async def follow_departure(tx: Transaction, event: MemberLeft) -> None:
    """Nobody is transferred who has left."""
    await _void(tx, event.realm_id, "member_left", member_id=event.subject_id)


async def follow_removal(tx: Transaction, event: DepartmentRemoved) -> None:
    """Nobody goes where there is nothing any more."""
    await _void(tx, event.realm_id, "department_removed", department_id=event.subject_id)


async def _void(
    tx: Transaction,
    organisation_id: UUID,
    reason: str,
    *,
    member_id: UUID | None = None,
    department_id: UUID | None = None,
) -> None:
    for row in await tx.fetch(_VOID, organisation_id, now(), reason, member_id, department_id):
        one = {**row, "organisation_id": organisation_id}
        await tx.emit(_ended(one, "void", await tell(tx, organisation_id, one), reason))
