"""Entering what was read: attested by a person, done by a job in chunks, each a unit of work.

What is entered is nobody's sending. A message has no sender, takes the moment it was entered, and says whose words it is and
when they were written as the file states it (``origin``), and from where. The log of effects holds one act a chunk: that the
importer entered these positions with this content; no message is said to have been delivered.
"""

import asyncio
from collections.abc import Iterable
from typing import Final
from uuid import UUID

import msgspec
import structlog

from tocsin.effects.door import Effect, Entry
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import FLUSH, FOLLOW, Transaction
from tocsin.kernel.errors import Invalid, NotFound, Refusal
from tocsin.kernel.events import Change
from tocsin.kernel.jobs import PASSING
from tocsin.kernel.powers import authorise
from tocsin.kernel.seal import DataKey, Realm
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.ledger import ITEM, Draft, Ledger, moment, write
from tocsin.messaging.actions.making import make_group
from tocsin.messaging.actions.seats import lock_group, show_again
from tocsin.messaging.events import called
from tocsin.messaging.imports.actions.reading import fail, get_importer, importer_of, joining_in, key_of, read_file
from tocsin.messaging.imports.actions.uploading import Work, go_on, show_progress
from tocsin.messaging.imports.events import ConversationImportAttested, ConversationImportDone
from tocsin.messaging.imports.powers import CONVERSATION_IMPORT
from tocsin.messaging.imports.queries import (
    RECORDS,
    Chosen,
    Stored,
    Target,
    file_name_of,
    find_candidates,
    find_known,
    find_work,
    get_import,
    import_place,
    making_of,
    preview_of,
)
from tocsin.messaging.imports.refusals import ImportFailed, ImportNothingChosen, ImportNotReady
from tocsin.messaging.imports.rules.joining import Joining
from tocsin.messaging.imports.rules.matching import Match, match
from tocsin.messaging.imports.rules.model import Author, Channel, Reading, Said, named
from tocsin.messaging.queries.conversations import find_names
from tocsin.messaging.rules.content import Carried, Origin
from tocsin.messaging.rules.groups import check_owner
from tocsin.messaging.rules.shapes import QUOTE_LIMIT, Quote
from tocsin.organisations import door as organisations

log = structlog.get_logger()
CHUNK: Final = 200
_encode = msgspec.json.Encoder(order="sorted").encode
_ATTEST: Final = """
UPDATE conversation_import SET state = 'applying', chosen = $2, total = $3, done = 0, basis = $4, basis_note_sealed = $5,
       attested_at = $6 WHERE id = $1"""
_GOING: Final = (
    "UPDATE conversation_import SET done = least(total, done + $2) WHERE id = $1 AND state = 'applying' RETURNING id"
)
_DONE: Final = """
UPDATE conversation_import SET state = 'done', finished_at = $2, data_key_id = NULL, blob_name = NULL
WHERE id = $1 AND state = 'applying' RETURNING id"""
_WRITE_DOWN: Final = """
INSERT INTO imported_message (conversation_id, seq, realm_id, import_id, key, person_id)
SELECT $1, n.seq, $2, $3, n.key, n.person_id FROM unnest($4::bigint[], $5::bytea[], $6::uuid[]) n(seq, key, person_id)"""
_SEATED: Final = "SELECT person_id FROM conversation_member WHERE conversation_id = $1 AND until_version IS NULL"


async def attest(
    tx: Transaction,
    context: Context,
    actor: Actor,
    organisation_id: UUID,
    import_id: UUID,
    chosen: Chosen,
    basis: organisations.Basis,
    note: str | None,
    *,
    attested: bool,
) -> None:
    """Have conversations of a file entered, on the importer's word that there is a legal basis for it.

    Raises ``AttestationNeeded``, ``BasisNoteNeeded``, ``Unfit``, :class:`ImportNotReady`, :class:`ImportNothingChosen`,
    :class:`NotFound` and ``NotTheOwner`` for a group that is not the importer's, ``Closed``.
    """
    note = organisations.check_basis(basis, note, attested=attested)
    stored = await get_import(tx, actor, organisation_id, import_id, lock=True)
    key = await context.keyring.record_key(tx, organisation_id, RECORDS)
    preview = preview_of(stored, key)
    if stored.state != "ready" or preview is None:
        raise ImportNotReady
    new = {one.key: one.new for one in preview.channels}
    keys = [one.key for one in chosen.targets]
    if len(set(keys)) < len(keys) or not new.keys() >= set(keys):
        raise Invalid(fields={"channels": "conversations of the file, each once"})
    messages = sum(new[one] for one in keys)
    if not messages:
        raise ImportNothingChosen
    for one in chosen.targets:
        if one.into is not None:
            await _own(tx, context, actor, organisation_id, one.into)
    sealed = None if note is None else key.seal_text(note, import_place("basis_note", import_id))
    await tx.fetch(_ATTEST, import_id, msgspec.to_builtins(chosen), messages, basis, sealed, now())
    await tx.emit(
        ConversationImportAttested(
            realm_id=organisation_id,
            subject_id=import_id,
            person_id=actor.person_id,
            source=stored.source or "",
            basis=basis,
            channels=len(keys),
            messages=messages,
            joining=chosen.members,
            why=note,
            changes=_named(stored, key, (one.name for one in preview.channels if one.key in keys)),
        )
    )
    await go_on(tx, context, import_id, "applying")


