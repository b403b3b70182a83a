"""Running a group: its settings, its admins, who may not speak for a while, and its end."""

from datetime import datetime
from uuid import UUID

from tocsin.kernel.context import Context
from tocsin.kernel.db import FLUSH, Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.events import Change
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.ledger import Draft, Ledger, moment
from tocsin.messaging.actions.seats import lock_group, show_again
from tocsin.messaging.actions.telling import tell
from tocsin.messaging.actions.waiting import turn_away
from tocsin.messaging.events import GroupLeavingSet
from tocsin.messaging.queries.facts import name_place
from tocsin.messaging.refusals.groups import TooManyAdmins
from tocsin.messaging.rules.groups import (
    ADMINS_MOST,
    GroupSettings,
    check_manager,
    check_over,
    check_owner,
    check_typed,
    check_until,
)

_SET = (
    "UPDATE conversation SET posting = $2, mentioning = $3, inviting = $4, pinning = $5, approval = $6, listed = $7,"
    " forwarding = $8, exporting = $9 WHERE id = $1"
)
_ADMIN = (
    "UPDATE conversation_member SET admin = $3, silenced_until = CASE WHEN $3 THEN NULL ELSE silenced_until END"
    " WHERE conversation_id = $1 AND person_id = $2 AND until_version IS NULL"
)
_SILENCE = (
    "UPDATE conversation_member SET silenced_until = $3"
    " WHERE conversation_id = $1 AND person_id = $2 AND until_version IS NULL"
)


async def change_settings(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, changed: dict[str, object]
) -> None:
    """Change what a group set; owner and admins may. The same again changes nothing.

    Who may take out what is said concerns the organisation too: it is written in its audit log.
    """
    async with tx.as_worker(FLUSH):
        group = await lock_group(tx, context, actor, conversation_id)
        check_manager(group.role)
        ledger, before = group.ledger, group.ledger.settings
        for name, value in changed.items():
            setattr(ledger, name, value)
        if ledger.settings == before:
            return
        await tx.fetch(_SET, ledger.id, *(getattr(ledger.settings, name) for name in GroupSettings.__struct_fields__))
        draft = Draft(ledger, "settings", actor.person_id, actor.device, "set")
        now = {name: getattr(ledger, name) for name in GroupSettings.__struct_fields__}
        draft.detail = {"settings": now, "changed": [name for name in now if now[name] != getattr(before, name)]}
        await tell(tx, context, [draft], moment())
        name = await name_of(tx, context, ledger)
    changes = tuple(
        Change(one, getattr(before, one), getattr(ledger, one))
        for one in ("forwarding", "exporting")
        if getattr(before, one) != getattr(ledger, one)
    )
    if changes:
        named = (Change("name", name, name), *changes)
        await tx.emit(GroupLeavingSet(realm_id=ledger.realm_id, subject_id=ledger.id, changes=named))


async def set_admin(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, person_id: UUID, *, on: bool
) -> None:
    """Make a member an admin, or no more; the owner may, and admins give it up. Raises ``TooManyAdmins``."""
    async with tx.as_worker(FLUSH):
        group = await lock_group(tx, context, actor, conversation_id, [person_id])
        own = person_id == actor.person_id and group.role == "admin" and not on
        if not own:
            check_owner(group.role)
        other = group.role_of(person_id)
        if other == "owner" or (other == "admin") == on:
            return
        if on and group.ledger.admins >= ADMINS_MOST:
            raise TooManyAdmins(limit=ADMINS_MOST)
        await tx.fetch(_ADMIN, conversation_id, person_id, on)
        group.ledger.admins += 1 if on else -1
        draft = Draft(group.ledger, "admin", actor.person_id, actor.device, "appoint", subjects=[person_id])
        draft.detail = {"on": on}
        await tell(tx, context, [draft], moment())
    show_again(tx, context, conversation_id, [person_id])


async def silence(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, person_id: UUID, until: datetime | None
) -> None:
    """Let somebody not speak until a moment, or again (none). Owner and admins may, over those below them."""
    at = moment()
    async with tx.as_worker(FLUSH):
        group = await lock_group(tx, context, actor, conversation_id, [person_id])
        check_over(group.role, group.role_of(person_id))
        end = check_until(until, at)
        if group.stays[person_id].silenced_until == end:
            return
        await tx.fetch(_SILENCE, conversation_id, person_id, end)
        draft = Draft(group.ledger, "silenced", actor.person_id, actor.device, "silence", subjects=[person_id])
        draft.detail = {"until": end.isoformat() if end else None}
        await tell(tx, context, [draft], at)


async def dissolve(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, typed: str) -> None:
    """End a group; the owner may, who types its name. What was said stays to be read by those who were in it."""
    async with tx.as_worker(FLUSH):
        group = await lock_group(tx, context, actor, conversation_id, by_hand=True)
        check_owner(group.role)
        check_typed(await name_of(tx, context, group.ledger), typed)
        await end(tx, context, group.ledger, actor)


async def end(tx: Transaction, context: Context, ledger: Ledger, actor: Actor | None) -> None:
    """End a locked group: nobody writes any more, nobody waits to come in. Without an actor its time had come."""
    ledger.open, ledger.ends_at = False, None
    by, device = (actor.person_id, actor.device) if actor else (None, "")
    at = moment()
    await turn_away(tx, context, [ledger.id], at, by)
    await tell(tx, context, [Draft(ledger, "dissolved", by, device, "dissolve")], at)


async def name_of(tx: Transaction, context: Context, ledger: Ledger) -> str:
    """Return the name of a locked group. Raises :class:`NotFound` where its key is gone."""
    keys = await context.keyring.data_keys(tx, [ledger.data_key_id])
    key = keys.get(ledger.data_key_id)
    if key is None or ledger.name_sealed is None:
        raise NotFound
    return key.open_text(ledger.name_sealed, name_place(ledger.id))
