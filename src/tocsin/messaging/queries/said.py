"""What messages said, by the moments from which they did: all that their effects may have committed to."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from tocsin.effects.door import EFFECTS_AT_MOST, TooManyEffects
from tocsin.kernel.beside import aside
from tocsin.kernel.db import Transaction
from tocsin.kernel.seal import Broken, DataKey, Keyring
from tocsin.messaging.queries.facts import open_body, open_carried
from tocsin.messaging.queries.revisions import revision_place
from tocsin.messaging.rules.content import committed, files_of

BYTES_AT_MOST: Final = 8 << 20
"""Of words, and what goes with them, in one bundle of several messages."""
_UNREADABLE: Final = (b"",)
"""What no effect commits to: stands for what is stored and cannot be what was said."""
_PLACES: Final = "unnest($1::uuid[], $2::bigint[]) AS u(id, seq)"
_WEIGHT: Final = (
    "SELECT coalesce(sum(octet_length(f.body_sealed) + coalesce(octet_length(f.content_sealed), 0)), 0)::bigint AS weight"  # noqa: S608
    f" FROM {_PLACES} JOIN message f ON f.conversation_id = u.id AND f.seq = u.seq WHERE f.recalled_at IS NULL"
)
_SAID: Final = (
    "SELECT f.conversation_id, f.seq, f.at, f.body_sealed, f.content_sealed, f.edited_at, f.mentions, f.reply_to"  # noqa: S608
    f" FROM {_PLACES} JOIN message f ON f.conversation_id = u.id AND f.seq = u.seq"
    " WHERE f.recalled_at IS NULL AND f.body_sealed IS NOT NULL"
)
_EARLIER: Final = (
    "SELECT r.conversation_id, r.seq, r.number, r.body_sealed, r.at, r.mentions"  # noqa: S608
    f" FROM {_PLACES} JOIN message_revision r ON r.conversation_id = u.id AND r.seq = u.seq"
    " WHERE r.body_sealed IS NOT NULL ORDER BY r.number"
)
Place = tuple[UUID, int]
"""A conversation and a position in it."""


class Said(msgspec.Struct):
    """What was said: by place and moment, whom it mentions, and the files it carries."""

    contents: dict[tuple[UUID, int, datetime], Sequence[bytes]] = {}
    people: set[UUID] = set()
    files: dict[Place, list[UUID]] = {}


async def find_said(tx: Transaction, keyring: Keyring, data_keys: Mapping[UUID, UUID], places: Iterable[Place]) -> Said:
    """Return what was said at some places, to a caller who may see them; what is recalled or erased is not there.

    ``data_keys`` are ids, by conversation. Raises ``TooManyEffects`` where it is too much for one bundle.
    """
    said, columns = Said(), [list(column) for column in zip(*dict.fromkeys(places), strict=True)]
    if not columns:
        return said
    if len(columns[0]) > 1 and (await tx.fetch(_WEIGHT, *columns))[0]["weight"] > BYTES_AT_MOST:
        raise TooManyEffects(most=EFFECTS_AT_MOST)
    keys = await keyring.data_keys(tx, set(data_keys.values()))
    rows = await tx.fetch(_SAID, *columns)
    edited = [(row["conversation_id"], row["seq"]) for row in rows if row["edited_at"] is not None]
    earlier: dict[Place, list[Any]] = {place: [] for place in edited}
    if edited:
        for row in await tx.fetch(_EARLIER, *(list(column) for column in zip(*edited, strict=True))):
            earlier[row["conversation_id"], row["seq"]].append(row)
    await aside(lambda: _read_all(said, rows, earlier, {one: keys.get(data_keys[one]) for one in data_keys}))
    return said


def _read_all(
    said: Said, rows: Iterable[Any], earlier: Mapping[Place, Iterable[Any]], keys: Mapping[UUID, DataKey | None]
) -> None:
    for row in rows:
        place, key = (row["conversation_id"], row["seq"]), keys[row["conversation_id"]]
        if key is None:
            continue
        try:
            _read(said, row, place, key, earlier.get(place, ()))
        except Broken:
            for one in (row, *earlier.get(place, ())):
                said.contents[*place, one["at"]] = _UNREADABLE


def _read(said: Said, row: Any, place: Place, key: DataKey, earlier: Iterable[Any]) -> None:
    carried = open_carried(row["content_sealed"], *place, key)
    texts = [(row["edited_at"] or row["at"], open_body(row["body_sealed"], *place, key) or "", row["mentions"] or ())]
    for one in earlier:
        text = key.open_text(one["body_sealed"], revision_place(*place, one["number"]))
        texts.append((one["at"], text, one["mentions"] or ()))
    for at, text, mentions in texts:
        before = said.contents.get((*place, at), ())
        said.contents[*place, at] = [*before, committed(text, carried, mentions, row["reply_to"])]
        said.people.update(mentions)
    if files := [card.id for card in files_of(carried.content)]:
        said.files[place] = files
