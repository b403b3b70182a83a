"""The tables of external contacts. As with members: names in clear, what reaches a person sealed, found by keyed terms."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from tocsin.kernel.tables import Base

_ORGANISATION = {"info": {"shape": "organisation"}}


class ExternalContact(Base):
    """Somebody outside, as a member keeps them.

    ``keeper_id`` is the member who does; it stays with one who left until somebody takes over. ``link_blind`` compares
    across the deployment while the person is asked whether the card may be joined to their account; ``person_id`` is
    set when they have said yes. They see the question from ``link_put_at`` on.
    """

    __tablename__ = "external_contact"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "keeper_id"],
            ["member.organisation_id", "member.id"],
            name="fk_external_contact_keeper",
        ),
        CheckConstraint("visibility IN ('all', 'department', 'keeper')", name="visibility"),
        CheckConstraint("(visibility = 'department') = (department_id IS NOT NULL)", name="department"),
        Index("ix_external_contact_sort_key", "organisation_id", "sort_key"),
        Index("ix_external_contact_keeper_id", "organisation_id", "keeper_id", "phone_blind"),
        Index("ix_external_contact_link_blind", "link_blind", postgresql_where=text("link_blind IS NOT NULL")),
        Index("ix_external_contact_person_id", "person_id", postgresql_where=text("person_id IS NOT NULL")),
        _ORGANISATION,
    )
    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    sort_key: Mapped[str] = mapped_column(Text(collation="C"))
    company: Mapped[str | None]
    post: Mapped[str | None]
    phone_sealed: Mapped[bytes | None]
    phone_blind: Mapped[bytes | None]
    email_sealed: Mapped[bytes | None]
    note_sealed: Mapped[bytes | None]
    labels: Mapped[list[str]] = mapped_column(server_default=text("'{}'::text[]"))
    visibility: Mapped[str]
    department_id: Mapped[UUID | None]
    """No foreign key: a department that goes takes nobody's contacts along, they are the keeper's alone then."""
    keeper_id: Mapped[UUID]
    terms: Mapped[list[int]] = mapped_column(server_default=text("'{}'::bigint[]"))
    created_by: Mapped[UUID]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    link_blind: Mapped[bytes | None]
    link_asked_at: Mapped[datetime | None]
    link_put_at: Mapped[datetime | None]
    person_id: Mapped[UUID | None]


class ExternalContactTerm(Base):
    """One keyed search term of one contact."""

    __tablename__ = "external_contact_term"
    __table_args__ = (_ORGANISATION,)
    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    term: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    contact_id: Mapped[UUID] = mapped_column(primary_key=True)


class ContactQuestion(Base):
    """That a keeper asked whoever has a number, and when they were to see it; outlives card and number for a month."""

    __tablename__ = "contact_question"
    __table_args__ = (_ORGANISATION,)
    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    phone_blind: Mapped[bytes] = mapped_column(primary_key=True)
    keeper_id: Mapped[UUID] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime]
    put_at: Mapped[datetime]