def _named(stored: Stored, key: DataKey, groups: Iterable[str]) -> tuple[Change, ...]:
    """Return what the log says of an import by name: its file, and the groups."""
    return (*called(stored.realm_id, file_name_of(stored, key)), Change("groups", None, tuple(groups)))


async def _own(tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, conversation_id: UUID) -> Ledger:
    """Lock a group of the organisation that the actor owns and that has not ended; the actor may still import."""
    async with tx.as_worker(FLUSH):
        group = await lock_group(tx, context, actor, conversation_id, by_hand=True)
    if group.ledger.realm_id != organisation_id:
        raise NotFound
    authorise(group.actor, CONVERSATION_IMPORT, organisation_id, ancestry=frozenset())
    check_owner(group.role)
    return group.ledger


async def apply_import(context: Context, work: Work) -> None:
    """The job that enters an attested import. Cut short, it goes on where it stopped; run twice, it enters nothing twice."""
    async with context.db.working(FOLLOW) as tx:
        stored = await find_work(tx, work.import_id)
    if stored is None or stored.state != "applying":
        return
    try:
        await _Run(context, stored).apply()
    except PASSING:
        raise
    except _Stopped:
        return
    except Exception as error:
        await fail(context, stored, error)
        if not isinstance(error, Refusal):
            log.exception("messaging.import_failed", import_id=str(stored.id))


class _Stopped(Exception):
    """The importer stopped the import."""


