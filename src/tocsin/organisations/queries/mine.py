"""What a person sees of their own: organisations, open invitations, applications."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from tocsin.accounts import door as accounts
from tocsin.kernel.clock import now
from tocsin.kernel.db import FOLLOW, JOIN, Transaction
from tocsin.kernel.paging import after, cursor, limit_of
from tocsin.kernel.powers import Power, decide
from tocsin.kernel.seal import Keyring
from tocsin.kernel.types import Actor, Page
from tocsin.organisations.queries.view import view_of
from tocsin.organisations.records import keys_of
from tocsin.organisations.rules import OrganisationSettings

_MINE = """
SELECT o.id, o.name, o.kind, m.id AS member_id, m.name AS member_name
FROM member m JOIN organisation o ON o.id = m.organisation_id
WHERE m.person_id = $1 AND m.status = 'active' ORDER BY m.joined_at, o.id
"""
_BESIDE = """
SELECT (SELECT count(*) FROM member WHERE invitation_blind = $1 AND status = 'invited') AS invitations,
       coalesce((SELECT jsonb_agg(jsonb_build_object('organisation', jsonb_build_object('id', o.id, 'name', o.name, 'kind', o.kind),
                                                     'state', m.status, 'at', m.left_at) ORDER BY m.left_at DESC NULLS FIRST)
                 FROM member m JOIN organisation o ON o.id = m.organisation_id
                 WHERE m.person_id = $2 AND (m.status = 'suspended' OR m.status = 'left' AND m.left_at > $3)
                   AND NOT EXISTS (SELECT FROM member n WHERE n.organisation_id = m.organisation_id AND n.person_id = $2
                                   AND (n.status = 'active' OR (n.status, n.id) > (m.status, m.id)))), '[]'::jsonb) AS others
"""
REMEMBERED = timedelta(days=90)
"""How long somebody who left is told that they did."""
_INVITATIONS = """
SELECT m.id AS member_id, o.id, o.name AS organisation, o.kind, m.name, m.post, i.basis, i.basis_note, i.basis_note_sealed,
       i.attested_at, b.name AS invited_by,
       coalesce((SELECT jsonb_agg(jsonb_build_object('department', d.name, 'post', p.post) ORDER BY p.position)
                 FROM member_department p JOIN department d ON d.organisation_id = p.organisation_id AND d.id = p.department_id
                 WHERE p.organisation_id = m.organisation_id AND p.member_id = m.id), '[]'::jsonb) AS posts
FROM member m
JOIN organisation o ON o.id = m.organisation_id
LEFT JOIN invitation i ON i.organisation_id = m.organisation_id AND i.member_id = m.id
LEFT JOIN member b ON b.organisation_id = m.organisation_id AND b.id = i.invited_by
WHERE m.invitation_blind = $1 AND m.status = 'invited' ORDER BY m.created_at, m.id
"""
_APPLICATIONS = """
SELECT a.id, o.id AS organisation_id, o.name AS organisation, o.kind, d.name AS department, a.name, a.state,
       a.created_at, a.decided_at, a.decision_note_sealed
FROM application a
JOIN organisation o ON o.id = a.organisation_id
LEFT JOIN department d ON d.organisation_id = a.organisation_id AND d.id = a.department_id
WHERE a.person_id = $1 AND ($2::uuid IS NULL OR a.organisation_id = $2) AND ($3::uuid IS NULL OR a.id < $3)
ORDER BY a.id DESC LIMIT $4
"""


# Whatever row of an organisation names the person: the places where something is kept about them.
_HOMES = """
SELECT o.id, o.name, bool_or(x.current) AS current FROM (
    SELECT organisation_id, status IN ('active', 'suspended') AS current, created_at FROM member WHERE person_id = $1
    UNION ALL SELECT organisation_id, false, created_at FROM application WHERE person_id = $1
    UNION ALL SELECT organisation_id, false, created_at FROM external_contact WHERE person_id = $1
) x JOIN organisation o ON o.id = x.organisation_id GROUP BY o.id, o.name ORDER BY min(x.created_at), o.id
"""


class Home(msgspec.Struct, frozen=True):
    """An organisation that keeps something about a person; ``current``: they belong to it."""

    id: UUID
    name: str
    current: bool


async def find_homes(tx: Transaction, person_id: UUID) -> list[Home]:
    """Return the organisations that keep something about a person, also those the person has left. The person's own."""
    async with tx.as_worker(FOLLOW):
        return [Home(**dict(row)) for row in await tx.fetch(_HOMES, person_id)]


class OrganisationName(msgspec.Struct, frozen=True):
    """An organisation by name."""

    id: UUID
    name: str
    kind: str


class OwnMembership(msgspec.Struct, frozen=True):
    """One of the actor's memberships; ``powers`` are those held in any scope, for the client to show what can be done."""

    organisation: OrganisationName
    member_id: UUID
    name: str
    main_admin: bool
    powers: list[str]


class HaltedMembership(msgspec.Struct, frozen=True):
    """An organisation the actor can do nothing in now: suspended there, or left, by their own act or another's."""

    organisation: OrganisationName
    state: Literal["suspended", "left"]
    at: datetime | None


