"""Who looked at a person, or took their data out: when, why, and by which power."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.kernel.errors import Language
from tocsin.kernel.events import RECORDS, why_place
from tocsin.kernel.kept import Look
from tocsin.kernel.manifest import Room
from tocsin.kernel.paging import after, cursor
from tocsin.kernel.seal import Keyring
from tocsin.kernel.types import Actor, Page
from tocsin.organisations import door as organisations

_LATEST: Final = (1 << 62,)


class LookView(msgspec.Struct, frozen=True):
    """Somebody looked: ``text`` says at what, ``power`` by which, ``why`` the reason they gave.

    Names are told of organisations one belongs to; ``by`` is none where one has left, and ``organisation`` still says which.
    """

    id: int
    at: datetime
    kind: str
    text: str
    organisation_id: UUID
    organisation: str
    by: str | None
    by_id: UUID | None
    power: str | None
    why: str | None


async def find_looks(
    tx: Transaction,
    keyring: Keyring,
    rooms: Iterable[Room],
    actor: Actor,
    language: Language,
    *,
    page_after: str | None,
    limit: int,
) -> Page[LookView]:
    """Return a page of who looked at the actor, the newest first. What one did oneself is no look."""
    looks = {one.event.kind: one for room in rooms for one in room.looks}
    behind = after(page_after, tuple[int]) or _LATEST
    async with tx.as_worker(FOLLOW):
        rows = await tx.fetch(_statement(looks.values()), actor.person_id, *behind, limit + 1)
    shown = rows[:limit]
    homes = {home.id: home for home in await organisations.find_homes(tx, actor.person_id)}
    names = await _names(tx, actor, shown)
    whys = await _whys(tx, keyring, shown)
    items = [_view(row, looks[row["kind"]], homes, names, whys.get(row["id"]), language) for row in shown]
    return Page(items, cursor(items[-1].id) if len(rows) > limit else None)


def _statement(looks: Iterable[Look]) -> str:
    """Of each kind the newest, by an index over what stands for the person; then the newest of those."""
    parts = " UNION ALL ".join(_of_kind(one) for one in looks)
    return f"SELECT * FROM ({parts}) x ORDER BY id DESC LIMIT $3"  # noqa: S608


def _of_kind(one: Look) -> str:
    # S608: kinds and statements are written in our own manifests.
    return (
        "(SELECT e.id, e.at, e.realm_id, e.kind, e.actor_id, e.subject_id, e.why, e.why_sealed"  # noqa: S608
        f" FROM ({one.subjects}) s CROSS JOIN LATERAL (SELECT * FROM event e"
        f" WHERE e.{one.by} = s.id AND e.kind = '{one.event.kind}' AND e.audited AND e.id < $2"
        " AND (s.since IS NULL OR e.at >= s.since) AND (s.until IS NULL OR e.at <= s.until)"
        f" AND e.actor_id IS DISTINCT FROM $1 AND {one.where} ORDER BY e.id DESC LIMIT $3) e"
        " ORDER BY e.id DESC LIMIT $3)"
    )


async def _names(tx: Transaction, actor: Actor, rows: Sequence[Any]) -> dict[tuple[UUID, UUID], str]:
    """Return what those who looked are called in the organisations the actor belongs to; of others nobody is named."""
    asked: dict[UUID, set[UUID]] = {}
    for row in rows:
        if row["actor_id"] is not None and row["realm_id"] in actor.memberships:
            asked.setdefault(row["realm_id"], set()).add(row["actor_id"])
    found = {}
    for realm_id, people in asked.items():
        for person_id, here in (await organisations.names(tx, realm_id, people)).items():
            found[realm_id, person_id] = here.name
    return found


async def _whys(tx: Transaction, keyring: Keyring, rows: Sequence[Any]) -> dict[int, str]:
    opened = {}
    for row in rows:
        if row["why_sealed"] is not None:
            key = await keyring.record_key(tx, row["realm_id"], RECORDS)
            opened[row["id"]] = key.open_text(
                row["why_sealed"], why_place(row["realm_id"], row["subject_id"], row["at"])
            )
        elif row["why"] is not None:
            opened[row["id"]] = row["why"]
    return opened


def _view(
    row: Any,
    look: Look,
    homes: dict[UUID, organisations.Home],
    names: dict[tuple[UUID, UUID], str],
    why: str | None,
    language: Language,
) -> LookView:
    home = homes.get(row["realm_id"])
    by = names.get((row["realm_id"], row["actor_id"]))
    return LookView(
        row["id"],
        row["at"],
        row["kind"],
        look.text.in_(language),
        row["realm_id"],
        home.name if home else "",
        by,
        row["actor_id"] if by is not None else None,
        look.event.power.words.in_(language) if look.event.power else None,
        why,
    )
