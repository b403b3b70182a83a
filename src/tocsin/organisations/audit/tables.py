"""The tables of the audit desk: searches people keep, and how long an organisation keeps its acts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from tocsin.kernel.retention import KEPT_DAYS
from tocsin.kernel.tables import Base


class AuditSearch(Base):
    """A search somebody keeps. Its name and what it asks for are sealed: people are named in both."""

    __tablename__ = "audit_search"
    __table_args__ = (
        Index("ix_audit_search_person_id", "person_id", "organisation_id"),
        {"info": {"shape": "person"}},
    )
    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID]
    search_sealed: Mapped[bytes]
    created_at: Mapped[datetime]


class AuditKeeping(Base):
    """How many days an organisation keeps its acts; without a row, as many as it must."""

    __tablename__ = "audit_keeping"
    __table_args__ = (
        CheckConstraint(f"days >= {KEPT_DAYS}", name="days"),
        {"info": {"shape": "organisation"}},
    )
    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    days: Mapped[int]
