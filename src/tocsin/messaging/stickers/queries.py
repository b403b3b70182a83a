"""Organisations' stickers as their members see them."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

import msgspec

from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.types import Actor

_SETS: Final = "SELECT id, name FROM sticker_set WHERE organisation_id = $1 ORDER BY place, id"
_STICKERS: Final = """
SELECT id, set_id, label, words FROM sticker WHERE organisation_id = $1 ORDER BY place, id
"""
_SET: Final = "SELECT name FROM sticker_set WHERE organisation_id = $1 AND id = $2"
_ONE: Final = "SELECT label, words, file_id FROM sticker WHERE organisation_id = $1 AND set_id = $2 AND id = $3"
_TO_SEND: Final = "SELECT organisation_id, set_id, id, label, file_id FROM sticker WHERE id = ANY ($1::uuid[])"


class StickerView(msgspec.Struct, frozen=True):
    """A sticker: ``label`` is what it says, ``words`` what else it is found by."""

    id: UUID
    label: str
    words: list[str]


class StickerSetView(msgspec.Struct, frozen=True):
    """A set and its stickers, in the order they are shown."""

    id: UUID
    name: str
    stickers: list[StickerView]


class Found(msgspec.Struct, frozen=True):
    """A sticker as it is changed or shown."""

    label: str
    words: list[str]
    file_id: UUID


class ToSend(msgspec.Struct, frozen=True):
    """A sticker as a message takes it up."""

    organisation_id: UUID
    label: str
    file_id: UUID


def item_of(sticker_id: UUID) -> str:
    """Return what files call a sticker that holds its picture."""
    return f"sticker/{sticker_id}"


async def find_sets(tx: Transaction, organisation_id: UUID) -> list[StickerSetView]:
    """Return the sets of an organisation with all their stickers: two queries, whatever there is."""
    sets = {row["id"]: StickerSetView(row["id"], row["name"], []) for row in await tx.fetch(_SETS, organisation_id)}
    for row in await tx.fetch(_STICKERS, organisation_id):
        if row["set_id"] in sets:
            sets[row["set_id"]].stickers.append(StickerView(row["id"], row["label"], row["words"]))
    return list(sets.values())


async def get_set_name(tx: Transaction, organisation_id: UUID, set_id: UUID) -> str:
    """Return what a set is called. Raises :class:`NotFound`."""
    rows = await tx.fetch(_SET, organisation_id, set_id)
    if not rows:
        raise NotFound
    return str(rows[0]["name"])


async def get_sticker(tx: Transaction, organisation_id: UUID, set_id: UUID, sticker_id: UUID) -> Found:
    """Return a sticker. Raises :class:`NotFound`."""
    rows = await tx.fetch(_ONE, organisation_id, set_id, sticker_id)
    if not rows:
        raise NotFound
    return Found(**rows[0])


async def find_to_send(tx: Transaction, places: Iterable[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], ToSend]:
    """Return stickers by set and id, in one query; who may send one is asked of :func:`may_send`."""
    wanted = set(places)
    rows = await tx.fetch(_TO_SEND, [sticker_id for _, sticker_id in wanted])
    found = {(row["set_id"], row["id"]): ToSend(row["organisation_id"], row["label"], row["file_id"]) for row in rows}
    return {place: one for place, one in found.items() if place in wanted}


def may_send(actor: Actor, realm_id: UUID, sticker: ToSend) -> bool:
    """Whether the actor may send a sticker into a conversation of a realm: the organisation's own, or person to person.

    Other organisations keep their conversations to what is theirs; what is passed on there is a forwarded message. The
    unit of work is that of all who send at this moment: whose organisation it is, is asked of the actor.
    """
    return sticker.organisation_id in actor.memberships and realm_id in (sticker.organisation_id, PLATFORM)
