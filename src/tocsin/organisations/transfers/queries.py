"""Transfers as those see them whom they concern: the member, who opened it, the heads on both sides, and HR."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from tocsin.accounts import door as accounts
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.paging import after, cursor, limit_of
from tocsin.kernel.powers import decide
from tocsin.kernel.seal import Keyring
from tocsin.kernel.types import Actor, Membership, Page
from tocsin.organisations.powers import MEMBER_MANAGE
from tocsin.organisations.records import Keys, keys_of
from tocsin.organisations.rules import ORGANISATION, gains, reach
from tocsin.organisations.transfers.rules import RUNNING, OpenedAs, Side, State, missing

Which = Literal["waiting", "mine", "all"]
"""What waits for the actor's word; what is about or by the actor; whatever the actor sees."""
# $2 is the actor's member, $3 the departments over which the actor is HR: nothing is everywhere.
_LED = "(SELECT o.department_id FROM member_department o WHERE o.organisation_id = $1 AND o.member_id = $2 AND o.head)"
_HR_OF_BOTH = "($3::uuid[] IS NULL OR (f.path && $3::uuid[] AND d.path && $3::uuid[]))"
_SEEN = f"""
FROM transfer t
JOIN member m ON m.organisation_id = $1 AND m.id = t.member_id
LEFT JOIN member b ON b.organisation_id = $1 AND b.id = t.opened_by
LEFT JOIN member g ON g.organisation_id = $1 AND g.id = t.manager_id
LEFT JOIN member h ON h.organisation_id = $1 AND h.id = t.head_by
LEFT JOIN member r ON r.organisation_id = $1 AND r.id = t.hr_by
LEFT JOIN department f ON f.organisation_id = $1 AND f.id = t.from_department_id
LEFT JOIN department d ON d.organisation_id = $1 AND d.id = t.to_department_id
WHERE t.organisation_id = $1 AND (t.member_id = $2 OR t.opened_by = $2 OR t.to_department_id IN {_LED}
    OR t.from_department_id IN {_LED} OR $3::uuid[] IS NULL OR f.path && $3::uuid[] OR d.path && $3::uuid[])"""
_COLUMNS = f"""
SELECT t.*, m.name, m.person_id, b.name AS opener, b.person_id AS opener_person_id, g.name AS manager,
       g.person_id AS manager_person_id, f.name AS from_department, d.name AS to_department, h.name AS head,
       r.name AS hr, coalesce(f.path, '{{}}') AS from_path, coalesce(d.path, '{{}}') AS to_path,
       t.to_department_id IN {_LED} AS leads,
       EXISTS (SELECT 1 FROM member_department o WHERE o.organisation_id = $1 AND o.department_id = t.to_department_id
               AND o.head AND o.status = 'active') AS headed{_SEEN}"""  # noqa: S608
_LIST = f"""{_COLUMNS}
  AND ($4::bool IS NULL OR (t.state IN ('open', 'agreed')) = $4)
  AND ($5::text = 'all' OR ($5 = 'mine' AND (t.member_id = $2 OR t.opened_by = $2))
       OR ($5 = 'waiting' AND t.state = 'open' AND ((t.member_id = $2 AND t.member_at IS NULL)
           OR (t.head_at IS NULL AND t.to_department_id IN {_LED}) OR (t.hr_at IS NULL AND {_HR_OF_BOTH}))))
  AND ($6::uuid IS NULL OR t.id < $6)
ORDER BY t.id DESC LIMIT $7
"""
_ONE = f"{_COLUMNS} AND t.id = $4"
_ENDING = """
SELECT g.id, r.name AS role, d.name AS department, g.role_id, g.department_id FROM role_grant g
JOIN role r ON r.organisation_id = g.organisation_id AND r.id = g.role_id
JOIN department d ON d.organisation_id = g.organisation_id AND d.id = g.department_id
WHERE g.organisation_id = $1 AND g.member_id = $2 AND g.scope = 'department' AND $3 = ANY (d.path)
  AND NOT (d.id = ANY ($4::uuid[]) AND d.id <> $3)
ORDER BY r.name, d.name
"""


class Who(msgspec.Struct, frozen=True):
    """A member named in a transfer."""

    member_id: UUID
    person_id: UUID | None
    name: str


class Spoken(msgspec.Struct, frozen=True):
    """That a side gave its word, when, and by whom."""

    side: Side
    at: datetime
    by: str | None


class EndingGrant(msgspec.Struct, frozen=True):
    """A role over the old department, or below it, that ends with the transfer."""

    role: str
    department: str


class TransferRow(msgspec.Struct, frozen=True, kw_only=True):
    """A transfer.

    ``missing`` are the sides whose word is needed, ``yours`` those of them that the reader speaks for. ``words`` are
    what was said with a refusal, ``reason`` why it could not be carried out.
    """

    id: UUID
    member: Who
    avatar: str | None
    opened_as: OpenedAs
    opened_by: Who
    opened_at: datetime
    from_department_id: UUID | None
    from_department: str | None
    to_department_id: UUID
    to_department: str | None
    post: str | None
    manager: Who | None
    effective_at: datetime
    expires_at: datetime
    state: State
    spoken: list[Spoken]
    missing: list[Side]
    yours: list[Side]
    may_withdraw: bool
    note: str | None
    words: str | None
    reason: str | None
    closed_at: datetime | None


