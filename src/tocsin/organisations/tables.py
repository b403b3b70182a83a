"""The tables of the room.

Keys begin with the organisation, so that no row can point at another organisation's row and every index serves the
row-level policies. Names stand in clear, because a directory sorts and shows them; phone numbers, addresses and notes
are sealed under the organisation's data key and found through blind indexes and keyed terms.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tocsin.kernel.tables import Base

_ORGANISATION = {"info": {"shape": "organisation"}}
_PRESENT = "status <> 'left'"


def _one_of(column: str, *values: str) -> CheckConstraint:
    allowed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({allowed})", name=column)


class Organisation(Base):
    """An organisation, the realm of what belongs to it; its name and settings."""

    __tablename__ = "organisation"
    __table_args__ = (
        _one_of(
            "kind", "company", "government", "other", "partnership", "sole_trader",
            "foundation", "social_association", "social_service",
        ),
        Index("ix_organisation_founder_id", "founder_id", "created_at"),
        Index(
            "uq_organisation_client", "founder_id", "client_id",
            unique=True, postgresql_where=text("client_id IS NOT NULL"),
        ),
        _ORGANISATION,
    )  # fmt: skip
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    settings: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))
    founder_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    client_id: Mapped[UUID | None]


class Department(Base):
    """A department. ``path`` holds the ids from the top of the tree down to and with the department itself."""

    __tablename__ = "department"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "parent_id"], ["department.organisation_id", "department.id"], name="fk_department_parent"
        ),
        CheckConstraint("cardinality(path) BETWEEN 1 AND 10", name="depth"),
        CheckConstraint("path[cardinality(path)] = id", name="path"),
        Index(
            "uq_department_sibling", "organisation_id", "parent_id", "name_key",
            unique=True, postgresql_nulls_not_distinct=True,
        ),
        Index("ix_department_hidden", "organisation_id", postgresql_where=text("hidden")),
        _ORGANISATION,
    )  # fmt: skip
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    parent_id: Mapped[UUID | None]
    name: Mapped[str]
    name_key: Mapped[str]
    position: Mapped[int] = mapped_column(server_default="0")
    path: Mapped[list[UUID]]
    hidden: Mapped[bool] = mapped_column(server_default=text("false"))
    created_at: Mapped[datetime]


class Member(Base):
    """A member's record in an organisation; ``person_id`` is set once the person has accepted.

    ``phone_blind`` compares within the organisation only. ``invitation_blind`` compares across the deployment, so that
    the invited person is found at sign-in; it goes as soon as the invitation is answered. ``terms`` are the search
    terms of the record as they stand in ``member_term``, kept here so that exactly these can be taken out again.
    """

    __tablename__ = "member"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "manager_id"], ["member.organisation_id", "member.id"], name="fk_member_manager"
        ),
        _one_of("status", "invited", "active", "suspended", "left"),
        _one_of("kind", "employee", "subsidiary_head", "consultant", "seconded", "other"),
        CheckConstraint("manager_id <> id", name="manager"),
        CheckConstraint("status NOT IN ('active', 'suspended') OR person_id IS NOT NULL", name="person"),
        CheckConstraint("NOT main_admin OR status = 'active'", name="main_admin"),
        UniqueConstraint("organisation_id", "id", "status", name="uq_member_status"),
        # Without the id, though lists are ordered by it too: with it, a planner that has no statistics yet takes this
        # index for the key and finds each member by reading the whole organisation.
        Index("ix_member_sort_key", "organisation_id", "sort_key"),
        Index("ix_member_manager_id", "organisation_id", "manager_id", postgresql_where=text("manager_id IS NOT NULL")),
        Index("ix_member_person_id", "person_id", postgresql_where=text("person_id IS NOT NULL")),
        Index("ix_member_others", "organisation_id", postgresql_where=text("kind <> 'employee'")),
        Index("ix_member_main_admin", "organisation_id", postgresql_where=text("main_admin")),
        Index("ix_member_invitation_blind", "invitation_blind", postgresql_where=text("invitation_blind IS NOT NULL")),
        Index("uq_member_person", "organisation_id", "person_id", unique=True, postgresql_where=text(_PRESENT)),
        Index("uq_member_phone", "organisation_id", "phone_blind", unique=True, postgresql_where=text(_PRESENT)),
        Index("uq_member_work_no", "organisation_id", "work_no", unique=True, postgresql_where=text(_PRESENT)),
        _ORGANISATION,
    )
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID | None]
    name: Mapped[str]
    sort_key: Mapped[str] = mapped_column(Text(collation="C"))
    status: Mapped[str]
    post: Mapped[str | None]
    """What the member is when in no department; else posts stand beside the departments."""
    work_no: Mapped[str | None]
    phone_sealed: Mapped[bytes | None]
    phone_blind: Mapped[bytes | None]
    invitation_blind: Mapped[bytes | None]
    email_sealed: Mapped[bytes | None]
    manager_id: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(server_default="employee")
    """What the member is to the organisation; figures of staff count employees alone."""
    main_admin: Mapped[bool] = mapped_column(server_default=text("false"))
    terms: Mapped[list[int]] = mapped_column(server_default=text("'{}'::bigint[]"))
    created_at: Mapped[datetime]
    joined_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]


class MemberDepartment(Base):
    """A member's place in a department: post, whether head, and the order among the member's departments.

    ``status`` is the member's, kept equal by the foreign key, so that a tree is counted without reading its members.
    The second index begins with the department: beside the primary key it must not look as good for finding a
    member's places, or a table not yet analysed has every one of them searched through the whole organisation.
    """

    __tablename__ = "member_department"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "member_id", "status"],
            ["member.organisation_id", "member.id", "member.status"],
            name="fk_member_department_member",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["organisation_id", "department_id"],
            ["department.organisation_id", "department.id"],
            name="fk_member_department_department",
        ),
        Index("ix_member_department_department_id", "department_id", "organisation_id", "member_id"),
        Index("ix_member_department_head", "organisation_id", postgresql_where=text("head")),
        _ORGANISATION,
    )
    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    department_id: Mapped[UUID] = mapped_column(primary_key=True)
    status: Mapped[str]
    post: Mapped[str | None]
    head: Mapped[bool] = mapped_column(server_default=text("false"))
    position: Mapped[int] = mapped_column(server_default="0")


class MemberTerm(Base):
    """One keyed search term of one member. No foreign key: half a million rows of an import would each ask for it."""

    __tablename__ = "member_term"
    __table_args__ = (_ORGANISATION,)
    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    term: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    member_id: Mapped[UUID] = mapped_column(primary_key=True)


class Invitation(Base):
    """How a member's data came in: who entered it, on what legal basis, and what the person answered."""

    __tablename__ = "invitation"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "member_id"],
            ["member.organisation_id", "member.id"],
            name="fk_invitation_member",
            ondelete="CASCADE",
        ),
        _one_of("basis", "contract", "legal_duty", "consent", "hr_policy", "other", "own_application"),
        _one_of("answer", "accepted", "refused", "withdrawn"),
        _ORGANISATION,
    )
    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    invited_by: Mapped[UUID | None]
    basis: Mapped[str]
    # In clear in rows of before it was sealed; nothing writes it any more.
    basis_note: Mapped[str | None]
    basis_note_sealed: Mapped[bytes | None]
    attested_at: Mapped[datetime]
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    consent_at: Mapped[datetime | None]


