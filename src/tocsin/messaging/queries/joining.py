"""Groups as somebody sees them who is not in them yet, and those who wait to be let in."""

import hashlib
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from tocsin.kernel import paging, text
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import FLUSH, Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.seal import place
from tocsin.kernel.types import Actor, Page
from tocsin.messaging.queries.facts import name_place
from tocsin.messaging.queries.history import get_stay
from tocsin.messaging.queries.people import find_faces
from tocsin.messaging.refusals.groups import GroupLinkVoid
from tocsin.messaging.rules.groups import check_manager, role_of
from tocsin.organisations import door as organisations

LOOKED_THROUGH = 2_000
"""Listed groups a search by name opens."""
# A link leads somewhere as long as whoever made it is in the group and may bring people in.
_TARGET = """
SELECT c.id, c.realm_id, l.made_by FROM group_link l JOIN conversation c ON c.id = l.conversation_id
JOIN conversation_member m ON m.conversation_id = c.id AND m.person_id = l.made_by AND m.until_version IS NULL
WHERE l.code_hash = $1 AND l.revoked_at IS NULL AND l.expires_at > $2 AND c.open
  AND (c.inviting = 'all' OR m.admin OR c.owner_id = m.person_id)
"""
_CARD = """
SELECT c.id, c.realm_id, c.name_sealed, c.data_key_id, c.owner_id, c.members, c.approval, c.last_at,
       EXISTS (SELECT FROM conversation_member m WHERE m.conversation_id = c.id AND m.person_id = $1
               AND m.until_version IS NULL) AS inside,
       EXISTS (SELECT FROM group_request g WHERE g.conversation_id = c.id AND g.person_id = $1
               AND g.state = 'pending') AS waiting
FROM conversation c WHERE {which}
"""
_ONE = _CARD.format(which="c.id = $2")
_LISTED = _CARD.format(
    which="c.realm_id = $2 AND c.kind = 'group' AND c.listed AND c.open"
    " AND ($3::timestamptz IS NULL OR (c.last_at, c.id) < ($3, $4::uuid)) ORDER BY c.last_at DESC, c.id DESC LIMIT $5"
)
_IS_LISTED = "SELECT id FROM conversation WHERE id = $1 AND realm_id = $2 AND kind = 'group' AND listed AND open"
_QUEUE = (
    "SELECT id, person_id, invited_by, note_sealed, at FROM group_request WHERE conversation_id = $1"
    " AND state = 'pending' AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3"
)
_MINE = (
    "SELECT g.id, g.conversation_id, g.at, c.name_sealed, c.data_key_id FROM group_request g"
    " JOIN conversation c ON c.id = g.conversation_id WHERE g.person_id = $1 AND g.state = 'pending' ORDER BY g.id DESC"
    " LIMIT 100"
)


class LinkTarget(msgspec.Struct, frozen=True):
    """The group a link leads to, and who made the link."""

    id: UUID
    realm_id: UUID
    made_by: UUID


class GroupCard(msgspec.Struct, frozen=True):
    """A group as colleagues see it; ``standing`` is whether the reader is in it, or waits to be let in."""

    id: UUID
    organisation_id: UUID
    name: str
    owner_id: UUID | None
    owner: str
    members: int
    approval: bool
    standing: Literal["none", "pending", "member"]


class GroupRequestRow(msgspec.Struct, frozen=True):
    """Somebody who waits to be let in; ``invited_by`` is the member who asked for them."""

    id: UUID
    person_id: UUID
    name: str
    avatar: str | None
    post: str | None
    invited_by: str | None
    note: str | None
    at: datetime


class OwnRequest(msgspec.Struct, frozen=True):
    """A request of one's own that waits."""

    id: UUID
    conversation_id: UUID
    name: str
    at: datetime


def note_place(request_id: UUID) -> bytes:
    """Return the place a request's note is sealed for."""
    return place("group_request.note", request_id)


def hash_of(code: str) -> bytes:
    """Return what is stored of a link's code: it carries 128 random bits, so a plain hash does."""
    return hashlib.sha256(code[:64].encode()).digest()


async def find_link_target(tx: Transaction, code: str) -> LinkTarget | None:
    """Return where a code leads, as the worker of the send path: to groups of the actor's organisations alone."""
    rows = await tx.fetch(_TARGET, hash_of(code), now())
    return LinkTarget(**dict(rows[0])) if rows else None


async def get_link_target(tx: Transaction, actor: Actor, code: str) -> LinkTarget:
    """Return where a code leads the actor. Raises ``GroupLinkVoid``, also while whoever made the link is suspended."""
    async with tx.as_worker(FLUSH):
        target = await find_link_target(tx, code)
    if target is None or target.realm_id not in actor.memberships:
        raise GroupLinkVoid
    if target.made_by in await organisations.find_suspended(tx, target.realm_id):
        raise GroupLinkVoid
    return target


