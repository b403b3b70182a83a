"""External contacts as an actor sees them: decided in the statement, for the list, the search and the card alike."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from tocsin.accounts import door as accounts
from tocsin.kernel import text
from tocsin.kernel.beside import each
from tocsin.kernel.clock import now
from tocsin.kernel.db import JOIN, Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.paging import after, cursor, limit_of
from tocsin.kernel.powers import decide
from tocsin.kernel.seal import Keyring
from tocsin.kernel.types import Actor, Membership, Page
from tocsin.organisations.contacts.powers import EXTERNAL_KEEP, EXTERNAL_MANAGE
from tocsin.organisations.contacts.rules import Visibility
from tocsin.organisations.queries.mine import OrganisationName, own_phone_blind
from tocsin.organisations.records import Keys, keys_of
from tocsin.organisations.rules import reach

Whose = Literal["mine", "left"]
"""Only those the actor keeps; only those whose keeper has left, for who looks after everybody's."""
Link = Literal["none", "asked", "linked"]
# $2 is the actor's member, $3 the actor's departments, $4 the departments over whose members' contacts the actor has
# charge: nothing is everywhere.
_SEEN = """
FROM external_contact c
JOIN member k ON k.organisation_id = c.organisation_id AND k.id = c.keeper_id
LEFT JOIN department d ON d.organisation_id = c.organisation_id AND d.id = c.department_id
WHERE c.organisation_id = $1 AND (
    c.keeper_id = $2 OR c.visibility = 'all'
    OR (c.visibility = 'department' AND c.department_id = ANY (ARRAY(
        SELECT unnest(own.path) FROM department own WHERE own.organisation_id = $1 AND own.id = ANY ($3::uuid[]))))
    OR $4::uuid[] IS NULL
    OR EXISTS (SELECT 1 FROM member_department o
               JOIN department at ON at.organisation_id = o.organisation_id AND at.id = o.department_id
               WHERE o.organisation_id = $1 AND o.member_id = c.keeper_id AND at.path && $4::uuid[]))"""
_LIST = f"""
SELECT c.id, c.name, c.company, c.post, c.labels, c.phone_sealed, c.visibility, c.department_id, d.name AS department,
       c.keeper_id, k.person_id AS keeper_person_id, k.name AS keeper, k.status = 'left' AS keeper_left, c.person_id,
       c.sort_key{_SEEN}
  AND ($5::uuid IS NULL OR c.keeper_id = $5) AND (NOT $6::bool OR k.status = 'left')
  AND ($7::text IS NULL OR $7 = ANY (c.labels))
  AND ($8::bigint[] IS NULL OR c.id IN (SELECT t.contact_id FROM external_contact_term t
       WHERE t.organisation_id = $1 AND t.term = ANY ($8) GROUP BY 1 HAVING count(*) = cardinality($8)))
  AND ($9::text IS NULL OR (c.sort_key, c.id) > ($9, $10::uuid))
ORDER BY c.sort_key, c.id LIMIT $11
"""  # noqa: S608
_ONE = f"""
SELECT c.*, d.name AS department, k.person_id AS keeper_person_id, k.name AS keeper, k.status = 'left' AS keeper_left,
       array(SELECT DISTINCT one.id FROM member_department o
             JOIN department at ON at.organisation_id = o.organisation_id AND at.id = o.department_id
             CROSS JOIN unnest(at.path) AS one(id)
             WHERE o.organisation_id = $1 AND o.member_id = c.keeper_id) AS ancestry{_SEEN}
  AND c.id = $5
"""  # noqa: S608
_LABELS = f"SELECT label, count(*) AS contacts FROM (SELECT unnest(c.labels) AS label{_SEEN}) l GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 100"  # noqa: S608
_ASKED = """
SELECT c.id, c.organisation_id, o.name AS organisation, o.kind, c.name, c.company, c.post, k.name AS keeper,
       c.person_id IS NOT NULL AS linked
FROM external_contact c
JOIN organisation o ON o.id = c.organisation_id
JOIN member k ON k.organisation_id = c.organisation_id AND k.id = c.keeper_id
WHERE (c.link_blind = $1 AND c.link_put_at <= $3) OR c.person_id = $2 ORDER BY c.link_asked_at DESC NULLS LAST, c.id
"""