class _Run:
    """One run over one file."""

    def __init__(self, context: Context, stored: Stored) -> None:
        self.context = context
        self.stored = stored
        self.groups: list[UUID] = []
        self.reading: Reading
        self.realm: Realm
        self.authors: dict[str, Author] = {}
        self.matches: dict[str, Match] = {}
        self.shown: dict[str, Joining] = {}
        self.by_key: dict[str, Said] = {}
        """The messages of the conversation that is being entered."""

    async def apply(self) -> None:
        """Enter every chosen conversation, then close the import."""
        context, stored = self.context, self.stored
        actor = await importer_of(context, stored)
        self.reading = await read_file(context, stored)
        async with context.db.acting(actor) as tx:
            candidates = await find_candidates(tx, context.keyring, actor, stored.realm_id)
            self.realm = await context.keyring.realm(tx, stored.realm_id)
            preview = preview_of(stored, await context.keyring.record_key(tx, stored.realm_id, RECORDS))
        if preview is None:
            raise ImportFailed
        self.shown = preview.joining
        self.authors = {one.key: one for one in named(self.reading)}
        self.matches = await asyncio.to_thread(match, self.authors.values(), candidates)
        entered = 0
        for target in stored.chosen.targets:
            channel = self.reading.channels.get(target.key)
            if channel is None:
                # Read by other rules than when it was attested: what is not there cannot be said to be done.
                raise ImportFailed
            entered += await self.enter(target, channel)
        await self.finish(entered)

    async def enter(self, target: Target, channel: Channel) -> int:
        """Enter one conversation, chunk by chunk; return how many messages were new."""
        count, group = 0, target.into
        self.by_key = {one.key: one for one in channel.said}
        for start in range(0, len(channel.said), CHUNK):
            some = channel.said[start : start + CHUNK]
            # For each chunk anew: whoever lost the power, or the group, gets no further.
            actor = await importer_of(self.context, self.stored)
            async with self.context.db.acting(actor) as tx:
                keys = [key_of(self.realm, self.reading, channel, one) for one in some]
                known = await self.known(tx, keys)
                new = [(one, key) for one, key in zip(some, keys, strict=True) if key not in known]
                if new:
                    group = group or await self.make(tx, actor, channel)
                    await self.write(tx, actor, group, channel, new)
                    count += len(new)
                await self.advance(tx, len(new))
        if group is not None and count:
            self.groups.append(group)
            async with self.context.db.working(FOLLOW) as tx:
                people = [row["person_id"] for row in await tx.fetch(_SEATED, group)]
                show_again(tx, self.context, group, people)
        return count

    async def known(self, tx: Transaction, keys: list[bytes]) -> dict[bytes, tuple[UUID, int]]:
        """Return which messages are there already, with where."""
        async with tx.as_worker(FLUSH):
            return await find_known(tx, self.stored.realm_id, keys)

    async def make(self, tx: Transaction, actor: Actor, channel: Channel) -> UUID:
        """Make the group of a conversation; asked again for the same import it is the same."""
        members = self.stored.chosen.members
        # Whoever is named now, but was not when the importer looked, was attested by nobody.
        shown = set(self.shown[channel.key].by(members))
        people = [one for one in joining_in(channel, self.matches, actor.person_id).by(members) if one in shown]
        active = await organisations.hold_active(tx, self.stored.realm_id, people)
        people = [one for one in people if one in active]
        realm_id, client_id = self.stored.realm_id, making_of(self.stored.id, channel.key)
        return await make_group(tx, self.context, actor, realm_id, channel.name, people, client_id=client_id)

    async def write(
        self, tx: Transaction, actor: Actor, group: UUID, channel: Channel, new: list[tuple[Said, bytes]]
    ) -> None:
        """Write messages into a group of the importer's, the act of it, and of what each was made."""
        ledger = await _own(tx, self.context, actor, self.stored.realm_id, group)
        # The group may have been waited for: this actor has no session by which it was looked up again.
        async with tx.as_worker(FOLLOW):
            await get_importer(tx, self.stored)
        at, first = moment(), ledger.last_seq + 1
        seqs = {one.key: first + place for place, (one, _) in enumerate(new)}
        quotes = await self.quotes(tx, ledger, channel, new, seqs)
        drafts = [self.draft(ledger, one, quotes.get(one.key)) for one, _ in new]
        drafts[0].also = [self.act(actor, ledger, drafts, first)]
        async with tx.as_worker(FLUSH):
            await write(tx, self.context.keyring, drafts, at)
            people = [one.person_id if (one := self.matches.get(said.author)) else None for said, _ in new]
            rows = (
                ledger.id,
                self.stored.realm_id,
                self.stored.id,
                list(seqs.values()),
                [key for _, key in new],
                people,
            )
            await tx.fetch(_WRITE_DOWN, *rows)

    def draft(self, ledger: Ledger, said: Said, quote: Quote | None) -> Draft:
        """Return a message as it is entered: without a sender, its author named as the file does."""
        author = self.authors[said.author]
        origin = Origin(author.name, said.at, self.reading.source)
        return Draft(
            ledger, "text", None, "", "", text=said.text, carried=Carried(origin=origin), quote=quote,
            thread=quote.seq if quote else None, sent_at=said.at,
        )  # fmt: skip

    def act(self, actor: Actor, ledger: Ledger, drafts: list[Draft], first: int) -> Entry:
        """Return the effect of a chunk: the importer entered these positions, which hold this."""
        content = _encode([[one.carried.origin, one.text] for one in drafts if one.carried is not None])
        return Entry(
            realm_id=ledger.realm_id,
            effect=Effect.HANDLED,
            act="import",
            item_kind=ITEM,
            item_id=ledger.id,
            actor_id=actor.person_id,
            at=moment(),
            device=actor.device,
            from_seq=first,
            to_seq=first + len(drafts) - 1,
            content=content,
        )

    async def quotes(
        self, tx: Transaction, ledger: Ledger, channel: Channel, new: Iterable[tuple[Said, bytes]], seqs: dict[str, int]
    ) -> dict[str, Quote]:
        """Return what the messages of a chunk answer: only what stands before them, so that no thread runs in a circle."""
        wanted = {said.key: self.by_key[said.reply_to] for said, _ in new if said.reply_to in self.by_key}
        keys = {one.key: key_of(self.realm, self.reading, channel, one) for one in wanted.values()}
        known = await self.known(tx, list(keys.values()))
        found = {}
        for key, answered in wanted.items():
            place = seqs.get(answered.key)
            if place is None and (there := known.get(keys[answered.key])) and there[0] == ledger.id:
                place = there[1]
            if place is not None and place < seqs[key]:
                found[key] = Quote(place, None, answered.text[:QUOTE_LIMIT])
        return found

    async def advance(self, tx: Transaction, count: int) -> None:
        """Count what this unit of work does, in it. Raises :class:`_Stopped` when it is to go no further."""
        if not await tx.fetch(_GOING, self.stored.id, count):
            raise _Stopped
        show_progress(self.context, tx, self.stored.person_id)

    async def finish(self, entered: int) -> None:
        """Close the import; its file goes."""
        actor = await importer_of(self.context, self.stored)
        async with self.context.db.acting(actor) as tx:
            if not await tx.fetch(_DONE, self.stored.id, now()):
                return
            realm_id, keyring = self.stored.realm_id, self.context.keyring
            records = await keyring.record_key(tx, realm_id, RECORDS)
            names = await find_names(tx, keyring, actor.person_id, self.groups)
            changes = _named(self.stored, records, (names[one] for one in self.groups if one in names))
            await tx.emit(
                ConversationImportDone(
                    realm_id=self.stored.realm_id,
                    subject_id=self.stored.id,
                    person_id=self.stored.person_id,
                    groups=tuple(self.groups),
                    messages=entered,
                    changes=changes,
                )
            )
        if self.stored.blob is not None:
            await self.context.blobs.delete(self.stored.blob)