class Departure(Base):
    """Why and by whom a membership ended, and who took over."""

    __tablename__ = "departure"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "member_id"],
            ["member.organisation_id", "member.id"],
            name="fk_departure_member",
            ondelete="CASCADE",
        ),
        _one_of(
            "reason", "contract_ended", "retired", "early_retirement", "moved", "other", "own_wish",
            "invitation_refused", "invitation_withdrawn",
        ),
        _ORGANISATION,
    )  # fmt: skip
    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    reason: Mapped[str]
    note_sealed: Mapped[bytes | None]
    by_person_id: Mapped[UUID | None]
    handover_member_id: Mapped[UUID | None]


class JoinLink(Base):
    """A link by which people ask to join, or join at once. Only a hash of its code is kept."""

    __tablename__ = "join_link"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "department_id"],
            ["department.organisation_id", "department.id"],
            name="fk_join_link_department",
        ),
        Index("uq_join_link_code", "code_hash", unique=True),
        Index(
            "uq_join_link_client",
            "organisation_id",
            "created_by",
            "client_id",
            unique=True,
            postgresql_where=text("client_id IS NOT NULL"),
        ),
        _ORGANISATION,
    )
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    code_hash: Mapped[bytes]
    department_id: Mapped[UUID | None]
    approval: Mapped[bool]
    uses: Mapped[int] = mapped_column(server_default="0")
    uses_limit: Mapped[int | None]
    created_by: Mapped[UUID]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    client_id: Mapped[UUID | None]


