"""What of a message's effects a person may have proved."""

from typing import Final
from uuid import UUID

from tocsin.effects.door import Asked
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.seal import Keyring
from tocsin.messaging.queries.facts import open_body, open_carried
from tocsin.messaging.queries.history import get_stay
from tocsin.messaging.queries.people import find_faces
from tocsin.messaging.queries.revisions import find_earlier
from tocsin.messaging.refusals import NotYourMessage
from tocsin.messaging.rules.content import committed

PEOPLE: Final = 10_000
"""Whose confirmations and handlings go into one bundle: everybody's of the largest group."""
HIDDEN: Final = ("vote",)
"""Who votes is nobody's business where a poll is anonymous, and the votes of the others stand beside the poll."""
_MESSAGE: Final = "SELECT sender_id, at, kind, body_sealed, content_sealed, recalled_at FROM message WHERE conversation_id = $1 AND seq = $2"
_AUDIENCE: Final = (
    "SELECT person_id FROM conversation_member WHERE conversation_id = $1 AND since_seq < $2"
    " AND (until_seq IS NULL OR until_seq >= $2) ORDER BY person_id LIMIT $3"
)


async def find_asked(
    tx: Transaction, keyring: Keyring, me: UUID, conversation_id: UUID, seq: int
) -> tuple[Asked, dict[UUID, str]]:
    """Return what a bundle of a message is made from, and what the people in it are called.

    It is its sender's to have it proved. Once recalled it is not: with the salt of its entry, words that are gone could
    be guessed and tried. Raises :class:`NotFound`, :class:`NotYourMessage`.
    """
    stay = await get_stay(tx, conversation_id, me)
    rows = await tx.fetch(_MESSAGE, conversation_id, seq)
    if not rows or seq <= stay["since_seq"] or rows[0]["kind"] != "text" or rows[0]["recalled_at"]:
        raise NotFound
    (row,) = rows
    if row["sender_id"] != me:
        raise NotYourMessage
    people = [seat["person_id"] for seat in await tx.fetch(_AUDIENCE, conversation_id, seq, PEOPLE)]
    key = (await keyring.data_keys(tx, [stay["data_key_id"]])).get(stay["data_key_id"])
    carried = open_carried(row["content_sealed"], conversation_id, seq, key)
    now = open_body(row["body_sealed"], conversation_id, seq, key)
    texts = []
    if key is not None and now is not None:
        texts = [now, *(earlier.text for earlier in await find_earlier(tx, conversation_id, seq, key))]
    contents = [one for text in texts for one in (committed(text, carried), committed(text, None))]
    asked = Asked(stay["realm_id"], conversation_id, seq, row["at"], people, contents, HIDDEN)
    faces = await find_faces(tx, {*people, me}, stay["realm_id"])
    return asked, {person_id: face.name for person_id, face in faces.items()}
