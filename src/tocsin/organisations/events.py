"""What the room tells others. Fields are ids and codes; a batch is one event that lists its members.

Higher rooms that follow departments (``MemberJoined``, ``MemberLeft``, ``MembersMoved``, ``MemberSuspended``,
``MemberReinstated``, ``HeadsChanged``, ``DepartmentsMade``, ``DepartmentChanged``, ``DepartmentRemoved``) react within
the transaction, when the rows already stand as after the act: reading them anew through the door is always right.
"""

from collections.abc import Iterable
from typing import ClassVar, Literal
from uuid import UUID

from tocsin.kernel.events import Event, Touch
from tocsin.kernel.kept import looked
from tocsin.organisations.powers import (
    CONTACT_READ,
    DEPARTMENT_MANAGE,
    DIRECTORY_READ,
    JOIN_MANAGE,
    MEMBER_INVITE,
    MEMBER_MANAGE,
    MEMBER_REMOVE,
    ORGANISATION_EDIT,
    ROLE_MANAGE,
)

How = Literal["founded", "invitation", "link", "application", "loaded"]


class _OfOrganisation(Event, frozen=True, kw_only=True):
    """``realm_id`` is the organisation."""

    audited = True
    shows: ClassVar[str] = "directory"

    def touches(self) -> Iterable[Touch]:
        """Whoever shows that part of the organisation fetches it again."""
        return (Touch("organisation", self.realm_id, ("organisation", str(self.realm_id), self.shows)),)


def _me(people: Iterable[UUID | None], what: str = "me") -> list[Touch]:
    return [Touch("person", person, ("person", str(person), what)) for person in people if person is not None]


class OrganisationFounded(_OfOrganisation, frozen=True, kw_only=True):
    """The subject is the organisation; :class:`MemberJoined` of the founder follows."""

    kind = "organisations.founded"


class OrganisationChanged(_OfOrganisation, frozen=True, kw_only=True):
    """``fields`` names what changed."""

    kind = "organisations.changed"
    power = ORGANISATION_EDIT
    fields: tuple[str, ...]

    def touches(self) -> Iterable[Touch]:
        """The organisation itself is shown in many places."""
        return (Touch("organisation", self.realm_id, ("organisation", str(self.realm_id))),)


class DepartmentsMade(_OfOrganisation, frozen=True, kw_only=True):
    """``departments`` came into being; with one, it is the subject too."""

    kind = "organisations.departments_made"
    power = DEPARTMENT_MANAGE
    departments: tuple[UUID, ...]


class DepartmentChanged(_OfOrganisation, frozen=True, kw_only=True):
    """The subject is the department; ``fields`` of ``name``, ``parent_id``, ``position``, ``hidden`` changed."""

    kind = "organisations.department_changed"
    power = DEPARTMENT_MANAGE
    fields: tuple[str, ...]

    def sights(self) -> Iterable[UUID]:
        """What is hidden, and from whom, follows from the tree."""
        return (self.realm_id,) if {"hidden", "parent_id"} & set(self.fields) else ()


class DepartmentRemoved(_OfOrganisation, frozen=True, kw_only=True):
    """The subject is the department, which was empty."""

    kind = "organisations.department_removed"
    power = DEPARTMENT_MANAGE
    people: tuple[UUID, ...] = ()
    """Those who held a role within it and lost that."""

    def actors(self) -> Iterable[UUID]:
        """Grants within the department ended."""
        return self.people


class HeadsChanged(_OfOrganisation, frozen=True, kw_only=True):
    """Who leads ``departments`` changed."""

    kind = "organisations.heads_changed"
    power = DEPARTMENT_MANAGE
    departments: tuple[UUID, ...]


class MembersInvited(_OfOrganisation, frozen=True, kw_only=True):
    """``members`` were entered and await the person's consent; with one, it is the subject too."""

    kind = "organisations.members_invited"
    power = MEMBER_INVITE
    # Anybody may found an organisation, invite a number and read its audit list.
    unstored = frozenset({"people"})
    members: tuple[UUID, ...]
    basis: str
    people: tuple[UUID, ...] = ()
    """Those of the invited who have an account already: they are told, and nobody else is."""

    def touches(self) -> Iterable[Touch]:
        """The directory, and each invited person's own list."""
        return (*super().touches(), *_me(self.people, "invitations"))


