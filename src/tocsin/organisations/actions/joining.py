"""Join links, and the applications that come through them."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import msgspec
from sqlalchemy import insert, select, update

from tocsin.accounts import door as accounts
from tocsin.kernel import text
from tocsin.kernel.clock import now
from tocsin.kernel.db import JOIN, Transaction
from tocsin.kernel.errors import Invalid, NotFound, Refusal
from tocsin.kernel.ids import uuid7
from tocsin.kernel.seal import Keyring
from tocsin.kernel.types import Actor, Membership
from tocsin.organisations.actions.admission import Candidate, admit, check_standing, was_removed
from tocsin.organisations.actions.authority import lead
from tocsin.organisations.actions.writing import hold, refusing
from tocsin.organisations.events import ApplicationDecided, ApplicationMade, JoinLinkMade, JoinLinkRevoked
from tocsin.organisations.powers import JOIN_MANAGE
from tocsin.organisations.queries.joining import find_resting
from tocsin.organisations.queries.records import paths_of
from tocsin.organisations.queries.view import concealing
from tocsin.organisations.records import check_note, keys_of
from tocsin.organisations.refusals import AlreadyApplied, AlreadyDecided, LinkVoid, UnknownDepartment
from tocsin.organisations.rules import ORGANISATION, allow
from tocsin.organisations.tables import Application, JoinLink

LONGEST = timedelta(days=90)
_OPEN_LINK = """
SELECT l.organisation_id, l.id, l.department_id, l.approval, o.name AS organisation, o.kind, d.name AS department,
       b.name AS invited_by
FROM join_link l
JOIN organisation o ON o.id = l.organisation_id
LEFT JOIN member b ON b.organisation_id = l.organisation_id AND b.id = l.created_by AND b.status = 'active'
LEFT JOIN department d ON d.organisation_id = l.organisation_id AND d.id = l.department_id
WHERE l.code_hash = $1 AND l.revoked_at IS NULL AND l.expires_at > $2
  AND (l.uses_limit IS NULL OR l.uses < l.uses_limit)
"""
_USE = """
UPDATE join_link SET uses = uses + 1
WHERE organisation_id = $1 AND id = $2 AND revoked_at IS NULL AND (uses_limit IS NULL OR uses < uses_limit)
RETURNING uses
"""
_GIVE_BACK = "UPDATE join_link SET uses = uses - 1 WHERE organisation_id = $1 AND id = $2 AND uses > 0"
_AGAIN = """
UPDATE join_link SET code_hash = $4 WHERE organisation_id = $1 AND created_by = $2 AND client_id = $3 RETURNING id, expires_at
"""
_APPLICATION = """
SELECT id, link_id, person_id, department_id, name, phone_sealed, state, created_at FROM application
WHERE organisation_id = $1 AND id = $2 FOR UPDATE
"""


class NewLink(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A join link to make. ``expires_in`` is in seconds, at most 90 days; without ``approval`` people join at once.

    ``client_id`` is the client's own, so that asking twice makes one link: its code is then told anew, and that of
    before, which nobody is to have heard, opens nothing any more.
    """

    department_id: UUID | None = None
    expires_in: int = 7 * 86_400
    approval: bool = True
    uses_limit: int | None = None
    client_id: UUID | None = None


class MadeLink(msgspec.Struct, frozen=True):
    """A new link; its code is told this once."""

    id: UUID
    code: str
    expires_at: datetime


class OpenLink(msgspec.Struct, frozen=True):
    """A link that can be used now."""

    organisation_id: UUID
    id: UUID
    department_id: UUID | None
    approval: bool
    organisation: str
    kind: str
    department: str | None
    invited_by: str | None


class Decision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an admin decides of an application."""

    accept: bool
    note: str | None = None


def code_hash(code: str) -> bytes:
    """Return what is stored of a link's code: it carries 128 random bits, so a plain hash does."""
    return hashlib.sha256(code.encode()).digest()


