"""The message an act is about, locked with its conversation: what recalling, editing, reacting and voting begin with."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.seal import DataKey
from tocsin.kernel.types import Actor
from tocsin.messaging.actions import telling
from tocsin.messaging.actions.ledger import Draft, Ledger
from tocsin.messaging.actions.locking import lock_one
from tocsin.messaging.queries.facts import open_body, open_carried
from tocsin.messaging.refusals import AlreadyRecalled
from tocsin.messaging.rules.content import Carried, Tally, tally_of
from tocsin.messaging.rules.groups import RANK, check_speaking, role_of
from tocsin.messaging.rules.shapes import MessageEvent
from tocsin.messaging.rules.standing import check_open

_TARGET = (
    "SELECT f.seq, f.version, f.sender_id, f.at, f.edited_at, f.recalled_at IS NOT NULL AS recalled, f.body_sealed,"
    " f.content_sealed, f.detail, f.mentions, f.reply_to, r.recall_within, r.edit_within, m.admin, m.silenced_until,"
    " EXISTS (SELECT FROM conversation_member s WHERE s.conversation_id = f.conversation_id"
    " AND s.person_id = f.sender_id AND s.until_version IS NULL AND s.admin) AS sender_admin FROM message f"
    " JOIN conversation_member m ON m.conversation_id = f.conversation_id AND m.person_id = $3"
    " AND m.until_version IS NULL AND m.since_seq < f.seq"
    " LEFT JOIN messaging_rules r ON r.organisation_id = f.realm_id"
    " WHERE f.conversation_id = $1 AND f.seq = $2 AND f.kind = 'text'"
)
_COUNT = "UPDATE message SET detail = $3 WHERE conversation_id = $1 AND seq = $2"


class Target(msgspec.Struct):
    """A message, in its locked conversation; ``version`` is the membership it was told to.

    ``recall_within`` and ``edit_within`` are none where nothing was set. ``admin`` and ``silenced_until`` are the actor's;
    ``sender_admin``: the sender is one now.
    """

    ledger: Ledger
    key: DataKey | None
    seq: int
    version: int
    sender_id: UUID | None
    at: datetime
    edited_at: datetime | None
    recalled: bool
    body_sealed: bytes | None
    content_sealed: bytes | None
    detail: dict[str, Any] | None
    mentions: list[UUID] | None
    reply_to: int | None
    recall_within: int | None
    edit_within: int | None
    admin: bool
    silenced_until: datetime | None
    sender_admin: bool

    @property
    def text(self) -> str:
        """The text as it is now."""
        return open_body(self.body_sealed, self.ledger.id, self.seq, self.key) or ""

    @property
    def carried(self) -> Carried:
        """What the message carries."""
        return open_carried(self.content_sealed, self.ledger.id, self.seq, self.key)

    def over(self, me: UUID) -> bool:
        """Whether the actor is owner or admin over the sender of a message in a group; who has left is below both."""
        if self.ledger.kind == "direct" or self.sender_id == me:
            return False
        role = role_of(self.ledger.owner_id, me, self.admin)
        sender = role_of(self.ledger.owner_id, self.sender_id, self.sender_admin) if self.sender_id else "member"
        return RANK[role] > RANK[sender]

    def check_words(self, me: UUID, now: datetime) -> None:
        """Refuse other words to who may not speak in the group."""
        if self.ledger.kind != "direct":
            check_speaking(self.ledger.posting, role_of(self.ledger.owner_id, me, self.admin), self.silenced_until, now)

    @property
    def tally(self) -> Tally:
        """How often what was put on it."""
        return tally_of(self.detail)


async def lock_target(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, seq: int) -> Target:
    """Lock a conversation and return a message of it that the actor may see, as the worker the caller chose.

    Raises :class:`NotFound`, for what is no message and for whoever is not in the conversation too, and ``SignedOut``.
    """
    ledger, actor = await lock_one(tx, context, actor, conversation_id)
    rows = await tx.fetch(_TARGET, conversation_id, seq, actor.person_id)
    if not rows:
        raise NotFound
    keys = await context.keyring.data_keys(tx, [ledger.data_key_id])
    return Target(ledger, keys.get(ledger.data_key_id), **dict(rows[0]))


def check_standing(target: Target) -> None:
    """Refuse to change what was recalled, or stands where nobody may write."""
    check_open(target.ledger.open)
    if target.recalled:
        raise AlreadyRecalled


async def count(tx: Transaction, target: Target, tally: Tally) -> None:
    """Keep the tally of a message."""
    await tx.fetch(_COUNT, target.ledger.id, target.seq, msgspec.to_builtins(tally) or None)


async def tell(tx: Transaction, context: Context, target: Target, draft: Draft, at: datetime) -> MessageEvent:
    """Write the fact of the act, and tell whoever is in the conversation after the commit; return it."""
    draft.target, draft.target_version, draft.reply_to = target.seq, target.version, target.reply_to
    return (await telling.tell(tx, context, [draft], at))[0]