class Keeper(msgspec.Struct, frozen=True):
    """Who keeps a contact; ``left`` until somebody takes over."""

    member_id: UUID
    person_id: UUID | None
    name: str
    left: bool


class ContactRow(msgspec.Struct, frozen=True, kw_only=True):
    """A contact in a list."""

    id: UUID
    name: str
    company: str | None
    post: str | None
    labels: list[str]
    phone_masked: str | None
    visibility: Visibility
    department_id: UUID | None
    department: str | None
    keeper: Keeper
    avatar: str | None


class ContactCard(ContactRow, frozen=True, kw_only=True):
    """A contact's card.

    ``phone``, ``email`` and ``note`` are whole for the keeper, and when asked for; else masked, and no note. ``link``
    tells what the person has said to being joined to their account; whether there is one is not told before.
    """

    phone: str | None
    email: str | None
    email_masked: str | None
    note: str | None
    link: Link
    person_id: UUID | None
    handle: str | None
    may_edit: bool
    may_hand_over: bool
    created_at: datetime
    changed_at: datetime


class LabelCount(msgspec.Struct, frozen=True):
    """A label, and how many of the contacts one sees have it."""

    label: str
    contacts: int


class AskedLink(msgspec.Struct, frozen=True):
    """A card an organisation keeps of the actor: asked whether it may be joined to the account, or joined."""

    id: UUID
    organisation: OrganisationName
    name: str
    company: str | None
    post: str | None
    keeper: str
    linked: bool


class Wanted(msgspec.Struct, frozen=True):
    """Which contacts to list."""

    question: str | None = None
    whose: Whose | None = None
    label: str | None = None
    keeper_id: UUID | None = None


def _who(actor: Actor, organisation_id: UUID) -> tuple[UUID, UUID, list[UUID], list[UUID] | None]:
    membership = actor.member_of(organisation_id)
    return (
        organisation_id,
        membership.member_id,
        list(membership.departments),
        reach(membership, EXTERNAL_MANAGE),
    )


async def get_contacts(
    tx: Transaction,
    keyring: Keyring,
    actor: Actor,
    organisation_id: UUID,
    wanted: Wanted,
    *,
    page_after: str | None,
    limit: int,
) -> Page[ContactRow]:
    """Return one page of the contacts the actor sees, by name."""
    who = _who(actor, organisation_id)
    keys = await keys_of(tx, keyring, organisation_id)
    terms = set(text.query_terms(wanted.question or ""))
    if not terms and (wanted.question or "").strip():
        return Page([])
    size = limit_of(limit)
    behind = after(page_after, tuple[str, UUID]) or (None, None)
    keeper = who[1] if wanted.whose == "mine" else wanted.keeper_id
    tokens = keys.tokens(terms) if terms else None
    rows = await tx.fetch(_LIST, *who, keeper, wanted.whose == "left", wanted.label, tokens, *behind, size + 1)
    accounts_of = await _accounts(tx, rows)
    items = [ContactRow(**_row(keys, row, accounts_of.get(row["person_id"]))) for row in rows[:size]]
    last = rows[size - 1] if len(rows) > size else None
    return Page(items, None if last is None else cursor(last["sort_key"], last["id"]))


async def _accounts(tx: Transaction, rows: Sequence[Any]) -> dict[UUID, accounts.Name]:
    people = [row["person_id"] for row in rows if row["person_id"] is not None]
    return await accounts.names(tx, people) if people else {}


def _row(keys: Keys, row: Any, account: accounts.Name | None) -> dict[str, Any]:
    number = keys.open("external_contact.phone", row["id"], row["phone_sealed"])
    plain = ("id", "name", "company", "post", "labels", "visibility", "department_id", "department")
    return {
        **{name: row[name] for name in plain},
        "phone_masked": None if number is None else text.mask_phone(number),
        "keeper": Keeper(row["keeper_id"], row["keeper_person_id"], row["keeper"], row["keeper_left"]),
        "avatar": None if account is None else account.avatar,
    }


