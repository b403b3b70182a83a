"""Members found by their name, for lists of other rooms that show a name and nothing else of them.

The directory's terms say who may be meant. They hold posts and numbers too, which not everybody may ask for: so whoever
uses them holds each name found against the question.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from tocsin.kernel import text
from tocsin.kernel.beside import aside
from tocsin.kernel.db import Transaction
from tocsin.organisations.keeping import keyring_of
from tocsin.organisations.records import keys_of

# Each is found by key behind the fence, whatever the planner believes: see the directory's.
_NAMED = """
SELECT one.person_id, one.name, one.sort_key FROM (
    SELECT t.member_id AS id FROM member_term t WHERE t.organisation_id = $1 AND t.term = ANY ($2::bigint[])
    GROUP BY t.member_id HAVING count(*) = cardinality($2::bigint[])) named
CROSS JOIN LATERAL (SELECT m.person_id, m.name, m.sort_key FROM member m WHERE m.organisation_id = $1 AND m.id = named.id
    AND m.status IN ('active', 'suspended') OFFSET 0) one"""


class Named(msgspec.Struct, frozen=True):
    """Who may be called as a question says.

    ``sql`` gives ``person_id``, ``name`` and ``sort_key`` of an organisation's members, of ``$1`` the organisation and
    ``$2`` the ``tokens``; of its rows those count whose name :meth:`meeting` lets pass.
    """

    sql: str
    tokens: list[int]
    terms: frozenset[str]

    async def meeting(self, rows: Iterable[Any], most: int) -> list[Any]:
        """Return the first rows, ``most`` at most, whose ``name`` has all that was asked for."""

        def met() -> list[Any]:
            found = []
            for row in rows:
                if self.terms <= text.index_terms(row["name"]):
                    found.append(row)
                if len(found) == most:
                    break
            return found

        return await aside(met)


async def find_named(tx: Transaction, organisation_id: UUID, question: str) -> Named | None:
    """Return how to find members of an organisation by name, pinyin or initials; nothing for a question that asks nothing."""
    terms = frozenset(text.query_terms(question))
    if not terms:
        return None
    keys = await keys_of(tx, keyring_of(tx), organisation_id)
    return Named(_NAMED, keys.tokens(set(terms)), terms)
