"""The tables of this room. Their policies are in the migration."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tocsin.kernel.tables import Base

_UNSENT = text("used_at IS NULL")


class File(Base):
    """A file from the first word about it: ``open`` while parts come, ``closing`` while it is looked at, ``complete``.

    ``size`` and ``part_size`` are in bytes; ``card_sealed`` holds the name and what is shown of it (``rules.cards``).
    ``attempt`` names whoever looks at it now; one that was given up for dead finds another's there, and writes nothing.
    ``used_at`` is set once something holds it, a message say: from then on it is no longer its sender's alone.
    """

    __tablename__ = "file"
    __table_args__ = (
        UniqueConstraint("person_id", "client_id", name="uq_file_client_id"),
        CheckConstraint("state IN ('open', 'closing', 'complete')", name="state"),
        CheckConstraint("attempt IS NULL OR state = 'closing'", name="attempt"),
        CheckConstraint("size > 0 AND part_size > 0", name="size"),
        CheckConstraint("(state = 'complete') = (completed_at IS NOT NULL AND kind IS NOT NULL)", name="complete"),
        Index("ix_file_unsent", "person_id", postgresql_where=_UNSENT),
        Index("ix_file_seen_at", "seen_at", postgresql_where=_UNSENT),
        Index("ix_file_realm_id", "realm_id", "person_id"),
        {"info": {"shape": "person"}},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID]
    realm_id: Mapped[UUID]
    client_id: Mapped[UUID]
    data_key_id: Mapped[UUID]
    state: Mapped[str]
    size: Mapped[int]
    part_size: Mapped[int]
    as_file: Mapped[bool]
    kind: Mapped[str | None]
    card_sealed: Mapped[bytes]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    attempt: Mapped[UUID | None]


class FilePart(Base):
    """One sealed piece of a file, or of a smaller picture of it (``variant``); in the store under ``blob_name``."""

    __tablename__ = "file_part"
    __table_args__ = (
        CheckConstraint("variant IN ('whole', 'display', 'thumb')", name="variant"),
        UniqueConstraint("blob_name", name="uq_file_part_blob_name"),
        {"info": {"shape": "person"}},
    )
    file_id: Mapped[UUID] = mapped_column(ForeignKey("file.id", ondelete="CASCADE"), primary_key=True)
    variant: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[UUID]
    blob_name: Mapped[str]
    size: Mapped[int]
    digest: Mapped[str]


class FileUse(Base):
    """That an item of a room holds a file; the file goes with its last use."""

    __tablename__ = "file_use"
    __table_args__ = (Index("ix_file_use_item", "room", "item"), {"info": {"shape": "platform"}})
    file_id: Mapped[UUID] = mapped_column(ForeignKey("file.id"), primary_key=True)
    room: Mapped[str] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
