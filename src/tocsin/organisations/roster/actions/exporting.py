"""Taking the roster out: what the actor may see of whom, and a line in the audit log each time."""

from collections import Counter
from collections.abc import Mapping
from typing import Final, Literal
from uuid import UUID

import msgspec

from tocsin.kernel import text
from tocsin.kernel.beside import aside, each
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Language
from tocsin.kernel.types import Actor, Membership
from tocsin.organisations.powers import CONTACT_READ, HIDDEN_READ
from tocsin.organisations.queries.records import Kept, open_members
from tocsin.organisations.records import Place, keys_of
from tocsin.organisations.roster.events import RosterExported
from tocsin.organisations.roster.powers import ROSTER_EXPORT
from tocsin.organisations.roster.rules import export
from tocsin.organisations.rules import HiddenDepartment, closed_to, reach

Form = Literal["xlsx", "csv"]
_EXPORTS_A_MINUTE: Final = 10
_DEPARTMENTS: Final = "SELECT id, name, path, hidden FROM department WHERE organisation_id = $1"


class _Department(msgspec.Struct):
    id: UUID
    name: str
    path: list[UUID]
    hidden: bool


async def export_roster(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, form: Form, language: Language
) -> bytes:
    """Return the members within the actor's scope as a file; what the actor may not read is masked or left out."""
    context.limiter.check(f"roster_export:{actor.person_id}", _EXPORTS_A_MINUTE / 60, _EXPORTS_A_MINUTE)
    rows = await tx.fetch(_DEPARTMENTS, organisation_id)
    departments = {row["id"]: msgspec.convert(dict(row), _Department) for row in rows}
    kept = await open_members(tx, await keys_of(tx, context.keyring, organisation_id))
    view = _View(actor.member_of(organisation_id), departments, kept)
    people = [shown for shown in await each(view.shown, list(kept.values())) if shown is not None]
    await tx.emit(
        RosterExported(
            realm_id=organisation_id, form=form, people=len(people), whole_phones=view.contacts != frozenset()
        )
    )
    write = export.as_xlsx if form == "xlsx" else export.as_csv
    return await aside(lambda: write(people, language))


class _View:
    """What one membership sees of the others."""

    def __init__(
        self, membership: Membership, departments: Mapping[UUID, _Department], kept: Mapping[UUID, Kept]
    ) -> None:
        self.membership = membership
        self.departments = departments
        self.kept = kept
        self.scope = _set(reach(membership, ROSTER_EXPORT))
        self.contacts = _set(reach(membership, CONTACT_READ))
        own = {one for department in membership.departments for one in self.path(department)}
        hidden = [
            HiddenDepartment(one.id, tuple(one.path), one.id in own) for one in departments.values() if one.hidden
        ]
        self.closed = set(closed_to(membership, HIDDEN_READ, hidden))
        self.names = Counter(one.card.name for one in kept.values())

    def path(self, department_id: UUID) -> list[UUID]:
        found = self.departments.get(department_id)
        return found.path if found else []

    def within(self, scope: frozenset[UUID] | None, one: Kept) -> bool:
        return scope is None or any(
            step in scope for place in one.card.places for step in self.path(place.department_id)
        )

    def shown(self, one: Kept) -> export.Exported | None:
        """Return a person's row, or nothing for who is outside the scope or wholly in hidden departments."""
        card = one.card
        places = [place for place in card.places if not self.closed.intersection(self.path(place.department_id))]
        if not self.within(self.scope, one) or (card.places and not places):
            return None
        whole = card.id == self.membership.member_id or self.within(self.contacts, one)
        return export.Exported(
            name=card.name,
            phone=_phone(card.phone, whole=whole),
            departments="; ".join(
                "/".join(self.departments[step].name for step in self.path(p.department_id)) for p in places
            ),
            post=_posts(places, card.post),
            work_no=card.work_no or "",
            manager=self.manager(card.manager_id),
            email=(card.email or "") if whole else text.mask_email(card.email) if card.email else "",
            kind=card.kind,
            status=one.status,
        )

    def manager(self, manager_id: UUID | None) -> str:
        """Return a manager's name; with the work number where the name is not the only one."""
        found = self.kept.get(manager_id) if manager_id else None
        if found is None:
            return ""
        card = found.card
        alone = self.names[card.name] == 1 or not card.work_no
        return card.name if alone else f"{card.name}（{card.work_no}）"


def _set(found: list[UUID] | None) -> frozenset[UUID] | None:
    return None if found is None else frozenset(found)


def _phone(phone: str | None, *, whole: bool) -> str:
    if phone is None:
        return ""
    return (phone.removeprefix("+86") if whole else text.mask_phone(phone)) or ""


def _posts(places: list[Place], post: str | None) -> str:
    if not places:
        return post or ""
    posts = [place.post or "" for place in places]
    return posts[0] if len(set(posts)) == 1 else "; ".join(posts)