async def make_link(tx: Transaction, actor: Actor, organisation_id: UUID, link: NewLink) -> MadeLink:
    """Make a join link to the organisation or to one department."""
    membership = await lead(tx, actor, organisation_id)
    await _allow(tx, membership, link.department_id, missing=UnknownDepartment)
    if not 60 <= link.expires_in <= LONGEST.total_seconds():
        raise Invalid(fields={"expires_in": f"60 to {int(LONGEST.total_seconds())} s"})
    life = timedelta(seconds=link.expires_in)
    if link.uses_limit is not None and not 1 <= link.uses_limit <= 100_000:
        raise Invalid(fields={"uses_limit": "1 to 100000"})
    at, code = now(), secrets.token_urlsafe(16)
    if link.client_id is not None:
        rows = await tx.fetch(_AGAIN, organisation_id, membership.member_id, link.client_id, code_hash(code))
        if rows:
            return MadeLink(rows[0]["id"], code, rows[0]["expires_at"])
    made = MadeLink(uuid7(), code, at + life)
    await tx.run(
        insert(JoinLink).values(
            organisation_id=organisation_id,
            id=made.id,
            code_hash=code_hash(made.code),
            department_id=link.department_id,
            approval=link.approval,
            uses_limit=link.uses_limit,
            created_by=membership.member_id,
            created_at=at,
            expires_at=made.expires_at,
            client_id=link.client_id,
        )
    )
    await tx.emit(JoinLinkMade(realm_id=organisation_id, subject_id=made.id, department_id=link.department_id))
    return made


async def _allow(
    tx: Transaction, membership: Membership, department_id: UUID | None, *, missing: type[Refusal]
) -> None:
    """Ask for the power over a department, or over the organisation where there is none."""
    if department_id is None:
        allow(membership, JOIN_MANAGE, ancestry=ORGANISATION)
    else:
        path = (await paths_of(tx, membership.organisation_id, [department_id])).get(department_id)
        if path is None:
            raise missing
        async with concealing(tx, membership, [path], missing):
            allow(membership, JOIN_MANAGE, ancestry=path)


async def revoke_link(tx: Transaction, actor: Actor, organisation_id: UUID, link_id: UUID) -> None:
    """End a link; applications already made wait on."""
    membership = await lead(tx, actor, organisation_id)
    rows = await tx.fetch(
        "SELECT department_id, revoked_at FROM join_link WHERE organisation_id = $1 AND id = $2",
        organisation_id,
        link_id,
    )
    if not rows:
        raise NotFound
    await _allow(tx, membership, rows[0]["department_id"], missing=NotFound)
    if rows[0]["revoked_at"] is None:
        link = (JoinLink.organisation_id == organisation_id, JoinLink.id == link_id)
        await tx.run(update(JoinLink).where(*link).values(revoked_at=now()))
        await tx.emit(JoinLinkRevoked(realm_id=organisation_id, subject_id=link_id))


async def find_link(tx: Transaction, code: str) -> OpenLink:
    """Return the organisation a code leads to; raise :class:`LinkVoid` for every code that does not.

    The unit of work enters the organisation: whether the maker may still invite is its own business.
    """
    async with tx.as_worker(JOIN):
        rows = await tx.fetch(_OPEN_LINK, code_hash(code[:64]), now())
    if not rows:
        raise LinkVoid
    link = msgspec.convert(dict(rows[0]), OpenLink)
    await tx.enter(link.organisation_id)
    await _check_maker(tx, link)
    return link


async def _check_maker(tx: Transaction, link: OpenLink) -> None:
    """Refuse a link whose maker could not make it now. Raises :class:`LinkVoid`: why is not a stranger's to know."""
    maker = await tx.value(
        select(JoinLink.created_by).where(JoinLink.organisation_id == link.organisation_id, JoinLink.id == link.id)
    )
    if maker is None or link.id in await find_resting(tx, link.organisation_id, {link.id: (maker, link.department_id)}):
        raise LinkVoid


