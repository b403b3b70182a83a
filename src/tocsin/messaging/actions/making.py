"""Conversations coming into being."""

from collections.abc import Container, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from tocsin.effects.door import Effect, Entry, record
from tocsin.kernel import text
from tocsin.kernel.context import Context
from tocsin.kernel.db import FLUSH, Transaction
from tocsin.kernel.errors import Invalid, NotFound
from tocsin.kernel.ids import PLATFORM, uuid7
from tocsin.kernel.powers import authorise
from tocsin.kernel.seal import DataKey
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.ledger import ITEM, Ledger, moment
from tocsin.messaging.actions.membership import Change, apply
from tocsin.messaging.powers import GROUP_MAKE
from tocsin.messaging.queries.facts import name_place
from tocsin.messaging.refusals import NotMembers, NotWithYourself
from tocsin.messaging.rules.content import membership
from tocsin.messaging.rules.shapes import Kind
from tocsin.messaging.rules.standing import ADD_LIMIT, NAME_LIMIT
from tocsin.organisations import door as organisations

_FIND_MADE = "SELECT id FROM conversation WHERE made_by = $1 AND client_id = $2"
_FIND_DIRECT = "SELECT id FROM conversation WHERE kind = 'direct' AND pair_low = $1 AND pair_high = $2"
# Two people opening the same conversation at once, or one asking for a group twice: the second insert waits for the
# first, then does nothing.
_MAKE = (
    "INSERT INTO conversation (id, realm_id, kind, name_sealed, owner_id, department_id, pair_low, pair_high,"
    " data_key_id, last_at, version, members, created_at, made_by, client_id)"
    " SELECT id, realm_id, kind, name_sealed, owner_id, department_id, pair_low, pair_high, data_key_id, $10,"
    " version, members, $10, made_by, client_id FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bytea[], $5::uuid[], $6::uuid[],"
    " $7::uuid[], $8::uuid[], $9::uuid[], $11::bigint[], $12::bigint[], $13::uuid[], $14::uuid[])"
    " AS n(id, realm_id, kind, name_sealed, owner_id, department_id, pair_low, pair_high, data_key_id, version, members,"
    " made_by, client_id)"
    " ON CONFLICT DO NOTHING RETURNING id"
)
_SIT = (
    "INSERT INTO conversation_member (conversation_id, person_id, since_version, realm_id, since_seq, read_seq, at)"
    " SELECT $1, person_id, 1, $2, 0, 0, $3 FROM unnest($4::uuid[]) AS n(person_id)"
)


class Plan(msgspec.Struct):
    """A conversation to make; ``people`` are the two of a direct one, ``client_id`` is the owner's client's own."""

    kind: Kind
    realm_id: UUID
    key: DataKey
    name: str | None = None
    owner_id: UUID | None = None
    department_id: UUID | None = None
    people: tuple[UUID, UUID] | None = None
    client_id: UUID | None = None


async def make(tx: Transaction, plans: Sequence[Plan], at: datetime) -> list[Ledger]:
    """Insert conversations without members; those that exist already (same pair, department, client's id) are left out."""
    ledgers = [_ledger(plan, at) for plan in plans]
    rows = await tx.fetch(
        _MAKE,
        [ledger.id for ledger in ledgers],
        [ledger.realm_id for ledger in ledgers],
        [ledger.kind for ledger in ledgers],
        [ledger.name_sealed for ledger in ledgers],
        [ledger.owner_id for ledger in ledgers],
        [ledger.department_id for ledger in ledgers],
        [ledger.pair_low for ledger in ledgers],
        [ledger.pair_high for ledger in ledgers],
        [ledger.data_key_id for ledger in ledgers],
        at,
        [ledger.version for ledger in ledgers],
        [ledger.members for ledger in ledgers],
        [plan.owner_id for plan in plans],
        [plan.client_id for plan in plans],
    )
    made = {row["id"] for row in rows}
    return [ledger for ledger in ledgers if ledger.id in made]


def _ledger(plan: Plan, at: datetime) -> Ledger:
    conversation_id = uuid7()
    low, high = sorted(plan.people) if plan.people else (None, None)
    return Ledger(
        id=conversation_id,
        realm_id=plan.realm_id,
        kind=plan.kind,
        name_sealed=None if plan.name is None else plan.key.seal_text(plan.name, name_place(conversation_id)),
        owner_id=plan.owner_id,
        department_id=plan.department_id,
        pair_low=low,
        pair_high=high,
        data_key_id=plan.key.id,
        last_seq=0,
        last_at=at,
        version=1 if plan.people else 0,
        members=2 if plan.people else 0,
        open=True,
    )


