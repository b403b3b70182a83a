"""A person's own effects: what they sent, confirmed and handled, the newest first."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from tocsin.effects.rules.doing import words_of
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.kernel.errors import Language
from tocsin.kernel.paging import after, cursor
from tocsin.kernel.types import Page

# Of each realm the newest, by the index of a person's own record; then the newest of those.
_OWN: Final = """
SELECT e.* FROM unnest($2::uuid[]) AS r(id) CROSS JOIN LATERAL (
    SELECT xid, id, realm_id, effect, act, item_kind, item_id, from_seq, to_seq, device, at FROM effect
    WHERE actor_id = $1 AND realm_id = r.id AND (xid, id) < ($3, $4) ORDER BY xid DESC, id DESC LIMIT $5) AS e
ORDER BY e.xid DESC, e.id DESC LIMIT $5
"""
_END: Final = (1 << 62, 1 << 62)


class OwnEffect(msgspec.Struct, frozen=True):
    """One effect somebody brought about: ``effect`` is 1 delivered, 2 confirmed, 3 handled; ``words`` say the act."""

    id: int
    realm_id: UUID
    effect: int
    act: str
    words: str
    item_kind: str
    item_id: UUID
    first: int | None
    last: int | None
    device: str
    at: datetime


async def find_own(
    tx: Transaction, person_id: UUID, realms: Sequence[UUID], language: Language, page_after: str | None, limit: int
) -> Page[OwnEffect]:
    """Return a page of a person's effects in these realms, by one query. The person's own: the caller asks for nobody else."""
    behind = after(page_after, tuple[int, int]) or _END
    async with tx.as_worker(FOLLOW):
        rows = await tx.fetch(_OWN, person_id, list(realms), *behind, limit + 1)
    items = [
        OwnEffect(
            row["id"],
            row["realm_id"],
            row["effect"],
            row["act"],
            words_of(row["act"]).in_(language),
            row["item_kind"],
            row["item_id"],
            row["from_seq"],
            row["to_seq"],
            row["device"] or "",
            row["at"],
        )
        for row in rows[:limit]
    ]
    following = cursor(rows[limit - 1]["xid"], rows[limit - 1]["id"]) if len(rows) > limit else None
    return Page(items, following)
