"""The files of a message, for whoever sees the message; who took them, for whoever sent it."""

from collections.abc import Iterable
from typing import Final, Literal
from uuid import UUID, uuid5

import msgspec

from tocsin.effects.door import find_takers
from tocsin.files import door as files
from tocsin.kernel.db import REALTIME, Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.seal import Keyring
from tocsin.messaging.queries.facts import open_carried
from tocsin.messaging.queries.people import find_faces
from tocsin.messaging.refusals import NotYourMessage
from tocsin.messaging.rules.content import files_of
from tocsin.messaging.rules.shapes import DownloadsPage, EffectRow

DOWNLOAD: Final = "download"
"""The act of saving a file, once on the record for a person and a file of a message."""
OPEN: Final = "open"
"""The act of looking at, or listening to, the whole of it; as often on the record."""
Taken = Literal["opened", "saved"]
_ACTS: Final[dict[Taken, str]] = {"opened": OPEN, "saved": DOWNLOAD}
TAKERS: Final = 20_000
"""Of so many who took a file of a message."""

HOLDER: Final = "messaging"
"""What files call the room that holds them; its items are messages, and stickers of organisations."""
_HELD = """
SELECT f.realm_id, f.sender_id, f.content_sealed, c.data_key_id
FROM conversation_member m
JOIN conversation c ON c.id = m.conversation_id
JOIN message f ON f.conversation_id = m.conversation_id AND f.seq = $3 AND f.seq > m.since_seq
WHERE m.conversation_id = $1 AND m.person_id = $2 AND m.until_version IS NULL
      AND f.kind = 'text' AND f.carries IN ('files', 'voice', 'merged', 'sticker')
"""
_REACHED = """
SELECT DISTINCT person_id FROM conversation_member WHERE conversation_id = $1 AND since_seq < $2
AND (until_seq IS NULL OR until_seq >= $2) AND person_id <> $3 AND person_id = ANY ($4::uuid[])
"""


def item_of(conversation_id: UUID, seq: int) -> str:
    """Return what files call a message that holds them."""
    return f"{conversation_id}/{seq}"


def taken_as(conversation_id: UUID, seq: int, file_id: UUID) -> UUID:
    """Return what the log calls a file of a message, of which it says who opened and saved it.

    A file that is passed on stands in other messages too: what is done with it there is said of another item.
    """
    return uuid5(conversation_id, f"{seq}/{file_id}")


class Held(msgspec.Struct, frozen=True):
    """The message a file stands in: of which realm, and by whom."""

    realm_id: UUID
    sender_id: UUID | None


async def get_held(tx: Transaction, keyring: Keyring, me: UUID, conversation_id: UUID, seq: int, file_id: UUID) -> Held:
    """Return the message that carries a file, also within messages forwarded together. Raises :class:`NotFound`."""
    rows = await tx.fetch(_HELD, conversation_id, me, seq)
    if not rows:
        raise NotFound
    row = rows[0]
    key = await keyring.data_key(tx, row["data_key_id"])
    carried = open_carried(row["content_sealed"], conversation_id, seq, key)
    if carried.content is None or all(card.id != file_id for card in files_of(carried.content)):
        raise NotFound
    return Held(row["realm_id"], row["sender_id"])


async def find_downloads(
    tx: Transaction,
    keyring: Keyring,
    me: UUID,
    conversation_id: UUID,
    seq: int,
    file_id: UUID,
    *,
    taken: Taken,
    after: str | None,
    limit: int,
) -> DownloadsPage:
    """Return who of those the message reached opened a file of it, or saved it; ``after`` is a person's id.

    A file that was passed on stands in other messages too: what somebody did with it there its sender is not told. Raises :class:`NotFound`, and :class:`NotYourMessage` to anybody but its sender.
    """
    held = await get_held(tx, keyring, me, conversation_id, seq, file_id)
    if held.sender_id != me:
        raise NotYourMessage
    async with tx.as_worker(REALTIME):
        item = taken_as(conversation_id, seq, file_id)
        takers = await find_takers(tx, item, _ACTS[taken], realm_id=held.realm_id, limit=TAKERS)
    rows = await tx.fetch(_REACHED, conversation_id, seq, me, [one.person_id for one in takers])
    reached = {row["person_id"] for row in rows}
    marks = [one for one in takers if one.person_id in reached]
    begin = next((place for place, one in enumerate(marks, 1) if str(one.person_id) == after), 0)
    page = marks[begin : begin + limit]
    faces = await find_faces(tx, [one.person_id for one in page], held.realm_id)
    items = []
    for one in page:
        face = faces.get(one.person_id)
        shown_as = (face.name, face.avatar, face.post) if face else ("", None, None)
        items.append(EffectRow(one.person_id, *shown_as, one.at, one.device))
    following = str(page[-1].person_id) if begin + limit < len(marks) else None
    return DownloadsPage(len(marks), items, following)


async def weigh(tx: Transaction, conversation_id: UUID, positions: Iterable[int]) -> files.Usage:
    """Return how many files messages of a conversation hold, and their bytes; the caller let the actor through."""
    return await files.weigh(tx, HOLDER, [item_of(conversation_id, seq) for seq in positions])
