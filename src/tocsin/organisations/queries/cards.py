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
from tocsin.organisations.queries.view import View, view_of
from tocsin.organisations.records import Keys, keys_of
from tocsin.organisations.rules import ORGANISATION

_CARD = """
SELECT m.id, m.person_id, m.name, m.status, m.main_admin, m.post, m.work_no, m.phone_sealed, m.email_sealed,
       m.joined_at, m.left_at,
       coalesce((SELECT jsonb_agg(jsonb_build_object(
                     'department_id', d.id, 'department', d.name, 'post', o.post, 'head', o.head, 'ids', d.path,
                     'path', array(SELECT a.name FROM department a WHERE a.organisation_id = $1 AND a.id = ANY (d.path)
                                   ORDER BY cardinality(a.path))) ORDER BY o.position, d.id)
                 FROM member_department o JOIN department d ON d.organisation_id = $1 AND d.id = o.department_id
                 WHERE o.organisation_id = $1 AND o.member_id = m.id), '[]'::jsonb) AS posts,
       (SELECT jsonb_build_object('member_id', b.id, 'person_id', b.person_id, 'name', b.name)
        FROM member b WHERE b.organisation_id = $1 AND b.id = m.manager_id AND b.status <> 'left') AS manager,
       i.basis, i.basis_note, i.basis_note_sealed, i.attested_at, i.answer, i.consent_at,
       (SELECT b.name FROM member b WHERE b.organisation_id = $1 AND b.id = i.invited_by) AS by,
       (SELECT jsonb_build_object('reason', e.reason, 'at', e.at, 'handover', b.name)
        FROM departure e LEFT JOIN member b ON b.organisation_id = $1 AND b.id = e.handover_member_id
        WHERE e.organisation_id = $1 AND e.member_id = m.id) AS departure
FROM member m LEFT JOIN invitation i ON i.organisation_id = $1 AND i.member_id = m.id
WHERE m.organisation_id = $1 AND m.id = $2
"""


class CardPost(msgspec.Struct, frozen=True):
    """A place of a member; ``path`` names the departments from the top down to this one."""

    department_id: UUID | None
    department: str | None
    post: str | None
    head: bool = False
    path: list[str] = []


class InvitationFacts(msgspec.Struct, frozen=True):
    """How a member's data came in."""

    basis: str
    basis_note: str | None
    attested_at: datetime
    answer: str | None
    consent_at: datetime | None
    by: str | None


class DepartureFacts(msgspec.Struct, frozen=True):
    """How a membership ended."""

    reason: str
    at: datetime
    handover: str | None


class MemberCard(msgspec.Struct, frozen=True):
    """A member's card. ``phone`` and ``email`` are whole for oneself, for everybody where the organisation shows
    numbers, and when asked for by who ``may_read_contact``; else masked. The last two are for admins of the member."""

    id: UUID
    person_id: UUID | None
    name: str
    shown: str
    status: str
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
    return _card(view, keys, row, places, ancestry, account, whole=own or contact)


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
        shown=view.shown(row["name"], first.department, first.post),
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
        manager=msgspec.convert(row["manager"], Head | None),
        invitation=_invitation(keys, row) if manages else None,
        departure=msgspec.convert(row["departure"], DepartureFacts | None) if manages else None,
    )


def _invitation(keys: Keys, row: Any) -> InvitationFacts | None:
    if row["basis"] is None:
        return None
    facts = {name: row[name] for name in ("basis", "attested_at", "answer", "consent_at", "by")}
    return InvitationFacts(**facts, basis_note=keys.open_note(row["id"], row))


_AS_STORED = ("id", "person_id", "name", "status", "main_admin", "work_no", "joined_at", "left_at")


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
