"""The decisions of the room, pure: the tree, managers, who may give which rights, who sees what."""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from typing import Literal, TypeVar
from uuid import UUID

import msgspec

from tocsin.kernel.errors import Forbidden, Invalid
from tocsin.kernel.powers import Power, decide
from tocsin.kernel.types import Grant, Membership, Scope
from tocsin.organisations.powers import DEPARTMENT_MANAGE, HIDDEN_READ, MEMBER_INVITE, MEMBER_MANAGE
from tocsin.organisations.refusals import (
    DepartmentCircle,
    LastMainAdmin,
    MainAdminsOnly,
    NotHeld,
    OneAdminOnly,
    OwnRights,
    TooDeep,
    UnknownDepartment,
    UnknownPower,
)

Kind = Literal[
    "company",
    "government",
    "other",
    "partnership",
    "sole_trader",
    "foundation",
    "social_association",
    "social_service",
]
NON_PROFIT: frozenset[Kind] = frozenset({"foundation", "social_association", "social_service"})
Status = Literal["invited", "active", "suspended", "left"]
Basis = Literal["contract", "legal_duty", "consent", "hr_policy", "other"]
"""On what ground another's data is entered; ``legal_duty`` and ``other`` take a note that names it."""
MemberKind = Literal["employee", "subsidiary_head", "consultant", "seconded", "other"]
"""What a member is to the organisation. Only an ``employee`` is counted as staff, and brought into department groups."""
Reason = Literal["contract_ended", "retired", "early_retirement", "moved", "other", "own_wish"]

LEVELS = 10
DEPARTMENTS = 10_000
PLACES = 20
FOUNDED_A_DAY = 5
_Key = TypeVar("_Key", bound=Hashable)
ORGANISATION: frozenset[UUID] = frozenset()
"""The ancestry of the organisation as a whole: only its own scope reaches it."""


# -- the tree


def check_move(path: Sequence[UUID], to: Sequence[UUID], height: int) -> None:
    """Refuse a place in the tree. ``path`` ends in the department, ``to`` in its new parent (empty: the top).

    ``height`` is the number of levels from the department down to its lowest one, itself included.
    """
    if path[-1] in to:
        raise DepartmentCircle
    if len(to) + height > LEVELS:
        raise TooDeep(limit=LEVELS)


def circles(manager_of: Mapping[UUID, UUID | None]) -> set[UUID]:
    """Return the members who are, through others, their own manager."""
    found: set[UUID] = set()
    settled: set[UUID] = set()
    for start in manager_of:
        walked: dict[UUID, int] = {}
        one: UUID | None = start
        while one is not None and one not in settled and one not in walked:
            walked[one] = len(walked)
            one = manager_of.get(one)
        if one is not None and one in walked:
            found |= {member for member, at in walked.items() if at >= walked[one]}
        settled.update(walked)  # `|=` with a view would copy the whole set each time
    return found


def totals(
    paths: Mapping[UUID, Sequence[UUID]], direct: Mapping[UUID, int], several: Iterable[Collection[UUID]]
) -> dict[UUID, int]:
    """Return how many people are in each department's subtree, each counted once.

    ``direct`` counts places department by department, ``several`` are the departments of everybody who has more than
    one. Departments without a path are left out of it all.
    """
    total = dict.fromkeys(paths, 0)
    for department, number in direct.items():
        for above in paths.get(department, ()):
            total[above] += number
    for places in several:
        seen: set[UUID] = set()
        for above in (one for place in places for one in paths.get(place, ())):
            if above in seen:
                total[above] -= 1
            seen.add(above)
    return total


def heads_in(paths: Mapping[UUID, Sequence[UUID]], people: Iterable[Collection[UUID]]) -> dict[UUID, int]:
    """Return how many of the people are in each department's subtree, each counted once; ``people`` are their departments."""
    count = dict.fromkeys(paths, 0)
    for places in people:
        for above in {one for place in places for one in paths.get(place, ())}:
            count[above] += 1
    return count


# -- rights


class Holding(msgspec.Struct, frozen=True):
    """A grant as a decision about it needs it: whose, over what. ``path`` is that of the department of the scope;
    ``ancestry`` the departments of the member and all above them, over which ``self`` reaches."""

    member_id: UUID
    scope: Scope
    path: frozenset[UUID] = frozenset()
    ancestry: frozenset[UUID] = frozenset()