class TransferView(TransferRow, frozen=True, kw_only=True):
    """A transfer on its own page, with the roles that end with it."""

    ending: list[EndingGrant]


def is_hr(membership: Membership, row: Any) -> bool:
    """Whether a membership may manage members over both departments; nobody speaks for HR of themselves, nor where they
    would gain rights over the member."""
    if row["member_id"] == membership.member_id and not membership.main_admin:
        return False
    paths = [frozenset(row["from_path"]) or ORGANISATION, frozenset(row["to_path"])]
    return not gains(membership, *paths) and all(
        decide(membership, MEMBER_MANAGE, ancestry=path).allowed for path in paths
    )


def sides_of(membership: Membership, row: Any) -> set[Side]:
    """Return the sides of a transfer that a membership is."""
    sides: set[Side] = set()
    if row["member_id"] == membership.member_id:
        sides.add("member")
    if row["leads"]:
        sides.add("head")
    if is_hr(membership, row):
        sides.add("hr")
    return sides


def given(row: Any) -> set[Side]:
    """Return the sides that gave their word."""
    return {side for side in ("member", "head", "hr") if row[f"{side}_at"] is not None}


async def find_transfer(tx: Transaction, membership: Membership, transfer_id: UUID, *, lock: bool = False) -> Any:
    """Return the row of a transfer; raise :class:`NotFound` for one the membership does not see."""
    rows = await tx.fetch(
        _ONE + (" FOR UPDATE OF t" if lock else ""),
        membership.organisation_id,
        membership.member_id,
        reach(membership, MEMBER_MANAGE),
        transfer_id,
    )
    if not rows:
        raise NotFound
    return rows[0]


async def get_transfers(
    tx: Transaction,
    keyring: Keyring,
    actor: Actor,
    organisation_id: UUID,
    which: Which,
    running: bool | None,
    *,
    page_after: str | None,
    limit: int,
) -> Page[TransferRow]:
    """Return one page of transfers the actor sees, the newest first."""
    membership = actor.member_of(organisation_id)
    size = limit_of(limit)
    behind = after(page_after, tuple[UUID])
    within = reach(membership, MEMBER_MANAGE)
    rows = await tx.fetch(
        _LIST, organisation_id, membership.member_id, within, running, which, behind and behind[0], size + 1
    )
    shown = await _shown(tx, keyring, membership, rows[:size])
    return Page([TransferRow(**one) for one in shown], cursor(rows[size - 1]["id"]) if len(rows) > size else None)


async def get_transfer(
    tx: Transaction, keyring: Keyring, actor: Actor, organisation_id: UUID, transfer_id: UUID
) -> TransferView:
    """Return one transfer, and which roles end with it: for the member and HR, since heads do not read others' roles."""
    membership = actor.member_of(organisation_id)
    row = await find_transfer(tx, membership, transfer_id)
    ending = []
    reads = sides_of(membership, row) & {"member", "hr"}
    if reads and row["state"] in RUNNING and row["from_department_id"] is not None:
        ending = [EndingGrant(one["role"], one["department"]) for one in await find_ending(tx, row)]
    (shown,) = await _shown(tx, keyring, membership, [row])
    return TransferView(**shown, ending=ending)


async def find_ending(tx: Transaction, row: Any) -> list[Any]:
    """Return the grants over the old department and below it, but for what the new one lies in."""
    return await tx.fetch(
        _ENDING, row["organisation_id"], row["member_id"], row["from_department_id"], list(row["to_path"])
    )


async def _shown(
    tx: Transaction, keyring: Keyring, membership: Membership, rows: Sequence[Any]
) -> list[dict[str, Any]]:
    keys = await keys_of(tx, keyring, membership.organisation_id)
    people = [row["person_id"] for row in rows if row["person_id"] is not None]
    accounts_of = await accounts.names(tx, people) if people else {}
    return [_row(keys, membership, row, accounts_of.get(row["person_id"])) for row in rows]


_PLAIN = (
    "id", "opened_as", "opened_at", "from_department_id", "from_department", "to_department_id", "to_department",
    "post", "effective_at", "expires_at", "state", "reason", "closed_at",
)  # fmt: skip


def _row(keys: Keys, membership: Membership, row: Any, account: accounts.Name | None) -> dict[str, Any]:
    spoken = given(row)
    by: dict[Side, str | None] = {"member": row["name"], "head": row["head"], "hr": row["hr"]}
    open_ = row["state"] == "open"
    needed = missing(spoken, headed=row["headed"]) if open_ else ()
    sides = sides_of(membership, row)
    opener = row["opened_by"] == membership.member_id
    manager = None
    if row["manager_id"] is not None and row["manager"] is not None:
        manager = Who(row["manager_id"], row["manager_person_id"], row["manager"])
    return {
        **{name: row[name] for name in _PLAIN},
        "member": Who(row["member_id"], row["person_id"], row["name"]),
        "avatar": None if account is None else account.avatar,
        "opened_by": Who(row["opened_by"], row["opener_person_id"], row["opener"] or ""),
        "manager": manager,
        "spoken": [Spoken(side, row[f"{side}_at"], by[side]) for side in by if side in spoken],
        "missing": list(needed),
        "yours": [side for side in needed if side in sides],
        "may_withdraw": row["state"] in RUNNING and (opener or "hr" in sides),
        "note": keys.open("transfer.note", row["id"], row["note_sealed"]),
        "words": keys.open("transfer.words", row["id"], row["words_sealed"]),
    }