class Found(msgspec.Struct, frozen=True):
    """A contact that the actor sees, as stored, and what may be done with it."""

    row: dict[str, Any]
    own: bool
    may_edit: bool
    manages: bool


async def find_contact(
    tx: Transaction, membership: Membership, organisation_id: UUID, contact_id: UUID, *, lock: bool = False
) -> Found:
    """Return a contact; raise :class:`NotFound` for one the membership does not see. ``lock``: until the commit."""
    sql = _ONE + (" FOR UPDATE OF c" if lock else "")
    within = reach(membership, EXTERNAL_MANAGE)
    rows = await tx.fetch(sql, organisation_id, membership.member_id, list(membership.departments), within, contact_id)
    if not rows:
        raise NotFound
    row = dict(rows[0])
    own = row["keeper_id"] == membership.member_id
    manages = decide(membership, EXTERNAL_MANAGE, ancestry=frozenset(row["ancestry"])).allowed
    return Found(row, own, manages or (own and decide(membership, EXTERNAL_KEEP).allowed), manages)


async def get_contact(
    tx: Transaction, keyring: Keyring, actor: Actor, organisation_id: UUID, contact_id: UUID, *, contact: bool
) -> ContactCard:
    """Return a contact's card; with ``contact``, the whole number, address and note."""
    found = await find_contact(tx, actor.member_of(organisation_id), organisation_id, contact_id)
    row = found.row
    keys = await keys_of(tx, keyring, organisation_id)
    account = (await _accounts(tx, [row])).get(row["person_id"])
    email = keys.open("external_contact.email", contact_id, row["email_sealed"])
    whole = contact or found.own
    link: Link = "linked" if row["person_id"] else "asked" if row["link_asked_at"] else "none"
    return ContactCard(
        **_row(keys, row, account),
        phone=keys.open("external_contact.phone", contact_id, row["phone_sealed"]) if whole else None,
        email=email if whole else None,
        email_masked=None if email is None else text.mask_email(email),
        note=keys.open("external_contact.note", contact_id, row["note_sealed"]) if whole else None,
        link=link,
        person_id=row["person_id"],
        handle=None if account is None else account.handle,
        may_edit=found.may_edit,
        may_hand_over=found.may_edit,
        created_at=row["created_at"],
        changed_at=row["changed_at"],
    )


async def get_labels(tx: Transaction, actor: Actor, organisation_id: UUID) -> list[LabelCount]:
    """Return the labels of the contacts the actor sees, the most used first, at most 100."""
    rows = await tx.fetch(_LABELS, *_who(actor, organisation_id))
    return [LabelCount(row["label"], row["contacts"]) for row in rows]


async def get_asked_links(tx: Transaction, keyring: Keyring, actor: Actor) -> list[AskedLink]:
    """Return the cards kept of the actor that wait for their word or are joined to the account."""
    blind = await own_phone_blind(tx, keyring, actor)
    async with tx.as_worker(JOIN):
        rows = await tx.fetch(_ASKED, blind, actor.person_id, now())
    return [
        AskedLink(
            organisation=OrganisationName(row["organisation_id"], row["organisation"], row["kind"]),
            **{name: row[name] for name in ("id", "name", "company", "post", "keeper", "linked")},
        )
        for row in rows
    ]


async def open_contacts(
    tx: Transaction, keyring: Keyring, actor: Actor, organisation_id: UUID, most: int
) -> list[tuple[str, ...]]:
    """Return what an export holds of every contact the actor sees, by name, at most ``most``."""
    sql = _ONE.replace("AND c.id = $5", "ORDER BY c.sort_key, c.id LIMIT $5")
    rows = await tx.fetch(sql, *_who(actor, organisation_id), most)
    keys = await keys_of(tx, keyring, organisation_id)

    def opened(row: Any, field: str) -> str:
        return keys.open(f"external_contact.{field}", row["id"], row[f"{field}_sealed"]) or ""

    def line(row: Any) -> tuple[str, ...]:
        said = (row["name"], row["company"] or "", row["post"] or "", opened(row, "phone"), opened(row, "email"))
        return (*said, "; ".join(row["labels"]), opened(row, "note"), row["keeper"])

    return await each(line, rows)
