"""Playing the script in the loader's transaction: the conversations are made, said and read as by people."""

import re
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from tocsin.effects.door import Effect, Entry, record
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.ids import PLATFORM
from tocsin.messaging.actions.ledger import ITEM, Draft, Ledger, lock, moment, write
from tocsin.messaging.actions.making import Plan, make, sit
from tocsin.messaging.actions.membership import Change, apply
from tocsin.messaging.actions.office import office_of
from tocsin.messaging.rules.shapes import MessageEvent, Quote
from tocsin.messaging.sample.rules import NAMED, SCENES, Scene
from tocsin.organisations import door as organisations

_OF_DEPARTMENT: Final = (
    "SELECT c.id FROM conversation c JOIN department d ON d.id = c.department_id"
    " WHERE c.realm_id = $1 AND d.name = $2 AND d.parent_id IS NULL"
)
_SEATED: Final = (
    "SELECT person_id, since_seq FROM conversation_member WHERE conversation_id = $1 AND until_version IS NULL"
    " ORDER BY person_id"
)
_READ: Final = (
    "UPDATE conversation_member m SET read_seq = r.seq FROM unnest($2::uuid[], $3::bigint[]) AS r(person_id, seq)"
    " WHERE m.conversation_id = $1 AND m.person_id = r.person_id AND m.until_version IS NULL"
)
_EARLIER: Final = (
    "UPDATE conversation SET created_at = $2, last_at = $2 WHERE realm_id = $1",
    "UPDATE conversation_member SET at = $2 WHERE realm_id = $1",
    "UPDATE message SET at = $2 WHERE realm_id = $1",
)
AGE: Final = timedelta(days=7)
DEVICES: Final = ("Chrome · Windows", "iPhone", "Android", "Edge · Windows")
BEHIND: Final = 3


async def play(tx: Transaction, event: organisations.SampleLoaded) -> None:
    """Let the cast talk, where there is a crowd to listen: tests have conversations of their own."""
    if not event.crowd:
        return
    context, end = office_of(tx).context, moment()
    for statement in _EARLIER:
        # The groups of the departments were made a moment ago; the cast has talked in them for days.
        await tx.fetch(statement, event.realm_id, end - AGE)
    for scene in SCENES:
        stage = _Stage(tx, context, event, scene, end)
        ledger = await stage.open()
        await stage.speak(ledger)
        await stage.read(ledger)


class _Stage:
    def __init__(
        self, tx: Transaction, context: Context, event: organisations.SampleLoaded, scene: Scene, end: datetime
    ) -> None:
        self.tx = tx
        self.context = context
        self.school = event.realm_id
        self.cast = event.cast
        self.scene = scene
        self.end = end
        self.said: list[MessageEvent] = []

    async def open(self) -> Ledger:
        """Find the department's group, or make the conversation shortly before its first line."""
        at = self.end - timedelta(minutes=self.scene.lines[0][0] + 1)
        if self.scene.department is not None:
            rows = await self.tx.fetch(_OF_DEPARTMENT, self.school, self.scene.department)
            return (await lock(self.tx, [rows[0]["id"]]))[rows[0]["id"]]
        people = [self.cast[key] for key in self.scene.people]
        if self.scene.group is None:
            return await self._open_direct(people, at)
        key = await self.context.keyring.new_data_key(self.tx, [self.school])
        plan = Plan("group", self.school, key, self.scene.group, people[0])
        (ledger,) = await make(self.tx, [plan], at)
        await apply(self.tx, self.context, [Change(ledger, add=people, by=people[0], came="created")], at)
        return ledger

    async def _open_direct(self, people: list[UUID], at: datetime) -> Ledger:
        key = await self.context.keyring.new_data_key(self.tx, [PLATFORM])
        (ledger,) = await make(self.tx, [Plan("direct", PLATFORM, key, people=(people[0], people[1]))], at)
        await sit(self.tx, ledger, people, at)
        return ledger

    async def speak(self, ledger: Ledger) -> None:
        """Say every line at its time."""
        for number, (minutes, speaker, line) in enumerate(self.scene.lines):
            quoting = re.match(r">(\d+) ", line)
            said = self.said[int(quoting[1])] if quoting else None
            text = line[quoting.end() :] if quoting else line
            draft = Draft(
                ledger,
                "text",
                self.cast[speaker],
                DEVICES[number % len(DEVICES)],
                "send",
                text=text,
                mentions=tuple(self.cast[key] for name, key in NAMED.items() if f"@{name}" in text),
                quote=Quote(said.seq, said.sender_id, said.text) if said and said.sender_id and said.text else None,
            )
            self.said += await write(self.tx, self.context.keyring, [draft], self.end - timedelta(minutes=minutes))

    async def read(self, ledger: Ledger) -> None:
        """Let a part of the members read to the end, and the others to shortly before it; speakers read what they saw."""
        rows = await self.tx.fetch(_SEATED, ledger.id)
        spoke = {event.sender_id: event.seq for event in self.said}
        last = self.said[-1].seq
        marks: list[tuple[UUID, int, int]] = []
        for number, row in enumerate(rows):
            whole = number < round(len(rows) * self.scene.read)
            seq = last if whole else max(spoke.get(row["person_id"], 0), last - BEHIND)
            if seq > row["since_seq"]:
                marks.append((row["person_id"], row["since_seq"] + 1, seq))
        await self.tx.fetch(_READ, ledger.id, [mark[0] for mark in marks], [mark[2] for mark in marks])
        await record(
            self.tx, self.context.keyring, [self._entry(ledger, number, mark) for number, mark in enumerate(marks)]
        )

    def _entry(self, ledger: Ledger, number: int, mark: tuple[UUID, int, int]) -> Entry:
        person_id, first, seq = mark
        said = next(event for event in self.said if event.seq == seq or event is self.said[-1])
        later = timedelta(seconds=20 + 47 * number % 900)
        return Entry(
            realm_id=ledger.realm_id,
            effect=Effect.CONFIRMED,
            act="read",
            item_kind=ITEM,
            item_id=ledger.id,
            actor_id=person_id,
            at=min(said.at + later, self.end),
            device=DEVICES[number % len(DEVICES)],
            from_seq=first,
            to_seq=seq,
        )
