"""The files of messages: taken up when a message is stored, let go of when it is taken back.

All of it is part of the unit of work that stores or erases the message, so that no message holds a file that is gone,
and no file stays that no message holds.
"""

from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from uuid import UUID

import msgspec

from tocsin.files import door as files
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Invalid, NotFound, Refusal
from tocsin.kernel.seal import Keyring
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.ledger import Draft
from tocsin.messaging.queries.files import HOLDER, item_of
from tocsin.messaging.refusals import NoSuchFile, TooManyFiles
from tocsin.messaging.rules.content import Carried, Carrying, NewSticker, Sticker, files_of, sticker_ids
from tocsin.messaging.rules.files import PASSED_MOST, Files, NewFiles, NewVoice, Voice
from tocsin.messaging.stickers.queries import ToSend, find_to_send, may_send
from tocsin.messaging.stickers.refusals import NoSuchSticker


class Taking(msgspec.Struct, frozen=True):
    """A message that takes files up: who sends it, for which realm, and what it is to carry."""

    actor: Actor
    realm_id: UUID
    carrying: Carrying


class _Shelf(msgspec.Struct):
    """What was looked up for all messages of a unit of work. ``taken`` are the files one of them has sent."""

    files: files.Locked
    stickers: Mapping[tuple[UUID, UUID], ToSend]
    taken: set[UUID]


async def take_up(tx: Transaction, keyring: Keyring, messages: Mapping[int, Taking]) -> dict[int, Carried | Refusal]:
    """Return what messages carry, in their order, their files as cards that the conversation's realm can open.

    As many statements for many as for one; without files and stickers nothing is asked of the database. A message that
    may not is given its refusal: ``NoSuchFile``, ``NoSuchSticker``, ``NotReady``, ``TooManyFiles``, ``Invalid``.
    """
    stickers = await _stickers(tx, messages.values())
    wanted = {file_id for one in messages.values() for file_id in _wanted(one, stickers)}
    async with files.locked(tx, keyring, wanted) if wanted else nullcontext(files.Locked({}, {})) as locked:
        shelf = _Shelf(locked, stickers, set())
        return {n: _taken(shelf, one) for n, one in messages.items()}


async def _stickers(tx: Transaction, messages: Iterable[Taking]) -> dict[tuple[UUID, UUID], ToSend]:
    places = {sticker_ids(one.carrying) for one in messages if isinstance(one.carrying, NewSticker)}
    return await find_to_send(tx, places) if places else {}


def _wanted(message: Taking, stickers: Mapping[tuple[UUID, UUID], ToSend]) -> list[UUID]:
    match message.carrying:
        case NewFiles(files=ids):
            return ids
        case NewVoice(file=file_id):
            return [file_id]
        case NewSticker():
            found = stickers.get(sticker_ids(message.carrying))
            return [found.file_id] if found else []
        case Carried():
            return _ids(message.carrying)


def _taken(shelf: _Shelf, message: Taking) -> Carried | Refusal:
    try:
        match message.carrying:
            case NewFiles() | NewVoice():
                return Carried(content=_sent(shelf, message, message.carrying))
            case NewSticker():
                return Carried(content=_sticker(shelf, message, message.carrying))
            case Carried():
                passed = _ids(message.carrying)
                if len(passed) > PASSED_MOST:
                    return TooManyFiles(limit=PASSED_MOST)
                shelf.files.share(passed, message.realm_id)
                return message.carrying
    except NotFound:
        return NoSuchFile()
    except Refusal as refusal:
        return refusal


def _sent(shelf: _Shelf, message: Taking, new: NewFiles | NewVoice) -> Files | Voice:
    ids = new.files if isinstance(new, NewFiles) else [new.file]
    if not shelf.taken.isdisjoint(ids):
        raise NotFound
    cards = shelf.files.attach(message.actor, ids, message.realm_id)
    if isinstance(new, NewVoice) and cards[0].kind != "audio":
        raise Invalid(fields={"content.file": "a sound"})
    shelf.taken.update(ids)
    return Files(cards) if isinstance(new, NewFiles) else Voice(cards[0])


def _sticker(shelf: _Shelf, message: Taking, new: NewSticker) -> Sticker:
    """Return a sticker of an organisation of the sender's; one that is being removed at this moment is there or not."""
    found = shelf.stickers.get(sticker_ids(new))
    if found is None or not may_send(message.actor, message.realm_id, found):
        raise NoSuchSticker
    try:
        (card,) = shelf.files.share([found.file_id], message.realm_id)
    except NotFound:
        raise NoSuchSticker from None
    return Sticker(new.set, new.name, found.label, card)


async def hold(tx: Transaction, drafts: Iterable[Draft]) -> None:
    """Hold the files of messages that were just written; nothing is asked where none has any."""
    texts = [draft for draft in drafts if draft.kind == "text"]
    items = {item_of(draft.ledger.id, draft.seq): ids for draft in texts if (ids := _ids(draft.carried))}
    if items:
        await files.use(tx, HOLDER, items)


async def let_go(context: Context, tx: Transaction, places: Iterable[tuple[UUID, int]]) -> None:
    """Let go of what messages held, given as conversation and position; files that nothing else holds go after it."""
    items = [item_of(conversation_id, seq) for conversation_id, seq in places]
    if items:
        await files.release(context, tx, HOLDER, items)


def _ids(carried: Carried | None) -> list[UUID]:
    content = carried.content if carried else None
    return list(dict.fromkeys(card.id for card in files_of(content))) if content else []
