"""The table of transfers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from tocsin.kernel.tables import Base


class Transfer(Base):
    """A member's move from one department to another, from its opening to its end.

    The word of each side stands as the moment it was given. Departments have no foreign key: one that goes ends the
    transfer, and keeps nobody from removing it.
    """

    __tablename__ = "transfer"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "member_id"], ["member.organisation_id", "member.id"], name="fk_transfer_member"
        ),
        CheckConstraint("opened_as IN ('notice', 'invitation', 'application')", name="opened_as"),
        CheckConstraint("state IN ('open', 'agreed', 'done', 'refused', 'withdrawn', 'expired', 'void')", name="state"),
        CheckConstraint("(state IN ('open', 'agreed')) = (closed_at IS NULL)", name="closed"),
        Index(
            "uq_transfer_running",
            "organisation_id",
            "member_id",
            unique=True,
            postgresql_where=text("state IN ('open', 'agreed')"),
        ),
        Index("ix_transfer_due", "effective_at", postgresql_where=text("state = 'agreed'")),
        Index("ix_transfer_expires_at", "expires_at", postgresql_where=text("state = 'open'")),
        {"info": {"shape": "organisation"}},
    )
    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID]
    opened_as: Mapped[str]
    opened_by: Mapped[UUID]
    opened_at: Mapped[datetime]
    from_department_id: Mapped[UUID | None]
    to_department_id: Mapped[UUID]
    post: Mapped[str | None]
    manager_id: Mapped[UUID | None]
    effective_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    note_sealed: Mapped[bytes | None]
    state: Mapped[str]
    member_at: Mapped[datetime | None]
    head_at: Mapped[datetime | None]
    head_by: Mapped[UUID | None]
    hr_at: Mapped[datetime | None]
    hr_by: Mapped[UUID | None]
    hr_session: Mapped[UUID | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None]
    reason: Mapped[str | None]
    words_sealed: Mapped[bytes | None]
