"""The one way facts come into being: lock the conversations, give each fact the next position, write all at once.

The lock on a conversation's row orders everything written for it, by whatever path: texts, recalls, members who come
and go. Several conversations are locked in the order of their ids, so that two units never wait for each other.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tocsin.effects.door import Effect, Entry, Recording, salt_keys
from tocsin.kernel import clock
from tocsin.kernel.batches import Batch
from tocsin.kernel.db import Transaction
from tocsin.kernel.seal import DataKey, Keyring
from tocsin.messaging.queries.facts import body_place, content_place, name_place
from tocsin.messaging.rules.content import Carried, committed, encode_carried, membership, settled
from tocsin.messaging.rules.facts import show_tally, shown_detail, shown_mentions
from tocsin.messaging.rules.groups import GroupSettings, Taker, Who
from tocsin.messaging.rules.shapes import (
    CHANGING,
    MEMBERSHIP,
    SAID,
    SUBJECTS_SHOWN,
    UNSHOWN,
    Carries,
    FactKind,
    Kind,
    MessageEvent,
    Quote,
)

ITEM = "conversation"
COLUMNS = (
    "id, realm_id, kind, name_sealed, owner_id, department_id, pair_low, pair_high, data_key_id, last_seq, last_at,"
    " version, members, open, posting, mentioning, inviting, pinning, approval, listed, forwarding, exporting, admins,"
    " announcement_seq, ends_at"
)
"""Of a conversation, in the order of a :class:`Ledger`."""
_LOCK = f"SELECT {COLUMNS} FROM conversation WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE"  # noqa: S608
_MOVED = Batch(
    (
        ("last_seq", "bigint"),
        ("version", "bigint"),
        ("members", "bigint"),
        ("owner_id", "uuid"),
        ("open", "bool"),
        ("name_sealed", "bytea"),
        ("last_at", "timestamptz"),
        ("admins", "bigint"),
        ("announcement_seq", "bigint"),
        ("ends_at", "timestamptz"),
        ("id", "uuid"),
    ),
    first=2,
)
_FACTS = Batch(
    (
        ("conversation_id", "uuid"),
        ("realm_id", "uuid"),
        ("kind", "text"),
        ("sender_id", "uuid"),
        ("sent_at", "timestamptz"),
        ("body_sealed", "bytea"),
        ("version", "bigint"),
        ("audience", "bigint"),
        ("reply_to", "bigint"),
        ("detail", "jsonb"),
        # An array of arrays would need them all of one length.
        ("mentions", "text"),
        ("client_id", "uuid"),
        ("content_sealed", "bytea"),
        ("carries", "text"),
        ("thread_seq", "bigint"),
        ("seq", "bigint"),
    ),
    first=13,
)
_EFFECTS = Recording(first=29)
# One statement, because each way to the database costs as much as a dozen rows of it.
_WRITE = f"""
WITH moved AS (
    UPDATE conversation c SET last_seq = b.last_seq, last_at = b.last_at, version = b.version, members = b.members,
           owner_id = b.owner_id, open = b.open, name_sealed = coalesce(b.name_sealed, c.name_sealed),
           admins = b.admins, announcement_seq = b.announcement_seq, ends_at = b.ends_at
    FROM {_MOVED.rows} AS b WHERE c.id = b.id
), written AS (
    INSERT INTO message (conversation_id, realm_id, kind, sender_id, sent_at, body_sealed, version, audience, reply_to,
                         detail, mentions, client_id, content_sealed, carries, thread_seq, seq, at)
    SELECT conversation_id, realm_id, kind, sender_id, sent_at, body_sealed, version, audience, reply_to, detail,
           mentions::uuid[], client_id, content_sealed, carries, thread_seq, seq, $1
    FROM {_FACTS.rows} AS m
)
"""  # noqa: S608
_WRITE_WITH_EFFECTS = _WRITE + _EFFECTS.sql
_WRITE_ALONE = _WRITE + "SELECT 1"


class Ledger(msgspec.Struct):
    """A locked conversation, as the facts of this unit of work leave it."""

    id: UUID
    realm_id: UUID
    kind: Kind
    name_sealed: bytes | None
    owner_id: UUID | None
    department_id: UUID | None
    pair_low: UUID | None
    pair_high: UUID | None
    data_key_id: UUID
    last_seq: int
    last_at: datetime
    version: int
    members: int
    open: bool
    posting: Who = "all"
    mentioning: Who = "all"
    inviting: Who = "all"
    pinning: Who = "admins"
    approval: bool = False
    listed: bool = False
    forwarding: Taker = "all"
    exporting: Taker = "all"
    admins: int = 0
    announcement_seq: int | None = None
    ends_at: datetime | None = None
    named: bytes | None = None

    @property
    def settings(self) -> GroupSettings:
        """What the group set."""
        return GroupSettings(**{name: getattr(self, name) for name in GroupSettings.__struct_fields__})


class Draft(msgspec.Struct):
    """A fact to write. ``act`` names the effect of it, an empty one has none; ``also`` are effects beside it.

    ``quote`` is shown, ``reply_to`` what a message that is changed replies to, ``mentions`` hold the nil UUID for all,
    ``thread`` is the first message of the quoted one's thread, or the quoted one. A fact that changes another names it as ``target``, and as ``target_version`` the membership
    that was told of it, where that is known; ``detail`` is what it says beside.
    """

    ledger: Ledger
    kind: FactKind
    sender_id: UUID | None
    device: str
    act: str
    client_id: UUID | None = None
    text: str | None = None
    carried: Carried | None = None
    mentions: tuple[UUID, ...] = ()
    quote: Quote | None = None
    reply_to: int | None = None
    thread: int | None = None
    sent_at: datetime | None = None
    subjects: Sequence[UUID] = ()
    target: int | None = None
    target_version: int | None = None
    detail: dict[str, Any] = {}
    also: Sequence[Entry] = ()
    seq: int = 0


async def lock(tx: Transaction, conversations: Iterable[UUID]) -> dict[UUID, Ledger]:
    """Lock conversations until the unit of work ends; those unknown are missing."""
    rows = await tx.fetch(_LOCK, list(conversations))
    return {row["id"]: Ledger(*row) for row in rows}


def moment() -> datetime:
    """Return the present to the millisecond, the precision facts are told in."""
    now = clock.now()
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


async def write(tx: Transaction, keyring: Keyring, drafts: Sequence[Draft], at: datetime) -> list[MessageEvent]:
    """Write facts and their effects; return them as events, in order.

    The ledgers must be locked, and hold membership, owner and openness as after the facts.
    """
    if not drafts:
        return []
    ledgers = list({draft.ledger.id: draft.ledger for draft in drafts}.values())
    keys = await keyring.data_keys(tx, {ledger.data_key_id for ledger in ledgers})
    for draft in drafts:
        if draft.kind not in UNSHOWN:
            # What changes an earlier message does not move the conversation up in anybody's list.
            draft.ledger.last_at = at
    facts = [_Fact(draft, keys[draft.ledger.data_key_id]) for draft in drafts]
    arguments = [at, *_MOVED.arguments(map(_moved, ledgers)), *_FACTS.arguments(map(_row, facts))]
    entries = [_entry(draft, at) for draft in drafts if draft.act]
    entries += [entry for draft in drafts for entry in draft.also]
    if entries:
        salts = await salt_keys(tx, keyring, (entry.realm_id for entry in entries))
        await tx.fetch(_WRITE_WITH_EFFECTS, *arguments, *_EFFECTS.arguments(entries, salts))
    else:
        await tx.fetch(_WRITE_ALONE, *arguments)
    return [_event(fact, at) for fact in facts]


class _Fact:
    """A draft that has its position."""

    __slots__ = ("audience", "body", "content", "detail", "draft")

    def __init__(self, draft: Draft, key: DataKey) -> None:
        ledger = draft.ledger
        ledger.last_seq = draft.seq = ledger.last_seq + 1
        if draft.kind in SAID:
            # Somebody speaks: a group that was to end for its silence does not.
            ledger.ends_at = None
        if draft.kind == "announced":
            ledger.announcement_seq = draft.seq
        self.draft = draft
        self.audience = max(0, ledger.members - 1)
        # What a fact changes keeps the words, and whom they mention; the fact itself does not, so that they can be taken
        # back in one place, and nobody finds themselves mentioned twice.
        kept = draft.text is not None and draft.kind not in CHANGING
        self.body = key.seal((draft.text or "").encode(), body_place(ledger.id, draft.seq)) if kept else None
        self.content = None
        if draft.carried is not None and kept:
            self.content = key.seal(encode_carried(draft.carried), content_place(ledger.id, draft.seq))
        if draft.kind == "renamed" and draft.text is not None:
            ledger.named = key.seal(draft.text.encode(), name_place(ledger.id))
        self.detail = None if draft.kind == "text" else _detail(draft)


def _moved(ledger: Ledger) -> tuple[Any, ...]:
    return (
        ledger.last_seq,
        ledger.version,
        ledger.members,
        ledger.owner_id,
        ledger.open,
        ledger.named,
        ledger.last_at,
        ledger.admins,
        ledger.announcement_seq,
        ledger.ends_at,
        ledger.id,
    )


def _row(fact: _Fact) -> tuple[Any, ...]:
    draft = fact.draft
    return (
        draft.ledger.id,
        draft.ledger.realm_id,
        draft.kind,
        draft.sender_id,
        draft.sent_at,
        fact.body,
        draft.ledger.version,
        fact.audience,
        _points_to(draft),
        fact.detail,
        f"{{{','.join(map(str, draft.mentions))}}}" if draft.mentions and draft.kind not in CHANGING else None,
        draft.client_id,
        fact.content,
        carries_of(draft.carried),
        draft.thread,
        draft.seq,
    )


def _points_to(draft: Draft) -> int | None:
    """Return the message a fact replies to, or shows as it is now."""
    if draft.kind in ("edit", "card"):
        return draft.target
    return draft.quote.seq if draft.quote else None


def carries_of(carried: Carried | None) -> Carries | None:
    """Return the kind of a content."""
    content = carried.content if carried else None
    return None if content is None else content.__struct_config__.tag  # type: ignore[return-value]


def _detail(draft: Draft) -> dict[str, Any]:
    if draft.target is not None:
        return {"target": draft.target, **draft.detail}
    detail: dict[str, Any] = {"subjects": [str(one) for one in draft.subjects[:SUBJECTS_SHOWN]]}
    return {
        **detail,
        "count": len(draft.subjects),
        "members": draft.ledger.members,
        "admins": draft.ledger.admins,
        **draft.detail,
    }


def _entry(draft: Draft, at: datetime) -> Entry:
    """Words are delivered to the membership of their version; everything else is a handling by its sender.

    A change of membership commits to the version it makes and to who came, went, or owns the group: so it can be
    proved to whom a text was delivered.
    """
    ledger, delivered = draft.ledger, draft.kind in SAID
    seq = draft.seq if draft.target is None else draft.target
    content = None
    if draft.text is not None:
        reply_to = draft.quote.seq if draft.quote else draft.reply_to
        content = committed(draft.text, draft.carried, draft.mentions, reply_to)
    if draft.kind in MEMBERSHIP:
        content = membership(ledger.version, draft.kind, draft.subjects, ledger.owner_id)
    if draft.kind == "settings":
        content = settled(draft.detail["settings"], draft.detail["changed"])
    return Entry(
        realm_id=ledger.realm_id,
        effect=Effect.DELIVERED if delivered else Effect.HANDLED,
        act=draft.act,
        item_kind=ITEM,
        item_id=ledger.id,
        actor_id=draft.sender_id,
        at=at,
        device=draft.device,
        from_seq=seq,
        to_seq=seq,
        audience_version=ledger.version if delivered or draft.kind in MEMBERSHIP else None,
        content=content,
    )


def _event(fact: _Fact, at: datetime) -> MessageEvent:
    draft = fact.draft
    event = MessageEvent(
        conversation_id=draft.ledger.id, seq=draft.seq, kind=draft.kind, at=at, sender_id=draft.sender_id
    )
    carried = draft.carried or Carried()
    if draft.kind == "text":
        event.client_id = draft.client_id
        event.sent_at = draft.sent_at
        event.text = draft.text
        event.mentions = shown_mentions(draft.mentions)
        event.reply_to = draft.quote
        event.thread = draft.thread
        event.content, event.origin = carried.content, carried.origin
        show_tally(event, None)
        event.delivered, event.confirmed, event.handled = fact.audience, 0, 0
        return event
    if draft.kind in SAID:
        event.delivered, event.confirmed, event.handled = fact.audience, 0, 0
    for name, value in shown_detail(fact.detail).items():
        setattr(event, name, value)
    if draft.kind == "edit":
        event.text, event.mentions = draft.text, shown_mentions(draft.mentions)
    elif draft.kind == "card":
        event.cards = carried.cards
    elif draft.kind == "announced":
        event.client_id, event.text = draft.client_id, draft.text
    else:
        event.name = draft.text
    return event
