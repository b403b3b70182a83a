"""The tables of imports. Both live for days: what is imported is then in the members' own records."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from tocsin.kernel.tables import Base

_ORGANISATION = {"info": {"shape": "organisation"}}


class RosterImport(Base):
    """One upload and what became of it.

    ``file_sealed`` goes as soon as it is read. ``plan_blind`` stands for what the preview showed, so that applying can
    tell whether it would still do the same; ``started_at`` is set with the first batch that is applied.
    """

    __tablename__ = "roster_import"
    __table_args__ = (
        CheckConstraint("state IN ('reading', 'ready', 'applying', 'done', 'failed', 'discarded')", name="state"),
        CheckConstraint("state NOT IN ('applying', 'done') OR attested_by IS NOT NULL", name="attested"),
        CheckConstraint("basis IN ('contract', 'hr_policy', 'consent', 'legal_duty', 'other')", name="basis"),
        # one import is applied at a time: two at once could make the same department twice, or each other's manager
        Index("uq_roster_import_applying", "organisation_id", unique=True, postgresql_where=text("state = 'applying'")),
        Index("ix_roster_import_created_at", "created_at"),
        _ORGANISATION,
    )
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    state: Mapped[str]
    created_by: Mapped[UUID]
    session_id: Mapped[UUID]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    file_name_sealed: Mapped[bytes]
    file_sealed: Mapped[bytes | None]
    preview_sealed: Mapped[bytes | None]
    separator: Mapped[str | None]
    total: Mapped[int] = mapped_column(server_default="0")
    done: Mapped[int] = mapped_column(server_default="0")
    counts: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))
    plan_blind: Mapped[bytes | None]
    error_code: Mapped[str | None]
    error_sealed: Mapped[bytes | None]
    basis: Mapped[str | None]
    # In clear in rows of before it was sealed; nothing writes it any more.
    basis_note: Mapped[str | None]
    basis_note_sealed: Mapped[bytes | None]
    attested_by: Mapped[UUID | None]
    attested_at: Mapped[datetime | None]
    attestation: Mapped[str | None]
    started_at: Mapped[datetime | None]


class RosterImportRow(Base):
    """One row of an upload: what it says, what becomes of it and why."""

    __tablename__ = "roster_import_row"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "import_id"],
            ["roster_import.organisation_id", "roster_import.id"],
            name="fk_roster_import_row_import",
            ondelete="CASCADE",
        ),
        CheckConstraint("outcome IN ('make', 'change', 'same', 'refuse')", name="outcome"),
        Index("ix_roster_import_row_outcome", "organisation_id", "import_id", "outcome", "row"),
        _ORGANISATION,
    )
    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    outcome: Mapped[str]
    body_sealed: Mapped[bytes]
