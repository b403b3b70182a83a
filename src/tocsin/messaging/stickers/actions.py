"""Organisations' stickers, made and unmade. One act at a time in an organisation, so that the limits hold."""

from collections.abc import Sequence
from typing import Annotated, Final
from uuid import UUID, uuid4

import msgspec

from tocsin.files import door as files
from tocsin.kernel import pictures
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import NotFound, Refusal
from tocsin.kernel.events import Change
from tocsin.kernel.ids import uuid7
from tocsin.kernel.powers import authorise
from tocsin.kernel.types import Actor
from tocsin.messaging.queries.files import HOLDER
from tocsin.messaging.refusals import IdTaken
from tocsin.messaging.stickers import rules
from tocsin.messaging.stickers.events import (
    StickerAdded,
    StickerChanged,
    StickerRemoved,
    StickerSetChanged,
    StickerSetMade,
    StickerSetRemoved,
    StickersOrdered,
)
from tocsin.messaging.stickers.powers import STICKERS_MANAGE
from tocsin.messaging.stickers.queries import get_set_name, get_sticker, item_of
from tocsin.messaging.stickers.refusals import TooManySets, TooManyStickers

_A_MINUTE: Final = 120
_ALONE: Final = "SELECT pg_advisory_xact_lock(hashtextextended('stickers:' || $1::uuid::text, 0))"
_SET_KNOWN: Final = "SELECT id FROM sticker_set WHERE organisation_id = $1 AND client_id = $2"
_SETS: Final = "SELECT count(*) AS count, coalesce(max(place), 0) AS last FROM sticker_set WHERE organisation_id = $1"
_MAKE_SET: Final = """
INSERT INTO sticker_set (id, organisation_id, client_id, name, place, created_at) VALUES ($1, $2, $3, $4, $5, $6)
"""
_RENAME: Final = "UPDATE sticker_set SET name = $3 WHERE organisation_id = $1 AND id = $2"
_SET_IDS: Final = "SELECT id FROM sticker_set WHERE organisation_id = $1"
_STICKER_IDS: Final = "SELECT id FROM sticker WHERE organisation_id = $1 AND set_id = $2"
_ORDER_SETS: Final = """
UPDATE sticker_set s SET place = o.place FROM (
    SELECT id, row_number() OVER (ORDER BY array_position($2::uuid[], id) NULLS LAST, place, id) AS place
    FROM sticker_set WHERE organisation_id = $1
) o WHERE s.id = o.id
"""
_DROP_SET: Final = "DELETE FROM sticker_set WHERE organisation_id = $1 AND id = $2"
_DROP_ALL: Final = "DELETE FROM sticker WHERE organisation_id = $1 AND set_id = $2 RETURNING id"
_KNOWN: Final = "SELECT id, set_id FROM sticker WHERE organisation_id = $1 AND client_id = $2"
_STICKERS: Final = "SELECT count(*) AS count, coalesce(max(place), 0) AS last FROM sticker WHERE set_id = $1"
_ADD: Final = """
INSERT INTO sticker (id, organisation_id, set_id, client_id, file_id, label, words, place, created_at)
VALUES ($1, $2, $3, $4, $5, $6, '{}', $7, $8)
"""
_CHANGE: Final = "UPDATE sticker SET label = $3, words = $4 WHERE organisation_id = $1 AND id = $2"
_ORDER: Final = """
UPDATE sticker s SET place = o.place FROM (
    SELECT id, row_number() OVER (ORDER BY array_position($3::uuid[], id) NULLS LAST, place, id) AS place
    FROM sticker WHERE organisation_id = $1 AND set_id = $2
) o WHERE s.id = o.id
"""
_DROP: Final = "DELETE FROM sticker WHERE organisation_id = $1 AND id = $2"


class StickerChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to change of a sticker: what it says, and all the words it is found by besides."""

    label: str | msgspec.UnsetType = msgspec.UNSET
    words: Annotated[list[str], msgspec.Meta(max_length=100)] | msgspec.UnsetType = msgspec.UNSET


async def _lead(tx: Transaction, actor: Actor, organisation_id: UUID) -> None:
    """Let through who manages the stickers; they are everybody's, so the power over a department alone does not do."""
    authorise(actor, STICKERS_MANAGE, organisation_id, ancestry=frozenset())
    await tx.fetch(_ALONE, organisation_id)