async def apply(
    tx: Transaction, keyring: Keyring, actor: Actor, link: OpenLink, name: str, note: str | None
) -> Literal["pending", "joined"]:
    """Ask to join through a link, or join at once where it needs no approval.

    The person applies by their own act, under their own name and phone, which they show to the organisation by it. Whom
    the organisation removed it lets in by a decision, whatever the link says.
    """
    organisation_id = link.organisation_id
    candidate = Candidate(
        actor.person_id, text.check_person_name(name), await accounts.phone_of(tx, keyring, actor.person_id)
    )
    words = check_note(note)
    # Behind the lock the maker's rights are as they stay until this is committed.
    await hold(tx, organisation_id)
    await _check_maker(tx, link)
    keys = await keys_of(tx, keyring, organisation_id)
    await check_standing(tx, keys, candidate)
    if not await tx.fetch(_USE, organisation_id, link.id):
        raise LinkVoid
    if not link.approval and not await was_removed(tx, keys, candidate):
        await admit(tx, keys, candidate, link.department_id, "link", now())
        return "joined"
    application_id = uuid7()
    made = await tx.fetch(
        "INSERT INTO application (organisation_id, id, link_id, person_id, department_id, name, phone_sealed,"
        " note_sealed, state, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'pending', $9)"
        " ON CONFLICT DO NOTHING RETURNING id",
        organisation_id,
        application_id,
        link.id,
        actor.person_id,
        link.department_id,
        candidate.name,
        keys.seal("application.phone", application_id, candidate.phone),
        keys.seal("application.note", application_id, words),
        now(),
    )
    if not made:
        raise AlreadyApplied
    await tx.emit(ApplicationMade(realm_id=organisation_id, subject_id=application_id, person_id=actor.person_id))
    return "pending"


async def withdraw(tx: Transaction, actor: Actor, application_id: UUID) -> None:
    """Take back one's own application while it waits."""
    async with tx.as_worker(JOIN):
        own = await tx.fetch(
            "SELECT organisation_id FROM application WHERE person_id = $1 AND id = $2", actor.person_id, application_id
        )
    if not own:
        raise NotFound
    organisation_id: UUID = own[0]["organisation_id"]
    await tx.enter(organisation_id)
    rows = await tx.fetch(_APPLICATION, organisation_id, application_id)
    if rows[0]["state"] != "pending":
        raise AlreadyDecided
    await _decide(tx, organisation_id, rows[0], state="withdrawn", phone_sealed=None)


async def decide(
    tx: Transaction, keyring: Keyring, actor: Actor, organisation_id: UUID, application_id: UUID, decision: Decision
) -> UUID | None:
    """Accept an application, which makes the applicant a member, or refuse it; return the member."""
    membership = await lead(tx, actor, organisation_id)
    rows = await tx.fetch(_APPLICATION, organisation_id, application_id)
    if not rows:
        raise NotFound
    one = rows[0]
    await _allow(tx, membership, one["department_id"], missing=NotFound)
    if one["state"] != "pending":
        raise AlreadyDecided
    keys = await keys_of(tx, keyring, organisation_id)
    member_id = None
    if decision.accept:
        phone = keys.open("application.phone", application_id, one["phone_sealed"])
        candidate = Candidate(one["person_id"], one["name"], phone)
        async with refusing():
            member_id = await admit(tx, keys, candidate, one["department_id"], "application", one["created_at"])
    note = check_note(decision.note)
    await _decide(
        tx,
        organisation_id,
        one,
        state="accepted" if decision.accept else "refused",
        decided_by=membership.member_id,
        decision_note_sealed=keys.seal("application.decision_note", application_id, note),
        member_id=member_id,
        # What was given for this decision is not kept once it has been made.
        phone_sealed=None,
    )
    return member_id


async def _decide(tx: Transaction, organisation_id: UUID, application: Any, *, state: str, **values: object) -> None:
    """End a pending application, which the caller has locked: who does not come in by it has not used its link."""
    application_id = application["id"]
    await tx.run(
        update(Application)
        .where(Application.organisation_id == organisation_id, Application.id == application_id)
        .values(state=state, decided_at=now(), **values)
    )
    if state != "accepted":
        await tx.fetch(_GIVE_BACK, organisation_id, application["link_id"])
    await tx.emit(
        ApplicationDecided(
            realm_id=organisation_id, subject_id=application_id, person_id=application["person_id"], state=state
        )
    )
