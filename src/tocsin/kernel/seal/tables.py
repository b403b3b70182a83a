"""Where wrapped keys are kept."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tocsin.kernel.tables import Base


class RealmKey(Base):
    """One version of a realm's key, wrapped; the ``index`` key has one version for life."""

    __tablename__ = "realm_key"
    __table_args__ = (
        CheckConstraint("purpose IN ('seal', 'index')", name="purpose"),
        CheckConstraint("destroyed_at IS NULL OR wrapped = ''", name="destroyed"),
        {"info": {"shape": "platform"}},
    )
    realm_id: Mapped[UUID] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kek_id: Mapped[str]
    wrapped: Mapped[bytes]
    made_at: Mapped[datetime]
    destroyed_at: Mapped[datetime | None]


class DataKeyRow(Base):
    """The key of a conversation, or of one kind of record in one realm."""

    __tablename__ = "data_key"
    __table_args__ = (
        UniqueConstraint("realm_id", "kind"),
        CheckConstraint("(realm_id IS NULL) = (kind IS NULL)", name="record"),
        {"info": {"shape": "platform"}},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    realm_id: Mapped[UUID | None]
    kind: Mapped[str | None]
    made_at: Mapped[datetime]


class DataKeyWrap(Base):
    """One generation of a data key, wrapped for one of the realms that take part."""

    __tablename__ = "data_key_wrap"
    __table_args__ = (
        CheckConstraint("generation BETWEEN 1 AND 65535", name="generation"),
        Index("ix_data_key_wrap_realm_id", "realm_id"),
        {"info": {"shape": "platform"}},
    )
    data_key_id: Mapped[UUID] = mapped_column(ForeignKey("data_key.id", ondelete="CASCADE"), primary_key=True)
    generation: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    realm_id: Mapped[UUID] = mapped_column(primary_key=True)
    realm_version: Mapped[int]
    wrapped: Mapped[bytes]
