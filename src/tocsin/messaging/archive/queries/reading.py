"""What a conversation holds for whoever exports it, page by page.

As somebody in it: their own unit of work, which shows what the chat shows them, from their joining on. By the power:
as the following worker, once the reach of the power over that very group is decided, in each unit of work anew.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

import msgspec

from tocsin.effects.door import find_handled
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.seal import DataKey
from tocsin.kernel.types import Actor, Page
from tocsin.messaging.archive.powers import CONVERSATION_EXPORT
from tocsin.messaging.archive.rules.limits import MESSAGES_MOST
from tocsin.messaging.archive.rules.record import Entry, Way
from tocsin.messaging.queries.conversations import find_names
from tocsin.messaging.queries.facts import COLUMNS, QUOTED, SHOWN, find_confirmed, find_pressed, name_place, shown
from tocsin.messaging.queries.files import weigh
from tocsin.messaging.queries.history import get_stay, last_before, spoken_of
from tocsin.messaging.queries.people import find_faces
from tocsin.messaging.queries.register import Asked, GroupRow, check_groups, find_register
from tocsin.messaging.queries.revisions import revision_place
from tocsin.messaging.rules.groups import role_of
from tocsin.messaging.rules.leaving import check_exporting
from tocsin.messaging.rules.shapes import SAID, Fact, Kind, People, Revision
from tocsin.organisations import door as organisations

_GROUP: Final = "SELECT realm_id, kind, data_key_id, last_seq, name_sealed FROM conversation WHERE id = $1"
_SIZE: Final = f"""
SELECT count(*) AS messages, array_agg(seq) FILTER (WHERE carries IN ('files', 'voice', 'merged', 'sticker')) AS holding FROM (
    SELECT f.seq, f.carries FROM message f
    WHERE f.conversation_id = $1 AND f.seq > $2 AND f.seq <= $3 AND {SHOWN.format(of="f")}
    ORDER BY f.seq LIMIT {MESSAGES_MOST + 1}
) x
"""  # noqa: S608
_PAGE: Final = f"""
SELECT {COLUMNS} FROM message f{QUOTED}
WHERE f.conversation_id = $1 AND f.seq > $2 AND f.seq <= $3 AND {SHOWN.format(of="f")} ORDER BY f.seq LIMIT $4
"""  # noqa: S608
_REVISIONS: Final = (
    "SELECT seq, number, body_sealed, at FROM message_revision WHERE conversation_id = $1 AND seq = ANY ($2::bigint[])"
    " ORDER BY seq, number"
)


class Subject(msgspec.Struct, frozen=True):
    """A conversation as it is exported: what of it the exporter sees is after ``since_seq``, up to ``last_seq``."""

    id: UUID
    way: Way
    realm_id: UUID
    kind: Kind
    name: str
    data_key_id: UUID
    since_seq: int
    last_seq: int


class ExportSize(msgspec.Struct, frozen=True):
    """How much an export would hold: messages and other facts that are shown, files, and the bytes of the files."""

    messages: int
    files: int
    bytes: int


class Span(msgspec.Struct, frozen=True):
    """The facts of a period, ``first < seq <= last``, and how much they are."""

    first: int
    last: int
    size: ExportSize


class GroupChoice(msgspec.Struct, frozen=True):
    """A group that may be exported; ``above`` names the departments over that of a department's group, from the top."""

    id: UUID
    kind: Literal["group", "department"]
    name: str
    above: list[str]
    owner: str
    members: int
    last_at: datetime
    open: bool


class PageRead(msgspec.Struct, frozen=True):
    """Some facts in their order, and whom they speak of."""

    entries: list[Entry]
    people: People


async def find_groups(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, q: str, after: str | None, limit: int
) -> Page[GroupChoice]:
    """Return a page of the groups within the reach of the actor's power; with ``q`` those whose names hold it."""
    page = await find_register(tx, context, actor, organisation_id, Asked(q=q), after, limit, power=CONVERSATION_EXPORT)
    above = await _above(tx, organisation_id, {row.department_id for row in page.items if row.department_id})

    def choice(row: GroupRow) -> GroupChoice:
        fields = {name: getattr(row, name) for name in GroupChoice.__struct_fields__ if name != "above"}
        return GroupChoice(**fields, above=above.get(row.department_id, []))

    return Page([choice(row) for row in page.items], page.next)


async def _above(tx: Transaction, organisation_id: UUID, departments: set[UUID]) -> dict[UUID | None, list[str]]:
    """Return the names over each department, from the top down: many are called alike. Hidden ones are not told."""
    if not departments:
        return {}
    here = await organisations.department_names(tx, organisation_id, departments)
    over = await organisations.department_names(tx, organisation_id, {one for d in here.values() for one in d.path})
    return {
        one: [over[up].name for up in department.path if up != one and up in over and not over[up].hidden]
        for one, department in here.items()
    }