class InvitationRefused(_OfOrganisation, frozen=True, kw_only=True):
    """The subject is the member's record, whose contact data is gone."""

    kind = "organisations.invitation_refused"


class InvitationsWithdrawn(_OfOrganisation, frozen=True, kw_only=True):
    """The subject is the member who sent them and leaves; nobody had answered, and what was entered of ``members`` is gone."""

    kind = "organisations.invitations_withdrawn"
    power = MEMBER_INVITE
    members: tuple[UUID, ...]


class MembersChanged(_OfOrganisation, frozen=True, kw_only=True):
    """Cards of ``members`` changed in ``fields``; moves are told by :class:`MembersMoved` beside it."""

    kind = "organisations.members_changed"
    power = MEMBER_MANAGE
    members: tuple[UUID, ...]
    fields: tuple[str, ...]
    people: tuple[UUID, ...] = ()

    def touches(self) -> Iterable[Touch]:
        """The directory, and what those people see of themselves."""
        return (*super().touches(), *_me(self.people))


class MembersMoved(_OfOrganisation, frozen=True, kw_only=True):
    """``members`` entered or left departments, or became or ceased to be staff where they are.

    ``departments`` are all that gained or lost somebody. ``people`` are the members who have accepted.
    """

    kind = "organisations.members_moved"
    power = MEMBER_MANAGE
    members: tuple[UUID, ...]
    people: tuple[UUID, ...]
    departments: tuple[UUID, ...]

    def actors(self) -> Iterable[UUID]:
        """A membership carries its departments."""
        return self.people


class MemberJoined(_OfOrganisation, frozen=True, kw_only=True):
    """The subject is the member, now active and of a person, in ``departments``."""

    kind = "organisations.member_joined"
    person_id: UUID
    departments: tuple[UUID, ...]
    how: How

    def touches(self) -> Iterable[Touch]:
        """The directory, and the person's memberships and invitations."""
        return (*super().touches(), *_me([self.person_id]), *_me([self.person_id], "invitations"))

    def actors(self) -> Iterable[UUID]:
        """The person who joined."""
        return (self.person_id,)


class MemberLeft(_OfOrganisation, frozen=True, kw_only=True):
    """The subject is the member, no longer in the tree; ``departments`` are those it was in.

    ``person_id`` is absent when an invitation was withdrawn before anybody accepted. ``reports`` are the members
    whose manager it was; they now report to ``handover_member_id``, or to nobody.
    """

    kind = "organisations.member_left"
    power = MEMBER_REMOVE
    person_id: UUID | None
    departments: tuple[UUID, ...]
    reason: str
    headed: tuple[UUID, ...] = ()
    reports: tuple[UUID, ...] = ()
    handover_member_id: UUID | None = None

    def touches(self) -> Iterable[Touch]:
        """The directory, and the person's memberships."""
        return (*super().touches(), *_me([self.person_id]), *_me([self.person_id], "invitations"))

    def actors(self) -> Iterable[UUID]:
        """The person who left."""
        return () if self.person_id is None else (self.person_id,)


class _Standing(_OfOrganisation, frozen=True, kw_only=True):
    person_id: UUID

    def touches(self) -> Iterable[Touch]:
        return (*super().touches(), *_me([self.person_id]))

    def actors(self) -> Iterable[UUID]:
        return (self.person_id,)


class MemberSuspended(_Standing, frozen=True, kw_only=True):
    """The subject is the member, who keeps place and grants but can do nothing in the organisation."""

    kind = "organisations.member_suspended"
    power = MEMBER_MANAGE
    departments: tuple[UUID, ...] = ()


class MemberReinstated(_Standing, frozen=True, kw_only=True):
    """The subject is the member, active again."""

    kind = "organisations.member_reinstated"
    power = MEMBER_MANAGE
    departments: tuple[UUID, ...] = ()


class MainAdminAppointed(_Standing, frozen=True, kw_only=True):
    """The subject is the member."""

    kind = "organisations.main_admin_appointed"
    shows = "roles"


class MainAdminRemoved(_Standing, frozen=True, kw_only=True):
    """The subject is the member."""

    kind = "organisations.main_admin_removed"
    shows = "roles"