async def get_listed(tx: Transaction, organisation_id: UUID, conversation_id: UUID) -> None:
    """Raise :class:`NotFound` for a group that colleagues do not find."""
    if not await tx.fetch(_IS_LISTED, conversation_id, organisation_id):
        raise NotFound


async def get_linked(tx: Transaction, context: Context, actor: Actor, code: str) -> GroupCard:
    """Return the group a link leads the actor to. Raises ``GroupLinkVoid``."""
    target = await get_link_target(tx, actor, code)
    async with tx.as_worker(FLUSH):
        rows = await tx.fetch(_ONE, actor.person_id, target.id)
    return (await _cards(tx, context, target.realm_id, rows))[0]


async def find_listed(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, q: str, after: str | None, limit: int
) -> Page[GroupCard]:
    """Return a page of the groups that colleagues find, the latest first; with ``q`` all whose names hold it."""
    bounds = paging.after(after, tuple[datetime, UUID]) or (None, None)
    asked = text.fold(q)
    async with tx.as_worker(FLUSH):
        size = LOOKED_THROUGH if asked else limit + 1
        rows = await tx.fetch(_LISTED, actor.person_id, organisation_id, *bounds, size)
    if asked:
        cards = await _cards(tx, context, organisation_id, rows)
        return Page([card for card in cards if asked in text.fold(card.name)][:limit])
    cards = await _cards(tx, context, organisation_id, rows[:limit])
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(cards, paging.cursor(last["last_at"], last["id"]) if last else None)


async def _cards(tx: Transaction, context: Context, organisation_id: UUID, rows: list[Any]) -> list[GroupCard]:
    keys = await context.keyring.data_keys(tx, {row["data_key_id"] for row in rows})
    people = await find_faces(tx, {row["owner_id"] for row in rows if row["owner_id"]}, organisation_id)
    cards = []
    for row in rows:
        key, owner = keys.get(row["data_key_id"]), people.get(row["owner_id"])
        if key is None or row["name_sealed"] is None:
            continue
        cards.append(
            GroupCard(
                row["id"],
                organisation_id,
                key.open_text(row["name_sealed"], name_place(row["id"])),
                row["owner_id"],
                owner.name if owner else "",
                row["members"],
                row["approval"],
                "member" if row["inside"] else "pending" if row["waiting"] else "none",
            )
        )
    return cards


async def find_requests(
    tx: Transaction, context: Context, me: UUID, conversation_id: UUID, after: str | None, limit: int
) -> Page[GroupRequestRow]:
    """Return a page of those who wait to be let in, the longest first. Raises :class:`NotFound`, ``AdminsOnly``."""
    stay = await get_stay(tx, conversation_id, me)
    check_manager(role_of(stay["owner_id"], me, stay["admin"]))
    (behind,) = paging.after(after, tuple[UUID]) or (None,)
    rows = await tx.fetch(_QUEUE, conversation_id, behind, limit + 1)
    page = rows[:limit]
    key = (await context.keyring.data_keys(tx, [stay["data_key_id"]])).get(stay["data_key_id"])
    concerned = {row["person_id"] for row in page} | {row["invited_by"] for row in page if row["invited_by"]}
    people = await find_faces(tx, concerned, stay["realm_id"])
    items = []
    for row in page:
        face, by = people.get(row["person_id"]), people.get(row["invited_by"])
        shown = (face.name, face.avatar, face.post) if face else ("", None, None)
        note = None
        if row["note_sealed"] is not None and key is not None:
            note = key.open_text(row["note_sealed"], note_place(row["id"]))
        items.append(GroupRequestRow(row["id"], row["person_id"], *shown, by.name if by else None, note, row["at"]))
    return Page(items, paging.cursor(page[-1]["id"]) if len(rows) > limit else None)


async def find_own_requests(tx: Transaction, context: Context, actor: Actor) -> list[OwnRequest]:
    """Return the actor's requests that wait, the newest first."""
    async with tx.as_worker(FLUSH):
        rows = await tx.fetch(_MINE, actor.person_id)
    keys = await context.keyring.data_keys(tx, {row["data_key_id"] for row in rows})
    return [
        OwnRequest(
            row["id"],
            row["conversation_id"],
            keys[row["data_key_id"]].open_text(row["name_sealed"], name_place(row["conversation_id"])),
            row["at"],
        )
        for row in rows
        if row["data_key_id"] in keys and row["name_sealed"] is not None
    ]
