"""The operator's desk: acts of the platform's own realm, searched and taken out, which is an act itself.

What is done inside an organisation is its own business, and stands at its own desk.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

import msgspec

from tocsin.accounts.actions.operating import find_account
from tocsin.accounts.events import ActsTaken
from tocsin.effects.door import content_of, prove_acts
from tocsin.kernel.acts import Recorded, Sought, walk_acts
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.kernel.errors import Invalid, NotFound
from tocsin.kernel.events import Change
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.spreadsheets import as_csv

Form = Literal["json", "csv", "bundle"]
TAKEN: Final = 20_000
"""Acts in one file: the newest of a search."""
PROVED: Final = 1_000
"""Acts in one bundle."""
_NAMES: Final = "SELECT person_id, name FROM profile WHERE person_id = ANY ($1::uuid[])"
_HEADINGS: Final = ("number", "time", "act", "done by", "done to", "name", "reason", "changes", "details")


class Asked(msgspec.Struct, frozen=True):
    """Which acts: of one ``kind``, ``by`` an account, ``about`` one (phone, login name, handle or id), from ``since`` to
    before ``until``."""

    kind: str | None = None
    by: str | None = None
    about: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class PlatformAct(msgspec.Struct, frozen=True):
    """An act of the platform's realm. Without ``actor_id`` the operator did it; ``name`` is that of the account it was done to."""

    id: int
    at: datetime
    kind: str
    actor_id: UUID | None
    subject_id: UUID | None
    name: str | None
    why: str | None
    changes: list[Change]
    details: dict[str, Any]


async def take_acts(context: Context, asked: Asked, form: Form) -> bytes:
    """Return the acts of a search as a file, the newest first, and record that they were taken.

    Raises ``AccountUnknown``, :class:`Invalid` for times without a zone, :class:`NotFound` where there is no act to prove.
    """
    if any(at is not None and at.tzinfo is None for at in (asked.since, asked.until)):
        raise Invalid(fields={"since": "a moment with its zone"})
    by = None if asked.by is None else (await find_account(context, asked.by)).id
    about = None if asked.about is None else (await find_account(context, asked.about)).id
    kinds = None if asked.kind is None else [asked.kind]
    sought = Sought(kinds, by, asked.since, asked.until, None if about is None else [about])
    async with context.db.working(FOLLOW) as tx:
        limit = PROVED if form == "bundle" else TAKEN
        walk = walk_acts(tx, context.keyring, PLATFORM, sought, limit=limit)
        acts = [act async for page in walk for act in await _named(tx, page)]
        await tx.emit(
            ActsTaken(
                act=asked.kind,
                by=by,
                about=about,
                since=asked.since,
                until=asked.until,
                form=form,
                acts=len(acts),
            )
        )
        if form == "bundle":
            return await _prove(tx, context, acts)
    if form == "csv":
        return as_csv(_HEADINGS, [_cells(act) for act in acts])
    return msgspec.json.format(msgspec.json.encode(acts), indent=2)


async def _prove(tx: Transaction, context: Context, acts: Sequence[PlatformAct]) -> bytes:
    if not acts:
        raise NotFound
    said = {act.id: content_of(act.kind, act.subject_id, act.why, act.changes, act.details) for act in acts}
    return msgspec.json.encode(await prove_acts(tx, context.keyring, PLATFORM, said, {}))


async def _named(tx: Transaction, acts: Sequence[Recorded]) -> list[PlatformAct]:
    subjects = list({act.subject_id for act in acts if act.subject_id is not None})
    names = {row["person_id"]: row["name"] for row in await tx.fetch(_NAMES, subjects)}
    return [
        PlatformAct(
            act.id,
            act.at,
            act.kind,
            act.actor_id,
            act.subject_id,
            None if act.subject_id is None else names.get(act.subject_id),
            act.why,
            act.changes,
            act.body,
        )
        for act in acts
    ]


def _cells(act: PlatformAct) -> list[str]:
    def said(value: Any) -> str:
        return msgspec.json.encode(value).decode() if value else ""

    ids = ["" if one is None else str(one) for one in (act.actor_id, act.subject_id)]
    return [
        *(str(act.id), act.at.isoformat(), act.kind, *ids, act.name or "", act.why or ""),
        *(said(act.changes), said(act.details)),
    ]
