"""Conversations as one person sees them: one query for a page, whatever is in it, and one for their names."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from tocsin.kernel import paging
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.seal import DataKey, Keyring
from tocsin.messaging.queries.drafts import open_draft
from tocsin.messaging.queries.facts import COLUMNS, QUOTED, SHOWN, body_place, name_place, shown
from tocsin.messaging.queries.people import find_faces
from tocsin.messaging.rules.groups import Announcement, GroupSettings, role_of
from tocsin.messaging.rules.shapes import (
    ALL,
    UNREAD_LIMIT,
    ConversationPage,
    ConversationView,
    Draft,
    Fact,
    Peer,
    People,
)

RECALL_WITHIN: Final = 600
"""Seconds within which a message may be recalled, where the organisation set nothing else."""
EDIT_WITHIN: Final = 86_400
"""Seconds within which a message may be edited, where the organisation set nothing else."""
PAGE: Final = 200

_UNREAD = (
    "SELECT 1 FROM message u WHERE u.conversation_id = p.id AND u.seq > p.read_seq AND u.kind IN ('text', 'announced')"
    " AND u.recalled_at IS NULL AND u.sender_id IS DISTINCT FROM p.me"
)
_MENTIONED = f"{_UNREAD} AND u.mentions IS NOT NULL AND (p.me = ANY (u.mentions) OR '{ALL}' = ANY (u.mentions))"
COUNTS = (f"(SELECT count(*) FROM ({_UNREAD} LIMIT {UNREAD_LIMIT}) x)", f"EXISTS ({_MENTIONED})")  # noqa: S608
"""How many words are unread, and whether one mentions the reader, of a row ``p`` with ``id``, ``me`` and ``read_seq``."""
_VIEW = f"""
WITH p AS MATERIALIZED (
    SELECT m.person_id AS me, m.read_seq, m.since_seq, m.pinned_at IS NOT NULL AS pinned, m.muted,
           c.id, c.kind, c.realm_id, c.department_id, c.owner_id, c.members, c.last_seq, c.open, c.last_at,
           c.name_sealed, c.data_key_id, c.posting, c.mentioning, c.inviting, c.pinning, c.approval, c.listed,
           c.forwarding, c.exporting, c.admins, c.announcement_seq, c.ends_at, m.admin, m.silenced_until,
           CASE WHEN c.pair_low = m.person_id THEN c.pair_high ELSE c.pair_low END AS peer_id
    FROM conversation_member m JOIN conversation c ON c.id = m.conversation_id
    WHERE m.until_version IS NULL AND {{which}}
)
SELECT p.*, r.recall_within, r.edit_within, {COUNTS[0]} AS unread, {COUNTS[1]} AS mentioned, {COLUMNS},
       d.body_sealed AS draft_sealed, d.mentions_sealed AS draft_mentions, d.reply_to AS draft_reply_to, d.at AS draft_at,
       a.body_sealed AS announced_sealed, a.sender_id AS announced_by, a.at AS announced_at, a.detail AS announced_detail,
       EXISTS (SELECT 1 FROM announcement_confirmation n WHERE n.conversation_id = p.id AND n.seq = p.announcement_seq
               AND n.person_id = p.me) AS announcement_confirmed,
       CASE WHEN p.admin OR p.owner_id = p.me THEN
           (SELECT count(*) FROM group_request g WHERE g.conversation_id = p.id AND g.state = 'pending')
       ELSE 0 END AS requests
FROM p LEFT JOIN messaging_rules r ON r.organisation_id = p.realm_id
LEFT JOIN draft d ON d.conversation_id = p.id AND d.person_id = p.me
LEFT JOIN message a ON a.conversation_id = p.id AND a.seq = p.announcement_seq
LEFT JOIN LATERAL (
    SELECT * FROM message l WHERE l.conversation_id = p.id AND l.seq > p.since_seq AND {SHOWN.format(of="l")}
    ORDER BY l.seq DESC LIMIT 1
) f ON true{QUOTED}
"""  # noqa: S608
_ORDER = " ORDER BY p.pinned DESC, p.last_at DESC, p.id DESC"
_LIST = (
    _VIEW.format(
        which="m.person_id = $1 AND (c.kind <> 'direct' OR c.last_seq > 0)"
        " AND ($3::bool IS NULL OR (m.pinned_at IS NOT NULL, c.last_at, c.id) < ($3, $4, $5))"
        " ORDER BY (m.pinned_at IS NOT NULL) DESC, c.last_at DESC, c.id DESC LIMIT $2"
    )
    + _ORDER
)
_ONE = _VIEW.format(which="m.person_id = $1 AND c.id = $2")
_OF_MANY = _VIEW.format(which="m.person_id = ANY ($1::uuid[]) AND c.id = $2")
_NAMES = (
    "SELECT id, name_sealed, data_key_id, CASE WHEN pair_low = $2 THEN pair_high ELSE pair_low END AS peer_id"
    " FROM conversation WHERE id = ANY ($1::uuid[])"
)
_FOLLOWED = "SELECT unnest(tocsin_conversations()) AS id"


async def find_followed(tx: Transaction) -> list[UUID]:
    """Return the conversations the actor hears: where they are an active member, in realms where they are active."""
    return [row["id"] for row in await tx.fetch(_FOLLOWED)]


async def find_conversations(
    tx: Transaction, keyring: Keyring, me: UUID, after: str | None = None, limit: int = PAGE
) -> ConversationPage:
    """Return a page of the actor's conversations. Raises :class:`Invalid` for a cursor that is none."""
    bounds = paging.after(after, tuple[bool, datetime, UUID]) or (None, None, None)
    rows = await tx.fetch(_LIST, me, limit + 1, *bounds)
    page = rows[:limit]
    keys = await keyring.data_keys(tx, {row["data_key_id"] for row in page})
    people = await find_faces(tx, _spoken_of(page))
    items = [_view(row, keys.get(row["data_key_id"]), people) for row in page]
    following = paging.cursor(*(page[-1][name] for name in ("pinned", "last_at", "id"))) if len(rows) > limit else None
    return ConversationPage(items, following, people)