async def _check_there(tx: Transaction, statement: str, ids: Sequence[UUID], *where: UUID) -> None:
    there = {row["id"] for row in await tx.fetch(statement, *where)}
    if not there.issuperset(ids):
        raise NotFound


async def make_set(tx: Transaction, actor: Actor, organisation_id: UUID, client_id: UUID, name: str) -> UUID:
    """Make a set; the same ``client_id`` again gives the same. Raises ``TooManySets`` and what names are refused for."""
    cleaned = rules.check_name(name)
    await _lead(tx, actor, organisation_id)
    known = await tx.fetch(_SET_KNOWN, organisation_id, client_id)
    if known:
        return UUID(str(known[0]["id"]))
    (there,) = await tx.fetch(_SETS, organisation_id)
    if there["count"] >= rules.SETS_MOST:
        raise TooManySets(limit=rules.SETS_MOST)
    set_id = uuid7()
    await tx.fetch(_MAKE_SET, set_id, organisation_id, client_id, cleaned, there["last"] + 1, now())
    changes = (Change("name", None, cleaned),)
    await tx.emit(StickerSetMade(realm_id=organisation_id, subject_id=set_id, changes=changes))
    return set_id


async def rename_set(tx: Transaction, actor: Actor, organisation_id: UUID, set_id: UUID, name: str) -> None:
    """Rename a set. Raises ``NotFound`` and what names are refused for."""
    cleaned = rules.check_name(name)
    await _lead(tx, actor, organisation_id)
    before = await get_set_name(tx, organisation_id, set_id)
    if before != cleaned:
        await tx.fetch(_RENAME, organisation_id, set_id, cleaned)
        changes = (Change("name", before, cleaned),)
        await tx.emit(StickerSetChanged(realm_id=organisation_id, subject_id=set_id, changes=changes))


async def order_sets(tx: Transaction, actor: Actor, organisation_id: UUID, ids: Sequence[UUID]) -> None:
    """Put sets in this order; those not named follow as they were. Raises ``NotFound`` for what is not there."""
    await _lead(tx, actor, organisation_id)
    await _check_there(tx, _SET_IDS, ids, organisation_id)
    await tx.fetch(_ORDER_SETS, organisation_id, list(ids))
    await tx.emit(StickersOrdered(realm_id=organisation_id))


async def remove_set(tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, set_id: UUID) -> None:
    """Remove a set with its stickers; messages that carry one hold its picture by themselves. Raises ``NotFound``."""
    await _lead(tx, actor, organisation_id)
    name = await get_set_name(tx, organisation_id, set_id)
    gone = [row["id"] for row in await tx.fetch(_DROP_ALL, organisation_id, set_id)]
    await tx.fetch(_DROP_SET, organisation_id, set_id)
    if gone:
        await files.release(context, tx, HOLDER, [item_of(one) for one in gone])
    changes = (Change("name", name, None),)
    event = StickerSetRemoved(realm_id=organisation_id, subject_id=set_id, stickers=len(gone), changes=changes)
    await tx.emit(event)