def allow(
    membership: Membership, power: Power, *, ancestry: frozenset[UUID] | None = None, member_id: UUID | None = None
) -> None:
    """Let a membership pass or raise :class:`Forbidden`; as :func:`tocsin.kernel.powers.decide` decides."""
    if not decide(membership, power, ancestry=ancestry, member_id=member_id).allowed:
        raise Forbidden(power=power.name)


def holds(membership: Membership, power: Power, over: Holding) -> bool:
    """Return whether a membership carries a power in at least the scope of a holding."""
    if over.scope == "organisation":
        return decide(membership, power, ancestry=ORGANISATION).allowed
    if over.scope == "department":
        return decide(membership, power, ancestry=over.path).allowed
    return decide(membership, power, ancestry=over.ancestry, member_id=over.member_id).allowed


def check_give(giver: Membership, manage: Power, powers: Iterable[Power], over: Holding) -> None:
    """Refuse a grant: nobody grants what they do not hold in at least that scope, nobody raises themselves."""
    if over.member_id == giver.member_id:
        raise OwnRights
    _check_holds(giver, manage, powers, over)


def check_take(taker: Membership, manage: Power, powers: Iterable[Power], over: Holding) -> None:
    """Refuse to end a grant: one's own can be given up, others' only with what it carries in one's own hands."""
    if over.member_id != taker.member_id:
        _check_holds(taker, manage, powers, over)


def check_role_change(
    editor: Membership, manage: Power, added: Collection[Power], removed: Collection[Power], holdings: Iterable[Holding]
) -> None:
    """Refuse a change of a role that gives or takes, through its holders, more than the editor holds there.

    What is new in it, the editor holds over the whole organisation: who grants the role next goes by its name, and may
    grant it anywhere.
    """
    changed = [*added, *removed]
    for over in holdings:
        if added and over.member_id == editor.member_id and not editor.main_admin:
            raise OwnRights
        _check_holds(editor, manage, changed, over)
    check_into_role(editor, added)


def check_into_role(editor: Membership, added: Iterable[Power]) -> None:
    """Refuse to put a power into a role without holding it over the whole organisation."""
    _check_held(editor, added, Holding(editor.member_id, "organisation"))


def _check_holds(membership: Membership, manage: Power, powers: Iterable[Power], over: Holding) -> None:
    if not holds(membership, manage, over):
        raise Forbidden(power=manage.name)
    _check_held(membership, powers, over)


def _check_held(membership: Membership, powers: Iterable[Power], over: Holding) -> None:
    missing = sorted(power.name for power in powers if not holds(membership, power, over))
    if missing:
        raise NotHeld(powers=missing)


class Spot(msgspec.Struct, frozen=True):
    """A place in a department as a decision about it needs it: ``path`` is the department and all above it."""

    path: frozenset[UUID]
    post: str | None = None
    head: bool = False


def check_placing(
    mover: Membership,
    member_id: UUID | None,
    before: Mapping[_Key, Spot],
    after: Mapping[_Key, Spot],
    closed: Collection[UUID],
) -> None:
    """Refuse to bring a member's places from ``before`` to ``after``, by department; ``member_id`` None is a new person.

    It takes the power over every department that is entered, left or where the post changes; to say who leads one, that
    over departments. What is ``closed`` to the mover is not there to be entered. Nobody places themselves, and nobody
    gains rights over a person by where they put them; over who is new there was nothing to gain them on.
    """
    power = MEMBER_INVITE if member_id is None else MEMBER_MANAGE
    touched = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    if touched and member_id is not None:
        check_not_own(mover, member_id)
    for key in touched:
        old, new = before.get(key), after.get(key)
        path = (new or before[key]).path
        if not path.isdisjoint(closed):
            raise UnknownDepartment if new is not None else Forbidden(power=HIDDEN_READ.name)
        allow(mover, power, ancestry=path)
        if (old is not None and old.head) != (new is not None and new.head):
            allow(mover, DEPARTMENT_MANAGE, ancestry=path)
    if not after and (before or member_id is None):
        # In no department is in no sub-admin's charge.
        allow(mover, power, ancestry=ORGANISATION)
    if member_id is not None:
        check_gains_nothing(mover, _reached(before), _reached(after))


def _reached(spots: Mapping[_Key, Spot]) -> frozenset[UUID]:
    return frozenset[UUID]().union(*(spot.path for spot in spots.values()))


def check_not_own(mover: Membership, member_id: UUID) -> None:
    """Refuse to say of oneself what rights and approvals follow from: nobody raises themselves."""
    if member_id == mover.member_id and not mover.main_admin:
        raise OwnRights


