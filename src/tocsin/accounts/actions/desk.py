"""The operator's desk: acts of the platform's own realm, searched and taken out, which is an act itself.

What is done inside an organisation is its own business, and stands at its own desk.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

import msgspec

from tocsin.accounts.actions.operating import find_account
from tocsin.accounts.events import ActsTaken
from tocsin.accounts.rules import chart
from tocsin.effects.door import content_of, prove_acts
from tocsin.kernel.acts import Recorded, Sought, count_acts, powers_of, walk_acts
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.kernel.errors import Invalid, NotFound
from tocsin.kernel.events import Change
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.spreadsheets import as_csv

Form = Literal["json", "csv", "bundle", "chart"]
TAKEN: Final = 20_000
"""Acts in one file: the newest of a search."""
PROVED: Final = 1_000
"""Acts in one bundle."""
_NAMES: Final = "SELECT person_id, name FROM profile WHERE person_id = ANY ($1::uuid[])"
_HEADINGS: Final = ("number", "time", "act", "done by", "done to", "name", "reason", "changes", "details")


class Asked(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which acts: of one ``kind``, or those that take a ``power``; ``by`` an account, ``about`` one (phone, login name, handle
    or id) or anything else an act names (its id); from ``since`` to before ``until``, or of the last so many ``days``."""

    kind: str | None = None
    power: str | None = None
    by: str | None = None
    about: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    days: int | None = None


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


async def take_acts(context: Context, asked: Asked, form: Form, zone: str = "UTC") -> bytes:
    """Return the acts of a search as a file, the newest first, and record that they were taken.

    As a ``chart`` they are counted: over the days of a time ``zone``, and by kind. Raises ``AccountUnknown``,
    :class:`Invalid` for times without a zone, a power or a zone that there is not, :class:`NotFound` where there is no act to
    prove.
    """
    sought = await _sought(context, asked)
    acts: list[PlatformAct] = []
    async with context.db.working(FOLLOW) as tx:
        if form == "chart":
            counted = await count_acts(tx, PLATFORM, sought, zone)
            await _record(tx, asked, sought, form, sum(one.acts for one in counted))
            return chart((one.day, one.kind, one.acts) for one in counted).encode()
        limit = PROVED if form == "bundle" else TAKEN
        async for page in walk_acts(tx, context.keyring, PLATFORM, sought, limit=limit):
            acts += await _named(tx, page)
        await _record(tx, asked, sought, form, len(acts))
        if form == "bundle":
            return await _prove(tx, context, acts)
    if form == "csv":
        return as_csv(_HEADINGS, [_cells(act) for act in acts])
    return msgspec.json.format(msgspec.json.encode(acts), indent=2)


async def _sought(context: Context, asked: Asked) -> Sought:
    if any(at is not None and at.tzinfo is None for at in (asked.since, asked.until)):
        raise Invalid(fields={"since": "a moment with its zone"})
    kinds = None if asked.kind is None else [asked.kind]
    if asked.power is not None:
        powers = powers_of(context.rooms)
        if asked.power not in powers.values():
            raise Invalid(fields={"power": f"one of {', '.join(sorted({one for one in powers.values() if one}))}"})
        kinds = [kind for kind, power in powers.items() if power == asked.power and asked.kind in (None, kind)]
    by = None if asked.by is None else (await find_account(context, asked.by)).id
    about = None if asked.about is None else [await _thing(context, asked.about)]
    since = asked.since if asked.days is None else now() - timedelta(days=asked.days)
    return Sought(kinds, by, since, asked.until, about)


async def _thing(context: Context, which: str) -> UUID:
    """Return the id of whatever an act may name; what is none names an account."""
    try:
        return UUID(which)
    except ValueError:
        return (await find_account(context, which)).id


async def _record(tx: Transaction, asked: Asked, sought: Sought, form: Form, acts: int) -> None:
    await tx.emit(
        ActsTaken(
            act=asked.kind,
            needs=asked.power,
            by=sought.by,
            about=sought.about[0] if sought.about else None,
            since=sought.since,
            until=sought.until,
            form=form,
            acts=acts,
        )
    )


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
