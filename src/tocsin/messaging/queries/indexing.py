"""What the index of terms takes from this room: facts by their places, as they are now."""

from collections.abc import Sequence

from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.search import Document, Place
from tocsin.messaging.queries.facts import COLUMNS, QUOTED, shown
from tocsin.messaging.rules.searching import marks_of, searchable_text

_READ = f"""
SELECT f.conversation_id, f.realm_id, c.data_key_id, {COLUMNS}
FROM unnest($1::uuid[], $2::bigint[]) AS w(conversation_id, seq)
JOIN message f ON f.conversation_id = w.conversation_id AND f.seq = w.seq
JOIN conversation c ON c.id = f.conversation_id{QUOTED}
WHERE f.kind IN ('text', 'announced') AND f.body_sealed IS NOT NULL
"""  # noqa: S608
_WALK = (
    "SELECT conversation_id, seq FROM message WHERE (conversation_id, seq) > ($1, $2) AND kind IN ('text', 'announced')"
    " AND body_sealed IS NOT NULL"
    " ORDER BY conversation_id, seq LIMIT $3"
)


async def read_facts(context: Context, tx: Transaction, places: Sequence[Place]) -> list[Document]:
    """Return what is to be found at these places; recalled and erased facts, and those of destroyed realms, are not."""
    rows = await tx.fetch(_READ, [place for place, _ in places], [seq for _, seq in places])
    keys = await context.keyring.data_keys(tx, {row["data_key_id"] for row in rows})
    documents = []
    for row in rows:
        key = keys.get(row["data_key_id"])
        if key is None:
            continue
        fact = shown(row, row["conversation_id"], key, 0)
        found = searchable_text(fact)
        if found is not None:
            documents.append(
                Document(
                    place=(row["conversation_id"], row["seq"]),
                    realm_id=row["realm_id"],
                    author_id=fact.sender_id,
                    at=fact.at,
                    text=found.text,
                    names=found.names,
                    marks=marks_of(fact, found),
                )
            )
    return documents


async def walk_facts(tx: Transaction, after: Place | None, limit: int) -> list[Place]:
    """Return the next places that hold something, in their order."""
    rows = await tx.fetch(_WALK, *(after or (PLATFORM, 0)), limit)
    return [(row["conversation_id"], row["seq"]) for row in rows]