async def add_sticker(
    context: Context, actor: Actor, organisation_id: UUID, set_id: UUID, client_id: UUID, label: str, data: bytes
) -> UUID:
    """Make a sticker of a picture; the same ``client_id`` again gives the same.

    Raises ``NotFound``, ``TooManyStickers``, ``IdTaken``, ``TooMany``, and what pictures, labels and uploads are refused
    for. The picture is made anew between two units of work, so what was asked before is asked again after.
    """
    context.limiter.check(f"sticker:{actor.person_id}", _A_MINUTE / 60, _A_MINUTE)
    cleaned = rules.check_label(label)
    async with context.db.acting(actor) as tx:
        known = await _check_room(tx, actor, organisation_id, set_id, client_id)
    if isinstance(known, UUID):
        return known
    picture = await pictures.within(data, rules.SIDE)
    whole = files.Whole(f"{cleaned}.webp", picture.mime, picture.data)
    file_id = await files.bring(context, actor, uuid4(), organisation_id, whole)
    try:
        async with context.db.acting(actor) as tx:
            last = await _check_room(tx, actor, organisation_id, set_id, client_id)
            if isinstance(last, UUID):
                await files.drop(tx, context, actor, file_id)
                return last
            async with files.locked(tx, context.keyring, [file_id]) as held:
                held.attach(actor, [file_id], organisation_id)
            sticker_id = uuid7()
            row = (sticker_id, organisation_id, set_id, client_id, file_id, cleaned, last + 1, now())
            await tx.fetch(_ADD, *row)
            await files.use(tx, HOLDER, {item_of(sticker_id): [file_id]})
            changes = (Change("name", None, cleaned),)
            event = StickerAdded(realm_id=organisation_id, subject_id=set_id, sticker_id=sticker_id, changes=changes)
            await tx.emit(event)
    except Refusal:
        async with context.db.acting(actor) as tx:
            await files.drop(tx, context, actor, file_id)
        raise
    return sticker_id


async def _check_room(
    tx: Transaction, actor: Actor, organisation_id: UUID, set_id: UUID, client_id: UUID
) -> UUID | int:
    """Return the sticker that was made under this ``client_id``, or the last place taken in the set."""
    await _lead(tx, actor, organisation_id)
    await get_set_name(tx, organisation_id, set_id)
    known = await tx.fetch(_KNOWN, organisation_id, client_id)
    if known:
        if known[0]["set_id"] != set_id:
            raise IdTaken
        return UUID(str(known[0]["id"]))
    (there,) = await tx.fetch(_STICKERS, set_id)
    if there["count"] >= rules.STICKERS_MOST:
        raise TooManyStickers(limit=rules.STICKERS_MOST)
    return int(there["last"])


async def change_sticker(
    tx: Transaction, actor: Actor, organisation_id: UUID, set_id: UUID, sticker_id: UUID, change: StickerChange
) -> None:
    """Change what a sticker says and is found by; messages keep what it said. Raises ``NotFound``, ``Invalid``."""
    await _lead(tx, actor, organisation_id)
    found = await get_sticker(tx, organisation_id, set_id, sticker_id)
    label = found.label if change.label is msgspec.UNSET else rules.check_label(change.label)
    words = found.words if change.words is msgspec.UNSET else rules.check_words(change.words)
    if (label, words) == (found.label, found.words):
        return
    await tx.fetch(_CHANGE, organisation_id, sticker_id, label, words)
    said = Change("name", found.label, label)
    changes = (said,) if words == found.words else (said, Change("words", found.words, words))
    event = StickerChanged(realm_id=organisation_id, subject_id=set_id, sticker_id=sticker_id, changes=changes)
    await tx.emit(event)


async def order_stickers(
    tx: Transaction, actor: Actor, organisation_id: UUID, set_id: UUID, ids: Sequence[UUID]
) -> None:
    """Put the stickers of a set in this order, as :func:`order_sets` does with sets. Raises ``NotFound``."""
    await _lead(tx, actor, organisation_id)
    name = await get_set_name(tx, organisation_id, set_id)
    await _check_there(tx, _STICKER_IDS, ids, organisation_id, set_id)
    await tx.fetch(_ORDER, organisation_id, set_id, list(ids))
    changes = (Change("name", name, name),)
    await tx.emit(StickersOrdered(realm_id=organisation_id, subject_id=set_id, changes=changes))


async def remove_sticker(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, set_id: UUID, sticker_id: UUID
) -> None:
    """Remove a sticker; messages that carry it hold its picture by themselves. Raises ``NotFound``."""
    await _lead(tx, actor, organisation_id)
    found = await get_sticker(tx, organisation_id, set_id, sticker_id)
    await tx.fetch(_DROP, organisation_id, sticker_id)
    await files.release(context, tx, HOLDER, [item_of(sticker_id)])
    changes = (Change("name", found.label, None),)
    event = StickerRemoved(realm_id=organisation_id, subject_id=set_id, sticker_id=sticker_id, changes=changes)
    await tx.emit(event)
