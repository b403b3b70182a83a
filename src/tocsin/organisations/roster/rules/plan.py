"""A plan of an import: what becomes of every row, and what it is made against."""

from collections.abc import Mapping
from typing import Any, Final, Literal
from uuid import UUID

import msgspec

from tocsin.organisations.roster.refusals import Reason
from tocsin.organisations.roster.rules.paths import Path, Tree
from tocsin.organisations.roster.rules.reading import Line

Outcome = Literal["make", "change", "same", "refuse"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("make", "change", "same", "refuse")


class Known(msgspec.Struct):
    """A member the organisation has (invited, active or suspended; who has left does not count).

    ``placements`` maps department ids to the post held there ("" for none), ``post`` counts for who is in none.
    """

    member_id: UUID
    name: str
    phone: str | None
    placements: dict[UUID, str]
    post: str = ""
    work_no: str | None = None
    email: str | None = None
    manager_id: UUID | None = None
    kind: str = "employee"
    heads: frozenset[UUID] = frozenset()
    protected: bool = False
    """A main admin, whom the importer, being none, may not change."""


class Organisation(msgspec.Struct):
    """What a reading is compared with. ``department_paths`` are by id."""

    tree: Tree
    department_paths: Mapping[UUID, Path]
    members: list[Known]


class Change(msgspec.Struct, frozen=True):
    """One field of a member, from what it is to what it will be, as people read it."""

    field: str
    before: str
    after: str


class Planned(msgspec.Struct):
    """What becomes of one row.

    ``placements`` is the whole outcome (path and post; the empty path is the organisation itself), ``manager`` the key
    of the manager in the outcome: see :func:`key_of`. Both are None where nothing changes about them.
    """

    line: Line
    outcome: Outcome = "same"
    member_id: UUID | None = None
    placements: tuple[tuple[Path, str], ...] | None = None
    manager: str | None = None
    changes: tuple[Change, ...] = ()
    reasons: tuple[Reason, ...] = ()


class Plan(msgspec.Struct):
    """Every row with its outcome, and the departments to be made, parents first.

    ``asked`` counts the numbers in the file that the importer could not read of a member; ``confirmed`` are the members
    whose numbers some of them turned out to be.
    """

    rows: list[Planned]
    departments: list[Path]
    asked: int = 0
    confirmed: tuple[UUID, ...] = ()

    def counts(self) -> dict[str, int]:
        """How many rows have each outcome."""
        counts: dict[str, int] = dict.fromkeys(OUTCOMES, 0)
        for row in self.rows:
            counts[row.outcome] += 1
        return counts

    def essence(self) -> list[Any]:
        """What the plan would do, without what it only shows: two plans with one essence do the same."""
        return [
            [row.line.row, row.outcome, row.member_id, row.placements, row.manager, row.changes]
            for row in self.rows
            if row.outcome in ("make", "change")
        ]


def key_of(phone: str | None, member_id: UUID | None) -> str:
    """Name a person of the outcome: by phone number, which new and old have, or by id who has none."""
    return phone if phone is not None else f"member {member_id}"
