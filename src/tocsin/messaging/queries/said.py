"""What messages said, by the moments from which they did: all that their effects may have committed to."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from tocsin.effects.door import EFFECTS_AT_MOST, Effect, TooManyEffects
from tocsin.kernel.beside import aside
from tocsin.kernel.db import Transaction
from tocsin.kernel.seal import Broken, DataKey, Keyring
from tocsin.messaging.queries.facts import open_body, open_carried
from tocsin.messaging.queries.revisions import revision_place
from tocsin.messaging.rules.content import committed, files_of

BYTES_AT_MOST: Final = 8 << 20
"""Of words, and what goes with them, in one bundle of several messages."""
AT_ONCE: Final = 200
"""Messages read at once where all are: one may be of tens of kilobytes."""
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
_KEYS: Final = "SELECT id, data_key_id FROM conversation WHERE id = ANY ($1::uuid[])"
Place = tuple[UUID, int]
"""A conversation and a position in it."""


class Said(msgspec.Struct):
    """What was said: by place and moment, whom it mentions, and the files it carries. ``guessed`` is what may have been said,
    and what was may be none of it."""

    contents: dict[tuple[UUID, int, datetime], Sequence[bytes]] = {}
    people: set[UUID] = set()
    files: dict[Place, list[UUID]] = {}
    guessed: set[tuple[UUID, int, datetime]] = set()


async def find_said(tx: Transaction, keyring: Keyring, data_keys: Mapping[UUID, UUID], places: Iterable[Place]) -> Said:
    """Return what was said at some places, to a caller who may see them; what is recalled or erased is not there.

    ``data_keys`` are ids, by conversation. Raises ``TooManyEffects`` where it is too much for one bundle.
    """
    columns = _columns(places)
    if not columns:
        return Said()
    if len(columns[0]) > 1 and (await tx.fetch(_WEIGHT, *columns))[0]["weight"] > BYTES_AT_MOST:
        raise TooManyEffects(most=EFFECTS_AT_MOST)
    return await _find_all(tx, keyring, data_keys, columns)


async def find_committed(
    keyring: Keyring, tx: Transaction, effects: Sequence[Mapping[str, Any]]
) -> dict[int, Sequence[bytes]]:
    """Return what messages and edits of them committed to, by effects, as FOLLOW; see :class:`Committed`."""
    found: dict[int, Sequence[bytes]] = {}
    own = [row for row in effects if row["effect"] == Effect.DELIVERED or row["act"] == "edit"]
    for begin in range(0, len(own), AT_ONCE):
        some = own[begin : begin + AT_ONCE]
        rows = await tx.fetch(_KEYS, list({row["item_id"] for row in some}))
        data_keys = {row["id"]: row["data_key_id"] for row in rows}
        columns = _columns((row["item_id"], row["from_seq"]) for row in some if row["item_id"] in data_keys)
        said = await _find_all(tx, keyring, data_keys, columns) if columns else Said()
        found |= {row["id"]: said.contents.get((row["item_id"], row["from_seq"], row["at"]), ()) for row in some}
    return found


def _columns(places: Iterable[Place]) -> list[list[Any]]:
    return [list(column) for column in zip(*dict.fromkeys(places), strict=True)]


async def _find_all(
    tx: Transaction, keyring: Keyring, data_keys: Mapping[UUID, UUID], columns: Sequence[list[Any]]
) -> Said:
    said = Said()
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
