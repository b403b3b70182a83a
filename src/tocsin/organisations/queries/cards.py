"""A member's card."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tocsin.accounts import door as accounts
from tocsin.kernel import text
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Forbidden, NotFound
from tocsin.kernel.powers import decide
from tocsin.kernel.seal import Keyring
from tocsin.kernel.types import Actor
from tocsin.organisations.powers import CONTACT_READ, JOIN_MANAGE, MEMBER_INVITE, MEMBER_MANAGE, MEMBER_REMOVE
from tocsin.organisations.queries.directory import Head
from tocsin.organisations.queries.mine import OrganisationName
from tocsin.organisations.queries.view import STANDS_OPEN, View, closed_to_actor, view_of
from tocsin.organisations.records import Keys, keys_of
from tocsin.organisations.rules import ORGANISATION, MemberKind

CHAIN = 12
"""Managers of managers a card names."""
REPORTS = 50
_CARD = """
SELECT m.id, m.person_id, m.name, m.status, m.kind, m.main_admin, m.post, m.work_no, m.phone_sealed, m.email_sealed,
       m.joined_at, m.left_at,
       coalesce((SELECT jsonb_agg(jsonb_build_object(
                     'department_id', d.id, 'department', d.name, 'post', o.post, 'head', o.head, 'ids', d.path,
                     'path', array(SELECT a.name FROM department a WHERE a.organisation_id = $1 AND a.id = ANY (d.path)
                                   ORDER BY cardinality(a.path))) ORDER BY o.position, d.id)
                 FROM member_department o JOIN department d ON d.organisation_id = $1 AND d.id = o.department_id
                 WHERE o.organisation_id = $1 AND o.member_id = m.id), '[]'::jsonb) AS posts,
       i.basis, i.basis_note, i.basis_note_sealed, i.attested_at, i.answer, i.consent_at,
       b.name AS by, b.status AS inviter,
       (SELECT jsonb_build_object('reason', e.reason, 'at', e.at, 'handover', b.name)
        FROM departure e LEFT JOIN member b ON b.organisation_id = $1 AND b.id = e.handover_member_id
        WHERE e.organisation_id = $1 AND e.member_id = m.id) AS departure
FROM member m
LEFT JOIN invitation i ON i.organisation_id = $1 AND i.member_id = m.id
LEFT JOIN member b ON b.organisation_id = $1 AND b.id = i.invited_by
WHERE m.organisation_id = $1 AND m.id = $2
"""

_LINE = f"""
WITH RECURSIVE up (id, step) AS (
    SELECT manager_id, 1 FROM member WHERE organisation_id = $1 AND id = $2
    UNION ALL
    SELECT b.manager_id, up.step + 1 FROM up JOIN member b ON b.organisation_id = $1 AND b.id = up.id
    WHERE up.step < {CHAIN}
), line AS (
    SELECT id, step FROM up WHERE id IS NOT NULL
    UNION ALL
    SELECT id, 0 FROM member WHERE organisation_id = $1 AND manager_id = $2 AND status = 'active'
)
SELECT line.step, m.id AS member_id, m.person_id, m.name, m.status
FROM line JOIN member m ON m.organisation_id = $1 AND m.id = line.id
WHERE m.status <> 'left' AND {STANDS_OPEN}
ORDER BY line.step, m.sort_key, m.id
"""  # noqa: S608
_OF_PERSON = f"""
SELECT m.id AS member_id, o.id, o.name, o.kind FROM member m JOIN organisation o ON o.id = m.organisation_id
WHERE m.person_id = $1 AND m.organisation_id = ANY ($2::uuid[]) AND m.status = 'active' AND {STANDS_OPEN}
ORDER BY m.joined_at, o.id
"""  # noqa: S608


class CardPost(msgspec.Struct, frozen=True):
    """A place of a member; ``path`` names the departments from the top down to this one."""

    department_id: UUID | None
    department: str | None
    post: str | None
    head: bool = False
    path: list[str] = []


class InvitationFacts(msgspec.Struct, frozen=True):
    """How a member's data came in; ``inviter`` is how the membership of who entered it (``by``) stands now."""

    basis: str
    basis_note: str | None
    attested_at: datetime
    answer: str | None
    consent_at: datetime | None
    by: str | None
    inviter: str | None


class DepartureFacts(msgspec.Struct, frozen=True):
    """How a membership ended."""

    reason: str
    at: datetime
    handover: str | None


class CardOf(msgspec.Struct, frozen=True):
    """Where a person's card is found: an organisation shared with the reader, and the member there."""

    organisation: OrganisationName
    member_id: UUID


class MemberCard(msgspec.Struct, frozen=True):
    """A member's card. ``managers`` are those above, the nearest first, as far up as the reader may see them;
    ``reports`` whom the member leads, at most 50 of ``reports_total``. ``phone`` and ``email`` are whole for oneself, for everybody where the organisation shows
    numbers, and when asked for by who ``may_read_contact``; else masked. The last two are for admins of the member."""

    id: UUID
    person_id: UUID | None
    name: str
    shown: str
    status: str
    kind: MemberKind
    main_admin: bool
    posts: list[CardPost]
    work_no: str | None
    avatar: str | None
    handle: str | None
    phone: str | None
    phone_masked: str | None
    email: str | None
    email_masked: str | None
    may_read_contact: bool
    may_manage: bool
    may_remove: bool
    manager: Head | None
    managers: list[Head]
    reports: list[Head]
    reports_total: int
    joined_at: datetime | None
    left_at: datetime | None
    invitation: InvitationFacts | None
    departure: DepartureFacts | None


class _Place(CardPost, frozen=True, kw_only=True):
    ids: list[UUID]


