"""Changing what one said: everybody sees the new text, that it was changed, and what it was before."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tocsin.kernel.context import Context
from tocsin.kernel.db import FLUSH, Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.seal import DataKey
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.calling import call_all, check_calling_all
from tocsin.messaging.actions.ledger import Draft, moment
from tocsin.messaging.actions.linking import renew_cards
from tocsin.messaging.actions.targets import Target, check_standing, lock_target, tell
from tocsin.messaging.queries.conversations import EDIT_WITHIN
from tocsin.messaging.queries.facts import body_place, find_done, shown
from tocsin.messaging.queries.history import find_present
from tocsin.messaging.queries.revisions import revision_place
from tocsin.messaging.refusals import NoSuchMention
from tocsin.messaging.rules.groups import role_of
from tocsin.messaging.rules.leaving import check_own_words
from tocsin.messaging.rules.links import links_of
from tocsin.messaging.rules.sending import calls_anew, check_mentions, check_text
from tocsin.messaging.rules.shapes import ALL, Fact
from tocsin.messaging.rules.standing import check_edit

_KEEP = (
    "INSERT INTO message_revision (conversation_id, seq, number, realm_id, body_sealed, mentions, at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7)"
)
_NUMBER = "SELECT count(*) AS n FROM message_revision WHERE conversation_id = $1 AND seq = $2"
_CHANGE = "UPDATE message SET body_sealed = $3, mentions = $4, edited_at = $5 WHERE conversation_id = $1 AND seq = $2"


async def edit(
    tx: Transaction,
    context: Context,
    actor: Actor,
    conversation_id: UUID,
    seq: int,
    text: str,
    mentions: Sequence[str] = (),
    client_id: UUID | None = None,
) -> Fact:
    """Edit the text of one's own message within the time the organisation allows; return the fact of it.

    What it carries stays. The same ``client_id`` again changes nothing and answers the fact of then. Raises
    ``IdTaken`` where that id is of something else, :class:`NotFound`, ``NotYourMessage``, ``EditTooLate``, ``AlreadyRecalled``,
    ``NotYourWords`` of what was forwarded, ``Closed``, ``TooManyEdits``, ``NoSuchMention``, the refusals of texts, and of who may not speak in a group.
    """
    people = check_mentions(mentions)
    async with tx.as_worker(FLUSH):
        target, at = await lock_target(tx, context, actor, conversation_id, seq), moment()
        ledger, key = target.ledger, target.key
        if done := await find_done(tx, conversation_id, actor.person_id, client_id, "edit", seq):
            return shown(done, conversation_id, key, 0)
        check_standing(target)
        target.check_words(actor.person_id, at)
        number = (await tx.fetch(_NUMBER, conversation_id, seq))[0]["n"] + 1
        within = EDIT_WITHIN if target.edit_within is None else target.edit_within
        check_edit(target.sender_id, actor.person_id, target.at, within, at, number)
        check_own_words(target.carried)
        text = check_text(text, least=0 if target.carried.content else 1)
        if (wanted := set(people) - {ALL}) - await find_present(tx, conversation_id, list(wanted)):
            raise NoSuchMention
        if key is None:
            raise NotFound
        await _check_call(tx, context, actor, target, people)
        await _keep(tx, target, key, number)
        await _write(tx, target, key, text, people, at)
        draft = Draft(
            ledger,
            "edit",
            actor.person_id,
            actor.device,
            "edit",
            client_id=client_id,
            text=text,
            carried=target.carried,
            mentions=people,
        )
        if links_of(text) != links_of(target.text):
            await renew_cards(tx, context, ledger, seq)
        return await tell(tx, context, target, draft, at)


async def _check_call(
    tx: Transaction, context: Context, actor: Actor, target: Target, mentions: Sequence[UUID]
) -> None:
    """Refuse to mention everybody by an edit, unless the message did already."""
    ledger = target.ledger
    if ledger.kind != "direct" and calls_anew(mentions, target.mentions or ()):
        role = role_of(ledger.owner_id, actor.person_id, target.admin)
        await check_calling_all(tx, context, ledger, actor.person_id, role)
        call_all(context, ledger, actor.person_id, role)


async def _write(
    tx: Transaction, target: Target, key: DataKey, text: str, mentions: Sequence[UUID], at: datetime
) -> None:
    sealed = key.seal_text(text, body_place(target.ledger.id, target.seq))
    await tx.fetch(_CHANGE, target.ledger.id, target.seq, sealed, list(mentions) or None, at)


async def _keep(tx: Transaction, target: Target, key: DataKey, number: int) -> None:
    """Keep what a message says now as its revision ``number``."""
    place = (target.ledger.id, target.seq, number)
    before = key.seal_text(target.text, revision_place(*place))
    at = target.edited_at or target.at
    await tx.fetch(_KEEP, *place, target.ledger.realm_id, before, target.mentions, at)
