"""Named powers, and the one function that decides whether an actor holds one.

A room declares its powers in its manifest. Roles (rows of the organisations room) collect powers; grants give a
role to a member within a scope. The guard of routes and socket commands, the actions, and the two questions
"what may this person do, and why" and "who may do this" all ask :func:`decide`.
"""

from typing import Literal
from uuid import UUID

import msgspec

from tocsin.kernel.errors import Forbidden, NotFound, Words
from tocsin.kernel.types import Actor, Grant, Membership


class Power(msgspec.Struct, frozen=True):
    """Something one may be allowed to do.

    ``room`` is the one it belongs to; with ``everyone`` every active member of the organisation holds it.
    """

    name: str
    words: Words
    room: str
    everyone: bool = False


PUBLIC = Power("public", Words("任何人", "任何人", "Anybody"), "kernel")
"""Nobody need be signed in."""

SIGNED_IN = Power("signed_in", Words("已登录者", "已登入者", "Anybody signed in"), "kernel")
"""Any signed-in person, about what is their own; the action authorises the object."""


class Reason(msgspec.Struct, frozen=True):
    """Why a power is held: by being a member, by being a main admin, or by a role in a scope."""

    by: Literal["member", "main_admin", "role"]
    role_id: UUID | None = None
    role: str | None = None
    scope: Literal["organisation", "department", "self"] = "organisation"
    department_id: UUID | None = None


class Decision(msgspec.Struct, frozen=True):
    """The answer of :func:`decide`."""

    allowed: bool
    because: tuple[Reason, ...] = ()


def decide(
    membership: Membership,
    power: Power,
    *,
    ancestry: frozenset[UUID] | None = None,
    member_id: UUID | None = None,
) -> Decision:
    """Decide whether a membership carries a power, and say why.

    ``ancestry`` holds the ids of the target's departments and all departments above them, ``member_id`` the member
    who is the target; with neither, a power held in any scope is enough (the guard of a list route: the query then
    narrows to the scope). An empty ``ancestry`` is the organisation as a whole: only its own scope reaches it.
    """
    because: list[Reason] = []
    if power.everyone:
        because.append(Reason("member"))
    if membership.main_admin:
        because.append(Reason("main_admin"))
    because.extend(
        Reason("role", grant.role_id, grant.role, grant.scope, grant.department_id)
        for grant in membership.grants
        if power.name in grant.powers and _reaches(grant, membership, ancestry, member_id)
    )
    return Decision(bool(because), tuple(because))


def _reaches(grant: Grant, membership: Membership, ancestry: frozenset[UUID] | None, member_id: UUID | None) -> bool:
    if grant.scope == "organisation" or (ancestry is None and member_id is None):
        return True
    if grant.scope == "self":
        return member_id == membership.member_id
    return grant.department_id in (ancestry or ())


def authorise(
    actor: Actor,
    power: Power,
    organisation_id: UUID | None = None,
    *,
    ancestry: frozenset[UUID] | None = None,
    member_id: UUID | None = None,
) -> None:
    """Let the actor pass, or refuse: :class:`NotFound` outside the organisation, :class:`Forbidden` without the power."""
    if power is PUBLIC or power is SIGNED_IN:
        return
    if organisation_id is None:
        raise NotFound
    membership = actor.member_of(organisation_id)
    if not decide(membership, power, ancestry=ancestry, member_id=member_id).allowed:
        raise Forbidden(power=power.name)
