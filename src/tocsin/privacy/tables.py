"""The table of records taken out. A row lives for days, and its archive with it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from tocsin.kernel.tables import Base


class RecordExport(Base):
    """What is recorded about a person, taken out by them: from the asking to the end of its term.

    The realm is the platform's, whose key seals the archive: it holds something of every realm. ``done`` of ``total``
    counts rooms in realms; ``blob_*`` name the archive once there is one.
    """

    __tablename__ = "record_export"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'writing', 'done', 'failed')", name="state"),
        CheckConstraint("(state = 'done') = (blob_name IS NOT NULL)", name="blob"),
        Index("ix_record_export_person_id", "person_id", "id"),
        Index("ix_record_export_expires_at", "expires_at"),
        Index("ix_record_export_blob_name", "blob_name"),
        {"info": {"shape": "person"}},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID]
    realm_id: Mapped[UUID]
    state: Mapped[str]
    language: Mapped[str]
    total: Mapped[int]
    done: Mapped[int]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    error: Mapped[str | None]
    data_key_id: Mapped[UUID | None]
    blob_name: Mapped[str | None]
    blob_size: Mapped[int | None]
    blob_digest: Mapped[str | None]
