"""Shapes that every room shares."""

from datetime import datetime
from typing import Generic, Literal, TypeVar
from uuid import UUID

import msgspec

from tocsin.kernel.errors import NotFound

T = TypeVar("T")

Scope = Literal["organisation", "department", "self"]


class Grant(msgspec.Struct, frozen=True):
    """A role held by a member: the powers it names, within a scope.

    ``department_id`` is the root of the subtree when ``scope`` is ``department``.
    """

    role_id: UUID
    role: str
    powers: frozenset[str]
    scope: Scope
    department_id: UUID | None = None


class Membership(msgspec.Struct, frozen=True):
    """An active membership of a person in an organisation, with everything a decision needs."""

    organisation_id: UUID
    member_id: UUID
    departments: frozenset[UUID]
    grants: tuple[Grant, ...]
    main_admin: bool = False


class Actor(msgspec.Struct, frozen=True):
    """Who acts: the person, the session and device, the active memberships.

    ``digest`` is that of the session's token, by which the actor is looked up again; empty without a session.
    """

    person_id: UUID
    session_id: UUID
    device: str
    expires_at: datetime
    memberships: dict[UUID, Membership]
    digest: bytes = b""

    def member_of(self, organisation_id: UUID) -> Membership:
        """Return the membership in an organisation; raise :class:`NotFound` for everybody else."""
        membership = self.memberships.get(organisation_id)
        if membership is None:
            raise NotFound
        return membership


class Page(msgspec.Struct, Generic[T]):
    """One page of a keyset-paged list; ``next`` is opaque and absent on the last page."""

    items: list[T]
    next: str | None = None