async def get_subject(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, organisation_id: UUID | None
) -> Subject:
    """Return what the actor may export: a conversation they are in, or with an organisation one of its groups within
    the reach of their power. Raises :class:`NotFound`, alike for what is not there, and ``ExportingClosed`` where the group
    does not let its members; against the power of the organisation a group sets nothing.
    """
    if organisation_id is None:
        stay = await get_stay(tx, conversation_id, actor.person_id)
        if stay["kind"] != "direct":
            check_exporting(stay["exporting"], role_of(stay["owner_id"], actor.person_id, stay["admin"]))
        name = (await find_names(tx, context.keyring, actor.person_id, [conversation_id])).get(conversation_id, "")
        kept = (stay["realm_id"], stay["kind"], name, stay["data_key_id"], stay["since_seq"], stay["last_seq"])
        return Subject(conversation_id, "member", *kept)
    await check_groups(tx, actor, organisation_id, [conversation_id], CONVERSATION_EXPORT)
    async with tx.as_worker(FOLLOW):
        rows = await tx.fetch(_GROUP, conversation_id)
    if not rows:
        raise NotFound
    row = rows[0]
    key = await context.keyring.data_key(tx, row["data_key_id"])
    name = key.open_text(row["name_sealed"], name_place(conversation_id)) if row["name_sealed"] else ""
    kept = (row["realm_id"], row["kind"], name, row["data_key_id"], 0, row["last_seq"])
    return Subject(conversation_id, "power", *kept)


@asynccontextmanager
async def seeing(tx: Transaction, way: Way) -> AsyncIterator[None]:
    """Read what the way shows: as the actor, or as the worker."""
    if way == "member":
        yield
        return
    async with tx.as_worker(FOLLOW):
        yield


async def find_span(tx: Transaction, subject: Subject, since: datetime | None, until: datetime | None) -> Span:
    """Return the facts of a period (``since`` included, ``until`` not), and how much they and their files are."""
    async with seeing(tx, subject.way):
        first, last = subject.since_seq, subject.last_seq
        if since is not None:
            first = max(first, await last_before(tx, subject.id, since, subject.last_seq))
        if until is not None:
            last = await last_before(tx, subject.id, until, subject.last_seq)
        (row,) = await tx.fetch(_SIZE, subject.id, first, last)
    weight = await weigh(tx, subject.id, row["holding"] or [])
    return Span(first, last, ExportSize(row["messages"], weight.files, weight.size))


async def read_page(
    tx: Transaction, context: Context, actor: Actor, subject: Subject, after: int, last: int, limit: int
) -> PageRead:
    """Return the next facts, as they are now. The number of queries does not depend on how many there are.

    How many confirmed a message is its sender's to know, and that of whoever exports by the power.
    """
    async with seeing(tx, subject.way):
        rows = await tx.fetch(_PAGE, subject.id, after, last, limit)
        keys = await context.keyring.data_keys(tx, [subject.data_key_id])
        key = keys.get(subject.data_key_id)
        facts = [shown(row, subject.id, key, subject.since_seq, me=actor.person_id) for row in rows]
        counted = [
            fact for fact in facts if fact.kind in SAID and (subject.way == "power" or fact.delivered is not None)
        ]
        audiences = {row["seq"]: row["audience"] for row in rows}
        await _count(tx, subject.id, counted, audiences)
        revisions = await _revisions(tx, subject.id, facts, key)
    people = await find_faces(tx, spoken_of(facts), subject.realm_id)
    return PageRead([Entry(fact, revisions.get(fact.seq, [])) for fact in facts], people)


async def _count(tx: Transaction, conversation_id: UUID, facts: list[Fact], audiences: dict[int, int]) -> None:
    places = [(fact.seq, fact.sender_id) for fact in facts]
    confirmed = await find_confirmed(tx, conversation_id, places)
    handled = await find_handled(tx, conversation_id, places)
    pressed = await find_pressed(tx, conversation_id, [fact.seq for fact in facts if fact.confirm])
    for fact, read in zip(facts, confirmed, strict=True):
        count = pressed.get(fact.seq, 0) if fact.confirm else read
        fact.delivered, fact.confirmed, fact.handled = audiences[fact.seq], count, handled.get(fact.seq, 0)


async def _revisions(
    tx: Transaction, conversation_id: UUID, facts: list[Fact], key: DataKey | None
) -> dict[int, list[Revision]]:
    edited = [fact.seq for fact in facts if fact.edited_at is not None and fact.text is not None]
    found: dict[int, list[Revision]] = {}
    if not edited or key is None:
        return found
    rows: list[Any] = await tx.fetch(_REVISIONS, conversation_id, edited)
    for row in rows:
        if row["body_sealed"] is not None:
            text = key.open_text(row["body_sealed"], revision_place(conversation_id, row["seq"], row["number"]))
            found.setdefault(row["seq"], []).append(Revision(text, row["at"]))
    return found
