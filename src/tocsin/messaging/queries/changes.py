"""What changes of a group said, as far as it can be told from its facts: who came and went, whose it is, how it was set."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from tocsin.effects.door import Record
from tocsin.kernel.db import Transaction
from tocsin.messaging.queries.said import Said
from tocsin.messaging.rules.content import membership, settled
from tocsin.messaging.rules.shapes import MEMBERSHIP

TOLD: Final = MEMBERSHIP | {"settings"}
OWNERS: Final = 100
"""Owners of a group that are looked at."""
_FACTS: Final = "SELECT seq, kind, at, detail FROM message WHERE conversation_id = $1 AND seq = ANY ($2::bigint[])"
_OWNERS: Final = "SELECT detail FROM message WHERE conversation_id = $1 AND kind = 'owner' ORDER BY seq DESC LIMIT $2"
_OWNED: Final = "SELECT owner_id, made_by FROM conversation WHERE id = $1"
# A fact has the first fifty of many; the others have its version in their rows.
_MOVED: Final = (
    "SELECT person_id, since_version, until_version FROM conversation_member WHERE conversation_id = $1"
    " AND (since_version = ANY ($2::bigint[]) OR until_version = ANY ($2::bigint[]))"
)


async def add_changes(
    tx: Transaction, said: Said, conversation_id: UUID, rows: Iterable[Record], facts: Mapping[int, Any]
) -> None:
    """Add to what was said what these effects say of changes: to a caller who may see them.

    Whose the group was is in no fact of who came and went: every owner it had is a guess, and what none fits stays unopened.
    """
    versions = {row["from_seq"]: row["audience_version"] for row in rows if _tells(row, facts)}
    if not versions:
        return
    found = await tx.fetch(_FACTS, conversation_id, list(versions))
    owners = await _owners(tx, conversation_id)
    many = [versions[fact["seq"]] for fact in found if _count(fact) > len(fact["detail"]["subjects"])]
    moved = await tx.fetch(_MOVED, conversation_id, many) if many else []
    for fact in found:
        detail, place = fact["detail"], (conversation_id, fact["seq"], fact["at"])
        said.guessed.add(place)
        if fact["kind"] == "settings":
            said.contents[place] = [settled(detail["settings"], detail["changed"])]
            continue
        people = {UUID(one) for one in detail["subjects"]}
        if _count(fact) > len(people):
            ends = "until_version" if fact["kind"] in ("left", "slipped", "removed") else "since_version"
            people = {one["person_id"] for one in moved if one[ends] == versions[fact["seq"]]}
        version = versions[fact["seq"]]
        said.contents[place] = [membership(version, fact["kind"], people, owner) for owner in owners]
        said.people.update(people)
    said.people.update(one for one in owners if one is not None)


def _tells(row: Record, facts: Mapping[int, Any]) -> bool:
    fact = facts.get(row["from_seq"])
    return bool(row["digest"] is not None and fact is not None and fact["kind"] in TOLD and fact["at"] == row["at"])


def _count(fact: Any) -> int:
    return int(fact["detail"].get("count") or 0) if fact["kind"] in MEMBERSHIP else 0


async def _owners(tx: Transaction, conversation_id: UUID) -> Collection[UUID | None]:
    (owned,) = await tx.fetch(_OWNED, conversation_id)
    later = await tx.fetch(_OWNERS, conversation_id, OWNERS)
    named = [UUID(one) for row in later for one in row["detail"]["subjects"]]
    return dict.fromkeys([owned["owner_id"], owned["made_by"], *named, None])