class _Looked(Event, frozen=True, kw_only=True):
    """Somebody looked at the member who is the subject; ``people`` holds its person, where there is one."""

    audited = True
    unstored: ClassVar[frozenset[str]] = frozenset({"people"})
    people: tuple[UUID, ...] = ()

    def touches(self) -> Iterable[Touch]:
        """Who looked is told to whoever was looked at."""
        return looked("person", self.people)


class ContactViewed(_Looked, frozen=True, kw_only=True):
    """It was the whole phone number or address; ``why`` is the reason that was given, if any."""

    kind = "organisations.contact_viewed"
    power = CONTACT_READ


class NumberConfirmed(_Looked, frozen=True, kw_only=True):
    """Somebody who may not read it had the whole phone number, and found whose it is."""

    kind = "organisations.number_confirmed"
    power = DIRECTORY_READ


class JoinLinkMade(_OfOrganisation, frozen=True, kw_only=True):
    """The subject is the link."""

    kind = "organisations.join_link_made"
    power = JOIN_MANAGE
    shows = "applications"
    department_id: UUID | None


class JoinLinkRevoked(_OfOrganisation, frozen=True, kw_only=True):
    """The subject is the link."""

    kind = "organisations.join_link_revoked"
    power = JOIN_MANAGE
    shows = "applications"


class ApplicationMade(_OfOrganisation, frozen=True, kw_only=True):
    """The subject is the application."""

    kind = "organisations.application_made"
    audited = False
    shows = "applications"
    person_id: UUID


class ApplicationDecided(_OfOrganisation, frozen=True, kw_only=True):
    """The subject is the application; ``state`` is ``accepted``, ``refused`` or ``withdrawn``."""

    kind = "organisations.application_decided"
    power = JOIN_MANAGE
    shows = "applications"
    person_id: UUID
    state: str

    def touches(self) -> Iterable[Touch]:
        """The list of applications, and the applicant's own."""
        return (*super().touches(), *_me([self.person_id], "invitations"))


class _OfRoles(_OfOrganisation, frozen=True, kw_only=True):
    power = ROLE_MANAGE
    shows = "roles"
    people: tuple[UUID, ...] = ()

    def touches(self) -> Iterable[Touch]:
        return (*super().touches(), *_me(self.people))

    def actors(self) -> Iterable[UUID]:
        return self.people


class RoleMade(_OfRoles, frozen=True, kw_only=True):
    """The subject is the role."""

    kind = "organisations.role_made"
    powers: tuple[str, ...]


class RoleChanged(_OfRoles, frozen=True, kw_only=True):
    """The subject is the role; ``people`` hold it."""

    kind = "organisations.role_changed"
    added: tuple[str, ...]
    removed: tuple[str, ...]


class RoleRemoved(_OfRoles, frozen=True, kw_only=True):
    """The subject is the role, which nobody held."""

    kind = "organisations.role_removed"


class RoleGranted(_OfRoles, frozen=True, kw_only=True):
    """The subject is the member; ``people`` holds its person."""

    kind = "organisations.role_granted"
    role_id: UUID
    scope: str
    department_id: UUID | None


class RoleRevoked(_OfRoles, frozen=True, kw_only=True):
    """The subject is the member; ``people`` holds its person."""

    kind = "organisations.role_revoked"
    role_id: UUID
    scope: str
    department_id: UUID | None


EVENTS: tuple[type[Event], ...] = (
    OrganisationFounded,
    OrganisationChanged,
    DepartmentsMade,
    DepartmentChanged,
    DepartmentRemoved,
    HeadsChanged,
    MembersInvited,
    InvitationRefused,
    InvitationsWithdrawn,
    MembersChanged,
    MembersMoved,
    MemberJoined,
    MemberLeft,
    MemberSuspended,
    MemberReinstated,
    MainAdminAppointed,
    MainAdminRemoved,
    ContactViewed,
    NumberConfirmed,
    JoinLinkMade,
    JoinLinkRevoked,
    ApplicationMade,
    ApplicationDecided,
    RoleMade,
    RoleChanged,
    RoleRemoved,
    RoleGranted,
    RoleRevoked,
)
