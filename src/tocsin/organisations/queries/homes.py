"""What search finds in the actor's organisations: a page over one after the other."""

import re
from collections.abc import Awaitable, Callable
from uuid import UUID

from tocsin.kernel import text
from tocsin.kernel.errors import Invalid
from tocsin.kernel.paging import after, cursor
from tocsin.kernel.powers import decide
from tocsin.kernel.search import Asked, Hit, Section
from tocsin.organisations.powers import DIRECTORY_READ

PageOf = Callable[[UUID, str | None, int], Awaitable[tuple[list[Hit], str | None]]]
"""Reads a page in one organisation: after a cursor, so many, and the cursor of the next."""


async def find_in_homes(kind: str, asked: Asked, page_of: PageOf) -> Section:
    """Return a page of one kind, from the organisations whose directory the actor may read; without words nothing."""
    if not asked.q.strip():
        return Section(kind, [])
    homes = sorted(
        one for one, membership in asked.actor.memberships.items() if decide(membership, DIRECTORY_READ).allowed
    )
    behind = after(asked.after, tuple[UUID, str | None])
    if behind is not None:
        if behind[0] not in homes:
            raise Invalid(fields={"after": "unknown cursor"})
        homes = homes[homes.index(behind[0]) :]
    items: list[Hit] = []
    for home in homes:
        page_after = behind[1] if behind is not None and behind[0] == home else None
        room = asked.limit - len(items)
        if room == 0:
            return Section(kind, _by_name(items, asked.q), cursor(home, None))
        hits, following = await page_of(home, page_after, room)
        items += hits
        if following is not None:
            return Section(kind, _by_name(items, asked.q), cursor(home, following))
    return Section(kind, _by_name(items, asked.q))


def _by_name(hits: list[Hit], question: str) -> list[Hit]:
    """Put those first whose name answers best, whatever the organisation; others have a post, a company or a number like it."""
    patterns = [re.compile(one) for one in text.likeness(question)]

    def rank(hit: Hit) -> tuple[bool, int]:
        name = text.sort_key("".join(part.text for part in hit.title))
        found = (at for at, one in enumerate(patterns) if one.search(name))
        return not any(part.hit for part in hit.title), next(found, len(patterns))

    return sorted(hits, key=rank)