async def get_card(
    tx: Transaction, keyring: Keyring, actor: Actor, organisation_id: UUID, member_id: UUID, *, contact: bool
) -> MemberCard:
    """Return a member's card; with ``contact``, the whole phone and e-mail. Raise :class:`Forbidden` for who may not."""
    view = await view_of(tx, actor, organisation_id)
    rows = await tx.fetch(_CARD, organisation_id, member_id)
    if not rows:
        raise NotFound
    row: dict[str, Any] = dict(rows[0])
    places = msgspec.convert(row["posts"], list[_Place])
    ancestry = frozenset(one for place in places for one in place.ids)
    _check_seen(view, row, places, ancestry)
    may_read = view.contact(ancestry=ancestry, member_id=member_id)
    own = member_id == view.membership.member_id
    if contact and not may_read:
        raise Forbidden(power=CONTACT_READ.name)
    keys = await keys_of(tx, keyring, organisation_id)
    account = None
    if row["person_id"] is not None:
        account = (await accounts.names(tx, [row["person_id"]])).get(row["person_id"])
    line = await _line(tx, view, member_id)
    return _card(view, keys, row, places, ancestry, account, line, whole=own or contact)


async def get_cards_of(tx: Transaction, actor: Actor, person_id: UUID) -> list[CardOf]:
    """Return where the actor finds a person's card; raise :class:`NotFound` where nowhere."""
    closed = await closed_to_actor(tx, actor)
    rows = await tx.fetch(_OF_PERSON, person_id, list(actor.memberships), closed)
    if not rows:
        raise NotFound
    return [CardOf(OrganisationName(row["id"], row["name"], row["kind"]), row["member_id"]) for row in rows]


class _Line(msgspec.Struct, frozen=True):
    """Who leads a member, and whom the member leads."""

    manager: Head | None
    managers: list[Head]
    reports: list[Head]


async def _line(tx: Transaction, view: View, member_id: UUID) -> _Line:
    """Read whom a member reports to and leads. Above somebody who is not shown, nobody is."""
    rows = await tx.fetch(_LINE, view.membership.organisation_id, member_id, view.closed)
    heads = [(row["step"], row["status"], Head(row["member_id"], row["person_id"], row["name"])) for row in rows]
    manager = next((head for step, _, head in heads if step == 1), None)
    managers: list[Head] = []
    for step, status, head in heads:
        if step == len(managers) + 1 and status == "active":
            managers.append(head)
    return _Line(manager, managers, [head for step, _, head in heads if step == 0])


def _manages(view: View, ancestry: frozenset[UUID], member_id: UUID) -> bool:
    powers = (MEMBER_INVITE, MEMBER_MANAGE, MEMBER_REMOVE, JOIN_MANAGE)
    return any(
        decide(view.membership, power, ancestry=ancestry or ORGANISATION, member_id=member_id).allowed
        for power in powers
    )


def _check_seen(view: View, row: Any, places: list[_Place], ancestry: frozenset[UUID]) -> None:
    """Refuse, as unknown, who stands only in departments closed to the actor, and who is not active but to admins."""
    closed = set(view.closed)
    if places and all(closed & set(place.ids) for place in places):
        raise NotFound
    if row["status"] != "active" and not _manages(view, ancestry, row["id"]):
        raise NotFound


def _card(
    view: View,
    keys: Keys,
    row: Any,
    places: list[_Place],
    ancestry: frozenset[UUID],
    account: accounts.Name | None,
    line: _Line,
    *,
    whole: bool,
) -> MemberCard:
    member_id = row["id"]
    posts = _posts(view, row, places)
    first = posts[0] if posts else CardPost(None, None, None)
    number = keys.open("member.phone", member_id, row["phone_sealed"])
    phone, masked = view.phone(number)
    email = keys.open("member.email", member_id, row["email_sealed"])
    manages = _manages(view, ancestry, member_id)
    may_read = view.contact(ancestry=ancestry, member_id=member_id)
    return MemberCard(
        **{name: row[name] for name in _AS_STORED},
        shown=view.shown(row["name"], first.department, first.post, number),
        posts=posts,
        avatar=None if account is None else account.avatar,
        handle=None if account is None else account.handle,
        phone=number if whole else phone,
        phone_masked=text.mask_phone(number) if number and may_read else masked,
        email=email if whole else None,
        email_masked=None if email is None else text.mask_email(email),
        may_read_contact=may_read,
        may_manage=decide(view.membership, MEMBER_MANAGE, ancestry=ancestry, member_id=member_id).allowed,
        may_remove=decide(view.membership, MEMBER_REMOVE, ancestry=ancestry, member_id=member_id).allowed,
        manager=line.manager,
        managers=line.managers,
        reports=line.reports[:REPORTS],
        reports_total=len(line.reports),
        invitation=_invitation(keys, row) if manages else None,
        departure=msgspec.convert(row["departure"], DepartureFacts | None) if manages else None,
    )


def _invitation(keys: Keys, row: Any) -> InvitationFacts | None:
    if row["basis"] is None:
        return None
    facts = {name: row[name] for name in ("basis", "attested_at", "answer", "consent_at", "by", "inviter")}
    return InvitationFacts(**facts, basis_note=keys.open_note(row["id"], row))


_AS_STORED = ("id", "person_id", "name", "status", "kind", "main_admin", "work_no", "joined_at", "left_at")


def _posts(view: View, row: Any, places: list[_Place]) -> list[CardPost]:
    """The places the actor may see; for a member in no department, the post at large."""
    if not places and row["post"] is not None:
        return [CardPost(None, None, row["post"])]
    closed = set(view.closed)
    return [
        CardPost(place.department_id, place.department, place.post, place.head, place.path)
        for place in places
        if not closed & set(place.ids)
    ]