class OwnMemberships(msgspec.Struct, frozen=True):
    """The actor's memberships, how many invitations wait, and where the actor was a member until lately."""

    memberships: list[OwnMembership]
    invitations: int
    halted: list[HaltedMembership]


class InvitedTo(msgspec.Struct, frozen=True):
    """A place offered to an invited person."""

    department: str
    post: str | None


class OwnInvitation(msgspec.Struct, frozen=True):
    """An invitation to the actor's phone: who entered which data, on what ground."""

    member_id: UUID
    organisation: OrganisationName
    name: str
    post: str | None
    posts: list[InvitedTo]
    basis: str | None
    basis_note: str | None
    attested_at: datetime | None
    invited_by: str | None


class OwnApplication(msgspec.Struct, frozen=True):
    """The actor's application to an organisation; ``decision_note`` is what the admin said to it."""

    id: UUID
    organisation: OrganisationName
    department: str | None
    name: str
    state: str
    created_at: datetime
    decided_at: datetime | None
    decision_note: str | None


class OrganisationView(msgspec.Struct, frozen=True):
    """An organisation as its members see it."""

    id: UUID
    name: str
    kind: str
    settings: OrganisationSettings


async def own_phone_blind(tx: Transaction, keyring: Keyring, actor: Actor) -> bytes | None:
    """Return the index by which invitations to the actor's phone are found."""
    phone = await accounts.phone_of(tx, keyring, actor.person_id)
    return None if phone is None else accounts.phone_blind(keyring, phone)


async def get_memberships(
    tx: Transaction, keyring: Keyring, actor: Actor, catalogue: dict[str, Power]
) -> OwnMemberships:
    """Return the actor's memberships with what each allows, and the number of open invitations."""
    rows = await tx.fetch(_MINE, actor.person_id)
    blind = await own_phone_blind(tx, keyring, actor)
    async with tx.as_worker(JOIN):
        beside = (await tx.fetch(_BESIDE, blind, actor.person_id, now() - REMEMBERED))[0]
    own = []
    for row in rows:
        membership = actor.memberships.get(row["id"])
        powers = [] if membership is None else [p.name for p in catalogue.values() if decide(membership, p).allowed]
        own.append(
            OwnMembership(
                OrganisationName(row["id"], row["name"], row["kind"]),
                row["member_id"],
                row["member_name"],
                membership is not None and membership.main_admin,
                sorted(powers),
            )
        )
    halted = msgspec.convert(beside["others"], list[HaltedMembership])
    return OwnMemberships(own, beside["invitations"], halted)


async def get_invitations(tx: Transaction, keyring: Keyring, actor: Actor) -> list[OwnInvitation]:
    """Return the open invitations to the actor's phone."""
    blind = await own_phone_blind(tx, keyring, actor)
    async with tx.as_worker(JOIN):
        rows = await tx.fetch(_INVITATIONS, blind)
    keys = {one: await keys_of(tx, keyring, one) for one in {row["id"] for row in rows}}
    return [
        OwnInvitation(
            organisation=OrganisationName(row["id"], row["organisation"], row["kind"]),
            posts=msgspec.convert(row["posts"], list[InvitedTo]),
            basis_note=keys[row["id"]].open_note(row["member_id"], row),
            **{name: row[name] for name in ("member_id", "name", "post", "basis", "attested_at", "invited_by")},
        )
        for row in rows
    ]


async def get_applications(
    tx: Transaction,
    keyring: Keyring,
    actor: Actor,
    organisation_id: UUID | None,
    *,
    page_after: str | None,
    limit: int,
) -> Page[OwnApplication]:
    """Return one page of the actor's own applications, to one organisation or to all, the newest first."""
    size = limit_of(limit)
    behind = after(page_after, tuple[UUID])
    async with tx.as_worker(JOIN):
        rows = await tx.fetch(_APPLICATIONS, actor.person_id, organisation_id, behind and behind[0], size + 1)
    keys = {one: await keys_of(tx, keyring, one) for one in {row["organisation_id"] for row in rows}}
    items = [
        OwnApplication(
            organisation=OrganisationName(row["organisation_id"], row["organisation"], row["kind"]),
            decision_note=keys[row["organisation_id"]].open(
                "application.decision_note", row["id"], row["decision_note_sealed"]
            ),
            **{name: row[name] for name in ("id", "department", "name", "state", "created_at", "decided_at")},
        )
        for row in rows[:size]
    ]
    return Page(items, cursor(items[-1].id) if len(rows) > size else None)


async def get_application_state(tx: Transaction, actor: Actor, organisation_id: UUID) -> str | None:
    """Return how the actor's newest application to an organisation stands."""
    async with tx.as_worker(JOIN):
        rows = await tx.fetch(
            "SELECT state FROM application WHERE person_id = $1 AND organisation_id = $2 ORDER BY id DESC LIMIT 1",
            actor.person_id,
            organisation_id,
        )
    return rows[0]["state"] if rows else None


async def get_organisation(tx: Transaction, actor: Actor, organisation_id: UUID) -> OrganisationView:
    """Return one of the actor's organisations."""
    view = await view_of(tx, actor, organisation_id)
    return OrganisationView(organisation_id, view.name, view.kind, view.settings)
