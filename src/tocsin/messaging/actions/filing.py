"""The files of messages: taken up when a message is stored, let go of when it is taken back.

All of it is part of the unit of work that stores or erases the message, so that no message holds a file that is gone,
and no file stays that no message holds.
"""

from collections.abc import Iterable
from uuid import UUID

from tocsin.files import door as files
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Invalid, NotFound
from tocsin.kernel.seal import Keyring
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.ledger import Draft
from tocsin.messaging.queries.files import HOLDER, item_of
from tocsin.messaging.refusals import NoSuchFile, TooManyFiles
from tocsin.messaging.rules.content import Carried, Carrying, NewSticker, Sticker, files_of, sticker_ids
from tocsin.messaging.rules.files import PASSED_MOST, Files, NewFiles, NewVoice, Voice
from tocsin.messaging.stickers.queries import find_to_send
from tocsin.messaging.stickers.refusals import NoSuchSticker


async def take_up(
    tx: Transaction, keyring: Keyring, actor: Actor, realm_id: UUID, carrying: Carrying | None, taken: set[UUID]
) -> Carried | None:
    """Return what a message carries, its files as cards that the conversation's realm can open.

    ``taken`` are files that other messages of the same unit of work took; those of this one are added. Without files
    nothing is asked of the database. Raises ``NoSuchFile``, ``NoSuchSticker``, ``NotReady``, ``TooManyFiles``, ``Invalid``.
    """
    try:
        match carrying:
            case NewFiles() | NewVoice():
                ids = carrying.files if isinstance(carrying, NewFiles) else [carrying.file]
                if not taken.isdisjoint(ids):
                    raise NoSuchFile
                content = _content(carrying, await files.attach(tx, keyring, actor, ids, realm_id))
                taken.update(ids)
                return Carried(content=content)
            case NewSticker():
                return Carried(content=await _sticker(tx, keyring, actor, realm_id, carrying))
            case Carried():
                passed = _ids(carrying)
                if len(passed) > PASSED_MOST:
                    raise TooManyFiles(limit=PASSED_MOST)
                if passed:
                    await files.share(tx, keyring, passed, realm_id)
                return carrying
    except NotFound:
        raise NoSuchFile from None
    return None


async def _sticker(tx: Transaction, keyring: Keyring, actor: Actor, realm_id: UUID, new: NewSticker) -> Sticker:
    """Return a sticker of an organisation of the sender's; one that is being removed at this moment is there or not."""
    found = await find_to_send(tx, actor, realm_id, *sticker_ids(new))
    if found is None:
        raise NoSuchSticker
    try:
        (card,) = await files.share(tx, keyring, [found.file_id], realm_id)
    except NotFound:
        raise NoSuchSticker from None
    return Sticker(new.set, new.name, found.label, card)


def _content(new: NewFiles | NewVoice, cards: list[files.FileCard]) -> Files | Voice:
    if isinstance(new, NewFiles):
        return Files(cards)
    if cards[0].kind != "audio":
        raise Invalid(fields={"content.file": "a sound"})
    return Voice(cards[0])


async def hold(tx: Transaction, drafts: Iterable[Draft]) -> None:
    """Hold the files of messages that were just written; a query only for those that have some."""
    for draft in drafts:
        ids = _ids(draft.carried)
        if ids and draft.kind == "text":
            await files.use(tx, ids, HOLDER, item_of(draft.ledger.id, draft.seq))


async def let_go(context: Context, tx: Transaction, places: Iterable[tuple[UUID, int]]) -> None:
    """Let go of what messages held, given as conversation and position; files that nothing else holds go after it."""
    items = [item_of(conversation_id, seq) for conversation_id, seq in places]
    if items:
        await files.release(context, tx, HOLDER, items)


def _ids(carried: Carried | None) -> list[UUID]:
    content = carried.content if carried else None
    return list(dict.fromkeys(card.id for card in files_of(content))) if content else []
