"""Who joins a group that a conversation of a file becomes. It opens what was said there to them: a name is not enough unless
the importer says so.
"""

from collections.abc import Iterable
from typing import Literal
from uuid import UUID

import msgspec

from tocsin.messaging.imports.rules.matching import Match
from tocsin.messaging.rules.standing import ADD_LIMIT

Members = Literal["none", "marks", "names"]
"""Nobody; those whom a phone, a work number, or an e-mail with the name names; those too whom only their name names."""


class Joining(msgspec.Struct, frozen=True):
    """Who of a conversation could join besides the importer: ``names`` are those whom nothing but their name names."""

    marks: list[UUID]
    names: list[UUID]

    def by(self, members: Members) -> list[UUID]:
        """Return who joins by a choice."""
        return {"none": [], "marks": self.marks, "names": [*self.marks, *self.names]}[members]


def joining_of(matches: Iterable[Match], importer: UUID) -> Joining:
    """Return who could join, each once, by the best that names them; at most as many as a group is made with."""
    marked: dict[UUID, bool] = {}
    for one in matches:
        if one.person_id != importer:
            marked[one.person_id] = marked.get(one.person_id, False) or one.by != "name"
    most = ADD_LIMIT - 1
    marks = [person for person, mark in marked.items() if mark][:most]
    return Joining(marks, [person for person, mark in marked.items() if not mark][: most - len(marks)])