def check_gains_nothing(mover: Membership, path: Iterable[UUID], to: Iterable[UUID]) -> None:
    """Refuse to bring a department or a person under one's own rights. ``path`` is where they stand, ``to`` where they go.

    Whoever holds something over the new place alone would hold it over what is moved there, by their own act.
    """
    if gains(mover, frozenset(path), frozenset(to)):
        raise OwnRights


def gains(mover: Membership, stands: frozenset[UUID], goes: frozenset[UUID]) -> bool:
    """Whether somebody holds something over what stands in one place once it goes to another."""
    held = {power for grant in mover.grants if _over(grant, stands) for power in grant.powers}
    reached = [grant for grant in mover.grants if _over(grant, goes)]
    return not mover.main_admin and any(not grant.powers <= held for grant in reached)


def _over(grant: Grant, ancestry: frozenset[UUID]) -> bool:
    return grant.scope == "organisation" or (grant.scope == "department" and grant.department_id in ancestry)


def grantable(catalogue: Mapping[str, Power], names: Iterable[str]) -> list[Power]:
    """Return the powers of a role by name; raise :class:`UnknownPower` for what no role can carry."""
    found = []
    for name in dict.fromkeys(names):
        power = catalogue.get(name)
        if power is None or power.everyone:
            raise UnknownPower(power=name)
        found.append(power)
    return found


def check_on_main_admin(membership: Membership, target_is_main_admin: bool) -> None:
    """Refuse an act on a main admin by anybody who is none."""
    if target_is_main_admin and not membership.main_admin:
        raise MainAdminsOnly


def check_leaves_admin(able: Collection[UUID], leaving: UUID) -> None:
    """Refuse to take the last main admin from an organisation; ``able`` are those who can act.

    One whose account is suspended or frozen leaves nobody behind who could appoint another.
    """
    if not set(able) - {leaving}:
        raise LastMainAdmin


def check_appoint(kind: Kind, main_admins: Collection[UUID], handing_over: UUID | None) -> None:
    """Refuse a second main admin of a non-profit, unless the present one hands over."""
    if kind in NON_PROFIT and set(main_admins) - {handing_over}:
        raise OneAdminOnly


# -- what is seen


class OrganisationSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an organisation sets for itself.

    ``phones``: colleagues see numbers masked, whole, or not at all (holders of the power to read them always may).
    ``name_format``: how members are named in lists and in conversations, of ``name``, ``department``, ``post`` and
    ``phone`` (its last four digits, left out where numbers are hidden), each at most once, in this order.
    """

    phones: Literal["masked", "shown", "hidden"] = "masked"
    name_format: tuple[Literal["name", "department", "post", "phone"], ...] = ("name",)


def check_settings(settings: OrganisationSettings) -> None:
    """Refuse a format that names a part of the name twice."""
    if len(settings.name_format) != len(set(settings.name_format)):
        raise Invalid(fields={"settings.name_format": "each part once"})


def shown_name(
    settings: OrganisationSettings, name: str, department: str | None, post: str | None, phone: str | None
) -> str:
    """Return a member's name in the organisation's format; ``phone`` is the whole number, of which four digits show."""
    tail = None if phone is None or settings.phones == "hidden" else phone[-4:]
    parts = {"name": name, "department": department, "post": post, "phone": tail}
    return "-".join(part for field in settings.name_format if (part := parts[field])) or name


class HiddenDepartment(msgspec.Struct, frozen=True):
    """A department hidden from others; ``inside`` tells whether the actor is in it or below it."""

    id: UUID
    path: tuple[UUID, ...]
    inside: bool


def closed_to(membership: Membership, hidden_read: Power, hidden: Iterable[HiddenDepartment]) -> list[UUID]:
    """Return the hidden departments that a membership cannot look into."""
    return [
        one.id
        for one in hidden
        if not one.inside and not decide(membership, hidden_read, ancestry=frozenset(one.path)).allowed
    ]


def reach(membership: Membership, *powers: Power) -> list[UUID] | None:
    """Return the departments whose subtrees a membership holds any of the powers over; ``None`` is everywhere."""
    if any(decide(membership, power, ancestry=ORGANISATION).allowed for power in powers):
        return None
    names = {power.name for power in powers}
    return [
        grant.department_id
        for grant in membership.grants
        if grant.scope == "department" and grant.department_id is not None and names & grant.powers
    ]