async def find_names(tx: Transaction, keyring: Keyring, me: UUID, conversations: Iterable[UUID]) -> dict[UUID, str]:
    """Return what these conversations are called to the actor, the other person's name for a direct one."""
    rows = await tx.fetch(_NAMES, list(conversations), me)
    keys = await keyring.data_keys(tx, {row["data_key_id"] for row in rows})
    people = await find_faces(tx, {row["peer_id"] for row in rows if row["peer_id"]})
    names = {}
    for row in rows:
        face, key = people.get(row["peer_id"]), keys.get(row["data_key_id"])
        sealed = row["name_sealed"]
        names[row["id"]] = face.name if face else ""
        if sealed is not None and key is not None:
            names[row["id"]] = key.open_text(sealed, name_place(row["id"]))
    return names


async def get_conversation(tx: Transaction, keyring: Keyring, me: UUID, conversation_id: UUID) -> ConversationView:
    """Return one conversation of the actor's. Raises :class:`NotFound`."""
    rows = await tx.fetch(_ONE, me, conversation_id)
    if not rows:
        raise NotFound
    row = rows[0]
    keys = await keyring.data_keys(tx, [row["data_key_id"]])
    people = await find_faces(tx, [row["peer_id"]]) if row["kind"] == "direct" else {}
    return _view(row, keys.get(row["data_key_id"]), people)


async def find_views(
    tx: Transaction, keyring: Keyring, conversation_id: UUID, people: Sequence[UUID]
) -> dict[UUID, ConversationView]:
    """Return a group as each of these people sees it, in one query: for the worker that tells sockets of it."""
    rows = await tx.fetch(_OF_MANY, list(people), conversation_id)
    keys = await keyring.data_keys(tx, {row["data_key_id"] for row in rows})
    return {row["me"]: _view(row, keys.get(row["data_key_id"]), {}) for row in rows}


def _spoken_of(rows: Sequence[Any]) -> set[UUID]:
    """Return the people a list of conversations shows: peers, and those the last facts are about."""
    people: set[UUID] = set()
    for row in rows:
        spoke = (row["peer_id"], row["sender_id"], row["announced_by"])
        people.update(one for one in spoke if one is not None)
        if row["detail"]:
            people.update(UUID(one) for one in row["detail"].get("subjects", ())[:3])
    return people


def settings_of(row: Any) -> GroupSettings:
    """Return what a group set, of a row with its columns."""
    return GroupSettings(**{name: row[name] for name in GroupSettings.__struct_fields__})


def _draft(row: Any, key: DataKey | None) -> Draft | None:
    if row["draft_sealed"] is None or key is None:
        return None
    text, mentions = open_draft(key, row["me"], row["id"], row["draft_sealed"], row["draft_mentions"])
    return Draft(text, mentions, row["draft_reply_to"], row["draft_at"])


def _announcement(row: Any, key: DataKey | None) -> Announcement | None:
    if row["announced_sealed"] is None or key is None:
        return None
    seq, detail = row["announcement_seq"], row["announced_detail"]
    waiting = detail["confirm"] and not row["announcement_confirmed"] and row["announced_by"] != row["me"]
    return Announcement(
        seq,
        key.open_text(row["announced_sealed"], body_place(row["id"], seq)),
        row["announced_by"],
        row["announced_at"],
        detail["confirm"],
        row["announcement_confirmed"],
        datetime.fromisoformat(detail["reminded_at"]) if waiting and "reminded_at" in detail else None,
    )


def _view(row: Any, key: DataKey | None, people: People) -> ConversationView:
    peer_id = row["peer_id"]
    face = people.get(peer_id)
    peer = Peer(peer_id, face.name, face.avatar, face.post) if face is not None else None
    name = face.name if face is not None else ""
    if row["name_sealed"] is not None and key is not None:
        name = key.open_text(row["name_sealed"], name_place(row["id"]))
    group = row["kind"] != "direct"
    last: Fact | None = None
    if row["seq"] is not None:
        last = shown(row, row["id"], key, row["since_seq"])
        last.reactions, last.votes = [], None
    return ConversationView(
        id=row["id"],
        kind=row["kind"],
        name=name,
        realm_id=row["realm_id"],
        organisation_id=None if row["realm_id"] == PLATFORM else row["realm_id"],
        department_id=row["department_id"],
        owner_id=row["owner_id"],
        members=row["members"],
        last_seq=row["last_seq"],
        read_seq=row["read_seq"],
        unread=row["unread"],
        mentioned=row["mentioned"],
        pinned=row["pinned"],
        muted=row["muted"],
        open=row["open"],
        peer=peer,
        last=last,
        recall_within=RECALL_WITHIN if row["recall_within"] is None else row["recall_within"],
        edit_within=EDIT_WITHIN if row["edit_within"] is None else row["edit_within"],
        draft=_draft(row, key),
        updated_at=row["last_at"],
        role=role_of(row["owner_id"], row["me"], row["admin"]) if group else None,
        admins=row["admins"],
        settings=settings_of(row) if group else None,
        silenced_until=row["silenced_until"],
        announcement=_announcement(row, key),
        requests=row["requests"],
        ends_at=row["ends_at"],
    )