class Application(Base):
    """Somebody's request to join, and what was decided."""

    __tablename__ = "application"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "link_id"], ["join_link.organisation_id", "join_link.id"], name="fk_application_link"
        ),
        ForeignKeyConstraint(
            ["organisation_id", "department_id"],
            ["department.organisation_id", "department.id"],
            name="fk_application_department",
        ),
        _one_of("state", "pending", "accepted", "refused", "withdrawn"),
        Index(
            "uq_application_pending",
            "organisation_id",
            "person_id",
            unique=True,
            postgresql_where=text("state = 'pending'"),
        ),
        Index("ix_application_person_id", "person_id"),
        _ORGANISATION,
    )
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    link_id: Mapped[UUID]
    person_id: Mapped[UUID]
    department_id: Mapped[UUID | None]
    name: Mapped[str]
    phone_sealed: Mapped[bytes | None]
    note_sealed: Mapped[bytes | None]
    state: Mapped[str]
    created_at: Mapped[datetime]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    decision_note_sealed: Mapped[bytes | None]
    member_id: Mapped[UUID | None]


class Role(Base):
    """A named set of powers."""

    __tablename__ = "role"
    __table_args__ = (Index("uq_role_name", "organisation_id", "name_key", unique=True), _ORGANISATION)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_key: Mapped[str]
    created_at: Mapped[datetime]


class RolePower(Base):
    """A power a role carries, by its name in the rooms' manifests."""

    __tablename__ = "role_power"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "role_id"],
            ["role.organisation_id", "role.id"],
            name="fk_role_power_role",
            ondelete="CASCADE",
        ),
        _ORGANISATION,
    )
    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    role_id: Mapped[UUID] = mapped_column(primary_key=True)
    power: Mapped[str] = mapped_column(primary_key=True)


class RoleGrant(Base):
    """A role given to a member within a scope; the row goes when the grant or the membership ends."""

    __tablename__ = "role_grant"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "member_id"], ["member.organisation_id", "member.id"], name="fk_role_grant_member"
        ),
        ForeignKeyConstraint(["organisation_id", "role_id"], ["role.organisation_id", "role.id"], name="fk_role_grant_role"),
        ForeignKeyConstraint(
            ["organisation_id", "department_id"],
            ["department.organisation_id", "department.id"],
            name="fk_role_grant_department",
        ),
        _one_of("scope", "organisation", "department", "self"),
        CheckConstraint("(scope = 'department') = (department_id IS NOT NULL)", name="department"),
        Index(
            "uq_role_grant", "organisation_id", "member_id", "role_id", "scope", "department_id",
            unique=True, postgresql_nulls_not_distinct=True,
        ),
        Index("ix_role_grant_role_id", "organisation_id", "role_id"),
        _ORGANISATION,
    )  # fmt: skip
    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID]
    role_id: Mapped[UUID]
    scope: Mapped[str]
    department_id: Mapped[UUID | None]
    granted_by: Mapped[UUID]
    granted_at: Mapped[datetime]