async def sit(tx: Transaction, ledger: Ledger, people: Sequence[UUID], at: datetime) -> None:
    """Seat the two people of a direct conversation, which has no fact of its making."""
    await tx.fetch(_SIT, ledger.id, ledger.realm_id, at, people)


async def open_direct(tx: Transaction, context: Context, actor: Actor, person_id: UUID) -> tuple[UUID, bool]:
    """Return the one conversation of the actor and another person, and whether it was made now.

    Raises ``NotWithYourself``, and :class:`NotFound` for people who share no organisation with the actor.
    """
    if person_id == actor.person_id:
        raise NotWithYourself
    pair = sorted((actor.person_id, person_id))
    rows = await tx.fetch(_FIND_DIRECT, *pair)
    if rows:
        return rows[0]["id"], False
    if not await organisations.hold_in_common(tx, actor.person_id, person_id):
        raise NotFound
    key = await context.keyring.new_data_key(tx, [PLATFORM])
    at = moment()
    async with tx.as_worker(FLUSH):
        made = await make(tx, [Plan("direct", PLATFORM, key, people=(actor.person_id, person_id))], at)
        if not made:
            # The key of the one who came second locks nothing; it is the price of not locking the pair first.
            return (await tx.fetch(_FIND_DIRECT, *pair))[0]["id"], False
        await sit(tx, made[0], pair, at)
        await record(tx, context.keyring, [_opened(made[0].id, pair, actor, at)])
    tx.after_commit(lambda: context.hub.follow(made[0].id, pair))
    return made[0].id, True


def _opened(conversation_id: UUID, pair: Sequence[UUID], actor: Actor, at: datetime) -> Entry:
    """A direct conversation has no fact of its making; what is delivered in it is delivered to these two."""
    return Entry(
        realm_id=PLATFORM,
        effect=Effect.HANDLED,
        act="open",
        item_kind=ITEM,
        item_id=conversation_id,
        actor_id=actor.person_id,
        at=at,
        device=actor.device,
        audience_version=1,
        content=membership(1, "created", pair, None),
    )


async def make_group(
    tx: Transaction,
    context: Context,
    actor: Actor,
    organisation_id: UUID,
    name: str,
    people: Sequence[UUID],
    client_id: UUID | None = None,
) -> UUID:
    """Make a group of the organisation's members, owned by the actor; return its id.

    The same ``client_id`` again answers the group that was made then.

    Raises ``NotMembers``, :class:`~tocsin.kernel.errors.Invalid`, and the refusals of names.
    """
    authorise(actor, GROUP_MAKE, organisation_id)
    name = check_name(name)
    members = list(dict.fromkeys([actor.person_id, *people]))
    if len(members) > ADD_LIMIT:
        raise Invalid(fields={"person_ids": f"at most {ADD_LIMIT - 1} at once"})
    check_members(members, await organisations.hold_active(tx, organisation_id, members))
    key = await context.keyring.new_data_key(tx, [organisation_id])
    at = moment()
    async with tx.as_worker(FLUSH):
        plan = Plan("group", organisation_id, key, name, actor.person_id, client_id=client_id)
        made = await make(tx, [plan], at)
        if not made:
            # Its key locks nothing; it is the price of not looking first, each time, for what is asked for twice.
            return UUID(str((await tx.fetch(_FIND_MADE, actor.person_id, client_id))[0]["id"]))
        ledger = made[0]
        change = Change(ledger, add=members, by=actor.person_id, device=actor.device, came="created")
        await apply(tx, context, [change], at)
    return ledger.id


def check_name(name: str) -> str:
    """Return a group's name as it is stored, or refuse it."""
    return text.check_no_platform(text.check_title(name, limit=NAME_LIMIT, field="name", emoji=True))


def check_members(people: Sequence[UUID], active: Container[UUID]) -> None:
    """Refuse people who are not among the active members of the organisation."""
    strangers = [person for person in people if person not in active]
    if strangers:
        raise NotMembers(people=[str(one) for one in strangers[:20]])
